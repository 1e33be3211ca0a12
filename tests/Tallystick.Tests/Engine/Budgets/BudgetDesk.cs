using Tallystick.Core.Connectors;
using Tallystick.Core.Limits;
using Tallystick.Engine.Budgets;

namespace Tallystick.Tests.Engine.Budgets;

/// <summary>A budget on a virtual thread, and short words for calls through it.</summary>
internal sealed class BudgetDesk
{
    private readonly Random _random = new(7);

    public BudgetDesk(params RateLimit[] limits)
        : this(limits, null) { }

    public BudgetDesk(
        RateLimit[] limits,
        IQuotaLedger? ledger,
        VirtualThread? thread = null,
        bool isFirm = false
    )
    {
        Thread = thread ?? new VirtualThread(VirtualThread.Morning);
        Budget = new Budget("crm", Thread.Time, new Random(1)) { Ledger = ledger, IsFirm = isFirm };
        Budget.Declare(limits);
    }

    public VirtualThread Thread { get; }

    public Budget Budget { get; }

    /// <summary>When each call reached the app, and on which lane, in order.</summary>
    public List<(DateTimeOffset At, Lane Lane)> Calls { get; } = [];

    public TimeSpan LatencyMax { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>What the app says of its limits with every answer.</summary>
    public Func<CallOutcome> Answer { get; set; } = () => CallOutcome.Plain;

    public Task Call(Lane lane, CancellationToken cancellationToken = default) =>
        Thread.Start(async () =>
        {
            CallLane.Enter(lane);
            var slot = await Budget.EnterAsync("op", cancellationToken);
            // The app counts it anywhere between the grant and the answer.
            var way = LatencyMax * _random.NextDouble();
            await Task.Delay(way / 2, Thread.Time, CancellationToken.None);
            Calls.Add((Thread.Time.GetUtcNow(), lane));
            await Task.Delay(way / 2, Thread.Time, CancellationToken.None);
            Budget.Exit(slot, Answer());
        });

    public Task Call(Lane lane, int times) =>
        Task.WhenAll(Enumerable.Range(0, times).Select(_ => Call(lane)));

    /// <summary>Makes calls one after the other; returns how many were granted before the refusal.</summary>
    public (int Granted, ConnectorException? Refusal) CallUntilRefused(Lane lane, int times)
    {
        for (var i = 0; i < times; i++)
        {
            try
            {
                Thread.Finish(Call(lane));
            }
            catch (ConnectorException e)
            {
                return (i, e);
            }
        }
        return (times, null);
    }

    /// <summary>The most calls that reached the app within any window of the length.</summary>
    public int MostWithin(TimeSpan window)
    {
        var times = Calls.Select(c => c.At).Order().ToArray();
        var most = 0;
        for (int first = 0, last = 0; last < times.Length; last++)
        {
            while (times[last] - times[first] >= window)
                first++;
            most = Math.Max(most, last - first + 1);
        }
        return most;
    }
}
