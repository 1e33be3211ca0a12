using System.Collections.Immutable;
using Tallystick.Core.Records;
using Tallystick.Simulation.Faults;
using Tallystick.Simulation.Tests.Laws;
using Tallystick.Simulation.Time;

namespace Tallystick.Simulation.Tests.Apps;

/// <summary>An app that two kinds of hands work on: people at its screen, and the sync through its API.</summary>
internal sealed class SimApp(Side side, AppTraits traits, SimLoop loop, LawBook laws)
{
    private readonly SortedDictionary<string, SimPerson> _people = new(StringComparer.Ordinal);
    private readonly SimIndex<SimPerson> _index = new(loop, traits.ListLag);
    private readonly Dictionary<string, (int Version, TimeSpan At)> _seen = [];
    private readonly Dictionary<string, int> _written = [];
    private readonly Queue<(TimeSpan At, SimProcess Caller)> _calls = new();
    private int _number;

    public Side Side => side;

    public AppTraits Traits => traits;

    public IEnumerable<SimPerson> People => _people.Values;

    /// <summary>Is told the id of whoever was created, changed or deleted.</summary>
    public Action<string>? Changed { get; set; }

    /// <summary>Ids that people deleted, with what they were and when.</summary>
    public Dictionary<string, (SimPerson Last, TimeSpan At)> DeletedByPeople { get; } = [];

    public Dictionary<string, SimPerson> DeletedBySync { get; } = [];

    public List<HumanEdit> Edits { get; } = [];

    public HashSet<string> BornHere { get; } = [];

    /// <summary>Ids of those that people deleted and typed in anew, and of whom.</summary>
    public Dictionary<string, string> Retyped { get; } = [];

    /// <summary>Ids that the sync created, of whom and when.</summary>
    public Dictionary<string, (string Token, TimeSpan At)> SyncCreated { get; } = [];

    /// <summary>The store has a whole listing; one that lies before that cannot be told from the truth.</summary>
    public bool WasListed { get; set; }

    /// <summary>When a listing last showed nobody although there was one person, the only one.</summary>
    public TimeSpan? HidTheOnlyOneAt { get; set; }

    /// <summary>When the sync last asked for a listing's first page.</summary>
    public TimeSpan ListedAt { get; set; }

    /// <summary>Names of those whom the sync created while no listing could show who had typed them in here.</summary>
    public HashSet<string> TypedUnseen { get; } = [];

    /// <summary>The tasks of its people, where the world has some.</summary>
    public SimTasks? Tasks { get; set; }

