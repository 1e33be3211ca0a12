using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.Deleting;

namespace Tallystick.Engine.Undoing;

/// <summary>
/// Children of parents that an undo brings back: they went with their parent, and come back with it,
/// whichever way the parent was named.
/// </summary>
internal sealed class UndoFamily(StreamPlan plan, ISyncStore store)
{
    private readonly ReferencePlan? _parent = plan.References.FirstOrDefault(r =>
        r.IsParent && !r.Streams.Contains(plan.Name)
    );

    /// <summary>The request, with what it means for the children of the records it brings back.</summary>
    public async Task<UndoRequest> WidenedAsync(
        UndoRequest request,
        CancellationToken cancellationToken
    )
    {
        if (_parent is null || request.Field is not null)
            return request;
        var parents = new HashSet<string>(StringComparer.Ordinal);
        foreach (var stream in _parent.Streams)
        await foreach (var entry in store.JournalAsync(request.Query(stream), cancellationToken))
            if (entry is { Kind: JournalKind.Deleted, LeftId: { } id } && request.Selects(entry))
                parents.Add(id);
        if (parents.Count == 0)
            return request;
        var also = new HashSet<long>();
        await foreach (var entry in store.JournalAsync(WithParents(plan.Name), cancellationToken))
            if (ParentIn(entry) is { } parent && parents.Contains(parent))
                also.Add(entry.Number);
        return request with { Also = also };
    }

    /// <summary>The entries that <see cref="UndoRequest.Also"/> can be about.</summary>
    public static JournalQuery WithParents(string stream) =>
        new()
        {
            Stream = stream,
            Kind = JournalKind.Deleted,
            EntriesMax = int.MaxValue,
        };

    /// <summary>
    /// What a record that comes back is to refer to: its parent may have come back as a new record
    /// itself, which the parent's link knows.
    /// </summary>
    /// <returns>Null when the parent is not there.</returns>
    public async Task<Patch?> WithParentAsync(
        Side side,
        Patch patch,
        CancellationToken cancellationToken
    )
    {
        if (_parent is null)
            return patch;
        var changes = patch.Changes.ToList();
        var index = changes.FindIndex(c => c.Ordinal == _parent.Field[side].Ordinal);
        if (index < 0 || changes[index].New.Text is not { } before)
            return patch;
        foreach (var stream in _parent.Streams)
        {
            var link = await LinkAfterAsync(stream, before, cancellationToken);
            if (link is null || link.State == DeleteNotes.GoneOn(side))
                continue;
            changes[index] = changes[index] with { New = Value.Of(link.Left.RecordId) };
            return new Patch(changes);
        }
        return null;
    }

    /// <summary>The link of the parent that had this left id once.</summary>
    private async Task<Link?> LinkAfterAsync(
        string stream,
        string before,
        CancellationToken cancellationToken
    )
    {
        if (await store.LinkOfAsync(stream, Side.Left, before, cancellationToken) is { } link)
            return link;
        // Back on the left under a new id: its old partner is what both lives share.
        var query = new JournalQuery
        {
            Stream = stream,
            RecordId = before,
            Kind = JournalKind.Deleted,
            EntriesMax = 1,
        };
        await foreach (var entry in store.JournalAsync(query, cancellationToken))
            if (entry.LeftId == before && entry.RightId is { } partner)
                return await store.LinkOfAsync(stream, Side.Right, partner, cancellationToken);
        return null;
    }

    private string? ParentIn(JournalEntry entry) =>
        entry.Cause.StartsWith(Family.With, StringComparison.Ordinal)
            ? entry.Fields.FirstOrDefault(f => f.Field == _parent!.Field.Name)?.Before.Text
            : null;
}
