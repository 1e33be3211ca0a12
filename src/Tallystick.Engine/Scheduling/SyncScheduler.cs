using Tallystick.Engine.Waiting;

namespace Tallystick.Engine.Scheduling;

/// <summary>
/// Keeps syncs running by their schedules. Each has one run at a time; one that fails is tried again
/// after a pause that grows, and delays no other but while it runs on a connection they share.
/// </summary>
public sealed class SyncScheduler
{
    private static readonly TimeSpan PauseMin = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan PauseMax = TimeSpan.FromMinutes(15);

    /// <summary>A clock that is set, or a machine that slept, is noticed after this.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromMinutes(1);

    /// <summary>Hints of one edit come one after the other: so long they are gathered.</summary>
    private static readonly TimeSpan GatherFor = TimeSpan.FromMilliseconds(500);

    private readonly IReadOnlyList<ScheduledSync> _syncs;
    private readonly TimeProvider _time;
    private readonly Dictionary<string, Places> _turns = new(StringComparer.Ordinal);

    public SyncScheduler(IReadOnlyList<ScheduledSync> syncs, TimeProvider time)
    {
        _syncs = syncs;
        _time = time;
        foreach (var connection in syncs.SelectMany(s => s.Connections))
            _turns.TryAdd(connection, new Places(1));
    }

    /// <summary>How long a sync rests after so many failures in a row: 15 s, doubled up to 15 min.</summary>
    public static TimeSpan PauseAfter(int failures)
    {
        var pause = PauseMin * Math.Pow(2, Math.Clamp(failures - 1, 0, 10));
        return pause < PauseMax ? pause : PauseMax;
    }

    /// <summary>Until it is stopped, or no sync has a next run.</summary>
    /// <param name="stop">Begin nothing more; runs under way go on to their end.</param>
    /// <param name="abort">Break off runs under way, too.</param>
    public async Task RunAsync(CancellationToken stop, CancellationToken abort)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        await Task.WhenAll(_syncs.Select(s => KeepOrEndAllAsync(s, end, abort)));
    }

    private async Task KeepOrEndAllAsync(
        ScheduledSync sync,
        CancellationTokenSource end,
        CancellationToken abort
    )
    {
        var isOver = false;
        try
        {
            await KeepAsync(sync, end.Token, abort);
            isOver = true;
        }
        finally
        {
            if (!isOver)
                await end.CancelAsync();
        }
    }

    private async Task KeepAsync(
        ScheduledSync sync,
        CancellationToken stop,
        CancellationToken abort
    )
    {
        var failures = 0;
        var due = sync.Schedule.First(_time.GetUtcNow());
        while (due is { } at)
        {
            sync.Planned?.Invoke(at, failures);
            try
            {
                // After a failure nothing is looked at until a run gets through.
                var isWakeOnly = failures > 0;
                while (
                    await WaitAsync(at, sync.Inbox, isWakeOnly, stop)
                    && !await LookAsync(sync, stop, abort)
                ) { }
                await TakeTurnsAsync(sync, stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            var began = _time.GetUtcNow();
            bool isGood;
            try
            {
                isGood = await sync.RunAsync(abort);
            }
            finally
            {
                GiveTurnsBack(TurnsOf(sync));
            }
            failures = isGood ? 0 : failures + 1;
            var now = _time.GetUtcNow();
            due = isGood ? sync.Schedule.Next(began, now) : now + PauseAfter(failures);
        }
    }

    /// <returns>Whether there is something to look at before the time has come.</returns>
    private async Task<bool> WaitAsync(
        DateTimeOffset until,
        HintInbox? inbox,
        bool isWakeOnly,
        CancellationToken stop
    )
    {
        stop.ThrowIfCancellationRequested();
        while (until - _time.GetUtcNow() is { Ticks: > 0 } left)
        {
            if (inbox is not null && (isWakeOnly ? inbox.IsWoken : inbox.HasAny))
                return true;
            await PauseAsync(left < LookEvery ? left : LookEvery, inbox, isWakeOnly, stop);
        }
        return false;
    }

    private Task PauseAsync(
        TimeSpan time,
        HintInbox? inbox,
        bool isWakeOnly,
        CancellationToken stop
    ) => inbox?.WaitAsync(time, isWakeOnly, _time, stop) ?? Task.Delay(time, _time, stop);

    /// <returns>Whether there is too much to look at one by one: a run is due now.</returns>
    private async Task<bool> LookAsync(
        ScheduledSync sync,
        CancellationToken stop,
        CancellationToken abort
    )
    {
        await Task.Delay(GatherFor, _time, stop);
        await TakeTurnsAsync(sync, stop);
        try
        {
            var batch = sync.Inbox!.Take();
            if (!batch.IsFlood)
                await sync.LookAsync!(batch.Hints, abort);
            return batch.IsFlood;
        }
        finally
        {
            GiveTurnsBack(TurnsOf(sync));
        }
    }

    /// <summary>In one order for all, so that no two wait for each other.</summary>
    private List<Places> TurnsOf(ScheduledSync sync) =>
        [.. sync.Connections.Distinct().Order(StringComparer.Ordinal).Select(name => _turns[name])];

    private async Task TakeTurnsAsync(ScheduledSync sync, CancellationToken stop)
    {
        var taken = new List<Places>();
        try
        {
            foreach (var turn in TurnsOf(sync))
            {
                await turn.EnterAsync(stop);
                taken.Add(turn);
            }
        }
        catch
        {
            GiveTurnsBack(taken);
            throw;
        }
    }

    private static void GiveTurnsBack(List<Places> turns)
    {
        foreach (var turn in turns)
            turn.Exit();
    }
}
