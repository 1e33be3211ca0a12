namespace Tallystick.Core.Connectors;

/// <summary>How a connection finds what changed.</summary>
public enum ChangeDetection
{
    /// <summary>Only by reading everything.</summary>
    Scan,

    /// <summary>By listing what was modified or created since a time.</summary>
    ModifiedTime,

    /// <summary>
    /// By listing what hangs on records that were modified since a time. A change that does not move
    /// the parent's time is found by whole listings only.
    /// </summary>
    ParentModified,
}

/// <summary>
/// What one object type of a connection can do. The engine asks for these and never for which app
/// it talks to.
/// </summary>
public sealed record Capabilities
{
    public ChangeDetection Changes { get; init; } = ChangeDetection.Scan;

    /// <summary>How far behind its records a listing may be; zero where it reads its own writes.</summary>
    public TimeSpan ListLag { get; init; }

    /// <summary>How far before the last seen time "changed since" must start to miss nothing.</summary>
    public TimeSpan ChangeOverlap { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>A whole listing without faults proves that what it lacks is gone.</summary>
    public bool AbsenceIsEvidence { get; init; }

    /// <summary>The modified times can be compared with another side's to decide which is newer.</summary>
    public bool TrustworthyTimes { get; init; }

    public bool CanCreate { get; init; } = true;

    public bool CanUpdate { get; init; } = true;

    public bool CanDelete { get; init; } = true;

    /// <summary>An update or a delete may carry the version it was read at, and is refused when it moved.</summary>
    public bool ConditionalWrites { get; init; }

    /// <summary>Keys of fields on which the app refuses a second record (duplicate answer).</summary>
    public IReadOnlyList<string> RefusesDuplicatesOn { get; init; } = [];

    /// <summary>Keys of fields that <see cref="IConnector.FindAsync"/> can look up exactly.</summary>
    public IReadOnlyList<string> FindsBy { get; init; } = [];

    /// <summary>Keys of sets whose elements are added and removed one by one; others are replaced whole.</summary>
    public IReadOnlyList<string> SetsByElement { get; init; } = [];

    /// <summary>Rows per page of a listing.</summary>
    public int PageSize { get; init; } = 100;

    /// <summary>
    /// A whole listing takes more calls than rows divided by page size, such as one for each parent:
    /// it is made when it is due, and never for seeming small.
    /// </summary>
    public bool SweepsAreCostly { get; init; }

    /// <summary>Writes that may run at the same time; 1 for files and single transactions.</summary>
    public int ConcurrencyMax { get; init; } = 1;

    /// <summary>The app's limits per window, strictest first; empty when it has none.</summary>
    public IReadOnlyList<RateLimit> Limits { get; init; } = [];
}

/// <summary>At most <paramref name="Calls"/> calls within any <paramref name="Window"/>.</summary>
public readonly record struct RateLimit(int Calls, TimeSpan Window);
