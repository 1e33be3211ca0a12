using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.Matching;
using Tallystick.Engine.Runs;

namespace Tallystick.Engine.Deleting;

/// <summary>What became of a parent that is no longer linked.</summary>
/// <param name="KeptOn">The side that still has it; null when both are gone.</param>
/// <param name="DeletedByUsOn">The side on which a run of ours deleted it; null when none did.</param>
internal sealed record ParentFate(ReferencePlan Reference, Side? KeptOn, Side? DeletedByUsOn)
{
    public string TypeOn(Side side) => Reference.TypeOn(side);
}

/// <summary>Looks up what became of the parents of pairs, in the streams that keep those in step.</summary>
internal sealed class ParentFates(RunContext context)
{
    private readonly ReferencePlan? _parent = context.Plan.References.FirstOrDefault(r =>
        r.IsParent && !r.Streams.Contains(context.Stream)
    );
    private readonly Dictionary<string, ParentFate> _fates = new(StringComparer.Ordinal);
    private readonly Dictionary<(Side, string), bool> _isGone = [];

    public bool HasParents => _parent is not null;

    /// <summary>Of a parent that is linked still, though with another record.</summary>
    public ParentFate Replaced => new(_parent!, null, null);

    /// <summary>Those of the links whose parent is no longer linked.</summary>
    public async Task<IReadOnlyList<(Link Link, ParentFate Fate)>> OfAsync(
        IReadOnlyCollection<Link> links,
        CancellationToken cancellationToken
    )
    {
        var ids = links.Select(ParentOf).OfType<string>().ToHashSet(StringComparer.Ordinal);
        ids = await UnlinkedAsync(ids, cancellationToken);
        var fates = new List<(Link, ParentFate)>();
        foreach (var link in links)
            if (ParentOf(link) is { } id && ids.Contains(id))
                fates.Add((link, await FateOfAsync(id, cancellationToken)));
        return fates;
    }

    /// <summary>Those of the parents, by their left ids, that have no partner.</summary>
    public async Task<HashSet<string>> UnlinkedAsync(
        IReadOnlyCollection<string> ids,
        CancellationToken cancellationToken
    )
    {
        var unlinked = ids.ToHashSet(StringComparer.Ordinal);
        foreach (var stream in _parent!.Streams)
        {
            var partners = await context.Store.PartnersAsync(
                stream,
                Side.Left,
                ids,
                cancellationToken
            );
            unlinked.ExceptWith(partners.Keys);
        }
        return unlinked;
    }

    /// <summary>
    /// The parent's left id by what a record refers to now, whether the two are linked still or one
    /// of them is gone; null where it is nobody's.
    /// </summary>
    public async Task<string?> ParentNowAsync(
        Side side,
        Record record,
        CancellationToken cancellationToken
    )
    {
        var value = record.Values[_parent!.Field[side].Ordinal];
        if (value.AwaitedId is not { } own)
            return value.Text;
        if (side is Side.Left)
            return own;
        foreach (var stream in _parent.Streams)
            if (
                await context.Store.LinkOfAsync(stream, Side.Right, own, cancellationToken) is
                { } link
            )
                return link.Left.RecordId;
        return null;
    }

