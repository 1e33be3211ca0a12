using Tallystick.Core.Records;
using Tallystick.Core.Schema;
using Tallystick.Simulation.Laws;
using Tallystick.Simulation.Mappings;

namespace Tallystick.Simulation.Apps;

/// <summary>The records of one object type in one app of the user's pairing.</summary>
internal sealed class PlayedTable(PlayedApp app, ObjectFacts facts, Watch watch)
    : RecordTable(
        app.Side,
        $"{(app.Side is Side.Left ? 'L' : 'R')}{PlayedApp.LetterOf(facts.Type)}",
        app.Clock,
        facts.Capabilities.ListLag
    )
{
    public PlayedApp App => app;

    public ObjectFacts Facts => facts;

    public override bool GivesTotal => app.Traits.GivesTotal;

    public override bool AbsenceIsEvidence => facts.Capabilities.AbsenceIsEvidence;

    /// <summary>Who every id there ever was belongs to.</summary>
    public Dictionary<string, string> Tokens { get; } = [];

    /// <summary>A record in a few words: its id, and what it is called where it is called anything.</summary>
    public string NameOf(SimRecord record)
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

    public override Value Stored(string field, Value value)
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
    public (SimRecord Record, string Field)? DoubleOf(
        IReadOnlyDictionary<string, Value> fields,
        string? id
    )
    {
        foreach (var key in facts.Capabilities.RefusesDuplicatesOn)
            if (
                facts.Find(key) is { } field
                && fields.TryGetValue(key, out var value)
                && value.HasContent
                && All.FirstOrDefault(r =>
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
        var before = Find(id)!;
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
        var before = Find(id)!;
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
        DeletedByPeople[id] = new DeletedRecord(record, Elapsed);
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
            DeletedByPeople[id] = new DeletedRecord(record, Elapsed, WithParent: true);
        else
            DeletedBySync[id] = record;
        foreach (var edit in Edits.Where(e => e.Id == id))
            edit.OverwrittenUnseen = true;
        app.GoWith(this, record, byPeople);
    }

    // What the sync does.

    public SimRecord Create(string token, IReadOnlyDictionary<string, Value> fields)
    {
        var record = AddBySync(token, fields);
        watch.Lived.Writes++;
        watch.Tell($"Tallystick creates {NameOf(record)} in {app.Name}.");
        return record;
    }

    public SimRecord Update(string id, IReadOnlyDictionary<string, Value> fields)
    {
        var before = Find(id)!;
        var record = ChangeBySync(id, fields);
        watch.Lived.Writes++;
        watch.Tell(
            $"Tallystick writes to {NameOf(before)} in {app.Name}: {Differences(before, record, fields.Keys)}."
        );
        return record;
    }

    private static string Differences(
        SimRecord before,
        SimRecord after,
        IEnumerable<string> keys
    ) =>
        string.Join(
            ", ",
            keys.Order(StringComparer.Ordinal).Select(k => $"{k} '{before[k]}' → '{after[k]}'")
        );

    public void Delete(string id)
    {
        if (Find(id) is null)
            return;
        var record = Remove(id);
        DeletedBySync[id] = record;
        watch.Lived.Writes++;
        watch.Tell($"Tallystick deletes {NameOf(record)} in {app.Name}.");
        NoteGoneUnseen(id);
        watch.OnDelete(this, record);
        app.GoWith(this, record, byPeople: false);
    }

    /// <summary>Its modified time moves, and nothing else.</summary>
    public void Touch(string id)
    {
        if (Find(id) is { } record)
            Keep(record with { ModifiedAt = app.Clock.Now });
    }

    protected override void OnMoved(SimRecord record)
    {
        Tokens[record.Id] = record.Token;
        app.TouchParentOf(this, record);
    }

    protected override void OnOverwrittenUnseen(HumanEdit edit, TimeSpan window)
    {
        watch.Lived.OverwrittenUnseen++;
        watch.Tell(
            $"What somebody had typed into {edit.Field} of {edit.Id} just before was not seen, and is written over."
        );
    }
}
