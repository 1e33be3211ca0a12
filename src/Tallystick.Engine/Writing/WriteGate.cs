using Tallystick.Core.Merging;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.Runs;

namespace Tallystick.Engine.Writing;

/// <summary>What a run may write of what its merges come to; the rest waits and stays news.</summary>
internal sealed class WriteGate(RunContext context)
{
    private readonly HashSet<(bool IsBlank, Side Side, string Field)> _stopped = [];
    private readonly HashSet<(bool IsBlank, Side Side, string Field)> _resting = [];

    /// <summary>The records that may be written; null for all.</summary>
    public CanaryPick? Canary { get; set; }

    /// <summary>Decisions that are done with once the run has written.</summary>
    public List<string> Decided { get; } = [];

    public void Stop(bool isBlank, Side side, string field) => _stopped.Add((isBlank, side, field));

    /// <summary>A person wants both sides to stay as they are.</summary>
    public void Rest(bool isBlank, Side side, string field) => _resting.Add((isBlank, side, field));

    /// <summary>True for a write that clears a field, false for one that overwrites it, null for one that loses nothing known.</summary>
    public static bool? KindOf(Pair pair, HeldWrite write)
    {
        var before = pair[write.Side].Row[write.Change.Ordinal];
        var isMet =
            IsKnown(pair, write, Side.Left)
            && IsKnown(pair, write, Side.Right)
            && before.HasContent;
        if (!isMet)
            return null;
        if (write.Change.New.IsEmpty)
            return true;
        return write.Change.Removed is { Count: 0 } ? null : false;
    }

    /// <summary>The run has written what it could.</summary>
    public Task FinishAsync(CancellationToken cancellationToken) =>
        Decided.Count == 0
            ? Task.CompletedTask
            : context.Store.CommitAsync(
                context.Run,
                new Commit { IssuesClosed = Decided, DecisionsDone = Decided },
                cancellationToken
            );

    /// <summary>Whether the pair is written to at all.</summary>
    public bool IsIn(Link link) => Canary is not { } canary || canary.Has(link);

    public bool IsIn(string recordId) => Canary is not { } canary || canary.Has(recordId);

    public bool MayWrite(Link link, Side side) => IsIn(link) || Canary!.RestWrites(side);

    /// <summary>Whether the record may get a partner on the other side.</summary>
    public bool MayCreate(Side from, string recordId) =>
        IsIn(recordId) || Canary!.RestWrites(from.Other);

    /// <summary>A pair made from a right record in the canary would not be known by its left id.</summary>
    public bool IsToBeMarked(Pair pair) =>
        pair.Link.Id == 0
        && Canary is { } canary
        && canary.Has(pair.Right.RecordId)
        && !canary.Has(pair.Left.RecordId);

    /// <summary>Counts a pair some of whose writes wait.</summary>
    public void NoteHeld(Link link) =>
        context.Tally.Add(IsIn(link) ? Count.HeldByBrake : Count.HeldByCanary);

    public MergeResult Pass(Pair pair, MergeResult merge)
    {
        if (!IsIn(pair.Link))
            merge = HeldWrites.Hold(
                context.Plan,
                merge,
                w => !Canary!.RestWrites(w.Side),
                evenDecided: true
            );
        if (_stopped.Count > 0)
            merge = HeldWrites.Hold(context.Plan, merge, w => Is(_stopped, pair, w));
        return _resting.Count > 0 ? Rested(pair, merge) : merge;
    }

    private MergeResult Rested(Pair pair, MergeResult merge)
    {
        var before = merge.Held;
        merge = HeldWrites.Hold(context.Plan, merge, w => Is(_resting, pair, w));
        var resting = merge.Held.Except(before).ToArray();
        if (resting.Length == 0)
            return merge;
        var (left, right) = ((Value[])merge.LeftShadow.Clone(), (Value[])merge.RightShadow.Clone());
        foreach (var write in resting)
        {
            left[write.Field.Left.Ordinal] = pair.Left.Row[write.Field.Left.Ordinal];
            right[write.Field.Right.Ordinal] = pair.Right.Row[write.Field.Right.Ordinal];
        }
        return merge with
        {
            LeftShadow = left,
            RightShadow = right,
            Held = before,
            Settled = [.. merge.Settled, .. resting.Select(w => w.Field.Name)],
            Marks =
            [
                .. merge.Marks,
                .. resting.Select(w => new FieldMark(w.Field.Name, MarkReason.Accepted)),
            ],
        };
    }

    private static bool Is(
        HashSet<(bool IsBlank, Side Side, string Field)> what,
        Pair pair,
        HeldWrite write
    ) =>
        KindOf(pair, write) is { } isBlank
        && what.Contains((isBlank, write.Side, write.Field.Name));

    private static bool IsKnown(Pair pair, HeldWrite write, Side side) =>
        pair.Link[side].Shadow is { } shadow && !shadow[write.Field[side].Ordinal].IsUnknown;
}
