namespace Tallystick.Sandbox.Admin;

internal sealed record SeedRequest
{
    public int Contacts { get; init; }

    public int Seed { get; init; } = 1;

    /// <summary>Also the contact that the documents' examples speak of.</summary>
    public bool Samples { get; init; }

    public string? LocationId { get; init; }
}

internal sealed record ClockRequest
{
    public double AdvanceSeconds { get; init; }
}

internal sealed record EditsRequest
{
    public int Count { get; init; } = 1;

    public int Seed { get; init; } = 1;

    public string? LocationId { get; init; }
}

internal sealed record MergeRequest
{
    /// <summary>The contact that goes.</summary>
    public string From { get; init; } = "";
}

internal sealed record LimitsRequest
{
    public bool? Enabled { get; init; }

    public int? Burst { get; init; }

    public int? Daily { get; init; }
}

internal sealed record LocationRequest
{
    public bool? AllowDuplicateContact { get; init; }

    public bool? AllowDuplicateOpportunity { get; init; }

    public IReadOnlyList<string>? ContactUniqueIdentifiers { get; init; }
}

internal sealed record TokenRequest
{
    public string Token { get; init; } = "";

    public string? LocationId { get; init; }

    public bool Agency { get; init; }

    public bool Revoke { get; init; }

    public IReadOnlyList<string>? Scopes { get; init; }
}

internal sealed record AppointmentRequest
{
    public string ContactId { get; init; } = "";

    public string? CalendarId { get; init; }

    public string Title { get; init; } = "Appointment";

    public string Status { get; init; } = "confirmed";

    /// <summary>yyyy-MM-dd HH:mm:ss, in the location's time.</summary>
    public string StartTime { get; init; } = "2026-01-01 10:00:00";

    public string EndTime { get; init; } = "2026-01-01 10:30:00";
}
