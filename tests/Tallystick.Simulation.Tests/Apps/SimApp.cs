using System.Collections.Immutable;
using Tallystick.Core.Records;
using Tallystick.Simulation.Apps;
using Tallystick.Simulation.Faults;
using Tallystick.Simulation.Tests.Laws;
using Tallystick.Simulation.Time;

namespace Tallystick.Simulation.Tests.Apps;

/// <summary>An app of the fixed mix: its people, its limits and, in some worlds, the tasks of its people.</summary>
internal sealed class SimApp(Side side, AppTraits traits, SimLoop loop, LawBook laws)
    : RecordTable(
        side,
        side is Side.Left ? "L" : "R",
        new AppClock(loop, traits.ClockSkew, traits.CoarseTimes),
        traits.ListLag
    ),
        ILineEnd
{
    private readonly CallMeter _meter = new(
        loop,
        traits.Capabilities.Limits,
        (_, isOwnDoing) => laws.OnTooMany(side, isOwnDoing)
    );

    public AppTraits Traits => traits;

    public IEnumerable<SimRecord> People => All;

    /// <summary>Is told the id of whoever was created, changed or deleted.</summary>
    public Action<string>? Changed { get; set; }

    /// <summary>Ids of those that people deleted and typed in anew, and of whom.</summary>
    public Dictionary<string, string> Retyped { get; } = [];

    /// <summary>When the sync last asked for a listing's first page.</summary>
    public TimeSpan ListedAt { get; set; }

    /// <summary>Names of those whom the sync created while no listing could show who had typed them in here.</summary>
    public HashSet<string> TypedUnseen { get; } = [];

    /// <summary>The tasks of its people, where the world has some.</summary>
    public SimTasks? Tasks { get; set; }

    public IEnumerable<RecordTable> Tables => Tasks is null ? [this] : [this, Tasks];

    public TimeSpan LatencyMax => traits.LatencyMax;

    public override bool GivesTotal => traits.GivesTotal;

    public override bool AbsenceIsEvidence => traits.AbsenceIsEvidence;

    public bool IsOneTooMany(SimProcess caller) => _meter.IsOneTooMany(caller);

    public void OnCall(string operation, Fault fault) { }

    public string OnSpell(Spell spell) =>
        spell switch
        {
            Spell.TokenExpired => "The token has expired.",
            Spell.PermissionLost => "The scope is missing.",
            _ => "The app is out of order.",
        };

    public override Value Stored(string field, Value value) =>
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
        var person = Add(
            token,
            fields.ToImmutableDictionary().SetItem(SimFields.Token, Value.Of(token))
        );
        BornHere.Add(token);
        NoteTyped(person, fields.Keys);
        laws.Log($"{Side.Word} person born {person.Id} {token}");
    }

    /// <summary>Deletes it and types it in anew: the same person, under another id.</summary>
    public void RetypeByPerson(string id, Value secret)
    {
        var person = Find(id)!;
        if (person[SimFields.Email].IsEmpty)
            return;
        DeleteByPerson(id);
        var heir = Add(person.Token, person.Fields.SetItem(SimFields.Secret, secret));
        Retyped.Add(heir.Id, heir.Token);
        NoteTyped(heir, SimFields.Mapped.Where(f => f != SimFields.Token && heir[f].HasContent));
        laws.Log($"{Side.Word} person retype {id} as {heir.Id} {heir.Token}");
    }

    public void EditByPerson(string id, string field, Value value)
    {
        if (field == SimFields.Email && traits.RefusesDuplicates && ByEmail(value) is { } other)
            if (other.Id != id)
                return;
        var before = Find(id)![field];
        var person = Change(id, f => f.SetItem(field, Stored(field, value)));
        // A save that changes nothing is none that could be lost.
        if (person[field] != before)
            NoteEdit(person, field, person[field]);
        laws.Log($"{Side.Word} person edit {id} {field}={person[field]}");
    }

    public void TagByPerson(string id, string tag, bool add)
    {
        var before = Find(id)![SimFields.Tags].Items;
        var after = add ? before.Append(tag) : before.Where(t => t != tag);
        var value = Stored(SimFields.Tags, Value.OfSet(after));
        var person = Change(id, f => f.SetItem(SimFields.Tags, value));
        var stored = traits.LowersTags ? tag.ToLowerInvariant() : tag;
        NoteEdit(person, SimFields.Tags, Value.Of(stored), add);
        laws.Log($"{Side.Word} person {(add ? "tag" : "untag")} {id} {tag}");
    }

    public void DeleteByPerson(string id)
    {
        if (Find(id) is null)
            return;
        DeletedByPeople[id] = new DeletedRecord(Remove(id), Elapsed);
        laws.Log($"{Side.Word} person delete {id}");
        Tasks?.GoWith(id, byPeople: true);
    }

    // What the sync does.

    public SimRecord Create(ImmutableDictionary<string, Value> fields, UndoSpan? undo)
    {
        var person = AddBySync(SimFields.TokenIn(fields), fields);
        if (Edits.Any(e => IsTypedUnseen(e, person.Token)))
            TypedUnseen.Add(person.Token);
        laws.Log($"{Side.Word} {Who(undo)} create {person.Id} {person.Token}");
        laws.Undos.OnCreate(this, person, undo);
        if (undo is null)
            laws.OnCreate(this, person);
        return person;
    }

    private bool IsTypedUnseen(HumanEdit edit, string token) =>
        edit.Token == token
        && edit.Version == 1
        && Retyped.ContainsKey(edit.Id)
        && edit.At > ListedAt - traits.ListLag;

    public SimRecord? ByEmail(Value email) =>
        email.Text is not { } text
            ? null
            : All.FirstOrDefault(p =>
                string.Equals(p[SimFields.Email].Text, text, StringComparison.OrdinalIgnoreCase)
            );

    public SimRecord Update(string id, IReadOnlyDictionary<string, Value> fields, UndoSpan? undo)
    {
        var before = Find(id)!;
        var unseen = Edits.FindAll(e => e.Id == id && e.Version > SeenOf(id).Version);
        var person = ChangeBySync(id, fields);
        laws.Undos.OnUpdate(this, before, person, undo);
        if (undo is null)
            laws.Undos.OnSame(Side, person, unseen.Where(e => fields.ContainsKey(e.Field)));
        laws.Log(
            $"{Side.Word} {Who(undo)} update {id} "
                + string.Join(' ', fields.OrderBy(f => f.Key).Select(f => $"{f.Key}={f.Value}"))
        );
        return person;
    }

    public void Delete(string id, UndoSpan? undo)
    {
        if (Find(id) is null)
            return;
        var seen = SeenOf(id);
        var person = Remove(id);
        if (undo is null)
            DeletedBySync[id] = person;
        laws.Log($"{Side.Word} {Who(undo)} delete {id}");
        foreach (var edit in NoteGoneUnseen(id))
            laws.OnUnseenOverwrite(this, edit, Elapsed - seen.At);
        if (undo is not null)
            laws.Undos.OnDelete(this, person);
        else
            laws.OnDelete(this, person, IsUnseen(person));
        Tasks?.GoWith(id, byPeople: false);
    }

    private static string Who(UndoSpan? undo) => undo is null ? "sync" : "undo";

    /// <summary>It came with typing the person in anew, and changed nothing.</summary>
    public bool IsTyping(HumanEdit edit) => edit.Version == 1 && Retyped.ContainsKey(edit.Id);

    private void NoteTyped(SimRecord person, IEnumerable<string> fields)
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

    protected override string TokenOf(
        SimRecord before,
        ImmutableDictionary<string, Value> fields
    ) => SimFields.TokenIn(fields);

    protected override void OnMoved(SimRecord record) => Changed?.Invoke(record.Id);

    protected override void OnOverwrittenUnseen(HumanEdit edit, TimeSpan window) =>
        laws.OnUnseenOverwrite(this, edit, window);
}
