using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.Deleting;

namespace Tallystick.Engine.Writing;

/// <summary>Pairs of which one record is gone: what is read of the other, and what if it comes back.</summary>
internal sealed partial class WritePhase
{
    private static bool IsBack(WorkItem item, Link link) =>
        link.State switch
        {
            LinkState.LeftGone => item.Left is not null,
            LinkState.RightGone => item.Right is not null,
            LinkState.Active or LinkState.Deleted => false,
        };

    /// <summary>
    /// The mode has kept the survivor from a delete, and now an edit beats that: it is written as if
    /// the other one were there, which turns out to be gone and is created again.
    /// </summary>
    private bool IsEditedInTime(WorkItem item, Link link) =>
        DeleteNotes.GoneSide(link) is { } gone
        && PartnerSettler.IsKeptByMode(link)
        && item[gone.Other] is { } survivor
        && _context.CanCreate(gone)
        && Survivor.IsEdited(_context.Plan, gone.Other, link, survivor.Record.Values);

    private static void NoteReturn(Link link, Outcome outcome)
    {
        if (link.State is LinkState.Active)
            return;
        outcome.IssuesClosed.Add(DeleteNotes.KeyOf(link));
        outcome.DecisionsDone.Add(DeleteNotes.KeyOf(link));
    }

    /// <summary>The survivor of a deletion that waits for a person was edited: only its hash moves on.</summary>
    private Outcome Remember(WorkItem item, Link link)
    {
        var outcome = new Outcome();
        WithdrawApproval(item, link, outcome);
        foreach (var side in new[] { Side.Left, Side.Right })
        {
            if (item[side] is not { } row)
                continue;
            link = link.With(
                side,
                link[side] with
                {
                    Hash = row.Hash,
                    ModifiedAt = row.Record.ModifiedAt,
                }
            );
            outcome.Settled.Add((side, row.Record.Id));
        }
        outcome.Link = new LinkCommit(link, null, null);
        return outcome;
    }

    /// <summary>An edit beats a delete that a person approved before it.</summary>
    private void WithdrawApproval(WorkItem item, Link link, Outcome outcome)
    {
        var key = DeleteNotes.KeyOf(link);
        if (DeleteNotes.GoneSide(link) is not { } gone || !_context.Verdicts.IsApproved(key))
            return;
        var survivor = gone.Other;
        if (
            item[survivor] is not { } row
            || !Survivor.IsEditedSinceSeen(_context.Plan, survivor, link, row.Record.Values)
        )
            return;
        outcome.DecisionsDone.Add(key);
        outcome.Issues.Add(new DeleteNotes(_context).EditedSince(gone, link));
    }
}
