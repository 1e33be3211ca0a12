using System.Collections.Immutable;
using System.Globalization;
using Tallystick.Core.Records;
using Tallystick.Core.Schema;
using Tallystick.Simulation.Faults;
using Tallystick.Simulation.Laws;
using Tallystick.Simulation.Mappings;

namespace Tallystick.Simulation.Apps;

/// <summary>
/// The records of one object type in one app, worked on by two kinds of hands: people at its screen,
/// and the sync through its API.
/// </summary>
internal sealed class PlayedTable(PlayedApp app, ObjectFacts facts, Watch watch)
{
    private readonly SortedDictionary<string, PlayedRecord> _records = new(StringComparer.Ordinal);
    private readonly SimIndex<PlayedRecord> _index = new(app.Loop, facts.Capabilities.ListLag);
    private readonly Dictionary<string, (int Version, TimeSpan At)> _seen = [];
    private readonly Dictionary<string, int> _written = [];
    private int _number;

    public PlayedApp App => app;

    public ObjectFacts Facts => facts;

    public Side Side => app.Side;

    public IReadOnlyCollection<PlayedRecord> All => _records.Values;

    public List<HumanEdit> Edits { get; } = [];

    /// <summary>Ids that people deleted, alone or with their parent.</summary>
    public Dictionary<string, (PlayedRecord Last, TimeSpan At)> DeletedByPeople { get; } = [];

    public Dictionary<string, PlayedRecord> DeletedBySync { get; } = [];

    /// <summary>Tokens of those that people typed in here.</summary>
    public HashSet<string> BornHere { get; } = [];

    /// <summary>Ids that the sync created, of whom and when.</summary>
    public Dictionary<string, (string Token, TimeSpan At)> SyncCreated { get; } = [];

    /// <summary>Who every id there ever was belongs to.</summary>
    public Dictionary<string, string> Tokens { get; } = [];

    /// <summary>The store has a whole listing; one that lies before that cannot be told from the truth.</summary>
    public bool WasListed { get; set; }

    /// <summary>When a listing last showed nobody although there was one record, the only one.</summary>
    public TimeSpan? HidTheOnlyOneAt { get; set; }

    public PlayedRecord? Find(string id) => _records.GetValueOrDefault(id);

    /// <summary>A record in a few words: its id, and what it is called where it is called anything.</summary>
    public string NameOf(PlayedRecord record)
    {
        var name = facts
            .Fields.Where(f =>
                f is { RefersTo: null, IsMapped: true } && record[f.Key].Text is not null
            )
            .OrderBy(f => f.Name is NameKind.First or NameKind.Whole or NameKind.Last ? 0 : 1)
            .Take(2)
            .Select(f => record[f.Key].Text);
        return $"{facts.Type} {record.Id} ({string.Join(' ', name)})";
    }

    public Value Stored(string field, Value value)
    {
        if (!value.HasContent || facts.Find(field) is not { } known)
            return value;
        return known.Field.Type switch
        {
            FieldType.Phone when app.Traits.FormatsPhones => known.Wire.Apply(value)
                is { Problem: null } wire
                ? wire.Value
                : value,
            FieldType.Email when app.Traits.LowersEmails => Value.Of(
                value.Text?.ToLowerInvariant()
            ),
            FieldType.Set when app.Traits.LowersTags && known.Field.Options.Count == 0 =>
                Value.OfSet(value.Items.Select(t => t.ToLowerInvariant()).Distinct()),
            _ => value,
        };
    }

    /// <summary>Another record that the app takes for the same one.</summary>
    public (PlayedRecord Record, string Field)? DoubleOf(
        IReadOnlyDictionary<string, Value> fields,
        string? id
    )
    {
        foreach (var key in facts.Capabilities.RefusesDuplicatesOn)
            if (
                facts.Find(key) is { } field
                && fields.TryGetValue(key, out var value)
                && value.HasContent
                && _records.Values.FirstOrDefault(r =>
                    r.Id != id && r[key].HasContent && field.AreEqual(r[key], value)
                )
                    is { } other
            )
                return (other, key);
        return null;
    }

    /// <summary>Has long been there, and is nobody's deed.</summary>
    public void AddQuietly(string token, IReadOnlyDictionary<string, Value> fields) =>
        Add(token, fields);