    public DateTimeOffset ClockNow
    {
        get
        {
            var now = loop.Now + traits.ClockSkew;
            return traits.CoarseTimes
                ? DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds())
                : now;
        }
    }

    public SimPerson? Find(string id) => _people.GetValueOrDefault(id);

    /// <summary>The app's own limit, counted by itself over all who call.</summary>
    public bool IsOneTooMany(SimProcess caller)
    {
        while (_calls.TryPeek(out var call) && loop.Elapsed - call.At >= traits.Window)
            _calls.Dequeue();
        if (_calls.Count >= traits.CallsMax)
        {
            laws.OnTooMany(side, isOwnDoing: _calls.All(c => c.Caller == caller));
            return true;
        }
        _calls.Enqueue((loop.Elapsed, caller));
        return false;
    }

    public Value Stored(string field, Value value) =>
        field switch
        {
            SimFields.Tags when traits.LowersTags => Value.OfSet(
                value.Items.Select(t => t.ToLowerInvariant()).Distinct()
            ),
            SimFields.City when traits.CutsCities && value.Text is { Length: > 6 } text => Value.Of(
                text[..6]
            ),
            _ => value,
        };

    /// <summary>Whether a value is how this app shows the other one.</summary>
    public bool Shows(string field, Value value, Value other) =>
        field == SimFields.Tags
            ? value.Items.ToHashSet(StringComparer.OrdinalIgnoreCase).SetEquals(other.Items)
            : value == Stored(field, other);

    // What people do.

    public void Born(string token, IReadOnlyDictionary<string, Value> fields)
    {
        var email = fields[SimFields.Email];
        if (traits.RefusesDuplicates && ByEmail(email) is not null)
            return;
        var person = Add(fields.ToImmutableDictionary().SetItem(SimFields.Token, Value.Of(token)));
        BornHere.Add(token);
        NoteTyped(person, fields.Keys);
        laws.Log($"{side.Word} person born {person.Id} {token}");
    }

    /// <summary>Deletes it and types it in anew: the same person, under another id.</summary>
    public void RetypeByPerson(string id, Value secret)
    {
        var person = _people[id];
        if (person[SimFields.Email].IsEmpty)
            return;
        DeleteByPerson(id);
        var heir = Add(person.Fields.SetItem(SimFields.Secret, secret));
        Retyped.Add(heir.Id, heir.Token);
        NoteTyped(heir, SimFields.Mapped.Where(f => f != SimFields.Token && heir[f].HasContent));
        laws.Log($"{side.Word} person retype {id} as {heir.Id} {heir.Token}");
    }

    public void EditByPerson(string id, string field, Value value)
    {
        if (field == SimFields.Email && traits.RefusesDuplicates && ByEmail(value) is { } other)
            if (other.Id != id)
                return;
        var before = _people[id][field];
        var person = Change(id, p => p.Fields.SetItem(field, Stored(field, value)));
        // A save that changes nothing is none that could be lost.
        if (person[field] != before)
            NoteEdit(person, field, person[field]);
        laws.Log($"{side.Word} person edit {id} {field}={person[field]}");
    }

    public void TagByPerson(string id, string tag, bool add)
    {
        var before = _people[id][SimFields.Tags].Items;
        var after = add ? before.Append(tag) : before.Where(t => t != tag);
        var value = Stored(SimFields.Tags, Value.OfSet(after));
        var person = Change(id, p => p.Fields.SetItem(SimFields.Tags, value));
        var stored = traits.LowersTags ? tag.ToLowerInvariant() : tag;
        NoteEdit(person, SimFields.Tags, Value.Of(stored), add);
        laws.Log($"{side.Word} person {(add ? "tag" : "untag")} {id} {tag}");
    }

    public void DeleteByPerson(string id)
    {
        if (!_people.Remove(id, out var person))
            return;
        Show(id, null);
        DeletedByPeople[id] = (person, loop.Elapsed);
        laws.Log($"{side.Word} person delete {id}");
        Tasks?.GoWith(id, byPeople: true);
    }

    // What the sync does.

    /// <summary>A listing's rows in its order, as the index shows them.</summary>
    public IReadOnlyList<SimPerson> Listed(DateTimeOffset? since) => _index.Listed(_people, since);

    public void Seen(SimPerson person)
    {
        var before = _seen.GetValueOrDefault(person.Id);
        _seen[person.Id] = (Math.Max(before.Version, person.Version), loop.Elapsed);
    }

    /// <summary>What the sync was last shown of a record, and when.</summary>
    public (int Version, TimeSpan At) SeenOf(string id) => _seen.GetValueOrDefault(id);

    public SimPerson Create(ImmutableDictionary<string, Value> fields, bool isUndo)
    {
        var person = Add(fields);
        if (Edits.Any(e => IsTypedUnseen(e, person.Token)))
            TypedUnseen.Add(person.Token);
        SyncCreated[person.Id] = (person.Token, loop.Elapsed);
        laws.Log($"{side.Word} {Who(isUndo)} create {person.Id} {person.Token}");
        _written[person.Id] = person.Version;
        laws.Undos.OnCreate(this, person, isUndo);
        if (!isUndo)
            laws.OnCreate(this, person);
        return person;
    }

    private bool IsTypedUnseen(HumanEdit edit, string token) =>
        edit.Token == token
        && edit.Version == 1
        && Retyped.ContainsKey(edit.Id)
        && edit.At > ListedAt - traits.ListLag;

    public SimPerson? ByEmail(Value email) =>
        email.Text is not { } text
            ? null
            : _people.Values.FirstOrDefault(p =>
                string.Equals(p[SimFields.Email].Text, text, StringComparison.OrdinalIgnoreCase)
            );

    public SimPerson Update(string id, IReadOnlyDictionary<string, Value> fields, bool isUndo)
    {
        var before = _people[id];
        foreach (var (field, value) in fields)
            NoteOverwritten(before, field, Stored(field, value));
        var person = Change(
            id,
            p =>
                p.Fields.SetItems(
                    fields.Select(f => KeyValuePair.Create(f.Key, Stored(f.Key, f.Value)))
                )
        );
        _written[id] = person.Version;
        laws.Undos.OnUpdate(this, before, person, isUndo);
        laws.Log(
            $"{side.Word} {Who(isUndo)} update {id} "
                + string.Join(' ', fields.OrderBy(f => f.Key).Select(f => $"{f.Key}={f.Value}"))
        );
        return person;
    }

    public void Delete(string id, bool isUndo)
    {
        if (!_people.Remove(id, out var person))
            return;
        Show(id, null);
        if (!isUndo)
            DeletedBySync[id] = person;
        laws.Log($"{side.Word} {Who(isUndo)} delete {id}");
        var seen = _seen.GetValueOrDefault(id);
        foreach (var edit in Edits.Where(e => e.Id == id && e.Version > seen.Version))
        {
            edit.OverwrittenUnseen = true;
            laws.OnUnseenOverwrite(this, edit, loop.Elapsed - seen.At);
        }
        if (isUndo)
            laws.Undos.OnDelete(this, person);
        else
            laws.OnDelete(this, person, IsUnseen(person));
        Tasks?.GoWith(id, byPeople: false);
    }

    private static string Who(bool isUndo) => isUndo ? "undo" : "sync";

    /// <summary>Somebody changed it after the sync last looked.</summary>
    public bool IsUnseen(SimPerson person) =>
        _seen.GetValueOrDefault(person.Id).Version < person.Version;

    private void NoteOverwritten(SimPerson before, string field, Value value)
    {
        var seen = _seen.GetValueOrDefault(before.Id);
        foreach (var edit in Edits.Where(e => e.Id == before.Id && e.Field == field))
        {
            if (edit.Version <= seen.Version || edit.OverwrittenUnseen || IsSuperseded(edit))
                continue;
            var isKept = edit.TagAdded switch
            {
                null => value == edit.Value,
                true => value.Items.Contains(edit.Value.Text),
                false => !value.Items.Contains(edit.Value.Text),
            };
            if (isKept)
                continue;
            edit.OverwrittenUnseen = true;
            laws.OnUnseenOverwrite(this, edit, loop.Elapsed - seen.At);
        }
    }

    /// <summary>People changed the same thing again.</summary>
    private bool IsSuperseded(HumanEdit edit) =>
        Edits.Exists(e =>
            e.Id == edit.Id
            && e.Field == edit.Field
            && e.Version > edit.Version
            && (edit.TagAdded is null || e.Value == edit.Value)
        );

    /// <summary>It came with typing the person in anew, and changed nothing.</summary>
    public bool IsTyping(HumanEdit edit) => edit.Version == 1 && Retyped.ContainsKey(edit.Id);

    private void NoteTyped(SimPerson person, IEnumerable<string> fields)
    {
        foreach (var field in fields)
            if (field == SimFields.Secret)
                continue;
            else if (field != SimFields.Tags)
                NoteEdit(person, field, person[field]);
            else
                foreach (var tag in person[field].Items)
                    NoteEdit(person, field, Value.Of(tag), added: true);
    }

    private SimPerson Add(ImmutableDictionary<string, Value> fields)
    {
        var id = $"{(side is Side.Left ? 'L' : 'R')}{++_number:000}";
        var stored = fields.ToImmutableDictionary(f => f.Key, f => Stored(f.Key, f.Value));
        var person = new SimPerson(id, stored)
        {
            CreatedAt = ClockNow,
            ModifiedAt = traits.CoarseTimes ? null : ClockNow,
        };
        _people[id] = person;
        Show(id, person);
        return person;
    }

    private SimPerson Change(string id, Func<SimPerson, ImmutableDictionary<string, Value>> change)
    {
        var before = _people[id];
        var person = before with
        {
            Fields = change(before),
            Version = before.Version + 1,
            ModifiedAt = ClockNow,
        };
        _people[id] = person;
        Show(id, person);
        return person;
    }

    private void Show(string id, SimPerson? person)
    {
        _index.Show(id, person);
        Changed?.Invoke(id);
    }

    private void NoteEdit(SimPerson person, string field, Value value, bool? added = null) =>
        Edits.Add(
            new HumanEdit(side, person.Id, person.Token, field, value, loop.Elapsed, person.Version)
            {
                TagAdded = added,
                WasBeforeReadBack =
                    _written.GetValueOrDefault(person.Id)
                    > _seen.GetValueOrDefault(person.Id).Version,
            }
        );
}