    /// <summary>
    /// The parents, by their left ids, in whose pairs another record has taken the place of the right
    /// one since then, or that are created again there, since an edit beat the delete. (Where the left
    /// one was replaced, the parent as children know it is no longer linked.)
    /// </summary>
    public async Task<IReadOnlySet<string>> ReplacedSinceAsync(
        DateTimeOffset since,
        CancellationToken cancellationToken
    )
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var stream in _parent!.Streams)
        {
            var query = new JournalQuery
            {
                Stream = stream,
                Kind = JournalKind.DeleteSeen,
                Since = since,
                EntriesMax = int.MaxValue,
            };
            await foreach (var entry in context.Store.JournalAsync(query, cancellationToken))
                if (
                    entry is { Side: Side.Right, LeftId: { } id }
                    && entry.At > since
                    && (
                        entry.Cause.Contains(Succession.TookThePlaceOf, StringComparison.Ordinal)
                        || entry.Cause == DeleteNotes.BeatenBy(Side.Right)
                    )
                )
                    ids.Add(id);
        }
        return ids;
    }

    /// <summary>
    /// What becomes of the child is not known: its parent is not there on that side, whatever its
    /// link says, or has no partner by now, or has not been found out yet.
    /// </summary>
    public async Task<bool> IsOpenAsync(Side side, Link link, CancellationToken cancellationToken)
    {
        if (_parent?.Lookups is not { } lookups)
            return false;
        if (ParentOf(link) is not { } id)
            return IsUnknown(link);
        if ((await UnlinkedAsync([id], cancellationToken)).Count > 0)
            return true;
        if (_isGone.TryGetValue((side, id), out var known))
            return known;
        if (await IdOnAsync(side, id, cancellationToken) is not { } own)
            return false;
        // Another process may have given the parent a new partner since this run looked: the child
        // went with the old one.
        if ((await ReplacedSinceAsync(context.Run.StartedAt, cancellationToken)).Contains(id))
            return true;
        var record = await context[side].Connector.GetAsync(lookups[side], own, cancellationToken);
        return _isGone[(side, id)] = record is null;
    }

    /// <summary>The parent is there, whether it has a partner or not.</summary>
    /// <param name="own">Its id on that side.</param>
    public async Task<bool> IsThereAsync(
        Side side,
        string own,
        CancellationToken cancellationToken
    ) =>
        _parent?.Lookups is { } lookups
        && await context[side].Connector.GetAsync(lookups[side], own, cancellationToken)
            is not null;

    /// <summary>The parent's id in the left side's words, as both sides last agreed on it.</summary>
    public string? ParentOf(Link link) =>
        link.Left.Shadow?[_parent!.Field.Left.Ordinal].Text
        ?? link.Right.Shadow?[_parent!.Field.Right.Ordinal].Text;

    /// <summary>The parent's left id, as a row has it that was read earlier.</summary>
    public string? ParentIn(Side side, Record record) =>
        record.Values[_parent!.Field[side].Ordinal].Text;

    /// <summary>The link, with the parent that both sides are taken to have agreed on.</summary>
    public Link With(Link link, string parent)
    {
        foreach (var side in new[] { Side.Left, Side.Right })
            if (link[side].Shadow?.Clone() is Value[] shadow)
            {
                shadow[_parent!.Field[side].Ordinal] = Value.Of(parent);
                link = link.With(side, link[side] with { Shadow = shadow });
            }
        return link;
    }

    /// <summary>The two met, and neither told whom it belongs to.</summary>
    public bool IsUnknown(Link link) =>
        link is { Left.Shadow: { } left, Right.Shadow: { } right }
        && left[_parent!.Field.Left.Ordinal].IsUnknown
        && right[_parent.Field.Right.Ordinal].IsUnknown;

    private async Task<string?> IdOnAsync(Side side, string id, CancellationToken cancellationToken)
    {
        if (side is Side.Left)
            return id;
        foreach (var stream in _parent!.Streams)
        {
            var partners = await context.Store.PartnersAsync(
                stream,
                Side.Left,
                [id],
                cancellationToken
            );
            if (partners.TryGetValue(id, out var partner))
                return partner;
        }
        return null;
    }

    private async Task<ParentFate> FateOfAsync(string id, CancellationToken cancellationToken)
    {
        if (_fates.TryGetValue(id, out var known))
            return known;
        var fate = new ParentFate(_parent!, null, null);
        foreach (var stream in _parent!.Streams)
        {
            var link = await context.Store.LinkOfAsync(stream, Side.Left, id, cancellationToken);
            if (link is not null && DeleteNotes.GoneSide(link) is { } gone)
                fate = fate with { KeptOn = gone.Other };
            var query = new JournalQuery
            {
                Stream = stream,
                RecordId = id,
                Kind = JournalKind.Deleted,
                EntriesMax = 1,
            };
            await foreach (var entry in context.Store.JournalAsync(query, cancellationToken))
                if (entry.LeftId == id)
                    fate = fate with { DeletedByUsOn = entry.Side };
        }
        return _fates[id] = fate;
    }
}
