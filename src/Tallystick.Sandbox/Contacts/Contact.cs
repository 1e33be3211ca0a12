using System.Collections.Immutable;
using System.Text.Json;

namespace Tallystick.Sandbox.Contacts;

/// <summary>A contact as stored; a change makes a new one, so that the lagging index keeps the old.</summary>
internal sealed record Contact
{
    public required string Id { get; init; }
    public required string LocationId { get; init; }
    public string? FirstName { get; init; }
    public string? LastName { get; init; }
    public string? Email { get; init; }
    public string? Phone { get; init; }
    public string? CompanyName { get; init; }
    public string? Gender { get; init; }
    public string? Address1 { get; init; }
    public string? City { get; init; }
    public string? State { get; init; }
    public string? PostalCode { get; init; }
    public string? Country { get; init; }
    public string? Website { get; init; }
    public string? Timezone { get; init; }
    public string? Source { get; init; }
    public string? AssignedTo { get; init; }
    public string? BusinessId { get; init; }
    public string Type { get; init; } = "lead";
    public bool Dnd { get; init; }

    /// <summary>yyyy-MM-dd.</summary>
    public string? DateOfBirth { get; init; }

    public ImmutableSortedDictionary<string, DndSetting> DndSettings { get; init; } =
        ImmutableSortedDictionary<string, DndSetting>.Empty;

    public string? InboundDndStatus { get; init; }

    public ImmutableArray<string> Tags { get; init; } = [];

    public ImmutableArray<string> Followers { get; init; } = [];

    public ImmutableArray<string> AdditionalEmails { get; init; } = [];

    public ImmutableDictionary<string, JsonElement> CustomFields { get; init; } = [];

    public long DateAdded { get; init; }
    public long DateUpdated { get; init; }
    public string CreatedBySource { get; init; } = "INTEGRATION";

    public string? EmailLowerCase => Email?.ToLowerInvariant();

    public string FullName =>
        string.IsNullOrEmpty(FirstName) ? LastName ?? ""
        : string.IsNullOrEmpty(LastName) ? FirstName
        : $"{FirstName} {LastName}";
}

/// <param name="Status">active (do not disturb), inactive or permanent.</param>
internal sealed record DndSetting(string Status, string? Message, string? Code);

internal sealed record ContactTask(
    string Id,
    string ContactId,
    string Title,
    string? Body,
    string DueDate,
    bool Completed,
    string? AssignedTo
);

internal sealed record ContactNote(
    string Id,
    string ContactId,
    string Body,
    string? Title,
    string? UserId,
    string? Color,
    bool? Pinned,
    long DateAdded
);

internal sealed record Appointment(
    string Id,
    string CalendarId,
    string ContactId,
    string LocationId,
    string Title,
    string Status,
    string StartTime,
    string EndTime,
    string AssignedUserId,
    long DateAdded,
    long DateUpdated
)
{
    public string? Address { get; init; }

    public string? Description { get; init; }

    /// <summary>Written by people only: the API keeps notes of appointments apart.</summary>
    public string? Notes { get; init; }
}
