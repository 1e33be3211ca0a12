using System.Collections.Immutable;
using System.Globalization;
using Tallystick.Core.Records;
using Tallystick.Simulation.Apps;
using Tallystick.Simulation.Tests.Laws;
using Tallystick.Simulation.Tests.Scenarios;

namespace Tallystick.Simulation.Tests.Apps;

/// <summary>The tasks of an app's people. Whoever deletes a person deletes their tasks.</summary>
internal sealed class SimTasks(SimApp app, TaskTraits traits, TaskLaws laws)
    : RecordTable(app.Side, app.Side is Side.Left ? "LT" : "RT", app.Clock, traits.ListLag)
{
    private readonly Dictionary<string, TaskLook> _looks = [];

    public SimApp App => app;

    public TaskTraits Traits => traits;

    public override bool GivesTotal => traits.GivesTotal;

    public override bool AbsenceIsEvidence => false;

    public IEnumerable<SimRecord> Of(string personId) =>
        All.Where(t => t[TaskFields.Person].Text == personId);

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
            token,
            new Dictionary<string, Value>
            {
                [TaskFields.Title] = title,
                [TaskFields.Done] = Value.Of("false"),
                [TaskFields.Token] = Value.Of(token),
                [TaskFields.Person] = Value.Of(personId),
                [TaskFields.Secret] = Hands.Secret,
            }
        );
        foreach (var field in TaskFields.Typed)
            NoteEdit(task, field);
        laws.Log($"{Side.Word} person task {task.Id} {token} of {personId}");
    }

    public void EditByPerson(string id, string field, Value value)
    {
        var before = Find(id)![field];
        var task = Change(id, f => f.SetItem(field, value));
        // A save that changes nothing is none that could be lost.
        if (task[field] != before)
            NoteEdit(task, field);
        laws.Log($"{Side.Word} person edit {id} {field}={value}");
    }

    public void DeleteByPerson(string id)
    {
        DeletedByPeople[id] = new DeletedRecord(Remove(id), Elapsed);
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
                DeletedByPeople[task.Id] = new DeletedRecord(task, Elapsed, WithParent: true);
                continue;
            }
            DeletedBySync[task.Id] = task;
            laws.OnWentWithPerson(this, task, LookAt(personId));
        }
    }

    // What the sync does.

    /// <param name="isLie">The listing shows none, whatever there is.</param>
    public void NoteLook(string personId, bool isLie) =>
        _looks[personId] = new TaskLook(Elapsed, isLie);

    public SimRecord Create(ImmutableDictionary<string, Value> fields)
    {
        var task = AddBySync(SimFields.TokenIn(fields), fields);
        laws.Log($"{Side.Word} sync create {task.Id} {task.Token} of {task[TaskFields.Person]}");
        laws.OnCreate(this, task);
        return task;
    }

    public SimRecord Update(string id, IReadOnlyDictionary<string, Value> fields)
    {
        var task = ChangeBySync(id, fields);
        laws.Log(
            $"{Side.Word} sync update {id} "
                + string.Join(' ', fields.OrderBy(f => f.Key).Select(f => $"{f.Key}={f.Value}"))
        );
        return task;
    }

    public void Delete(string id)
    {
        if (Find(id) is null)
            return;
        var task = Remove(id);
        DeletedBySync[id] = task;
        laws.Log($"{Side.Word} sync delete {id}");
        foreach (var edit in NoteGoneUnseen(id))
            laws.OnUnseenOverwrite(this, edit);
        laws.OnDelete(this, task, IsUnseen(task));
    }

    protected override string TokenOf(
        SimRecord before,
        ImmutableDictionary<string, Value> fields
    ) => SimFields.TokenIn(fields);

    protected override void OnOverwrittenUnseen(HumanEdit edit, TimeSpan window) =>
        laws.OnUnseenOverwrite(this, edit);

    private void NoteEdit(SimRecord task, string field) => NoteEdit(task, field, task[field]);
}

/// <summary>The sync asked for the tasks of one person.</summary>
/// <param name="IsLie">The answer showed none, whatever there was.</param>
internal sealed record TaskLook(TimeSpan At, bool IsLie);
