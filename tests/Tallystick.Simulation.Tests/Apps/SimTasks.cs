using System.Collections.Immutable;
using System.Globalization;
using Tallystick.Core.Records;
using Tallystick.Simulation.Faults;
using Tallystick.Simulation.Tests.Laws;
using Tallystick.Simulation.Tests.Scenarios;
using Tallystick.Simulation.Time;

namespace Tallystick.Simulation.Tests.Apps;

/// <summary>The tasks of an app's people. Whoever deletes a person deletes their tasks.</summary>
internal sealed class SimTasks(SimApp app, TaskTraits traits, SimLoop loop, TaskLaws laws)
{
    private readonly SortedDictionary<string, SimPerson> _tasks = new(StringComparer.Ordinal);
    private readonly SimIndex<SimPerson> _index = new(loop, traits.ListLag);
    private readonly Dictionary<string, int> _written = [];
    private readonly Dictionary<string, TaskLook> _looks = [];
    private int _number;

    public Side Side => app.Side;

    public SimApp App => app;

    public TaskTraits Traits => traits;

    public IEnumerable<SimPerson> All => _tasks.Values;

    /// <summary>Ids that people deleted, alone or with their person, with what they were and when.</summary>
    public Dictionary<string, DeletedTask> DeletedByPeople { get; } = [];

    /// <summary>Ids that the sync deleted, alone or with their person.</summary>
    public Dictionary<string, SimPerson> DeletedBySync { get; } = [];

    public List<HumanEdit> Edits { get; } = [];

    /// <summary>Tokens of those that people made here.</summary>
    public HashSet<string> BornHere { get; } = [];

    /// <summary>Ids that the sync created, of which task and when.</summary>
    public Dictionary<string, (string Token, TimeSpan At)> SyncCreated { get; } = [];

    /// <summary>The store has a whole listing; one that lies before that cannot be told from the truth.</summary>
    public bool WasListed { get; set; }

    /// <summary>When a listing last showed none although there was one task, the only one.</summary>
    public TimeSpan? HidTheOnlyOneAt { get; set; }

    public SimPerson? Find(string id) => _tasks.GetValueOrDefault(id);

    public IEnumerable<SimPerson> Of(string personId) =>
        _tasks.Values.Where(t => t[TaskFields.Person].Text == personId);

    /// <summary>When the sync last asked for the tasks of this person alone.</summary>
    public TaskLook? LookAt(string personId) => _looks.GetValueOrDefault(personId);

    // What people do.

    public void AddByPerson(string personId, int number, Value title)
    {
        // One number is one task, whoever types it.
        var token = string.Create(CultureInfo.InvariantCulture, $"K{number}");
        if (!BornHere.Add(token))
            return;
        var task = Add(
            new Dictionary<string, Value>
            {
                [TaskFields.Title] = title,
                [TaskFields.Done] = Value.Of("false"),
                [TaskFields.Token] = Value.Of(token),
                [TaskFields.Person] = Value.Of(personId),
                [TaskFields.Secret] = Hands.Secret,
            }.ToImmutableDictionary()
        );
        foreach (var field in TaskFields.Typed)
            NoteEdit(task, field);
        laws.Log($"{Side.Word} person task {task.Id} {token} of {personId}");
    }

    public void EditByPerson(string id, string field, Value value)
    {
        var before = _tasks[id][field];
        var task = Change(id, t => t.Fields.SetItem(field, value));
        // A save that changes nothing is none that could be lost.
        if (task[field] != before)
            NoteEdit(task, field);
        laws.Log($"{Side.Word} person edit {id} {field}={value}");
    }

    public void DeleteByPerson(string id)
    {
        DeletedByPeople[id] = new DeletedTask(Remove(id), loop.Elapsed, WithPerson: false);
        laws.Log($"{Side.Word} person delete {id}");
    }

    /// <summary>Its person is deleted.</summary>
    public void GoWith(string personId, bool byPeople)
    {
        foreach (var task in Of(personId).ToArray())
        {
            Remove(task.Id);
            laws.Log($"{Side.Word} {task.Id} goes with {personId}");
            if (byPeople)
            {
                DeletedByPeople[task.Id] = new DeletedTask(task, loop.Elapsed, WithPerson: true);
                continue;
            }
            DeletedBySync[task.Id] = task;
            laws.OnWentWithPerson(this, task, LookAt(personId));
        }
    }