    // What people do.

    public void AddByPerson(string token, IReadOnlyDictionary<string, Value> fields)
    {
        if (BornHere.Contains(token) || DoubleOf(fields, null) is not null)
            return;
        BornHere.Add(token);
        var record = Add(token, fields);
        foreach (var field in facts.Editable.Where(f => record[f.Key].HasContent))
            if (!field.IsSet)
                NoteEdit(record, field.Key, record[field.Key]);
            else
                foreach (var element in record[field.Key].Items)
                    NoteEdit(record, field.Key, Value.Of(element), added: true);
        watch.Lived.Born++;
        watch.Tell($"Somebody adds {NameOf(record)} in {app.Name}.");
    }

    public void EditByPerson(string id, FieldFacts field, Value value)
    {
        var before = _records[id];
        var stored = Stored(field.Key, value);
        // A save that changes nothing is none that could be lost.
        if (
            stored == before[field.Key]
            || DoubleOf(new Dictionary<string, Value> { [field.Key] = stored }, id) is not null
        )
            return;
        var record = Change(id, f => f.SetItem(field.Key, stored));
        NoteEdit(record, field.Key, stored);
        watch.Lived.Edits++;
        watch.Tell(
            $"Somebody changes {field.Key} of {NameOf(before)} in {app.Name} from '{before[field.Key]}' to '{stored}'."
        );
        watch.OnEdit(this, field, record);
    }

    public void ElementByPerson(string id, FieldFacts field, string element, bool add)
    {
        var before = _records[id];
        var items = before[field.Key].Items;
        var after = add ? items.Append(element).Distinct() : items.Where(t => t != element);
        var stored = Stored(field.Key, Value.OfSet(after));
        if (stored == before[field.Key])
            return;
        var record = Change(id, f => f.SetItem(field.Key, stored));
        var own = Stored(field.Key, Value.OfSet([element])).Items[0];
        NoteEdit(record, field.Key, Value.Of(own), add);
        watch.Lived.Edits++;
        watch.Tell(
            $"Somebody {(add ? "adds" : "takes")} '{own}' {(add ? "to" : "from")} {field.Key} of {NameOf(before)} in {app.Name}."
        );
    }

    public void DeleteByPerson(string id)
    {
        var record = Remove(id);
        DeletedByPeople[id] = (record, app.Loop.Elapsed);
        watch.Lived.Deletes++;
        watch.Tell($"Somebody deletes {NameOf(record)} in {app.Name}.");
        app.GoWith(this, record, byPeople: true);
    }

    /// <summary>Its parent is deleted.</summary>
    public void GoWithParent(string id, bool byPeople)
    {
        var record = Remove(id);
        watch.Tell($"{NameOf(record)} goes with it.");
        if (byPeople)
            DeletedByPeople[id] = (record, app.Loop.Elapsed);
        else
            DeletedBySync[id] = record;
        foreach (var edit in Edits.Where(e => e.Id == id))
            edit.OverwrittenUnseen = true;
        app.GoWith(this, record, byPeople);
    }

    // What the sync does.

    /// <summary>A listing's rows in its order, as the index shows them.</summary>
    public IReadOnlyList<PlayedRecord> Listed(DateTimeOffset? since) =>
        _index.Listed(_records, since);

    public void Seen(PlayedRecord record)
    {
        var before = _seen.GetValueOrDefault(record.Id);
        _seen[record.Id] = (Math.Max(before.Version, record.Version), app.Loop.Elapsed);
    }

    public PlayedRecord Create(string token, IReadOnlyDictionary<string, Value> fields)
    {
        var record = Add(token, fields);
        SyncCreated[record.Id] = (token, app.Loop.Elapsed);
        _written[record.Id] = record.Version;
        watch.Lived.Writes++;
        watch.Tell($"Tallystick creates {NameOf(record)} in {app.Name}.");
        return record;
    }

    public PlayedRecord Update(string id, IReadOnlyDictionary<string, Value> fields)
    {
        var before = _records[id];
        foreach (var (field, value) in fields)
            NoteOverwritten(before, field, Stored(field, value));
        var record = Change(
            id,
            f => f.SetItems(fields.Select(v => KeyValuePair.Create(v.Key, Stored(v.Key, v.Value))))
        );
        _written[id] = record.Version;
        watch.Lived.Writes++;
        watch.Tell(
            $"Tallystick writes to {NameOf(before)} in {app.Name}: {Differences(before, record, fields.Keys)}."
        );
        return record;
    }

