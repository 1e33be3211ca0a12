using Tallystick.Core.Mapping;
using Tallystick.Core.Merging;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.Deleting;

namespace Tallystick.Engine.Writing;

/// <summary>What becomes of a pair of which one turns out to be gone.</summary>
internal sealed partial class PairWriter
{
    /// <param name="written">What was written before the record turned out to be gone.</param>
    private async Task NoteGoneAsync(
        Pair pair,
        Side side,
        IReadOnlyList<Written> written,
        Outcome outcome,
        string cause,
        CancellationToken cancellationToken
    )
    {
        foreach (var write in written)
            NoteUpdate(pair, write, outcome, cause);
        if (IsUnedited(pair, side.Other))
        {
            NoteDeleted(pair, side, outcome);
            return;
        }
        if (await IsGoneTooAsync(side.Other, pair.Link, cancellationToken))
        {
            NoteBothGone(pair.Link, side, pair[side.Other].Row, outcome);
            return;
        }
        await DoubtPlaceAsync(side, pair.Link, pair[side.Other].Row, cancellationToken);
        await KeepAsync(pair, side.Other, written, cancellationToken);
        outcome.Journal.Add(GoneEntry(pair.Link, side, pair[side.Other].Row));
        outcome.Link = new LinkCommit(pair.Link with { State = LinkState.Deleted }, null, null);
        outcome.Settled.Add((side, pair[side].RecordId));
        outcome.Issues.Add(
            new Issue(
                IssueKind.Deleted,
                $"{IssueWays.Revived}{pair.Left.RecordId}:{pair.Right.RecordId}",
                $"{context[side].Name} {pair[side].RecordId} was deleted while "
                    + $"{context[side.Other].Name} {pair[side.Other].RecordId} was edited: the edit "
                    + "wins, and the record is created again."
            )
            {
                LeftId = pair.Left.RecordId,
                RightId = pair.Right.RecordId,
                Hint =
                    "Delete it in either app if it is to go after all; otherwise set this aside "
                    + "(tally issues resolve --ignore).",
            }
        );
    }

    /// <summary>It has no link any more: what is known of it waits, to be matched.</summary>
    /// <param name="written">What it was given before its partner turned out to be gone.</param>
    private Task KeepAsync(
        Pair pair,
        Side survivor,
        IReadOnlyList<Written> written,
        CancellationToken cancellationToken
    )
    {
        var record = RecordAfter(pair, survivor, written);
        return context.KeepAsync(survivor, record, pair.Link.Id, cancellationToken);
    }

    /// <summary>What is known of the other one may have been read before it went, too.</summary>
    public async Task<bool> IsGoneTooAsync(
        Side survivor,
        Link link,
        CancellationToken cancellationToken
    ) =>
        !context[survivor].HasShown(link.Id)
        && await context[survivor]
            .Connector.GetAsync(context.Plan[survivor], link[survivor].RecordId, cancellationToken)
            is null;

    /// <param name="side">Where the record was found to be gone first.</param>
    /// <param name="survivor">The other one as it was read, before it was gone as well.</param>
    public void NoteBothGone(Link link, Side side, Value[] survivor, Outcome outcome)
    {
        outcome.Link = new LinkCommit(link with { State = LinkState.Deleted }, null, null);
        outcome.Journal.Add(
            GoneEntry(link, side, survivor) with
            {
                Cause = "deleted on both sides",
            }
        );
        outcome.IssuesClosed.Add(DeleteNotes.KeyOf(link));
        foreach (var gone in new[] { Side.Left, Side.Right })
            outcome.Settled.Add((gone, link[gone].RecordId));
    }

    /// <summary>
    /// The survivor is to be created anew, and somebody may have typed it in already, or merged it into
    /// another record: that is looked for as if a create had been sent and its answer been lost.
    /// </summary>
    public async Task DoubtPlaceAsync(
        Side gone,
        Link link,
        Value[] survivor,
        CancellationToken cancellationToken
    )
    {
        // Where nothing tells who is who, or a look costs too much, it is not looked for.
        if (
            !context.CanCreate(gone)
            || context.Plan.Rules.Count == 0
            || context[gone].Capabilities.SweepsAreCostly
        )
            return;
        context.Vacated.TryAdd((gone, link[gone.Other].RecordId), true);
        var sent = new Value[context.Plan[gone].Fields.Count];
        foreach (var change in Creation.Of(context.Plan, gone.Other, survivor).Patch.Changes)
            sent[change.Ordinal] = change.New;
        await context.Store.AddIntentsAsync(
            context.Run,
            [new Intent(gone, link[gone.Other].RecordId, sent, context.Now)],
            cancellationToken
        );
    }

    /// <summary>What was to be written was left over from before: nobody has edited the survivor.</summary>
    private bool IsUnedited(Pair pair, Side survivor) =>
        !pair.IsFirstMeeting
        && !Survivor.IsEdited(context.Plan, survivor, pair.Link, pair[survivor].Row);

    /// <summary>A delete that nothing beats. It is too late to carry it over, so that a person is asked.</summary>
    private void NoteDeleted(Pair pair, Side gone, Outcome outcome)
    {
        var link = pair.Link with { State = DeleteNotes.GoneOn(gone) };
        var notes = new DeleteNotes(context);
        outcome.Journal.Add(
            notes.Entry(JournalKind.DeleteSeen, link, gone, $"deleted on {gone.Word}")
        );
        outcome.Link = new LinkCommit(link, null, null);
        if (context.Plan.Definition.DeletesOn(gone) is not DeletePolicy.Keep)
            outcome.Issues.Add(notes.Kept(gone, link, []));
        foreach (var side in new[] { Side.Left, Side.Right })
            if (pair[side].IsStaged)
                outcome.Settled.Add((side, pair[side].RecordId));
    }

    /// <summary>
    /// Tells with it what the survivor held by what both last agreed on and holds no more: the link
    /// that remembers it ends here, and a run that was cut off may have overwritten it unnoted.
    /// </summary>
    /// <param name="side">Where the record is gone.</param>
    /// <param name="survivor">The other record as read; null where it was not.</param>
    public JournalEntry GoneEntry(Link link, Side side, Value[]? survivor)
    {
        var other = side.Other;
        var cause = DeleteNotes.BeatenBy(side);
        return new DeleteNotes(context).Entry(JournalKind.DeleteSeen, link, side, cause) with
        {
            Fields =
                survivor is not null && link[other].Shadow is { } shadow
                    ?
                    [
                        .. context
                            .Plan.Fields.Select(f => Change(f, shadow, survivor))
                            .Where(IsLoss),
                    ]
                    : [],
        };

        JournalField Change(FieldPlan field, Value[] before, Value[] now) =>
            new(field.Name, before[field[other].Ordinal], now[field[other].Ordinal]);

        static bool IsLoss(JournalField field) =>
            field.Before.HasContent && !field.After.IsUnknown && field.Before != field.After;
    }
}