    // What the sync does.

    /// <summary>A listing's rows in its order, as the index shows them.</summary>
    public IReadOnlyList<SimPerson> Listed(DateTimeOffset? since) => _index.Listed(_tasks, since);

    /// <param name="isLie">The listing shows none, whatever there is.</param>
    public void NoteLook(string personId, bool isLie) =>
        _looks[personId] = new TaskLook(loop.Elapsed, isLie);

    public SimPerson Create(ImmutableDictionary<string, Value> fields)
    {
        var task = Add(fields);
        SyncCreated[task.Id] = (task.Token, loop.Elapsed);
        _written[task.Id] = task.Version;
        laws.Log($"{Side.Word} sync create {task.Id} {task.Token} of {task[TaskFields.Person]}");
        laws.OnCreate(this, task);
        return task;
    }

    public SimPerson Update(string id, IReadOnlyDictionary<string, Value> fields)
    {
        var before = _tasks[id];
        foreach (var (field, value) in fields)
            NoteOverwritten(before, field, value);
        var task = Change(id, t => t.Fields.SetItems(fields));
        _written[id] = task.Version;
        laws.Log(
            $"{Side.Word} sync update {id} "
                + string.Join(' ', fields.OrderBy(f => f.Key).Select(f => $"{f.Key}={f.Value}"))
        );
        return task;
    }

    public void Delete(string id)
    {
        if (!_tasks.ContainsKey(id))
            return;
        var task = Remove(id);
        DeletedBySync[id] = task;
        laws.Log($"{Side.Word} sync delete {id}");
        var seen = app.SeenOf(id);
        foreach (var edit in Edits.Where(e => e.Id == id && e.Version > seen.Version))
        {
            edit.OverwrittenUnseen = true;
            laws.OnUnseenOverwrite(this, edit);
        }
        laws.OnDelete(this, task, seen.Version < task.Version);
    }

    private void NoteOverwritten(SimPerson before, string field, Value value)
    {
        var seen = app.SeenOf(before.Id);
        foreach (var edit in Edits.Where(e => e.Id == before.Id && e.Field == field))
        {
            if (edit.Version <= seen.Version || edit.OverwrittenUnseen || IsSuperseded(edit))
                continue;
            if (value == edit.Value)
                continue;
            edit.OverwrittenUnseen = true;
            laws.OnUnseenOverwrite(this, edit);
        }
    }

    /// <summary>People changed the same thing again.</summary>
    public bool IsSuperseded(HumanEdit edit) =>
        Edits.Exists(e => e.Id == edit.Id && e.Field == edit.Field && e.Version > edit.Version);

    private SimPerson Add(ImmutableDictionary<string, Value> fields)
    {
        var id = $"{(Side is Side.Left ? 'L' : 'R')}T{++_number:000}";
        var task = new SimPerson(id, fields)
        {
            CreatedAt = app.ClockNow,
            ModifiedAt = app.Traits.CoarseTimes ? null : app.ClockNow,
        };
        _tasks[id] = task;
        _index.Show(id, task);
        return task;
    }

    private SimPerson Change(string id, Func<SimPerson, ImmutableDictionary<string, Value>> change)
    {
        var before = _tasks[id];
        var task = before with
        {
            Fields = change(before),
            Version = before.Version + 1,
            ModifiedAt = app.ClockNow,
        };
        _tasks[id] = task;
        _index.Show(id, task);
        return task;
    }

    private SimPerson Remove(string id)
    {
        _tasks.Remove(id, out var task);
        _index.Show(id, null);
        return task!;
    }

    private void NoteEdit(SimPerson task, string field) =>
        Edits.Add(
            new HumanEdit(Side, task.Id, task.Token, field, task[field], loop.Elapsed, task.Version)
            {
                WasBeforeReadBack =
                    _written.GetValueOrDefault(task.Id) > app.SeenOf(task.Id).Version,
            }
        );
}

/// <summary>A task that people deleted.</summary>
/// <param name="WithPerson">It went with its person, and was not meant by itself.</param>
internal sealed record DeletedTask(SimPerson Last, TimeSpan At, bool WithPerson);

/// <summary>The sync asked for the tasks of one person.</summary>
/// <param name="IsLie">The answer showed none, whatever there was.</param>
internal sealed record TaskLook(TimeSpan At, bool IsLie);
