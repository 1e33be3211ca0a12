using Tallystick.Core.Records;
using Tallystick.Core.Stores;

namespace Tallystick.Engine.Undoing;

/// <summary>The records that the selected entries wrote to, those written last first.</summary>
internal sealed record UndoSelection(IReadOnlyList<UndoRecord> Records, long Entries)
{
    /// <summary>
    /// Walks through the journal and keeps no more than names: what was written is read again
    /// record by record.
    /// </summary>
    public static async Task<UndoSelection> FindAsync(
        ISyncStore store,
        string stream,
        UndoRequest request,
        CancellationToken cancellationToken
    )
    {
        var places = new Dictionary<(Side, string Id), int>();
        var records = new List<UndoRecord>();
        var numbers = new HashSet<long>();
        var revived = new Dictionary<(Side, string Partner), int>();
        long entries = 0;
        await foreach (var entry in store.JournalAsync(request.Query(stream), cancellationToken))
            if (request.Selects(entry))
                Add(entry);
        if (request.Also.Count == 0)
            return new UndoSelection(records, entries);
        var family = UndoFamily.WithParents(stream);
        await foreach (var entry in store.JournalAsync(family, cancellationToken))
            if (request.Also.Contains(entry.Number))
                Add(entry);
        return new UndoSelection(records, entries);

        void Add(JournalEntry entry)
        {
            var side = entry.Side!.Value;
            if (!numbers.Add(entry.Number))
                return;
            entries++;
            var id = entry.IdOn(side)!;
            var partner = entry.IdOn(side.Other);
            if (
                entry.Kind is JournalKind.Deleted
                && partner is not null
                && revived.Remove((side, partner), out var index)
            )
            {
                // Deleted, and brought back by an undo: one record all along, mostly under two ids.
                if (places.TryAdd((side, id), index))
                    records[index] = records[index] with
                    {
                        Before = [.. records[index].Before, id],
                    };
            }
            if (places.TryAdd((side, id), records.Count))
                records.Add(new UndoRecord(side, entry.LeftId, entry.RightId));
            if (
                entry is { Kind: JournalKind.Created, Actor: UndoWriter.Actor }
                && partner is not null
            )
                revived[(side, partner)] = places[(side, id)];
        }
    }
}

/// <summary>A record that was written to, and its partner at the time of the last of these writes.</summary>
internal sealed record UndoRecord(Side Side, string? LeftId, string? RightId)
{
    /// <summary>Its ids before undos brought it back as a new record, where their entries are selected.</summary>
    public IReadOnlyList<string> Before { get; init; } = [];

    public string Id => (Side is Side.Left ? LeftId : RightId)!;

    public string? PartnerId => Side is Side.Left ? RightId : LeftId;
}
