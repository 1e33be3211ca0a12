using Tallystick.Core.Connectors;
using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.Deleting;
using Tallystick.Engine.Runs;

namespace Tallystick.Engine.Matching;

/// <summary>
/// A record is gone, and a new one of the same identity is there: its app has merged two records,
/// or somebody deleted it and typed it in anew. The new one takes its place beside the partner,
/// which would otherwise be deleted, or be left behind, and be created a second time.
/// </summary>
internal sealed class Succession(RunContext context)
{
    /// <summary>Between heir and predecessor, in the journal.</summary>
    public const string TookThePlaceOf = " took the place of ";

    /// <summary>So many are asked for in one run; the rest is held until the next one.</summary>
    private const int AskedMax = 200;

    private HashSet<(Side, string)>? _heldBefore;
    private int _asked;

    /// <summary>Gives the group's one record without a partner the place of the one that is gone.</summary>
    /// <returns>False when nobody's place is free: the group stays what it is, a double.</returns>
    public async Task<bool> TakeAsync(KeyGroup group, CancellationToken cancellationToken)
    {
        if (HeirOf(group) is not var (side, heir, holder))
            return false;
        var link = await context.Store.LinkOfAsync(
            context.Stream,
            holder.Side,
            holder.RecordId,
            cancellationToken
        );
        if (link is null || !await IsVacantAsync(side, heir, link, cancellationToken))
            return false;
        var rows = await context.Store.StagedAsync(context.Stream, side, [heir], cancellationToken);
        if (rows is not [var row])
            return false;
        await CommitAsync(side, link, row, cancellationToken);
        return true;
    }

    /// <summary>The only one without a partner, and somebody of the only link that the others belong to.</summary>
    private static (Side Side, string Heir, (Side Side, string RecordId) Holder)? HeirOf(
        KeyGroup group
    )
    {
        var all = group
            .Left.Select(h => (Side: Side.Left, Holder: h))
            .Concat(group.Right.Select(h => (Side: Side.Right, Holder: h)))
            .ToArray();
        var free = all.Where(h => h.Holder.LinkId is null).ToArray();
        var taken = all.Where(h => h.Holder.LinkId is not null).ToArray();
        if (
            free is not [var heir]
            || taken.Length == 0
            || taken.Any(t => t.Holder.LinkId != taken[0].Holder.LinkId)
        )
            return null;
        return (heir.Side, heir.Holder.RecordId, (taken[0].Side, taken[0].Holder.RecordId));
    }

    /// <summary>The link's record on the side is gone for certain, and its partner is still there.</summary>
    private async Task<bool> IsVacantAsync(
        Side side,
        string heir,
        Link link,
        CancellationToken cancellationToken
    )
    {
        var isGone = DeleteNotes.GoneSide(link) == side;
        if (link.State is not LinkState.Active && !isGone)
            return false;
        if (context.Apart.Contains(side, heir, side.Other, link[side.Other].RecordId))
            return false;
        if (!isGone && !await IsDoubtfulAsync(side, heir, link, cancellationToken))
            return false;
        if (_asked >= AskedMax)
            return false;
        _asked++;
        try
        {
            if (
                await GetAsync(side, link, cancellationToken) is not null
                || await GetAsync(side.Other, link, cancellationToken) is not { } partner
                || await GetAsync(side, heir, cancellationToken) is not { } now
            )
                return false;
            // Both may have been edited since they were listed, and the partner may hold one end of
            // an open conflict.
            await context.KeepAsync(side, now, 0, cancellationToken);
            await context.KeepAsync(side.Other, partner, link.Id, cancellationToken);
            return true;
        }
        catch (ConnectorException e) when (!Problems.StopsRun(e))
        {
            // Held as a double; the next whole listing asks again.
            return false;
        }
    }

