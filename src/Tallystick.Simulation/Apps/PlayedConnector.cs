using System.Globalization;
using Tallystick.Core.Connectors;
using Tallystick.Core.Limits;
using Tallystick.Core.Records;
using Tallystick.Core.Schema;
using Tallystick.Simulation.Faults;
using Tallystick.Simulation.Laws;
using Tallystick.Simulation.Time;
using Record = Tallystick.Core.Records.Record;

namespace Tallystick.Simulation.Apps;

/// <summary>One process's way to an app: takes time, takes a slot, and fails as the weather has it.</summary>
internal sealed partial class PlayedConnector(
    PlayedApp app,
    IReadOnlyList<ObjectSchema> schemas,
    Weather weather,
    IBudget budget,
    SimProcess process,
    SimProcess world,
    Random random,
    Watch watch
) : IConnector
{
    /// <summary>Whom the call under way shows.</summary>
    private readonly List<(PlayedTable Table, SimRecord Record)> _shown = [];

    public Task<IReadOnlyList<ObjectSchema>> DescribeAsync(CancellationToken cancellationToken) =>
        CallAsync("describe", () => schemas, cancellationToken);

    public Capabilities CapabilitiesOf(string objectType)
    {
        var real = app[objectType].Facts.Capabilities;
        return real with { PageSize = Math.Min(real.PageSize, app.Traits.PageSize) };
    }

    public Task<Page> ListAsync(
        Projection projection,
        ListQuery query,
        string? cursor,
        CancellationToken cancellationToken
    ) => CallAsync("list", () => List(projection, query, cursor), cancellationToken);

    public Task<Record?> GetAsync(
        Projection projection,
        string id,
        CancellationToken cancellationToken
    ) =>
        CallAsync(
            "get",
            () =>
                app[projection.ObjectType] is var table && table.Find(id) is { } record
                    ? Row(table, projection, record, isListed: false)
                    : null,
            cancellationToken
        );

    public Task<IReadOnlyList<Record>> FindAsync(
        Projection projection,
        string fieldKey,
        string value,
        CancellationToken cancellationToken
    ) =>
        CallAsync<IReadOnlyList<Record>>(
            "find",
            () =>
            {
                var table = app[projection.ObjectType];
                var field = table.Facts.Find(fieldKey);
                return field is null
                    ? []
                    :
                    [
                        .. table
                            .All.Where(r =>
                                r[fieldKey].HasContent
                                && field.AreEqual(r[fieldKey], Value.Of(value))
                            )
                            .Select(r => Row(table, projection, r, isListed: true)),
                    ];
            },
            cancellationToken
        );

    public Task<WriteResult> CreateAsync(
        Projection projection,
        Patch patch,
        CancellationToken cancellationToken
    ) => CallAsync("create", () => Create(projection, patch), cancellationToken);

    public Task<WriteResult> UpdateAsync(
        Projection projection,
        string id,
        Patch patch,
        string? version,
        CancellationToken cancellationToken
    ) => CallAsync("update", () => Update(projection, id, patch, version), cancellationToken);

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
                var table = app[objectType];
                CheckVersion(table.Find(id), version);
                table.Delete(id);
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
        var slot = await budget.EnterAsync(operation, cancellationToken);
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
            (PlayedTable Table, SimRecord Record)[] shown = [.. _shown];
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
        // Whatever it is, whoever called must not wait for ever.
        catch (Exception e) when (e is not SimStuckException)
        {
            answer.TrySetException(e);
        }
    }

    private T Arrive<T>(string operation, Func<T> effect, out Fault fault)
    {
        watch.Lived.Calls++;
        fault = weather.Next(operation);
        if (fault is Fault.RefusedYetKept && operation != "create")
            fault = Fault.ServerError;
        Trouble(operation, fault);
        if (app.IsOneTooMany(process) || fault is Fault.TooMany)
            throw new ConnectorException(ProblemKind.RateLimited, "Too many.")
            {
                RetryAfter = TimeSpan.FromSeconds(3),
            };
        _shown.Clear();
        return effect();
    }

    private void Trouble(string operation, Fault fault)
    {
        var now = world.Loop.Elapsed;
        if (fault is not Fault.None)
        {
            watch.Lived.Faults++;
            watch.Tell($"({WordsOf(fault, operation)})");
        }
        if (fault is Fault.TimeoutBefore)
            throw Lost(operation, "The line was cut.");
        if (fault is Fault.ServerError)
            throw new ConnectorException(ProblemKind.Transient, "The app is out of order.");
        var spell =
            weather.Is(Spell.Outage, now) ? ProblemKind.Transient
            : weather.Is(Spell.TokenExpired, now) ? ProblemKind.Unauthorized
            : weather.Is(Spell.PermissionLost, now) && operation is not ("list" or "describe")
                ? ProblemKind.Forbidden
            : (ProblemKind?)null;
        if (spell is not { } kind)
            return;
        watch.Lived.Faults++;
        throw new ConnectorException(kind, $"{app.Name} is out of order.");
    }

    private string WordsOf(Fault fault, string operation) =>
        fault switch
        {
            Fault.TooMany => $"{app.Name} answers 429 to a {operation}",
            Fault.ServerError => $"{app.Name} answers 500 to a {operation}",
            Fault.TimeoutBefore => $"a {operation} never reaches {app.Name}",
            Fault.TimeoutAfter => $"the answer of {app.Name} to a {operation} is lost",
            Fault.RefusedYetKept =>
                $"{app.Name} refuses a {operation}, and has kept it all the same",
            _ => $"{app.Name} takes 8 s to answer a {operation}",
        };

    private static ConnectorException Lost(string operation, string message) =>
        new(operation == "create" ? ProblemKind.Ambiguous : ProblemKind.Transient, message);

    private Task LatencyAsync() =>
        Task.Delay(
            TimeSpan.FromMilliseconds(random.Next(1, (int)app.Traits.LatencyMax.TotalMilliseconds)),
            world.Clock
        );

    private static void CheckVersion(SimRecord? record, string? version)
    {
        if (version is not null && record is not null && version != VersionOf(record))
            throw new ConnectorException(
                ProblemKind.VersionConflict,
                "Somebody changed it meanwhile."
            );
    }

    private Record Row(PlayedTable table, Projection projection, SimRecord record, bool isListed)
    {
        _shown.Add((table, record));
        var capabilities = table.Facts.Capabilities;
        var access = isListed ? FieldAccess.List : FieldAccess.Get;
        return new Record(
            record.Id,
            [.. projection.Fields.Select(f => f.Can(access) ? record[f.Key] : Value.Unknown)]
        )
        {
            Version = capabilities.ConditionalWrites ? VersionOf(record) : null,
            ModifiedAt =
                capabilities.Changes is ChangeDetection.ParentModified ? null : record.ModifiedAt,
            CreatedAt = record.CreatedAt,
        };
    }

    private static string VersionOf(SimRecord record) =>
        record.Version.ToString(CultureInfo.InvariantCulture);
}
