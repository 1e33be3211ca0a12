using Tallystick.Core.Connectors;
using Tallystick.Core.Limits;
using Tallystick.Engine.Runs;

namespace Tallystick.Engine.Budgets;

/// <summary>
/// The calls one connection may make, in bursts and by the day. Callers wait in lanes: a higher
/// lane goes first, and lower ones leave it room in the burst and in the day. What the app's answers
/// say of its limits corrects what was declared.
/// </summary>
public sealed class Budget : IBudget
{
    /// <summary>Windows at least this long are a quota that is counted, not a burst that is paced.</summary>
    private static readonly TimeSpan QuotaWindowMin = TimeSpan.FromHours(1);

    /// <summary>So many calls made before the limits were known are remembered.</summary>
    private const int EarlyCallsMax = 1_000;

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly Random _random;
    private readonly Dictionary<string, long> _byOperation = [];
    private readonly List<BurstWindow> _windows = [];

    /// <summary>The first calls, such as reading the schema, come before the limits are known, and count.</summary>
    private readonly BurstWindow _early = new(new RateLimit(int.MaxValue, QuotaWindowMin));
    private readonly LaneQueue _queue = new();
    private DayQuota? _day;
    private IReadOnlyList<RateLimit> _declared = [];
    private DateTimeOffset _pausedUntil;
    private DateTimeOffset _liveUntil;
    private DateTimeOffset? _wakesAt;
    private int _refusedInARow;
    private long _calls;
    private long _rateLimited;
    private DateTimeOffset? _firstAt;
    private DateTimeOffset _lastAt;

    /// <param name="random">Spreads the waits after a refusal; seeded by the caller.</param>
    public Budget(string connection, TimeProvider time, Random random)
    {
        Connection = connection;
        _time = time;
        _random = random;
    }

    public string Connection { get; }

    /// <summary>Where the day's calls are shared with other processes; null for this one alone.</summary>
    public IQuotaLedger? Ledger { get; init; }

    public BudgetShares Shares { get; init; } = BudgetShares.Usual;

    /// <summary>The declared limits are a person's: the app's word can lower them and not raise them.</summary>
    public bool IsFirm { get; init; }

    /// <summary>Calls left today as far as is known; null where no daily quota applies.</summary>
    public int? DailyRemaining => (int?)(Day.Told ?? Day.LeftFor(Lane.User));

    /// <summary>The limits as they are now, with what the app's answers taught.</summary>
    public IReadOnlyList<RateLimit> Limits
    {
        get
        {
            lock (_gate)
                return
                [
                    .. _windows.Select(w => w.Limit),
                    .. Day.Limit is { } day
                        ? [new RateLimit(day, TimeSpan.FromDays(1))]
                        : Array.Empty<RateLimit>(),
                ];
        }
    }

    private DayQuota Day =>
        _day ??= new DayQuota(Connection, _time)
        {
            Ledger = Ledger,
            Shares = Shares,
            IsFirm = IsFirm,
        };

    public void Declare(IReadOnlyList<RateLimit> limits)
    {
        lock (_gate)
        {
            if (_declared.SequenceEqual(limits))
                return;
            _declared = limits;
            var known = _windows.MaxBy(w => w.Limit.Window) ?? _early;
            _windows.Clear();
            _windows.AddRange(limits.Where(l => l.Window < QuotaWindowMin).Select(known.With));
            var quotas = limits.Where(l => l.Window >= QuotaWindowMin).ToArray();
            Day.Declare(quotas.Length > 0 ? quotas.Min(l => l.Calls) : null);
        }
    }

    public async ValueTask<CallSlot> EnterAsync(
        string operation,
        CancellationToken cancellationToken
    )
    {
        var lane = CallLane.Current;
        await Day.TakeAsync(lane, cancellationToken);
        CallSlot slot;
        try
        {
            slot = await TakeAsync(lane, operation, cancellationToken);
        }
        catch
        {
            Day.Return(lane);
            throw;
        }
        try
        {
            await RunFence.CheckAsync(cancellationToken);
            return slot;
        }
        catch
        {
            Exit(slot, CallOutcome.Plain);
            throw;
        }
    }

