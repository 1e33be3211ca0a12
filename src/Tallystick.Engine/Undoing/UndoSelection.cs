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
        var known = new HashSet<(Side, string)>();
        var records = new List<UndoRecord>();
        var numbers = new HashSet<long>();
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
            if (known.Add((side, entry.IdOn(side)!)))
                records.Add(new UndoRecord(side, entry.LeftId, entry.RightId));
        }
    }
}

/// <summary>A record that was written to, and its partner at the time of the last of these writes.</summary>
internal sealed record UndoRecord(Side Side, string? LeftId, string? RightId)
{
    public string Id => (Side is Side.Left ? LeftId : RightId)!;

    public string? PartnerId => Side is Side.Left ? RightId : LeftId;
}
