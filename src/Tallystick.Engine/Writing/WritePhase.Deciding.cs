using Tallystick.Core.Merging;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.References;
using Tallystick.Engine.Runs;

namespace Tallystick.Engine.Writing;

internal sealed partial class WritePhase
{
    /// <summary>
    /// The item without rows that wait for another record: they were read long ago, and written to
    /// since, perhaps.
    /// </summary>
    private static WorkItem Current(WorkItem item) =>
        item with
        {
            Left = WaitsFor.Parse(item.Left?.HeldBy) is null ? item.Left : null,
            Right = WaitsFor.Parse(item.Right?.HeldBy) is null ? item.Right : null,
        };

    /// <summary>What an item needs: a job, or an outcome at once, or (both null) nothing now.</summary>
    private (Job? Job, Outcome? Outcome) Decide(WorkItem item)
    {
        if (!_context.IsWanted(item))
            return (null, null);
        if (item.Link is not { } link)
            return DecideCreate(item);
        if (IsEditedInTime(item, link))
            link = link with { State = LinkState.Active };
        if (link.State is not LinkState.Active && !IsBack(item, link))
            return (null, Remember(item, link));
        if (Pair.Of(item, link, _context.Plan) is not { } pair)
            return (new Job.ReadFirst(item), null);
        foreach (var side in new[] { Side.Left, Side.Right })
            if (_context.LookedAt(side, link[side].RecordId) is { } at)
                pair = pair.With(side, pair[side] with { LookedAt = at });
        var merge = _pairs.MergeOf(pair);
        if (merge.Left.Changes.Count + merge.Right.Changes.Count > 0)
            return (new Job.Update(pair, merge), null);
        if (merge.Held.Count > 0 && !(_context.Gate.IsIn(link) && HasNews(merge)))
        {
            _context.Gate.NoteHeld(link);
            return (null, null);
        }
        var outcome = new Outcome();
        NoteFirstMeeting(pair, outcome);
        NoteReturn(link, outcome);
        _pairs.Conclude(pair, merge, [], outcome, "");
        return (null, outcome);
    }

    /// <summary>Something is to be remembered or told, whatever waits besides.</summary>
    private static bool HasNews(MergeResult merge) =>
        merge.Marks.Count + merge.Conflicts.Count + merge.Problems.Count > 0;

    private (Job?, Outcome?) DecideCreate(WorkItem item)
    {
        var from = item.Left is not null ? Side.Left : Side.Right;
        if (item[from] is not { } source || !_context.Plan.Creates(from.Other))
            return (null, null);
        if (!_context.CanCreate(from.Other))
        {
            _context.Tally.Add(Count.Uncreatable);
            return (null, null);
        }
        if (!_context.Gate.MayCreate(from, source.Record.Id))
        {
            _context.Tally.Add(Count.HeldByCanary);
            return (null, null);
        }
        if (
            _hidden.Contains(from.Other)
            || _context.Unanswered.Contains((from.Other, source.Record.Id))
        )
        {
            _context.Tally.Add(Count.Postponed);
            return (null, null);
        }
        var outcome = new Outcome();
        if (WaitsFor.ForParent(_context.Plan, from, source.Record.Values) is { } waiting)
        {
            outcome.Held.Add((from, source.Record.Id, waiting.ToString()));
            return (null, outcome);
        }
        var creation = Creation.Of(_context.Plan, from, source.Record.Values);
        if (creation.Patch.Changes.Count > 0)
            return (
                new Job.Create(from, source, creation)
                {
                    // It may have been kept since it lost its partner, and the app moved on.
                    IsOld =
                        WaitsFor.ForAny(_context.Plan, from, source.Record.Values) is not null
                        || _context.Freed.Contains((from, source.Record.Id)),
                },
                null
            );
        outcome.Held.Add((from, source.Record.Id, "create:empty"));
        outcome.Issues.Add(Empty(from, source));
        return (null, outcome);
    }
}
