using System.Collections.Immutable;
using Tallystick.Core.Connectors;
using Tallystick.Core.Records;
using Tallystick.Simulation.Apps;
using Tallystick.Simulation.Faults;
using Tallystick.Simulation.Tests.Bugs;

namespace Tallystick.Simulation.Tests.Apps;

// Tasks: the same calls about records that belong to people.
internal sealed partial class SimConnector
{
    private static bool IsTask(Projection projection) =>
        projection.ObjectType == TaskFields.ObjectType;

    private SimTasks Tasks => app.Tasks!;

    private SimRecord? Find(string objectType, string id) =>
        objectType == TaskFields.ObjectType ? Tasks.Find(id) : app.Find(id);

    private Page ListTasks(Projection projection, ListQuery query, string? cursor)
    {
        var owner = query.Filter.GetValueOrDefault(TaskFields.Person);
        // With the bug nobody looks what belongs to a person before they are deleted.
        if (owner is not null && bug is PlantedBug.ChildrenNotAskedFor)
            return new Page([], null);
        var isLie = TasksLie(Spell.Emptied) && (cursor is null || Tasks.Traits.GivesTotal);
        if (owner is not null && cursor is null)
            Tasks.NoteLook(owner, isLie);
        if (isLie && Tasks.All.Count == 1)
            Tasks.HidTheOnlyOneAt = world.Loop.Elapsed;
        if (isLie)
            return new Page([], null) { Total = Tasks.Traits.GivesTotal ? 0 : null };
        var all = Tasks.Listed(query.ChangedSince);
        if (owner is not null)
            return TaskPage(
                projection,
                [.. all.Where(t => t[TaskFields.Person].Text == owner)],
                cursor
            );
        return Tasks.Traits.Walks
            ? WalkedPage(projection, all, cursor)
            : TaskPage(projection, all, cursor);
    }

    private Page TaskPage(Projection projection, IReadOnlyList<SimRecord> all, string? cursor)
    {
        var rows = all.Where(t => cursor is null || string.CompareOrdinal(t.Id, cursor) > 0)
            .ToArray();
        var page = rows.Take(app.Traits.PageSize).ToArray();
        var isLast = page.Length == rows.Length || TasksLie(Spell.Halved);
        return new Page([.. page.Select(t => Row(projection, t))], isLast ? null : page[^1].Id)
        {
            Total = Tasks.Traits.GivesTotal ? all.Count : null,
        };
    }

    /// <summary>There is no list of all tasks: those of a few people, then of the next.</summary>
    private Page WalkedPage(Projection projection, IReadOnlyList<SimRecord> all, string? cursor)
    {
        var people = app.Listed(null)
            .Where(p => cursor is null || string.CompareOrdinal(p.Id, cursor) > 0)
            .ToArray();
        var walked = people.Take(TaskTraits.WalkedMax).ToArray();
        var rows = walked.SelectMany(p => all.Where(t => t[TaskFields.Person].Text == p.Id));
        return new Page(
            [.. rows.Select(t => Row(projection, t))],
            walked.Length == people.Length ? null : walked[^1].Id
        );
    }

    private WriteResult CreateTask(Projection projection, Patch patch)
    {
        var fields = Fields(projection, patch);
        if (
            fields.GetValueOrDefault(TaskFields.Person, Value.Empty).Text is not { } owner
            || app.Find(owner) is null
        )
            throw new ConnectorException(
                Tasks.Traits.MissesPeople ? ProblemKind.NotFound : ProblemKind.Invalid,
                "There is no such person."
            );
        return Answer(projection, Tasks.Create(fields.ToImmutableDictionary()));
    }

    private WriteResult UpdateTask(Projection projection, string id, Patch patch, string? version)
    {
        var task =
            Tasks.Find(id)
            ?? throw new ConnectorException(ProblemKind.NotFound, "There is no such task.");
        CheckVersion(task, version);
        return Answer(projection, Tasks.Update(id, Fields(projection, patch)));
    }

    private bool DeleteTask(string id, string? version)
    {
        CheckVersion(Tasks.Find(id), version);
        Tasks.Delete(id);
        return true;
    }

    private static void CheckVersion(SimRecord? record, string? version)
    {
        if (version is not null && record is not null && version != VersionOf(record))
            throw new ConnectorException(
                ProblemKind.VersionConflict,
                "Somebody changed it meanwhile."
            );
    }

    private bool TasksLie(Spell spell) =>
        Tasks.WasListed
        && (spell is Spell.Emptied || Tasks.Traits.GivesTotal)
        && weather.Is(spell, world.Loop.Elapsed);
}
