using Tallystick.Core.Records;

namespace Tallystick.Engine.Runs;

/// <summary>What a run would do to one stream, and what it would cost.</summary>
public sealed record PlanReport
{
    public required string Stream { get; init; }

    public PerSide Read { get; init; }

    /// <summary>Links there are already.</summary>
    public long Linked { get; init; }

    public long Matched { get; init; }

    public PerSide Create { get; init; }

    public PerSide Update { get; init; }

    public PerSide Delete { get; init; }

    /// <summary>Pairs that need no write.</summary>
    public long Equal { get; init; }

    public long Conflicts { get; init; }

    public long Ambiguous { get; init; }

    public long Refused { get; init; }

    public long BadRows { get; init; }

    /// <summary>Records with writes that would wait until more take part.</summary>
    public long HeldByCanary { get; init; }

    /// <summary>A brake that would stop part of the run; null for none.</summary>
    public string? Stopped { get; init; }

    /// <summary>Calls the writes will take, by side and operation.</summary>
    public IReadOnlyList<CallForecast> Calls { get; init; } = [];

    /// <summary>How long the writes will take at the granted rates.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>The first differences, field by field.</summary>
    public IReadOnlyList<PlannedChange> Changes { get; init; } = [];

    /// <summary>What a person should look at first: the first problems, in words.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];
}

/// <param name="DayShare">Share of the day's quota, 0 to 1; null where there is no daily limit.</param>
public sealed record CallForecast(Side Side, string Operation, long Calls, double? DayShare);

/// <summary>One planned write of one field.</summary>
/// <param name="Action">"create", "update", "delete", "link" or "conflict".</param>
public sealed record PlannedChange(
    string Action,
    Side Target,
    string? LeftId,
    string? RightId,
    string Field,
    string Before,
    string After
);
