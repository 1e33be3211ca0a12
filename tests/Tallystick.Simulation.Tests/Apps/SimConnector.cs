using System.Collections.Immutable;
using Tallystick.Core.Connectors;
using Tallystick.Core.Records;
using Tallystick.Core.Schema;
using Tallystick.Simulation.Apps;
using Tallystick.Simulation.Faults;
using Tallystick.Simulation.Tests.Bugs;
using Tallystick.Simulation.Tests.Laws;
using Record = Tallystick.Core.Records.Record;

namespace Tallystick.Simulation.Tests.Apps;

/// <summary>One process's way to an app of the fixed mix; planted bugs of asking and writing sit here.</summary>
internal sealed partial class SimConnector(SimApp app, AppLine line, PlantedBug bug) : IConnector
{
    /// <summary>The calls are those of an undo.</summary>
    public UndoSpan? Undo { get; init; }

    public Task<IReadOnlyList<ObjectSchema>> DescribeAsync(CancellationToken cancellationToken) =>
        line.CallAsync<IReadOnlyList<ObjectSchema>>(
            "describe",
            () =>
                app.Tasks is null
                    ? [SimFields.Schema(line.Is(Spell.FieldGone))]
                    : [SimFields.Schema(line.Is(Spell.FieldGone)), TaskFields.Schema],
            cancellationToken
        );

    public Capabilities CapabilitiesOf(string objectType) =>
        objectType == TaskFields.ObjectType ? Tasks.Traits.CapabilitiesWith(app.Traits)
        : bug is PlantedBug.DeleteOnAnEmptyPage
            ? app.Traits.Capabilities with
            {
                AbsenceIsEvidence = true,
            }
        : app.Traits.Capabilities;

    public Task<Page> ListAsync(
        Projection projection,
        ListQuery query,
        string? cursor,
        CancellationToken cancellationToken
    ) =>
        line.CallAsync(
            "list",
            () =>
            {
                if (IsTask(projection))
                    return ListTasks(projection, query, cursor);
                if (cursor is null)
                    app.ListedAt = line.Elapsed;
                return IsShownAsEmpty(cursor)
                    ? Listing.Emptied(line, app)
                    : Listing.PageOf(
                        line,
                        app,
                        app.Listed(query.ChangedSince),
                        cursor,
                        app.Traits.PageSize,
                        p => Row(projection, p)
                    );
            },
            cancellationToken
        );

    public Task<Record?> GetAsync(
        Projection projection,
        string id,
        CancellationToken cancellationToken
    ) =>
        line.CallAsync(
            "get",
            () =>
                !IsTakenForGone && Find(projection.ObjectType, id) is { } record
                    ? Row(projection, record)
                    : null,
            cancellationToken
        );

    /// <summary>With the bug, a listing that is emptied between two pages is believed without a total.</summary>
    private bool IsShownAsEmpty(string? cursor) =>
        Listing.IsEmptied(line, app, cursor)
        || (bug is PlantedBug.DeleteOnAnEmptyPage && line.Lies(Spell.Emptied, app));

    /// <summary>With the bug, what a short listing lacks is not asked for.</summary>
    private bool IsTakenForGone =>
        bug is PlantedBug.DeleteOnAnEmptyPage
        && (line.Lies(Spell.Emptied, app) || line.Lies(Spell.Halved, app));

    public Task<IReadOnlyList<Record>> FindAsync(
        Projection projection,
        string fieldKey,
        string value,
        CancellationToken cancellationToken
    ) =>
        line.CallAsync<IReadOnlyList<Record>>(
            "find",
            () =>
                [
                    .. app
                        .People.Where(p => p[fieldKey].Text == value)
                        .Select(p => Row(projection, p)),
                ],
            cancellationToken
        );

    public async Task<WriteResult> CreateAsync(
        Projection projection,
        Patch patch,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await SendCreateAsync(projection, patch, cancellationToken);
        }
        // With the bug, a create whose answer was lost is taken for one that may be sent again.
        catch (ConnectorException e)
            when (bug is PlantedBug.DuplicateOnAmbiguousCreate && e.Kind is ProblemKind.Ambiguous)
        {
            throw new ConnectorException(ProblemKind.Transient, e.Message);
        }
    }

    private Task<WriteResult> SendCreateAsync(
        Projection projection,
        Patch patch,
        CancellationToken cancellationToken
    ) =>
        line.CallAsync(
            "create",
            () =>
            {
                if (IsTask(projection))
                    return CreateTask(projection, patch);
                var fields = Wire.FieldsOf(projection, patch);
                var email = fields.GetValueOrDefault(SimFields.Email, Value.Empty);
                if (app.Traits.RefusesDuplicates && app.ByEmail(email) is { } other)
                    throw new ConnectorException(ProblemKind.Duplicate, "This person is here.")
                    {
                        DuplicateOf = other.Id,
                        Field = SimFields.Email,
                    };
                return Answer(projection, app.Create(fields.ToImmutableDictionary(), Undo));
            },
            cancellationToken
        );

    public Task<WriteResult> UpdateAsync(
        Projection projection,
        string id,
        Patch patch,
        string? version,
        CancellationToken cancellationToken
    ) =>
        line.CallAsync(
            "update",
            () =>
            {
                if (IsTask(projection))
                    return UpdateTask(projection, id, patch, version);
                var person =
                    app.Find(id)
                    ?? throw new ConnectorException(
                        ProblemKind.NotFound,
                        "There is no such person."
                    );
                Wire.CheckVersion(person, version);
                var fields = Wire.FieldsOf(projection, patch);
                if (
                    app.Traits.RefusesDuplicates
                    && fields.TryGetValue(SimFields.Email, out var email)
                    && app.ByEmail(email) is { } other
                    && other.Id != id
                )
                    throw new ConnectorException(ProblemKind.Duplicate, "The address is taken.")
                    {
                        DuplicateOf = other.Id,
                        Field = SimFields.Email,
                    };
                foreach (var change in patch.Changes)
                    if (
                        change.Added is not null
                        && app.Traits.SetDeltas
                        && bug is not PlantedBug.OverwrittenTags
                    )
                        fields[projection.Fields[change.Ordinal].Key] = Wire.Applied(
                            person[projection.Fields[change.Ordinal].Key],
                            change
                        );
                return Answer(projection, app.Update(id, fields, Undo));
            },
            cancellationToken
        );

    public Task DeleteAsync(
        string objectType,
        string id,
        string? version,
        CancellationToken cancellationToken
    ) =>
        line.CallAsync(
            "delete",
            () =>
            {
                if (objectType == TaskFields.ObjectType)
                    return DeleteTask(id, version);
                Wire.CheckVersion(app.Find(id), version);
                app.Delete(id, Undo);
                return true;
            },
            cancellationToken
        );

    public Task<IReadOnlyList<Finding>> TestAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Finding>>([]);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private WriteResult Answer(Projection projection, SimRecord person) =>
        new(person.Id, app.Traits.AnswersWithRecord ? Row(projection, person) : null);

    private Record Row(Projection projection, SimRecord person)
    {
        line.Show(IsTask(projection) ? Tasks : app, person);
        return new Record(person.Id, [.. projection.Fields.Select(f => person[f.Key])])
        {
            Version = app.Traits.ConditionalWrites ? Wire.VersionOf(person) : null,
            ModifiedAt = person.ModifiedAt,
            CreatedAt = person.CreatedAt,
        };
    }
}
