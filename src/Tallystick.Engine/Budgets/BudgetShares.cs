using Tallystick.Core.Limits;

namespace Tallystick.Engine.Budgets;

/// <summary>What the lanes may take of a connection's limits.</summary>
public sealed record BudgetShares
{
    public static BudgetShares Usual { get; } = new();

    /// <summary>Backfills stop when so much of the day's quota is spent; the rest is left for live work.</summary>
    public double BackfillOfDay { get; init; } = 0.8;

    /// <summary>Audits take no more than this of the day's quota, and stop where backfills stop.</summary>
    public double AuditOfDay { get; init; } = 0.1;

    /// <summary>Kept free of each burst for live calls, while there are any.</summary>
    public double LiveOfBurst { get; init; } = 0.1;

    /// <summary>How long after a live call its share of the bursts is kept free.</summary>
    public TimeSpan LiveFor { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How much of the day's quota may be spent before calls of the lane stop.</summary>
    public long DayMax(Lane lane, int quota) => IsGuarded(lane) ? Of(quota, BackfillOfDay) : quota;

    /// <summary>How much of the day's quota the lane itself may spend.</summary>
    public long LaneMax(Lane lane, int quota) =>
        lane is Lane.Audit ? Of(quota, AuditOfDay) : long.MaxValue;

    /// <summary>Calls that make room for live ones.</summary>
    public static bool IsGuarded(Lane lane) => lane is Lane.Retry or Lane.Backfill or Lane.Audit;

    // At least one call: a share of a tiny quota must not be a ban.
    private static long Of(int quota, double share) => Math.Max(1, (long)(quota * share));
}
