using Tallystick.Core.Connectors;
using Tallystick.Core.Limits;
using Tallystick.Simulation.Faults;
using Tallystick.Simulation.Time;

namespace Tallystick.Simulation.Apps;

/// <summary>
/// The line from one process to one app: a call takes a slot and time, fails as the weather has it,
/// and arrives even where the caller is dead by then.
/// </summary>
/// <param name="caller">Whose calls these are.</param>
/// <param name="world">What outlives the caller: the network and the app.</param>
/// <param name="random">Draws how long each way takes.</param>
internal sealed class AppLine(
    ILineEnd app,
    Weather weather,
    IBudget budget,
    SimProcess caller,
    SimProcess world,
    Random random
)
{
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(3);

    /// <summary>Whom the call under way shows.</summary>
    private readonly List<(RecordTable Table, SimRecord Record)> _shown = [];

    public TimeSpan Elapsed => world.Loop.Elapsed;

    /// <summary>The answer of the call under way shows a record; it is seen once the answer is there.</summary>
    public void Show(RecordTable table, SimRecord record) => _shown.Add((table, record));

    public bool Is(Spell spell) => weather.Is(spell, Elapsed);

    /// <summary>
    /// An app whose listings are said to be complete has none that lie, and one that is cut short,
    /// after its first page or between two, cannot be told from a short one without a total.
    /// </summary>
    public bool Lies(Spell spell, RecordTable table) =>
        table.WasListed
        && (spell is Spell.Emptied || table.GivesTotal)
        && !table.AbsenceIsEvidence
        && Is(spell);

    /// <summary>Calls the app.</summary>
    /// <param name="effect">What the app does when the call is there.</param>
    public async Task<T> CallAsync<T>(
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
            (RecordTable Table, SimRecord Record)[] shown = [.. _shown];
            await LatencyAsync();
            if (fault is Fault.Slow)
                await Task.Delay(Slow, world.Clock);
            if (fault is Fault.TimeoutAfter)
                throw Lost(operation, "No answer came.");
            if (fault is Fault.RefusedYetKept)
                throw new ConnectorException(ProblemKind.Invalid, "Refused, so it says.")
                {
                    MayHaveHappened = true,
                };
            foreach (var (table, record) in shown)
                table.Seen(caller, record);
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
        fault = weather.Next(operation);
        if (fault is Fault.RefusedYetKept && operation != "create")
            fault = Fault.ServerError;
        app.OnCall(operation, fault);
        if (fault is Fault.TimeoutBefore)
            throw Lost(operation, "The line was cut.");
        if (fault is Fault.ServerError)
            throw new ConnectorException(ProblemKind.Transient, "The app is out of order.");
        if (weather.SpellOver(operation, Elapsed) is { } spell)
            throw new ConnectorException(KindOf(spell), app.OnSpell(spell));
        if (app.IsOneTooMany(caller) || fault is Fault.TooMany)
            throw new ConnectorException(ProblemKind.RateLimited, "Too many.")
            {
                RetryAfter = RetryAfter,
            };
        _shown.Clear();
        foreach (var table in app.Tables)
            table.Caller = caller;
        try
        {
            return effect();
        }
        finally
        {
            foreach (var table in app.Tables)
                table.Caller = null;
        }
    }

    private static ProblemKind KindOf(Spell spell) =>
        spell switch
        {
            Spell.TokenExpired => ProblemKind.Unauthorized,
            Spell.PermissionLost => ProblemKind.Forbidden,
            _ => ProblemKind.Transient,
        };

    /// <summary>Nobody can tell whether a create whose answer is missing has happened.</summary>
    private static ConnectorException Lost(string operation, string message) =>
        new(operation == "create" ? ProblemKind.Ambiguous : ProblemKind.Transient, message);

    private Task LatencyAsync() =>
        Task.Delay(
            TimeSpan.FromMilliseconds(random.Next(1, (int)app.LatencyMax.TotalMilliseconds)),
            world.Clock
        );
}

/// <summary>The app at the end of a line.</summary>
internal interface ILineEnd
{
    /// <summary>A call takes no longer each way.</summary>
    TimeSpan LatencyMax { get; }

    IEnumerable<RecordTable> Tables { get; }

    /// <summary>Counts a call against the app's own limits, unless it is refused.</summary>
    bool IsOneTooMany(SimProcess caller);

    /// <summary>A call is there, and this befalls it.</summary>
    void OnCall(string operation, Fault fault);

    /// <summary>A spell keeps a call from being answered.</summary>
    /// <returns>In what words the app says so.</returns>
    string OnSpell(Spell spell);
}
