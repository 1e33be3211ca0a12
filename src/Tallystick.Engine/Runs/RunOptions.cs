using Tallystick.Core.Limits;
using Tallystick.Core.Records;

namespace Tallystick.Engine.Runs;

public sealed record RunOptions
{
    /// <summary>Read everything on both sides, whatever is remembered.</summary>
    public bool Full { get; init; }

    /// <summary>First wait until every listing must show the edits made before the run.</summary>
    public bool Settle { get; init; }

    /// <summary>Deletes that a brake stopped are allowed this time.</summary>
    public bool AllowDeletes { get; init; }

    /// <summary>Mass changes and blankings that a brake stopped are allowed this time.</summary>
    public bool AllowChanges { get; init; }

    /// <summary>Refused and held records are tried again.</summary>
    public bool RetryHeld { get; init; }

    /// <summary>The lane of the run's calls; null for backfill in a first run and a person's in others.</summary>
    public Lane? Lane { get; init; }

    /// <summary>
    /// Look at these records only, without a listing. They may be named twice, late or in any order;
    /// empty for an ordinary run.
    /// </summary>
    public IReadOnlyList<(Side Side, string Id)> Hints { get; init; } = [];

    /// <summary>How many differences a plan or a verification lists.</summary>
    public int DifferencesMax { get; init; } = 20;
}
