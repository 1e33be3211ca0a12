using Tallystick.Core.Connectors;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.Deleting;
using Tallystick.Engine.Planning;
using Tallystick.Engine.Writing;

namespace Tallystick.Engine.Undoing;

internal sealed partial class UndoWriter
{
    private async Task RecreateAsync(
        UndoStep.Recreate step,
        Outcome outcome,
        CancellationToken cancellationToken
    )
    {
        await KeepPartnerAsync(step, cancellationToken);
        var target = context[step.Side];
        var patch = step.Patch;
        while (step.Found is null && patch.Changes.Count > 0)
        {
            try
            {
                var result = await target.Connector.CreateAsync(
                    context.Plan[step.Side],
                    patch,
                    cancellationToken
                );
                var after = await ProofAsync(
                    step.Side,
                    result,
                    patch,
                    _ => Value.Empty,
                    cancellationToken
                );
                NoteCreated(step, patch, result.Id, after, outcome);
                return;
            }
            catch (ConnectorException e) when (e.Kind is ProblemKind.Duplicate)
            {
                if (
                    await OwnAsync(step.Side, patch, e.DuplicateOf, cancellationToken)
                    is not { } own
                )
                {
                    Refuse(step.Target, null, e.Message, outcome);
                    return;
                }
                NoteCreated(step, patch, own.Id, own, outcome);
                return;
            }
            // One that may have been kept although it was refused is looked for by the same undo again.
            catch (ConnectorException e) when (IsRefusal(e) && !e.MayHaveHappened)
            {
                patch = Without(step, patch, e, outcome);
            }
        }
        if (step.Found is { } found)
            NoteCreated(step, patch, found.Id, found, outcome);
    }

    /// <summary>
    /// What the partner was edited to while it was alone is news for the one that comes back; a
    /// listing of what changed has shown it already, and will not again.
    /// </summary>
    private async Task KeepPartnerAsync(UndoStep.Recreate step, CancellationToken cancellationToken)
    {
        if (
            step is { Partner: { } partner, Link: { } link }
            && Survivor.IsEdited(context.Plan, step.Side.Other, link, partner.Values)
        )
            await context.KeepAsync(step.Side.Other, partner, link.Id, cancellationToken);
    }

    /// <summary>What an earlier try has created, and did not live to note.</summary>
    private async Task<Record?> OwnAsync(
        Side side,
        Patch patch,
        string? id,
        CancellationToken cancellationToken
    )
    {
        if (
            id is null
            || await context.Store.LinkOfAsync(context.Stream, side, id, cancellationToken)
                is not null
        )
            return null;
        var record = await context[side]
            .Connector.GetAsync(context.Plan[side], id, cancellationToken);
        var sent = DeletedPlanner.SentOf(context.Plan, side, patch);
        return record is not null && context.Plan.IsMadeOf(side, sent, record.Values)
            ? record
            : null;
    }

    private void NoteCreated(
        UndoStep.Recreate step,
        Patch patch,
        string id,
        Record? after,
        Outcome outcome
    )
    {
        var side = step.Side;
        NoteWrite(side, outcome);
        var created =
            side is Side.Left
                ? step.Target with
                {
                    LeftId = id,
                }
                : step.Target with
                {
                    RightId = id,
                };
        var shown = WrittenRow.Of(context.Plan, side, patch, after);
        var values = WrittenRow.AsListed(
            context.Plan,
            side,
            new Value[context.Plan[side].Fields.Count],
            patch,
            after
        );
        var fields = context
            .Plan.Fields.Where(f => patch.Changes.Any(c => c.Ordinal == f[side].Ordinal))
            .Select(f => new JournalField(f.Name, Value.Empty, shown[f[side].Ordinal]))
            .ToArray();
        tally.Add(side, UndoCount.CreatedLeft, UndoCount.CreatedRight);
        // A plan knows no new id.
        tally.Note("create", DryConnector.IsPlanned(id) ? step.Target : created, fields);
        outcome.Journal.Add(Entry(JournalKind.Created, created, fields));
        outcome.Settled.Add((side, id));
        if (step.Target.PartnerId is not { } partnerId)
            return;
        var link = step.Link ?? LinkOf(side, step.Target.Id, partnerId);
        link = link.With(side, SideOf(id, after, shown));
        link = step.Partner is { } partner
            ? _resting.Marked(WithPartner(link, side.Other, partner), context.Plan.Fields)
            : link with
            {
                State = side is Side.Left ? LinkState.RightGone : LinkState.LeftGone,
            };
        outcome.Link = CommitOf(link, side, context.Plan.KeysOf(side, values));
    }

    /// <summary>What the partner was when they parted stays agreed: what was edited since is news.</summary>
    private Link WithPartner(Link link, Side side, Record partner) =>
        link.With(
            side,
            link[side].Shadow is null
                ? SideOf(partner.Id, partner, partner.Values)
                : link[side] with
                {
                    Hash = default,
                }
        ) with
        {
            State = LinkState.Active,
        };

    private static Link LinkOf(Side side, string id, string partnerId) =>
        side is Side.Left
            ? new Link(0, new LinkSide(id), new LinkSide(partnerId))
            : new Link(0, new LinkSide(partnerId), new LinkSide(id));

    private LinkSide SideOf(string id, Record? record, Value[] values) =>
        new(id)
        {
            Shadow = values,
            ModifiedAt = record?.ModifiedAt,
            Version = record?.Version,
            WrittenAt = context.Now,
        };
}
