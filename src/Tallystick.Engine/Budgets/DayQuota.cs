using Tallystick.Core.Connectors;
using Tallystick.Core.Limits;
using Tallystick.Engine.Waiting;

namespace Tallystick.Engine.Budgets;

/// <summary>
/// The calls of a connection's day, by lane. Where there is a ledger, calls are claimed from it in
/// small lots before they are made, so that several processes keep one quota. What the app says it
/// has counted comes before what we did. A day begins at 00:00 UTC, unless a refusal names another
/// moment.
/// </summary>
internal sealed class DayQuota(string connection, TimeProvider time)
{
    private const int LotMax = 100;

    private static readonly TimeSpan PauseMin = TimeSpan.FromMinutes(2);

    private readonly Lock _gate = new();
    private readonly Places _claiming = new(1);
    private readonly int[] _unused = new int[DaySpend.LaneCount];
    private long[] _spent = new long[DaySpend.LaneCount];
    private DateOnly _day;

    /// <summary>Calls that the app counted and we did not: others', or of a day that began elsewhen.</summary>
    private long _drift;
    private int? _told;
    private bool _isShut;
    private DateTimeOffset? _reopensAt;
    private int? _declared;
    private int? _limit;

    public IQuotaLedger? Ledger { get; init; }

    public BudgetShares Shares { get; init; } = BudgetShares.Usual;

    /// <summary>The limit is a person's, and the app's word cannot raise it.</summary>
    public bool IsFirm { get; init; }

    /// <summary>Null where there is no daily limit.</summary>
    public int? Limit
    {
        get
        {
            lock (_gate)
                return _limit;
        }
    }

    public int? Told
    {
        get
        {
            lock (_gate)
                return _told;
        }
    }

    public void Declare(int? limit)
    {
        lock (_gate)
            _limit = _declared = limit;
    }

    /// <summary>Counts one call as spent before it is made.</summary>
    /// <exception cref="ConnectorException">The day's quota, or the lane's share of it, is spent.</exception>
    public async ValueTask TakeAsync(Lane lane, CancellationToken cancellationToken)
    {
        if (TryTake(lane))
            return;
        await _claiming.EnterAsync(cancellationToken);
        try
        {
            while (!TryTake(lane))
                await ClaimAsync(lane, cancellationToken);
        }
        finally
        {
            _claiming.Exit();
        }
    }

    /// <summary>A call that was taken will not be made.</summary>
    public void Return(Lane lane)
    {
        lock (_gate)
        {
            if (_limit is null)
                return;
            if (Ledger is null)
                _spent[(int)lane]--;
            else
                _unused[(int)lane]++;
            _told++;
        }
    }

    /// <summary>What is left of the day for the lane; null where there is no daily limit.</summary>
    public long? LeftFor(Lane lane)
    {
        lock (_gate)
        {
            Roll(time.GetUtcNow());
            return _limit is { } limit ? LeftFor(lane, limit) : null;
        }
    }

    /// <summary>What is spent of the day, by all that is known; null where there is no daily limit.</summary>
    public long? Spent
    {
        get
        {
            lock (_gate)
            {
                Roll(time.GetUtcNow());
                return _limit is null ? null : Math.Max(0, Used);
            }
        }
    }

