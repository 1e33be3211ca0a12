using System.Collections.Immutable;
using Tallystick.Core.Connectors;
using Tallystick.Core.Records;
using Tallystick.Simulation.Apps;
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
        var isLie = Listing.IsEmptied(line, Tasks, cursor);
        if (owner is not null && cursor is null)
            Tasks.NoteLook(owner, isLie);
        if (isLie)
            return Listing.Emptied(line, Tasks);
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

    private Page TaskPage(Projection projection, IReadOnlyList<SimRecord> all, string? cursor) =>
        Listing.PageOf(line, Tasks, all, cursor, app.Traits.PageSize, t => Row(projection, t));

    /// <summary>There is no list of all tasks: those of a few people, then of the next.</summary>
    private Page WalkedPage(Projection projection, IReadOnlyList<SimRecord> all, string? cursor)
    {
        var walked = Listing.Next(app.Listed(null), cursor, TaskTraits.WalkedMax, out var isLast);
        var rows = walked.SelectMany(p => all.Where(t => t[TaskFields.Person].Text == p.Id));
        return new Page([.. rows.Select(t => Row(projection, t))], isLast ? null : walked[^1].Id);
    }

    private WriteResult CreateTask(Projection projection, Patch patch)
    {
        var fields = Wire.FieldsOf(projection, patch);
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
        Wire.CheckVersion(task, version);
        return Answer(projection, Tasks.Update(id, Wire.FieldsOf(projection, patch)));
    }

    private bool DeleteTask(string id, string? version)
    {
        Wire.CheckVersion(Tasks.Find(id), version);
        Tasks.Delete(id);
        return true;
    }
}
