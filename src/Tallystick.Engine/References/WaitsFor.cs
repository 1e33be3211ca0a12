using Tallystick.Core.Mapping;
using Tallystick.Core.Records;

namespace Tallystick.Engine.References;

/// <summary>
/// Staged rows that wait for the partner of another record, as their hold says it: an orphan for its
/// parent, a linked row for the partner of something it refers to. Nothing a person must settle.
/// </summary>
/// <param name="IsOrphan">The whole row waits, not only one field of it.</param>
/// <param name="Stream">The stream that will know the awaited record.</param>
/// <param name="RecordId">The awaited record, on the row's own side.</param>
internal sealed record WaitsFor(bool IsOrphan, string Stream, string RecordId)
{
    private const string Orphan = "orphan:";
    private const string Reference = "reference:";

    /// <summary>The parent that a row of this side waits for; null when it has none to wait for.</summary>
    public static WaitsFor? ForParent(StreamPlan plan, Side side, Value[] row) =>
        Find(plan, side, row, r => r.IsParent);

    /// <summary>Anything that a row of this side refers to and that has no partner yet.</summary>
    public static WaitsFor? ForAny(StreamPlan plan, Side side, Value[] row) =>
        Find(plan, side, row, _ => true) is { } found ? found with { IsOrphan = false } : null;

    /// <summary>Null for what is held for another reason.</summary>
    public static WaitsFor? Parse(string? heldBy)
    {
        var isOrphan = heldBy?.StartsWith(Orphan, StringComparison.Ordinal) is true;
        if (
            heldBy is null
            || (!isOrphan && !heldBy.StartsWith(Reference, StringComparison.Ordinal))
        )
            return null;
        var parts = heldBy.Split(':', 3);
        return new WaitsFor(isOrphan, parts[1], parts[2]);
    }

    public override string ToString() => $"{(IsOrphan ? Orphan : Reference)}{Stream}:{RecordId}";

    private static WaitsFor? Find(
        StreamPlan plan,
        Side side,
        Value[] row,
        Func<ReferencePlan, bool> fits
    )
    {
        foreach (var reference in plan.References)
            if (fits(reference) && row[reference.Field[side].Ordinal].AwaitedId is { } id)
                return new WaitsFor(true, reference.Streams[0], id);
        return null;
    }
}
