using Tallystick.Core.Connectors;
using Tallystick.Core.Limits;
using Tallystick.Engine.Runs;
using Tallystick.Engine.Waiting;

namespace Tallystick.Engine.Budgets;

/// <summary>
/// The calls one connection may make. A slot that was taken comes back one window after its
/// *answer*: the app counted the call no later than that, so neither network jitter nor a sliding
/// window on the app's side can turn a granted call into one too many. Slots are granted in the
/// order they were asked for.
/// </summary>
public sealed class Budget : IBudget
{
    /// <summary>Windows at least this long are a quota that is counted, not a burst that is paced.</summary>
    private static readonly TimeSpan QuotaWindowMin = TimeSpan.FromHours(1);

    /// <summary>Room for clocks that do not tick alike.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(20);

    /// <summary>So many calls made before the limits were known are remembered.</summary>
    private const int EarlyAnswersMax = 1_000;

    private readonly Lock _gate = new();
    private readonly Places _turn = new(1);
    private readonly TimeProvider _time;
    private readonly Random _random;
    private readonly Dictionary<string, long> _byOperation = [];
    private readonly List<Window> _windows = [];

    /// <summary>When calls were answered that were made before any limit was known.</summary>
    private readonly Queue<DateTimeOffset> _answered = new();
    private int _quota = int.MaxValue;
    private int _quotaUsed;
    private int _inFlight;
    private int? _dailyRemaining;
    private DateTimeOffset _pausedUntil;
    private int _refusedInARow;
    private long _calls;
    private long _rateLimited;
    private DateTimeOffset? _firstAt;
    private DateTimeOffset _lastAt;

    /// <summary>Set while the one whose turn it is waits for an answer to free a slot.</summary>
    private TaskCompletionSource? _freed;

    /// <param name="random">Spreads the waits after a refusal; seeded by the caller.</param>
    public Budget(string connection, TimeProvider time, Random random)
    {
        Connection = connection;
        _time = time;
        _random = random;
    }

    public string Connection { get; }

    /// <summary>Calls left today as far as is known; null where no daily quota applies.</summary>
    public int? DailyRemaining
    {
        get
        {
            lock (_gate)
                return _dailyRemaining ?? (_quota == int.MaxValue ? null : _quota - _quotaUsed);
        }
    }

    public IReadOnlyList<RateLimit> Limits { get; private set; } = [];

    public void Declare(IReadOnlyList<RateLimit> limits)
    {
        lock (_gate)
        {
            if (Limits.SequenceEqual(limits))
                return;
            Limits = limits;
            var answered = _windows.Count > 0 ? _windows[^1].Answered : [.. _answered];
            _windows.Clear();
            _quota = int.MaxValue;
            foreach (var limit in limits)
            {
                if (limit.Window >= QuotaWindowMin)
                    _quota = Math.Min(_quota, limit.Calls);
                else
                    _windows.Add(new Window(limit, _inFlight, answered));
            }
        }
    }

