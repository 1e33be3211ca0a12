namespace Tallystick.Core.Limits;

/// <summary>
/// What each connection has spent of its day, shared by all processes that work on one state, so
/// that several runs a day together keep a quota that none of them could see alone.
/// </summary>
public interface IQuotaLedger
{
    /// <summary>
    /// Counts up to <see cref="QuotaClaim.Calls"/> as spent before they are made: as many as leave
    /// all lanes together within <see cref="QuotaClaim.TotalMax"/> and the lane within
    /// <see cref="QuotaClaim.LaneMax"/>. A negative number gives back what was not made after all.
    /// </summary>
    Task<DaySpend> ClaimAsync(QuotaClaim claim, CancellationToken cancellationToken);

    /// <summary>Keeps when the last calls were answered, for the process that comes next.</summary>
    Task KeepCallsAsync(
        string connection,
        IReadOnlyList<DateTimeOffset> answers,
        CancellationToken cancellationToken
    );

    /// <summary>What <see cref="KeepCallsAsync"/> was told last, oldest first.</summary>
    Task<IReadOnlyList<DateTimeOffset>> LastCallsAsync(
        string connection,
        CancellationToken cancellationToken
    );
}

/// <param name="Day">The day in UTC.</param>
public sealed record QuotaClaim(string Connection, DateOnly Day, Lane Lane, int Calls)
{
    public long TotalMax { get; init; } = long.MaxValue;

    public long LaneMax { get; init; } = long.MaxValue;
}

/// <param name="Granted">How many of the calls were counted, and may now be made.</param>
/// <param name="ByLane">What is spent of the day with them, in the order of <see cref="Lane"/>.</param>
public sealed record DaySpend(int Granted, IReadOnlyList<long> ByLane)
{
    public static int LaneCount { get; } = Enum.GetValues<Lane>().Length;

    public long Total => ByLane.Sum();
}