    public void Exit(CallSlot slot, CallOutcome outcome)
    {
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            _lastAt = now;
            foreach (var window in _windows)
                window.Exit(now);
            if (slot.Number <= EarlyCallsMax)
                _early.Exit(now);
            Day.Hear(outcome, _windows.Count > 0 ? _windows[0].InFlight : 0);
            if (outcome.RateLimited)
                Refused(now, outcome.RetryAfter);
            else
                _refusedInARow = 0;
            LearnLimit(outcome);
            LearnOfOthers(slot, outcome, now);
            Pump();
        }
    }

    /// <summary>Calls made so far.</summary>
    public long Calls
    {
        get
        {
            lock (_gate)
                return _calls;
        }
    }

    /// <summary>What was spent so far.</summary>
    public CallReport Report()
    {
        lock (_gate)
            return new CallReport(_calls, new SortedDictionary<string, long>(_byOperation))
            {
                RateLimited = _rateLimited,
                DailyRemaining = Day.Told,
                RateUse = RateUse(),
            };
    }

    /// <summary>How long so many calls of a lane would take from now on.</summary>
    public CallForecaster Forecaster(Lane lane)
    {
        lock (_gate)
            return new CallForecaster(Limits, _time.GetUtcNow())
            {
                LeftToday = Day.LeftFor(lane),
                SpentToday = Day.Spent,
                PerDay = Day.Limit is { } limit
                    ? Math.Min(Shares.DayMax(lane, limit), Shares.LaneMax(lane, limit))
                    : null,
            };
    }

    /// <summary>Learns what other processes have spent of the day.</summary>
    public Task RefreshAsync(CancellationToken cancellationToken) =>
        Day.RefreshAsync(cancellationToken);

    /// <summary>
    /// Before the first call, and before limits are declared: learns which calls of the process before
    /// this one the app still counts.
    /// </summary>
    public async Task RecallAsync(CancellationToken cancellationToken)
    {
        if (Ledger is null)
            return;
        var answers = await Ledger.LastCallsAsync(Connection, cancellationToken);
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            // By a clock that was set back they would count for long.
            _early.Recall(answers.Where(at => at <= now + BurstWindow.Margin));
        }
    }

    /// <summary>
    /// Leaves to other processes what this one claimed of the day and did not use, and tells the next
    /// one of its last calls.
    /// </summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        await Day.FlushAsync(cancellationToken);
        if (Ledger is null)
            return;
        IReadOnlyList<DateTimeOffset>? answers;
        lock (_gate)
            answers = _windows.MaxBy(w => w.Limit.Window)?.Answers(_time.GetUtcNow());
        if (answers is not null)
            await Ledger.KeepCallsAsync(Connection, answers, cancellationToken);
    }

    private async Task<CallSlot> TakeAsync(
        Lane lane,
        string operation,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        Waiting waiting;
        lock (_gate)
        {
            if (lane is Lane.Live)
                _liveUntil = _time.GetUtcNow() + Shares.LiveFor;
            waiting = _queue.Add(lane, operation);
            Pump();
        }
        using var registration = cancellationToken.UnsafeRegister(
            (state, token) => Cancel((Waiting)state!, token),
            waiting
        );
        return await waiting.Turn.Task;
    }

    private void Cancel(Waiting waiting, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (!waiting.Turn.TrySetCanceled(cancellationToken))
                return;
            _queue.Remove(waiting);
            Pump();
        }
    }

    /// <summary>Grants what can be granted now, and sees to it that it is called again when more can be.</summary>
    private void Pump()
    {
        while (_queue.Next() is ({ } waiting, var isOwed))
        {
            var now = _time.GetUtcNow();
            if (Day.Shut(waiting.Lane) is { } refusal)
            {
                _queue.Remove(waiting);
                waiting.Turn.TrySetException(refusal);
                continue;
            }
            if (FreeAt(waiting.Lane, isOwed, now) is not { } at)
                return; // Every slot is in flight: only an answer can free one.
            if (at > now)
            {
                WakeAt(at, now);
                return;
            }
            _queue.Grant(waiting);
            waiting.Turn.TrySetResult(Grant(waiting.Operation, now));
        }
    }

    private CallSlot Grant(string operation, DateTimeOffset now)
    {
        var available = int.MaxValue;
        foreach (var window in _windows)
        {
            available = Math.Min(available, window.Available(now));
            window.Enter();
        }
        _calls++;
        if (_calls <= EarlyCallsMax)
            _early.Enter();
        _byOperation[operation] = _byOperation.GetValueOrDefault(operation) + 1;
        _firstAt ??= now;
        return new CallSlot(operation, _calls) { Available = available - 1 };
    }

    /// <summary>When a call of the lane may be made; null when only an answer can tell.</summary>
    private DateTimeOffset? FreeAt(Lane lane, bool isOwed, DateTimeOffset now)
    {
        var open = FreeAt(share: 0, now);
        if (isOwed || !BudgetShares.IsGuarded(lane) || _liveUntil <= now)
            return open;
        var withReserve = FreeAt(Shares.LiveOfBurst, now);
        var withoutLive = open > _liveUntil ? open : _liveUntil;
        return open is null || withReserve < withoutLive ? withReserve : withoutLive;
    }

    private DateTimeOffset? FreeAt(double share, DateTimeOffset now)
    {
        var latest = _pausedUntil > now ? _pausedUntil : now;
        foreach (var window in _windows)
        {
            if (window.FreeAt(now, (int)(window.Limit.Calls * share)) is not { } at)
                return null;
            latest = at > latest ? at : latest;
        }
        return latest;
    }

    private void WakeAt(DateTimeOffset at, DateTimeOffset now)
    {
        if (_wakesAt <= at)
            return;
        _wakesAt = at;
        _ = WakeAsync(at, at - now);
    }

    private async Task WakeAsync(DateTimeOffset at, TimeSpan after)
    {
        // Timers count whole milliseconds, and one too early would find nothing free.
        await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(after.TotalMilliseconds)), _time);
        lock (_gate)
        {
            if (_wakesAt == at)
                _wakesAt = null;
            Pump();
        }
    }

    private void Refused(DateTimeOffset now, TimeSpan? retryAfter)
    {
        _rateLimited++;
        _refusedInARow++;
        // Full jitter: 1 s doubling to a minute, unless the app names the wait.
        var ceiling = Math.Min(60, Math.Pow(2, Math.Min(_refusedInARow, 6)) / 2);
        var pause = retryAfter ?? TimeSpan.FromSeconds(ceiling * (0.5 + _random.NextDouble() / 2));
        if (now + pause > _pausedUntil)
            _pausedUntil = now + pause;
    }

    /// <summary>The app names a burst limit: it holds instead of what was declared, or beside what a person set.</summary>
    private void LearnLimit(CallOutcome outcome)
    {
        if (_windows.Count == 0 || outcome.Limit is not { } calls || calls <= 0)
            return;
        var first = _windows[0];
        var told = new RateLimit(calls, outcome.Interval ?? first.Limit.Window);
        if (told.Window <= TimeSpan.Zero || told.Window >= QuotaWindowMin)
            return;
        if (_windows.Any(w => w.Limit == told))
            return;
        if (!IsFirm)
            first.Limit = told;
        else if (_windows.FirstOrDefault(w => w.Limit.Window == told.Window) is not { } own)
            _windows.Add(first.With(told));
        else if (told.Calls < own.Limit.Calls)
            own.Limit = told;
    }

    /// <summary>Others may share the limit: when the app counts fewer calls left than we do, believe it.</summary>
    private void LearnOfOthers(CallSlot slot, CallOutcome outcome, DateTimeOffset now)
    {
        if (outcome.Remaining is not { } remaining || _windows.Count == 0)
            return;
        var window = _windows[0];
        var unexplained = slot.Available - remaining - window.InFlight;
        // Small differences are only answers that overtook each other.
        if (unexplained > window.Limit.Calls / 10)
            window.Foreign(unexplained, now);
    }

    private double? RateUse()
    {
        if (_windows.Count == 0 || _firstAt is not { } first)
            return null;
        var window = _windows[0].Limit;
        var windows = Math.Max(1, (_lastAt - first) / window.Window);
        return Math.Min(1, _calls / (windows * window.Calls));
    }
}