    public async ValueTask<CallSlot> EnterAsync(
        string operation,
        CancellationToken cancellationToken
    )
    {
        var slot = await TakeAsync(operation, cancellationToken);
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
            _inFlight--;
            if (_windows.Count == 0)
                NoteAnswer(now + Margin);
            foreach (var window in _windows)
                window.Exit(now + Margin);
            if (outcome.DailyRemaining is { } left)
                _dailyRemaining = left;
            if (outcome.RateLimited)
                Refused(now, outcome.RetryAfter);
            else
                _refusedInARow = 0;
            LearnOfOthers(slot, outcome, now);
            _freed?.TrySetResult();
            _freed = null;
        }
    }

    /// <summary>What was spent so far.</summary>
    public CallReport Report()
    {
        lock (_gate)
            return new CallReport(_calls, new SortedDictionary<string, long>(_byOperation))
            {
                RateLimited = _rateLimited,
                DailyRemaining = _dailyRemaining,
                RateUse = RateUse(),
            };
    }

    private async Task<CallSlot> TakeAsync(string operation, CancellationToken cancellationToken)
    {
        await _turn.EnterAsync(cancellationToken);
        try
        {
            while (true)
            {
                TaskCompletionSource freed;
                TimeSpan? wait;
                lock (_gate)
                {
                    if (TryTake(operation, out var slot, out wait))
                        return slot;
                    freed = _freed = Signal.New();
                }
                await WaitAsync(freed, wait, cancellationToken);
            }
        }
        finally
        {
            _turn.Exit();
        }
    }

    private bool TryTake(string operation, out CallSlot slot, out TimeSpan? wait)
    {
        slot = default;
        var now = _time.GetUtcNow();
        ThrowWhenSpent(now);
        wait = _pausedUntil > now ? _pausedUntil - now : TimeSpan.Zero;
        var available = int.MaxValue;
        foreach (var window in _windows)
        {
            available = Math.Min(available, window.Available(now));
            if (window.Available(now) > 0)
                continue;
            if (window.NextRelease is not { } at)
            {
                // Every slot is in flight: only an answer can free one.
                wait = null;
                return false;
            }
            wait = at - now > wait ? at - now : wait;
        }
        if (wait > TimeSpan.Zero)
            return false;
        _inFlight++;
        foreach (var window in _windows)
            window.Enter();
        _quotaUsed++;
        _calls++;
        _byOperation[operation] = _byOperation.GetValueOrDefault(operation) + 1;
        _firstAt ??= now;
        slot = new CallSlot(operation, _calls) { Available = available - 1 };
        return true;
    }

    /// <summary>The first calls, such as reading the schema, come before the limits are known, and count.</summary>
    private void NoteAnswer(DateTimeOffset at)
    {
        _answered.Enqueue(at);
        if (_answered.Count > EarlyAnswersMax)
            _answered.Dequeue();
    }

    private void ThrowWhenSpent(DateTimeOffset now)
    {
        if (_quotaUsed < _quota && _dailyRemaining is null or > 0)
            return;
        var tomorrow = new DateTimeOffset(now.UtcDateTime.Date.AddDays(1), TimeSpan.Zero);
        throw new ConnectorException(
            ProblemKind.RateLimited,
            $"The day's quota of connection '{Connection}' is spent."
        )
        {
            RetryAfter = tomorrow - now,
            Hint = "Everything done so far is kept; run again tomorrow and it goes on from there.",
        };
    }

    private async Task WaitAsync(
        TaskCompletionSource freed,
        TimeSpan? wait,
        CancellationToken cancellationToken
    )
    {
        if (wait is not { } delay)
        {
            await Signal.WaitAsync(freed, cancellationToken);
            return;
        }
        await Task.Delay(delay, _time, cancellationToken);
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

    /// <summary>One burst limit: slots in flight, and slots that come back at a known time.</summary>
    /// <param name="inFlight">Calls that are out already.</param>
    /// <param name="answered">When earlier calls were answered, oldest first.</param>
    private sealed class Window(
        RateLimit limit,
        int inFlight,
        IReadOnlyList<DateTimeOffset> answered
    )
    {
        private readonly Queue<DateTimeOffset> _releases = new(
            answered.Select(at => at + limit.Window)
        );

        public RateLimit Limit { get; } = limit;

        public int InFlight { get; private set; } = inFlight;

        public IReadOnlyList<DateTimeOffset> Answered =>
            [.. _releases.Select(r => r - Limit.Window)];

        public DateTimeOffset? NextRelease => _releases.TryPeek(out var at) ? at : null;

        public int Available(DateTimeOffset now)
        {
            while (_releases.TryPeek(out var at) && at <= now)
                _releases.Dequeue();
            return Limit.Calls - InFlight - _releases.Count;
        }

        public void Enter() => InFlight++;

        public void Exit(DateTimeOffset now)
        {
            InFlight--;
            _releases.Enqueue(now + Limit.Window);
        }

        public void Foreign(int calls, DateTimeOffset now)
        {
            for (var i = 0; i < calls && _releases.Count < Limit.Calls; i++)
                _releases.Enqueue(now + Limit.Window);
        }
    }
}
