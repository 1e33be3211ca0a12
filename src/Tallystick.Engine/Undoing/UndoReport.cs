using Tallystick.Core.Records;
using Tallystick.Engine.Runs;

namespace Tallystick.Engine.Undoing;

/// <summary>What an undo did to one stream, or would do.</summary>
public sealed record UndoReport
{
    public required string Stream { get; init; }

    /// <summary>False for a plan, which has written nothing.</summary>
    public bool Applied { get; init; }

    /// <summary>The undo's own run, which can be undone in turn; null for a plan and for nothing to undo.</summary>
    public long? Run { get; init; }

    /// <summary>Journal entries that were asked for.</summary>
    public long Entries { get; init; }

    /// <summary>Records that they wrote to.</summary>
    public long Records { get; init; }

    /// <summary>Records that got fields back.</summary>
    public PerSide Updated { get; init; }

    /// <summary>Fields put back.</summary>
    public long Fields { get; init; }

    /// <summary>Created ones that were deleted.</summary>
    public PerSide Deleted { get; init; }

    /// <summary>Deleted ones that were created again.</summary>
    public PerSide Created { get; init; }

    /// <summary>Fields and whole records that are as they were before, without us.</summary>
    public long Already { get; init; }

    /// <summary>Left alone because somebody has edited them since.</summary>
    public long EditedSince { get; init; }

    /// <summary>Left alone because a later run, not to be undone, wrote to them too.</summary>
    public long ChangedByLaterRun { get; init; }

    /// <summary>Left alone because the record is no longer there.</summary>
    public long Gone { get; init; }

    /// <summary>Left alone because the mode, the app or the mapping does not allow it.</summary>
    public long Unable { get; init; }

    /// <summary>Writes that an app refused.</summary>
    public long Refused { get; init; }

    /// <summary>Records that trouble in passing left as they are: the same undo again goes on with them.</summary>
    public long Postponed { get; init; }

    public long Skipped => EditedSince + ChangedByLaterRun + Gone + Unable;

    /// <summary>Everything written on both sides.</summary>
    public long Writes => Updated.Total + Deleted.Total + Created.Total;

    /// <summary>Calls the writes will take; only in a plan.</summary>
    public IReadOnlyList<CallForecast> Calls { get; init; } = [];

    /// <summary>The first changes, field by field.</summary>
    public IReadOnlyList<PlannedChange> Changes { get; init; } = [];

    /// <summary>The first of what is left alone or was refused.</summary>
    public IReadOnlyList<UndoSkip> Skips { get; init; } = [];

    public CallReport LeftCalls { get; init; } = CallReport.None;

    public CallReport RightCalls { get; init; } = CallReport.None;

    public TimeSpan Duration { get; init; }
}

/// <summary>One field, or (without one) one whole record, that an undo leaves alone.</summary>
/// <param name="Reason">"edited since", "changed by a later run"… and the refusals of apps.</param>
public sealed record UndoSkip(
    Side Side,
    string? LeftId,
    string? RightId,
    string? Field,
    string Reason
);
