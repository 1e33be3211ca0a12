using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.Writing;

namespace Tallystick.Engine.Undoing;

/// <summary>
/// All that was ever written to one record, split into what is to be undone, what came later, and
/// what went to its partner.
/// </summary>
internal sealed class WriteHistory
{
    private readonly IReadOnlyList<JournalEntry> _partner;
    private readonly Dictionary<string, FieldHistory> _fields = [];
    private readonly HashSet<string> _touchedLater = [];

    private WriteHistory(
        IReadOnlyList<JournalEntry> selected,
        IReadOnlyList<JournalEntry> others,
        IReadOnlyList<JournalEntry> partner,
        UndoRequest request
    )
    {
        _partner = partner;
        // A record that the selected entries created was not there before; one that they deleted
        // is not there after.
        var lives = selected.Where(e => e.Kind is not JournalKind.Updated).ToArray();
        ExistedBefore = lives.FirstOrDefault()?.Kind is not JournalKind.Created;
        ExistsAfter = lives.LastOrDefault()?.Kind is not JournalKind.Deleted;
        CreatedInRun = lives.FirstOrDefault(e => e.Kind is JournalKind.Created)?.Run;
        foreach (var entry in selected)
        foreach (var field in entry.Fields.Where(request.Selects))
            Of(field).Add(field, entry.Number);
        var newest = selected.Count > 0 ? selected[^1].Number : 0;
        foreach (var entry in others)
        foreach (var field in entry.Fields)
        {
            if (_fields.TryGetValue(field.Field, out var history))
                history.AddLater(field, entry.Number);
            if (entry.Number > newest)
                _touchedLater.Add(field.Field);
        }
    }

    public bool ExistedBefore { get; }

    public bool ExistsAfter { get; }

    public long? CreatedInRun { get; }

    public IReadOnlyCollection<FieldHistory> Fields => _fields.Values;

    public static async Task<WriteHistory> ReadAsync(
        ISyncStore store,
        string stream,
        UndoRecord record,
        UndoRequest request,
        CancellationToken cancellationToken
    )
    {
        var selected = new List<JournalEntry>();
        var others = new List<JournalEntry>();
        var partner = new List<JournalEntry>();
        foreach (var id in (string[])[record.Id, .. record.Before])
        await foreach (var entry in store.JournalAsync(Query(id), cancellationToken))
        {
            if (
                entry.Kind
                    is not (JournalKind.Updated or JournalKind.Created or JournalKind.Deleted)
                || entry.IdOn(record.Side) != id
            )
                continue;
            if (entry.Side == record.Side.Other)
                partner.Add(entry);
            else if (entry.Side == record.Side)
                (request.Selects(entry) ? selected : others).Add(entry);
        }
        selected.Sort((a, b) => a.Number.CompareTo(b.Number));
        return new WriteHistory(selected, others, partner, request);

        JournalQuery Query(string id) =>
            new()
            {
                Stream = stream,
                RecordId = id,
                EntriesMax = int.MaxValue,
            };
    }

    public FieldHistory? Find(FieldPlan field) => _fields.GetValueOrDefault(field.Name);

    /// <summary>A run that is not to be undone wrote to the field after all that is.</summary>
    public bool IsTouchedLater(FieldPlan field) => _touchedLater.Contains(field.Name);

    /// <summary>
    /// The field of this record was news for its partner after it was created, be it in the same run:
    /// somebody has edited it.
    /// </summary>
    public bool WasCarriedOver(FieldPlan field) =>
        _partner.Any(e =>
            !(e.Run == CreatedInRun && RecordCreator.IsOfCreation(e))
            && e.Actor != UndoWriter.Actor
            && e.Fields.Any(f => f.Field == field.Name)
        );

    private FieldHistory Of(JournalField field)
    {
        if (!_fields.TryGetValue(field.Field, out var history))
            _fields[field.Field] = history = new FieldHistory(field.Field);
        return history;
    }
}