    /// <summary>Learns what others have spent, without a call.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        if (Limit is null || Ledger is null)
            return;
        var claim = new QuotaClaim(connection, Today(time.GetUtcNow()), Lane.User, 0);
        Learn(claim, await Ledger.ClaimAsync(claim, cancellationToken));
    }

    /// <summary>Gives back to the ledger what was claimed and not used.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (Ledger is null)
            return;
        foreach (var lane in Enum.GetValues<Lane>())
        {
            QuotaClaim claim;
            lock (_gate)
            {
                claim = new QuotaClaim(connection, _day, lane, -_unused[(int)lane]);
                _unused[(int)lane] = 0;
            }
            if (claim.Calls < 0)
                Learn(claim, await Ledger.ClaimAsync(claim, cancellationToken));
        }
    }

    /// <summary>Takes the app's word for what is left.</summary>
    /// <param name="inFlight">Calls that the app has perhaps not counted yet.</param>
    public void Hear(CallOutcome outcome, int inFlight)
    {
        lock (_gate)
        {
            if (_declared is not { } declared)
                return;
            var now = time.GetUtcNow();
            Roll(now);
            if (outcome.DailyLimit is > 0 and { } told)
                _limit = IsFirm ? Math.Min(declared, told) : told;
            if (outcome.DailyRemaining is not { } left)
                return;
            _told = Math.Max(0, left - inFlight);
            if (!IsFirm)
                Correct((outcome.DailyLimit ?? _limit!.Value) - left - inFlight);
            // Anything else than this is the burst limit's refusal.
            if (!outcome.RateLimited || left > 0)
                return;
            _isShut = true;
            _reopensAt = outcome.RetryAfter > PauseMin ? now + outcome.RetryAfter : null;
        }
    }

    /// <summary>Why even a call that has been taken cannot be made now; null when it can.</summary>
    public ConnectorException? Shut(Lane lane)
    {
        lock (_gate)
        {
            Roll(time.GetUtcNow());
            return _isShut ? Refusal(lane, time.GetUtcNow()) : null;
        }
    }

    private void Correct(long unexplained)
    {
        _drift = 0;
        var drift = unexplained - Used;
        // Less than we counted may only be answers that overtook each other; much less is another day.
        if (drift > 0 || drift < -Math.Max(4 * LotOf(_limit!.Value), _limit.Value / 50))
            _drift = drift;
    }

    private bool TryTake(Lane lane)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            Roll(now);
            if (_limit is not { } limit)
                return true;
            var isClaimed = _unused[(int)lane] > 0;
            if (_isShut || _told <= 0 || (!isClaimed && LeftFor(lane, limit) <= 0))
                throw Refusal(lane, now);
            if (isClaimed)
                _unused[(int)lane]--;
            else if (Ledger is null)
                _spent[(int)lane]++;
            else
                return false;
            _told--;
            return true;
        }
    }

    private async Task ClaimAsync(Lane lane, CancellationToken cancellationToken)
    {
        QuotaClaim claim;
        lock (_gate)
        {
            var limit = _limit!.Value;
            claim = new QuotaClaim(connection, _day, lane, LotOf(limit))
            {
                TotalMax = Shares.DayMax(lane, limit) - _drift,
                LaneMax = Shares.LaneMax(lane, limit),
            };
        }
        var spend = await Ledger!.ClaimAsync(claim, cancellationToken);
        Learn(claim, spend);
        if (spend.Granted <= 0)
            throw Refusal(lane, time.GetUtcNow());
    }

    private void Learn(QuotaClaim claim, DaySpend spend)
    {
        lock (_gate)
        {
            Roll(time.GetUtcNow());
            if (claim.Day != _day)
                return;
            _spent = [.. spend.ByLane];
            _unused[(int)claim.Lane] += Math.Max(0, spend.Granted);
        }
    }

    private long LeftFor(Lane lane, int limit)
    {
        var left = Math.Min(
            Shares.DayMax(lane, limit) - Used,
            Shares.LaneMax(lane, limit) - _spent[(int)lane] + _unused[(int)lane]
        );
        return Math.Max(0, Math.Min(left, _told ?? long.MaxValue));
    }

    private long Used => _spent.Sum() - _unused.Sum() + _drift;

    private void Roll(DateTimeOffset now)
    {
        if (_reopensAt <= now)
        {
            (_reopensAt, _isShut, _told) = (null, false, null);
            _drift -= Used;
        }
        if (Today(now) == _day)
            return;
        _day = Today(now);
        Array.Clear(_spent);
        Array.Clear(_unused);
        (_drift, _told) = (0, null);
        _isShut &= _reopensAt is not null;
    }

    private static DateOnly Today(DateTimeOffset now) => DateOnly.FromDateTime(now.UtcDateTime);

    /// <summary>Small enough that a killed process loses little, large enough to ask seldom.</summary>
    private static int LotOf(int limit) => Math.Clamp(limit / 2_000, 1, LotMax);

    private ConnectorException Refusal(Lane lane, DateTimeOffset now)
    {
        var tomorrow = new DateTimeOffset(now.UtcDateTime.Date.AddDays(1), TimeSpan.Zero);
        var isShare = BudgetShares.IsGuarded(lane) && !_isShut && _told is null or > 0;
        var message = isShare
            ? $"The share of the day's quota of connection '{connection}' that is for {WordOf(lane)} is spent; the rest is kept for live work."
            : $"The day's quota of connection '{connection}' is spent.";
        return new ConnectorException(ProblemKind.RateLimited, message)
        {
            RetryAfter = (_reopensAt ?? tomorrow) - now,
            Hint = "Everything done so far is kept; run again tomorrow and it goes on from there.",
        };
    }

    private static string WordOf(Lane lane) => lane is Lane.Audit ? "audits" : "backfills";
}
