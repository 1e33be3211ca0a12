using Tallystick.Core.Comparison;
using Tallystick.Core.Records;

namespace Tallystick.Core.Mapping;

/// <summary>One stream of a sync as its author wrote it; <see cref="StreamPlan"/> is its compiled form.</summary>
public sealed record StreamDefinition
{
    /// <summary>"sync/stream", unique in a file.</summary>
    public required string Name { get; init; }

    public required string LeftObject { get; init; }

    public required string RightObject { get; init; }

    /// <summary>Where the left object type stands, "tallystick.yaml:14", for messages.</summary>
    public string? LeftWhere { get; init; }

    public string? RightWhere { get; init; }

    public required IReadOnlyList<FieldPair> Fields { get; init; }

    /// <summary>Match rules in falling order of trust; each is one or more left field keys.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Match { get; init; } = [];

    public SyncMode Mode { get; init; } = SyncMode.TwoWay;

    /// <summary>Where records that only one side has are created; what is there is kept in step all the same.</summary>
    public CreatePolicy Creates { get; init; } = CreatePolicy.Both;

    public ConflictPolicy Conflict { get; init; } = ConflictPolicy.Ask;

    public DeletePolicy Deletes { get; init; } = DeletePolicy.Ask;

    /// <summary>For records that were deleted on the left; null: as <see cref="Deletes"/>.</summary>
    public DeletePolicy? DeletesOnLeft { get; init; }

    /// <summary>For records that were deleted on the right; null: as <see cref="Deletes"/>.</summary>
    public DeletePolicy? DeletesOnRight { get; init; }

    /// <summary>The tag that <see cref="DeletePolicy.Archive"/> adds; {side} is where the record was deleted.</summary>
    public string ArchiveTag { get; init; } = "gone-from-{side}";

    /// <summary>A run that would delete more records than this stops and asks.</summary>
    public int DeletesMax { get; init; } = 50;

    /// <summary>A run that would delete more than this share of the links stops and asks, 0 to 1.</summary>
    public double DeleteShareMax { get; init; } = 0.1;

    /// <summary>
    /// A run that would overwrite one field of more records than this, and of more than
    /// <see cref="ChangeShareMax"/> of the links, stops that part and asks.
    /// </summary>
    public int ChangesMax { get; init; } = 200;

    /// <summary>0 to 1.</summary>
    public double ChangeShareMax { get; init; } = 0.5;

    /// <summary>The same for filled fields that would be cleared.</summary>
    public int BlanksMax { get; init; } = 25;

    /// <summary>0 to 1.</summary>
    public double BlankShareMax { get; init; } = 0.2;

    /// <summary>Only left records with these values take part.</summary>
    public IReadOnlyDictionary<string, string> LeftFilter { get; init; } =
        new Dictionary<string, string>();

    public IReadOnlyDictionary<string, string> RightFilter { get; init; } =
        new Dictionary<string, string>();

    /// <summary>The streams of the same sync, this one included: the records that its references mean.</summary>
    public IReadOnlyList<StreamDefinition> Siblings { get; init; } = [];

    /// <summary>Users of the left side and who they are on the right, each by id or e-mail address.</summary>
    public IReadOnlyDictionary<string, string> Users { get; init; } =
        new Dictionary<string, string>();

    /// <summary>How old the last whole listing may be before the next run makes one; null: every run while it is cheap, else a day.</summary>
    public TimeSpan? SweepEvery { get; init; }

    /// <summary>Only so many records are written; null: all.</summary>
    public Canary? Canary { get; init; }

    /// <summary>Whether the mode lets this side be written to at all.</summary>
    public bool WritesOn(Side side) =>
        Mode switch
        {
            SyncMode.TwoWay => true,
            SyncMode.ToLeft => side is Side.Left,
            SyncMode.ToRight => side is Side.Right,
            SyncMode.Observe => false,
        };

    /// <summary>Whether a record that only the other side has may be created on this one.</summary>
    public bool CreatesOn(Side side) =>
        WritesOn(side)
        && Creates switch
        {
            CreatePolicy.Both => true,
            CreatePolicy.ToLeft => side is Side.Left,
            CreatePolicy.ToRight => side is Side.Right,
            CreatePolicy.None => false,
        };

    /// <summary>What this side's records are narrowed to; empty for all of them.</summary>
    public IReadOnlyDictionary<string, string> FilterOn(Side side) =>
        side is Side.Left ? LeftFilter : RightFilter;

    /// <summary>What becomes of the partner of a record that was deleted on <paramref name="side"/>.</summary>
    public DeletePolicy DeletesOn(Side side) =>
        (side is Side.Left ? DeletesOnLeft : DeletesOnRight) ?? Deletes;

    /// <summary>The tag for the partner of a record that was deleted on <paramref name="side"/>.</summary>
    public string ArchiveTagOf(Side side) =>
        ArchiveTag.Replace("{side}", side.Word, StringComparison.Ordinal);
}

/// <summary>A pair of fields that are to be the same.</summary>
/// <param name="Left">Key or alias of the left field.</param>
/// <param name="Right">Key or alias of the right field.</param>
public sealed record FieldPair(string Left, string Right)
{
    /// <summary>Between the two keys, in the name of a pair whose keys differ.</summary>
    public const string Between = " ↔ ";

    public Direction Direction { get; init; } = Direction.Both;

    /// <summary>Only an empty field is written, never one with content.</summary>
    public bool FillOnly { get; init; }

    /// <summary>Whether clearing a field clears it on the other side.</summary>
    public bool EmptyOverwrites { get; init; } = true;

    /// <summary>Null: the stream's.</summary>
    public ConflictPolicy? Conflict { get; init; }

    /// <summary>Liquid expression that makes the right value from the left record.</summary>
    public string? ToRight { get; init; }

    /// <summary>Liquid expression that makes the left value from the right record.</summary>
    public string? ToLeft { get; init; }

    /// <summary>How values are compared; null: by the fields' types.</summary>
    public ComparisonKind? Compare { get; init; }

    /// <summary>Where the pair stands, "tallystick.yaml:14", for messages.</summary>
    public string? Where { get; init; }
}
