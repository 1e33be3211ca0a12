using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Simulation.Apps;
using Tallystick.Simulation.Laws;
using Tallystick.Simulation.Tests.Apps;
using Tallystick.Simulation.Time;

namespace Tallystick.Simulation.Tests.Laws;

/// <summary>What happens to tasks, and which laws it breaks on the way.</summary>
internal sealed class TaskLaws(SimLoop loop, LawBook laws)
{
    private readonly Dictionary<(Side, string Id), AgreedTask> _agreed = [];
    private readonly Dictionary<(Side, string Id), TimeSpan> _goneSince = [];

    public Meetings Meetings { get; } = new(loop);

    public required Func<Side, SimTasks> TasksOf { get; init; }

    /// <summary>Deletes that an edit should have beaten, unless the journal's end tells otherwise.</summary>
    public List<(SimRecord Victim, HumanEdit Edit)> EditedAndDeleted { get; } = [];

    public void Log(string line) => laws.Log(line);

    /// <summary>The store has it that both tasks were merged, as a run read them.</summary>
    /// <param name="readFrom">When that run began.</param>
    public void OnAgreed(Link link, TimeSpan readFrom)
    {
        foreach (var side in new[] { Side.Left, Side.Right })
            if (
                link.State is not LinkState.Active
                && TasksOf(side).Find(link[side].RecordId) is null
            )
                _goneSince.TryAdd((side, link[side].RecordId), loop.Elapsed);
        if (link is not { State: LinkState.Active, Left.Shadow: { } left, Right.Shadow: { } right })
            return;
        var (l, r) = (link.Left.RecordId, link.Right.RecordId);
        _agreed[(Side.Left, l)] = new AgreedTask(left, r, right, readFrom);
        _agreed[(Side.Right, r)] = new AgreedTask(right, l, left, readFrom);
        Meetings.Note(link);
    }

    /// <summary>Where an app offers conditional writes there is no window between looking and writing.</summary>
    public void OnUnseenOverwrite(SimTasks tasks, HumanEdit edit)
    {
        Log($"{tasks.Side.Word} overwritten unseen {edit.Id} {edit.Field}={edit.Value}");
        if (tasks.App.Traits.ConditionalWrites)
            laws.Break("L1", $"a conditional write or delete took {edit.Id} {edit.Field}");
    }

    /// <summary>A delete is a change too: one that a person made must not be undone by the sync.</summary>
    public void OnCreate(SimTasks tasks, SimRecord created)
    {
        var other = TasksOf(tasks.Side.Other);
        if (
            tasks.DeletedBySync.Values.Any(t => t.Token == created.Token)
            && other.All.All(t => t.Token != created.Token)
        )
            laws.Break(
                "L1",
                $"{tasks.Side.Word} {created.Id} was created after its original was deleted"
            );
        foreach (var (id, dead) in tasks.DeletedByPeople)
            if (
                !dead.WithParent
                && dead.Last.Token == created.Token
                && !WentUnnoticed(tasks, id, dead)
                && _agreed.TryGetValue((tasks.Side, id), out var agreed)
                && other.Find(agreed.Partner) is { } partner
                && other.All.Count(t => t.Token == partner.Token) == 1
                && !other.Edits.Exists(e => e.Id == partner.Id && e.At >= agreed.ReadFrom)
                && TaskFields.Typed.All(f => partner[f] == agreed.PartnerOf(f))
                && TaskFields.Typed.All(f => partner[f] == dead.Last[f])
            )
                laws.Break(
                    "L1",
                    $"{tasks.Side.Word} {id} was deleted by a person and came back as {created.Id}, "
                        + "although nobody had edited its partner"
                );
    }

    /// <summary>
    /// Its person was deleted before the store knew that the task was: it seems to have gone with
    /// its person, and comes back with them.
    /// </summary>
    private bool WentUnnoticed(SimTasks tasks, string id, DeletedRecord dead) =>
        dead.Last[TaskFields.Person].Text is { } owner
        && tasks.App.DeletedByPeople.TryGetValue(owner, out var person)
        && !(_goneSince.TryGetValue((tasks.Side, id), out var known) && known < person.At);

    /// <summary>The sync deleted a task by itself: a person must have deleted its partner by itself.</summary>
    public void OnDelete(SimTasks tasks, SimRecord victim, bool isUnseen)
    {
        var other = TasksOf(tasks.Side.Other);
        var gone = other
            .DeletedByPeople.Values.Where(d => d.Last.Token == victim.Token && !d.WithParent)
            .ToArray();
        if (gone.Length == 0)
        {
            laws.Break(
                "L6",
                $"{tasks.Side.Word} {victim.Id} was deleted, and nobody had deleted its partner"
            );
            return;
        }
        if (isUnseen)
            return;
        var last = gone.MaxBy(g => g.At)!;
        foreach (var edit in tasks.Edits.Where(e => e.Id == victim.Id && e.At > last.At))
            if (victim[edit.Field] == edit.Value && last.Last[edit.Field] != edit.Value)
                EditedAndDeleted.Add((victim, edit));
    }

    /// <summary>
    /// The sync deleted a person, and the app their tasks: what the other side has not got beats
    /// that, unless it could not be seen when the sync looked.
    /// </summary>
    public void OnWentWithPerson(SimTasks tasks, SimRecord task, TaskLook? look)
    {
        var lag = tasks.Traits.ListLag;
        foreach (var edit in tasks.Edits.Where(e => e.Id == task.Id && IsNews(tasks, task, e)))
        {
            if (look is { } seen && (seen.IsLie || edit.At > seen.At - lag))
            {
                Log($"{tasks.Side.Word} went unseen {edit.Id} {edit.Field}={edit.Value}");
                edit.OverwrittenUnseen = true;
                continue;
            }
            laws.Break(
                "L7",
                $"{tasks.Side.Word} {task.Id} ({edit.Field}={edit.Value}) went with its person, and "
                    + "the other side had not got it"
            );
        }
    }

    /// <summary>It stands, and is not what both sides last agreed on.</summary>
    private bool IsNews(SimTasks tasks, SimRecord task, HumanEdit edit) =>
        task[edit.Field] == edit.Value
        && !tasks.IsSuperseded(edit)
        && !(
            _agreed.TryGetValue((tasks.Side, task.Id), out var agreed)
            && agreed.OwnOf(edit.Field) == edit.Value
        );
}

/// <summary>What both sides last agreed on, by the mapped fields.</summary>
internal sealed record AgreedTask(
    Value[] Own,
    string Partner,
    Value[] PartnerShadow,
    TimeSpan ReadFrom
)
{
    public Value OwnOf(string field) => Own[Ordinal(field)];

    public Value PartnerOf(string field) => PartnerShadow[Ordinal(field)];

    private static int Ordinal(string field)
    {
        for (var i = 0; ; i++)
            if (TaskFields.Mapped[i] == field)
                return i;
    }
}
