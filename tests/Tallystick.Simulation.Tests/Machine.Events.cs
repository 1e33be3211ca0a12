using Tallystick.Core.Limits;
using Tallystick.Core.Records;
using Tallystick.Engine.Runs;
using Tallystick.Engine.Scheduling;
using Tallystick.Simulation.Time;

namespace Tallystick.Simulation.Tests;

/// <summary>
/// How a process is told of changes, as the program is: what it was told waits in its memory, and
/// the real scheduler looks at it between the runs.
/// </summary>
internal sealed partial class Machine
{
    private HintInbox? _inbox;
    private bool _diesAtEvent;

    /// <summary>Gathers what is told from now on for <see cref="Told"/>.</summary>
    public void Listen() => _inbox = new HintInbox();

    /// <summary>What was told since.</summary>
    public IReadOnlyList<(Side Side, string Id)> Told() =>
        [.. _inbox!.Take().Hints.Select(h => (h.Side, h.Id))];

    /// <summary>Tells it that a connection may be good again.</summary>
    public void Wake() => _inbox?.Wake();

    /// <returns>Whether a process is there that took it.</returns>
    public bool Take(Side side, string id)
    {
        if (Current is not { IsDead: false } process || _inbox is null)
            return false;
        _inbox.Put(new Hint(_definition.Name, side, id));
        if (_diesAtEvent)
        {
            laws.Log("dies with an event in its hands");
            _diesAtEvent = false;
            process.Kill();
            StartAnew();
        }
        return true;
    }

    private async Task KeepAsync(SimProcess process)
    {
        if (process != Current)
            return;
        using var stop = new CancellationTokenSource();
        var sync = new ScheduledSync(
            _definition.Name,
            new Schedule.Every(TimeSpan.FromSeconds(script.World.IntervalSeconds)),
            [Side.Left.Word, Side.Right.Word],
            async _ => IsReplaced() || await SyncOnceAsync(process, new RunOptions()) is not null
        )
        {
            Inbox = _inbox = new HintInbox(),
            LookAsync = async (hints, _) =>
            {
                if (!IsReplaced())
                    await SyncOnceAsync(process, LookingAt(hints.Select(h => (h.Side, h.Id))));
            },
        };
        try
        {
            await new SyncScheduler([sync], process.Clock).RunAsync(
                stop.Token,
                CancellationToken.None
            );
        }
        catch (Exception e) when (e is not SimStuckException)
        {
            laws.Break("L2", $"the scheduler failed: {e}");
        }

        // One that was replaced while it stood still ends with the run it was at.
        bool IsReplaced()
        {
            if (process == Current)
                return false;
            stop.Cancel();
            return true;
        }
    }

    /// <summary>A run that looks at named records only, as the program's is.</summary>
    public static RunOptions LookingAt(IEnumerable<(Side Side, string Id)> records) =>
        new() { Hints = [.. records], Lane = Lane.Live };

    private static bool IsLook(RunOptions options) => options.Hints.Count > 0;
}
