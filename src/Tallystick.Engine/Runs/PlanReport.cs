using Tallystick.Core.Limits;
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

    /// <summary>Groups of records of one side that share the first rule's key, and are held back.</summary>
    public long Duplicates { get; init; }

    /// <summary>Left records without partner that look like a right one: tally match shows them.</summary>
    public long Suggestions { get; init; }

    public long Refused { get; init; }

    /// <summary>New records that the mapping would have created, and the other side's app takes none.</summary>
    public long Uncreatable { get; init; }

    public long BadRows { get; init; }

    /// <summary>Pairs with writes that a brake on mass changes would hold back.</summary>
    public long HeldByBrake { get; init; }

    /// <summary>Records with writes that would wait until more take part.</summary>
    public long HeldByCanary { get; init; }

    /// <summary>Records that wait until their parent has a partner.</summary>
    public long Waiting { get; init; }

    /// <summary>A brake that would stop part of the run; null for none.</summary>
    public string? Stopped { get; init; }

    /// <summary>Calls the writes will take, by side and operation.</summary>
    public IReadOnlyList<CallForecast> Calls { get; init; } = [];

    /// <summary>How long the run will take at the granted rates and quotas, if it goes on each day.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>What the run means for the limits of each connection that has any.</summary>
    public IReadOnlyList<QuotaForecast> Quotas { get; init; } = [];

    /// <summary>The first differences, field by field.</summary>
    public IReadOnlyList<PlannedChange> Changes { get; init; } = [];

    /// <summary>What a person should look at first: the first problems, in words.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];
}

/// <param name="DayShare">Share of the day's quota, 0 to 1; null where there is no daily limit.</param>
public sealed record CallForecast(Side Side, string Operation, long Calls, double? DayShare);

/// <summary>What all calls of a run, reads and writes, mean for one connection's limits.</summary>
/// <param name="Lane">The lane they will take.</param>
public sealed record QuotaForecast(Side Side, string Connection, Lane Lane)
{
    /// <summary>Calls that reading took for the plan, and will take again.</summary>
    public long Reads { get; init; }

    public long Writes { get; init; }

    /// <summary>The day's quota; null where there is none.</summary>
    public int? DayLimit { get; init; }

    /// <summary>What is spent of it, as far as is known.</summary>
    public long? SpentToday { get; init; }

    /// <summary>What is left of it today for the lane.</summary>
    public long? LeftToday { get; init; }

    /// <summary>On how many days calls will be made, today included.</summary>
    public int Days { get; init; }

    /// <summary>When the last call will be made, if the run starts now and goes on each day.</summary>
    public DateTimeOffset FinishesAt { get; init; }
}

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
)
{
    /// <summary>
    /// Of a conflict: the side that stands; else what stands for it, "ask" for a question. Then
    /// nothing is written, and before and after are what left and right hold.
    /// </summary>
    public string? Winner { get; init; }
}
