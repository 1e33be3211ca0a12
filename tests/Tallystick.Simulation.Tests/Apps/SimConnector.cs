using System.Collections.Immutable;
using System.Globalization;
using Tallystick.Core.Connectors;
using Tallystick.Core.Limits;
using Tallystick.Core.Records;
using Tallystick.Core.Schema;
using Tallystick.Simulation.Apps;
using Tallystick.Simulation.Faults;
using Tallystick.Simulation.Tests.Bugs;
using Tallystick.Simulation.Time;
using Record = Tallystick.Core.Records.Record;

namespace Tallystick.Simulation.Tests.Apps;

/// <summary>One process's way to an app: takes time, takes a slot, and fails as the weather has it.</summary>
internal sealed partial class SimConnector(
    SimApp app,
    Weather weather,
    IBudget budget,
    SimProcess process,
    SimProcess world,
    Random random,
    PlantedBug bug
) : IConnector
{
    /// <summary>The calls are those of an undo.</summary>
    public bool IsUndo { get; init; }

    /// <summary>Whom the call under way shows.</summary>
    private readonly List<(RecordTable Table, SimRecord Record)> _shown = [];

    public Task<IReadOnlyList<ObjectSchema>> DescribeAsync(CancellationToken cancellationToken) =>
        CallAsync<IReadOnlyList<ObjectSchema>>(
            "describe",
            () =>
                app.Tasks is null
                    ? [SimFields.Schema(weather.Is(Spell.FieldGone, world.Loop.Elapsed))]
                    :
                    [
                        SimFields.Schema(weather.Is(Spell.FieldGone, world.Loop.Elapsed)),
                        TaskFields.Schema,
                    ],
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
        CallAsync(
            "list",
            () =>
            {
                if (IsTask(projection))
                    return ListTasks(projection, query, cursor);
                if (cursor is null)
                    app.ListedAt = world.Loop.Elapsed;
                if (Lies(Spell.Emptied) && (cursor is null || IsBelievedWhereEmpty))
                {
                    if (app.People.Count() == 1)
                        app.HidTheOnlyOneAt = world.Loop.Elapsed;
                    return new Page([], null) { Total = app.Traits.GivesTotal ? 0 : null };
                }
                var all = app.Listed(query.ChangedSince);
                var rows = all.Where(p => cursor is null || string.CompareOrdinal(p.Id, cursor) > 0)
                    .ToArray();
                var page = rows.Take(app.Traits.PageSize).ToArray();
                var isLast = page.Length == rows.Length || Lies(Spell.Halved);
                return new Page(
                    [.. page.Select(p => Row(projection, p))],
                    isLast ? null : page[^1].Id
                )
                {
                    Total = app.Traits.GivesTotal ? all.Count : null,
                };
            },
            cancellationToken
        );

    public Task<Record?> GetAsync(
        Projection projection,
        string id,
        CancellationToken cancellationToken
    ) =>
        CallAsync(
            "get",
            () =>
                !IsTakenForGone && Find(projection.ObjectType, id) is { } record
                    ? Row(projection, record)
                    : null,
            cancellationToken
        );

    /// <summary>A listing that is emptied between two pages shows by its total, or is believed by the bug.</summary>
    private bool IsBelievedWhereEmpty =>
        app.Traits.GivesTotal || bug is PlantedBug.DeleteOnAnEmptyPage;

    /// <summary>With the bug, what a short listing lacks is not asked for.</summary>
    private bool IsTakenForGone =>
        bug is PlantedBug.DeleteOnAnEmptyPage && (Lies(Spell.Emptied) || Lies(Spell.Halved));

    public Task<IReadOnlyList<Record>> FindAsync(
        Projection projection,
        string fieldKey,
        string value,
        CancellationToken cancellationToken
    ) =>
        CallAsync<IReadOnlyList<Record>>(
            "find",
            () =>
                [
                    .. app
                        .People.Where(p => p[fieldKey].Text == value)
                        .Select(p => Row(projection, p)),
                ],
            cancellationToken
        );

    public Task<WriteResult> CreateAsync(
        Projection projection,
        Patch patch,
        CancellationToken cancellationToken
    ) =>
        CallAsync(
            "create",
            () =>
            {
                if (IsTask(projection))
                    return CreateTask(projection, patch);
                var fields = Fields(projection, patch);
                var email = fields.GetValueOrDefault(SimFields.Email, Value.Empty);
                if (app.Traits.RefusesDuplicates && app.ByEmail(email) is { } other)
                    throw new ConnectorException(ProblemKind.Duplicate, "This person is here.")
                    {
                        DuplicateOf = other.Id,
                        Field = SimFields.Email,
                    };
                return Answer(projection, app.Create(fields.ToImmutableDictionary(), IsUndo));
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
        CallAsync(
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
                if (version is not null && version != VersionOf(person))
                    throw new ConnectorException(
                        ProblemKind.VersionConflict,
                        "Somebody changed it meanwhile."
                    );
                var fields = Fields(projection, patch);
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
                        fields[projection.Fields[change.Ordinal].Key] = Applied(
                            person[projection.Fields[change.Ordinal].Key],
                            change
                        );
                return Answer(projection, app.Update(id, fields, IsUndo));
            },
            cancellationToken
        );

    public Task DeleteAsync(
        string objectType,
        string id,
        string? version,
        CancellationToken cancellationToken
    ) =>
        CallAsync(
            "delete",
            () =>
            {
                if (objectType == TaskFields.ObjectType)
                    return DeleteTask(id, version);
                if (
                    version is not null
                    && app.Find(id) is { } person
                    && version != VersionOf(person)
                )
                    throw new ConnectorException(
                        ProblemKind.VersionConflict,
                        "Somebody changed it meanwhile."
                    );
                app.Delete(id, IsUndo);
                return true;
            },
            cancellationToken
        );

    public Task<IReadOnlyList<Finding>> TestAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Finding>>([]);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<T> CallAsync<T>(
        string operation,
        Func<T> effect,
        CancellationToken cancellationToken
    )
    {
        var slot =
            bug is PlantedBug.BudgetOverrun
                ? new CallSlot(operation, 0)
                : await budget.EnterAsync(operation, cancellationToken);
        var outcome = CallOutcome.Plain;
        try
        {
            // On its way it belongs to the world: it arrives even when the sender is dead.
            var answer = new TaskCompletionSource<T>();
            world.Context.Post(_ => _ = TravelAsync(operation, effect, answer), null);
            return await answer.Task;
        }
        catch (ConnectorException e) when (e.Kind is ProblemKind.RateLimited)
        {
            outcome = new CallOutcome { RateLimited = true, RetryAfter = e.RetryAfter };
            throw;
        }
        finally
        {
            if (bug is not PlantedBug.BudgetOverrun)
                budget.Exit(slot, outcome);
        }
    }

    private async Task TravelAsync<T>(
        string operation,
        Func<T> effect,
        TaskCompletionSource<T> answer
    )
    {
        try
        {
            await LatencyAsync();
            var result = Arrive(operation, effect, out var fault);
            (RecordTable Table, SimRecord Record)[] shown = [.. _shown];
            await LatencyAsync();
            if (fault is Fault.Slow)
                await Task.Delay(TimeSpan.FromSeconds(8), world.Clock);
            if (fault is Fault.TimeoutAfter)
                throw Lost(operation, "No answer came.");
            if (fault is Fault.RefusedYetKept)
                throw new ConnectorException(ProblemKind.Invalid, "Refused, so it says.")
                {
                    MayHaveHappened = true,
                };
            foreach (var (table, record) in shown)
                table.Seen(record);
            answer.TrySetResult(result);
        }
        catch (ConnectorException e)
        {
            answer.TrySetException(e);
        }
    }

    private T Arrive<T>(string operation, Func<T> effect, out Fault fault)
    {
        fault = weather.Next(operation);
        var now = world.Loop.Elapsed;
        if (fault is Fault.RefusedYetKept && operation != "create")
            fault = Fault.ServerError;
        if (fault is Fault.TimeoutBefore)
            throw Lost(operation, "The line was cut.");
        if (fault is Fault.ServerError || weather.Is(Spell.Outage, now))
            throw new ConnectorException(ProblemKind.Transient, "The app is out of order.");
        if (weather.Is(Spell.TokenExpired, now))
            throw new ConnectorException(ProblemKind.Unauthorized, "The token has expired.");
        if (weather.Is(Spell.PermissionLost, now) && operation is not ("list" or "describe"))
            throw new ConnectorException(ProblemKind.Forbidden, "The scope is missing.");
        if (app.IsOneTooMany(process) || fault is Fault.TooMany)
            throw new ConnectorException(ProblemKind.RateLimited, "Too many.")
            {
                RetryAfter = TimeSpan.FromSeconds(3),
            };
        _shown.Clear();
        return effect();
    }

    private ConnectorException Lost(string operation, string message) =>
        new(
            operation == "create" && bug is not PlantedBug.DuplicateOnAmbiguousCreate
                ? ProblemKind.Ambiguous
                : ProblemKind.Transient,
            message
        );

    private Task LatencyAsync() =>
        Task.Delay(
            TimeSpan.FromMilliseconds(random.Next(1, (int)app.Traits.LatencyMax.TotalMilliseconds)),
            world.Clock
        );

    /// <summary>
    /// An app whose listings are said to be complete has none that lie, and one that is cut short,
    /// after its first page or between two, cannot be told from a short one without a total.
    /// </summary>
    private bool Lies(Spell spell) =>
        app.WasListed
        && (spell is Spell.Emptied || app.Traits.GivesTotal)
        && !app.Traits.AbsenceIsEvidence
        && weather.Is(spell, world.Loop.Elapsed);

    private static Dictionary<string, Value> Fields(Projection projection, Patch patch) =>
        patch.Changes.ToDictionary(c => projection.Fields[c.Ordinal].Key, c => c.New);

    private static Value Applied(Value before, FieldChange change) =>
        Value.OfSet(
            before
                .Items.Where(t => !change.Removed!.Contains(t, StringComparer.OrdinalIgnoreCase))
                .Concat(
                    change.Added!.Where(t =>
                        !before.Items.Contains(t, StringComparer.OrdinalIgnoreCase)
                    )
                )
        );

    private WriteResult Answer(Projection projection, SimRecord person) =>
        new(person.Id, app.Traits.AnswersWithRecord ? Row(projection, person) : null);

    private Record Row(Projection projection, SimRecord person)
    {
        _shown.Add((IsTask(projection) ? Tasks : app, person));
        return new Record(person.Id, [.. projection.Fields.Select(f => person[f.Key])])
        {
            Version = app.Traits.ConditionalWrites ? VersionOf(person) : null,
            ModifiedAt = person.ModifiedAt,
            CreatedAt = person.CreatedAt,
        };
    }

    private static string VersionOf(SimRecord person) =>
        person.Version.ToString(CultureInfo.InvariantCulture);
}
