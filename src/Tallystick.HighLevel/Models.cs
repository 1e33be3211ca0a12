namespace Tallystick.HighLevel;

/// <summary>A task of a contact. It carries no time of creation or change.</summary>
/// <param name="DueDate">ISO 8601.</param>
public sealed record ContactTask(
    string Id,
    string? Title,
    string? Body,
    string? DueDate,
    bool Completed,
    string? AssignedTo,
    string? ContactId
);

/// <summary>What to store of a task; null leaves it as it is. A create needs title, due date and completed.</summary>
public sealed record TaskInput
{
    public string? Title { get; init; }

    public string? Body { get; init; }

    public string? DueDate { get; init; }

    public bool? Completed { get; init; }

    public string? AssignedTo { get; init; }
}

/// <summary>A note of a contact. It does not say when it was changed.</summary>
public sealed record ContactNote(
    string Id,
    string? Body,
    string? Title,
    string? UserId,
    string? Color,
    bool? Pinned,
    string? DateAdded,
    string? ContactId
);

/// <summary>What to store of a note; null leaves it as it is. A create needs a body.</summary>
public sealed record NoteInput
{
    public string? Body { get; init; }

    public string? Title { get; init; }

    public string? UserId { get; init; }

    public string? Color { get; init; }

    public bool? Pinned { get; init; }
}

/// <summary>An appointment as a contact shows it.</summary>
/// <param name="StartTime">"yyyy-MM-dd HH:mm:ss" in the location's zone.</param>
public sealed record ContactAppointment(
    string Id,
    string? Title,
    string? CalendarId,
    string? AppointmentStatus,
    string? AssignedUserId,
    string? StartTime,
    string? EndTime,
    string? ContactId,
    string? Address,
    string? Notes,
    string? DateAdded,
    string? DateUpdated
);

/// <summary>What appointments are booked in.</summary>
public sealed record LocationCalendar(string Id, string? Name, bool? IsActive);

/// <summary>An appointment as its calendar shows it.</summary>
/// <param name="StartTime">ISO 8601 with an offset.</param>
/// <param name="AppointmentStatus">new, confirmed, cancelled, showed, noshow, invalid.</param>
/// <param name="Notes">As the calendar shows them; they are written by operations of their own.</param>
public sealed record CalendarAppointment(
    string Id,
    string? Title,
    string? CalendarId,
    string? ContactId,
    string? AppointmentStatus,
    string? AssignedUserId,
    string? StartTime,
    string? EndTime,
    string? Address,
    string? Description,
    string? Notes,
    string? DateAdded,
    string? DateUpdated
);

/// <summary>What to store of an appointment; null leaves it as it is. A create needs calendar, contact and start.</summary>
public sealed record AppointmentInput
{
    public string? CalendarId { get; init; }

    /// <summary>Set by the client on a create.</summary>
    public string? LocationId { get; init; }

    /// <summary>On a create only.</summary>
    public string? ContactId { get; init; }

    public string? Title { get; init; }

    public string? StartTime { get; init; }

    public string? EndTime { get; init; }

    public string? AppointmentStatus { get; init; }

    public string? AssignedUserId { get; init; }

    public string? Address { get; init; }

    public string? Description { get; init; }

    /// <summary>Also outside the times that the calendar offers for booking.</summary>
    public bool? IgnoreDateRange { get; init; }

    /// <summary>Also where the calendar has no free slot.</summary>
    public bool? IgnoreFreeSlotValidation { get; init; }

    /// <summary>Whether the app tells people of it.</summary>
    public bool? ToNotify { get; init; }
}

/// <summary>A custom field of a location.</summary>
/// <param name="FieldKey">With its prefix, such as "contact.pincode".</param>
/// <param name="DataType">TEXT, LARGE_TEXT, NUMERICAL, MONETORY (so spelt), DATE, SINGLE_OPTIONS…</param>
public sealed record CustomField(
    string Id,
    string? Name,
    string? FieldKey,
    string? DataType,
    string? Model,
    IReadOnlyList<string>? PicklistOptions
);

public sealed record LocationTag(string Id, string Name);

public sealed record LocationUser(
    string Id,
    string? Name,
    string? FirstName,
    string? LastName,
    string? Email,
    string? Phone
);

public sealed record Business(
    string Id,
    string? Name,
    string? Phone,
    string? Email,
    string? Website,
    string? Address,
    string? City,
    string? State,
    string? PostalCode,
    string? Country,
    string? Description,
    string? CreatedAt,
    string? UpdatedAt
);

/// <summary>What to store of a business; null leaves it as it is. A create needs a name.</summary>
public sealed record BusinessInput
{
    public string? Name { get; init; }

    /// <summary>Set by the client on a create.</summary>
    public string? LocationId { get; init; }

    public string? Phone { get; init; }

    public string? Email { get; init; }

    public string? Website { get; init; }

    public string? Address { get; init; }

    public string? City { get; init; }

    public string? State { get; init; }

    public string? PostalCode { get; init; }

    public string? Country { get; init; }

    public string? Description { get; init; }
}