    private static string Differences(
        PlayedRecord before,
        PlayedRecord after,
        IEnumerable<string> keys
    ) =>
        string.Join(
            ", ",
            keys.Order(StringComparer.Ordinal).Select(k => $"{k} '{before[k]}' → '{after[k]}'")
        );

    public void Delete(string id)
    {
        if (!_records.TryGetValue(id, out var record))
            return;
        var seen = _seen.GetValueOrDefault(id);
        Remove(id);
        DeletedBySync[id] = record;
        watch.Lived.Writes++;
        watch.Tell($"Tallystick deletes {NameOf(record)} in {app.Name}.");
        foreach (var edit in Edits.Where(e => e.Id == id && e.Version > seen.Version))
            edit.OverwrittenUnseen = true;
        watch.OnDelete(this, record);
        app.GoWith(this, record, byPeople: false);
    }

    /// <summary>Its modified time moves, and nothing else.</summary>
    public void Touch(string id)
    {
        if (_records.TryGetValue(id, out var record))
            Keep(record with { ModifiedAt = app.ClockNow });
    }

    private void NoteOverwritten(PlayedRecord before, string field, Value value)
    {
        var seen = _seen.GetValueOrDefault(before.Id);
        foreach (var edit in Edits.Where(e => e.Id == before.Id && e.Field == field))
        {
            if (edit.Version <= seen.Version || edit.OverwrittenUnseen || IsSuperseded(edit))
                continue;
            var isKept = edit.Added switch
            {
                null => value == edit.Value,
                true => value.Items.Contains(edit.Value.Text),
                false => !value.Items.Contains(edit.Value.Text),
            };
            if (isKept)
                continue;
            edit.OverwrittenUnseen = true;
            watch.Lived.OverwrittenUnseen++;
            watch.Tell(
                $"What somebody had typed into {field} of {before.Id} just before was not seen, and is written over."
            );
        }
    }

    /// <summary>People changed the same thing again.</summary>
    public bool IsSuperseded(HumanEdit edit) =>
        Edits.Exists(e =>
            e.Id == edit.Id
            && e.Field == edit.Field
            && e.Version > edit.Version
            && (edit.Added is null || e.Value == edit.Value)
        );

    private PlayedRecord Add(string token, IReadOnlyDictionary<string, Value> fields)
    {
        var id = string.Create(
            CultureInfo.InvariantCulture,
            $"{(Side is Side.Left ? 'L' : 'R')}{PlayedApp.LetterOf(facts.Type)}{++_number:000}"
        );
        var record = new PlayedRecord(
            id,
            token,
            fields.ToImmutableDictionary(f => f.Key, f => Stored(f.Key, f.Value))
        )
        {
            CreatedAt = app.ClockNow,
            ModifiedAt = app.Traits.CoarseTimes ? null : app.ClockNow,
        };
        Tokens[id] = token;
        Keep(record);
        app.TouchParentOf(this, record);
        return record;
    }

    private PlayedRecord Change(
        string id,
        Func<ImmutableDictionary<string, Value>, ImmutableDictionary<string, Value>> change
    )
    {
        var before = _records[id];
        var record = before with
        {
            Fields = change(before.Fields),
            Version = before.Version + 1,
            ModifiedAt = app.ClockNow,
        };
        Keep(record);
        app.TouchParentOf(this, record);
        return record;
    }

    private void Keep(PlayedRecord record)
    {
        _records[record.Id] = record;
        _index.Show(record.Id, record);
    }

    private PlayedRecord Remove(string id)
    {
        _records.Remove(id, out var record);
        _index.Show(id, null);
        app.TouchParentOf(this, record!);
        return record!;
    }

    private void NoteEdit(PlayedRecord record, string field, Value value, bool? added = null) =>
        Edits.Add(
            new HumanEdit(record.Id, record.Token, field, value, app.Loop.Elapsed, record.Version)
            {
                Added = added,
                WasBeforeReadBack =
                    _written.GetValueOrDefault(record.Id)
                    > _seen.GetValueOrDefault(record.Id).Version,
            }
        );
}