    /// <summary>
    /// Worth a call: a whole listing lacks the record or, where there was none, its double is new.
    /// </summary>
    private async Task<bool> IsDoubtfulAsync(
        Side side,
        string heir,
        Link link,
        CancellationToken cancellationToken
    )
    {
        if (context[side].Seen is { } seen)
            return !seen.Contains(link.Id);
        if (_heldBefore is null)
        {
            var held = await context.Store.HeldAsync(context.Stream, cancellationToken);
            _heldBefore = [.. held.Select(h => (h.Side, h.RecordId))];
        }
        return !_heldBefore.Contains((side, heir));
    }

    private Task<Record?> GetAsync(Side side, Link link, CancellationToken cancellationToken) =>
        GetAsync(side, link[side].RecordId, cancellationToken);

    private Task<Record?> GetAsync(Side side, string id, CancellationToken cancellationToken) =>
        context[side].Connector.GetAsync(context.Plan[side], id, cancellationToken);

    private async Task CommitAsync(
        Side side,
        Link link,
        StagedRow heir,
        CancellationToken cancellationToken
    )
    {
        var notes = new DeleteNotes(context);
        var taken = link.With(side, PlaceOf(side, link, heir)) with
        {
            State = LinkState.Active,
            Marks = [],
        };
        if (ArchiveTag.Of(context.Plan, side, link) is { } tag)
            taken = tag.Alone(taken);
        var cause =
            $"{side.Word} {heir.Record.Id}{TookThePlaceOf}{link[side].RecordId}, which is gone";
        await context.Store.CommitAsync(
            context.Run,
            new Commit
            {
                Links =
                [
                    new LinkCommit(
                        taken,
                        side is Side.Left ? heir.Keys : null,
                        side is Side.Right ? heir.Keys : null
                    ),
                ],
                Settled = [(side, link[side].RecordId)],
                Released = [(side, heir.Record.Id)],
                Journal =
                [
                    notes.Entry(JournalKind.DeleteSeen, link, side, cause) with
                    {
                        Fields = [.. Forgotten(side, link, taken, heir)],
                    },
                    notes.Entry(JournalKind.Linked, taken, side, cause) with
                    {
                        Side = null,
                    },
                ],
                IssuesClosed = [DeleteNotes.KeyOf(link)],
                DecisionsDone = [DeleteNotes.KeyOf(link)],
            },
            cancellationToken
        );
        context[side].Seen?.Add(link.Id);
        context[side].LastSeen?.Add(link.Id);
        context.Tally.Add(Count.Matched);
    }

    /// <summary>
    /// What differs from the one that is gone is an edit. What the new one lacks is not: nobody has
    /// cleared it, and it gets what its partner has.
    /// </summary>
    private LinkSide PlaceOf(Side side, Link link, StagedRow heir)
    {
        var shadow = (Value[]?)link[side].Shadow?.Clone();
        if (shadow is not null)
            foreach (var field in context.Plan.Fields)
            {
                var ordinal = field[side].Ordinal;
                if (
                    field.IsSet
                    || !heir.Record.Values[ordinal].HasContent
                    || link.Marks.Any(m => m.Field == field.Name)
                )
                    shadow[ordinal] = Value.Unknown;
            }
        return new LinkSide(heir.Record.Id) { Shadow = shadow };
    }

    /// <summary>What the two had agreed on and is remembered no more.</summary>
    private IEnumerable<JournalField> Forgotten(Side side, Link link, Link taken, StagedRow heir) =>
        link[side].Shadow is { } before && taken[side].Shadow is { } after
            ? context
                .Plan.Fields.Where(f => f.IsSet || after[f[side].Ordinal].IsUnknown)
                .Select(f => new JournalField(
                    f.Name,
                    before[f[side].Ordinal],
                    heir.Record.Values[f[side].Ordinal]
                )
                {
                    Left = AgreedOn(Side.Left, link, f),
                    Right = AgreedOn(Side.Right, link, f),
                })
                .Where(f => f.Before.HasContent || f.Left.HasContent || f.Right.HasContent)
            : [];

    private static Value AgreedOn(Side side, Link link, FieldPlan field) =>
        link[side].Shadow is { } shadow ? shadow[field[side].Ordinal] : Value.Unknown;
}
