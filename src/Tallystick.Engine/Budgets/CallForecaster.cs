using Tallystick.Core.Connectors;

namespace Tallystick.Engine.Budgets;

/// <summary>
/// How long calls will take: as fast as the bursts allow while the day's share lasts, then on with
/// the next day's. Nothing is spread thinner than that: it would end no sooner, and what is left
/// for live work is kept by shares.
/// </summary>
/// <param name="Limits">Bursts and day, as they are now.</param>
public sealed record CallForecaster(IReadOnlyList<RateLimit> Limits, DateTimeOffset Now)
{
    private static readonly TimeSpan QuotaWindowMin = TimeSpan.FromHours(1);

    /// <summary>Calls left today for the lane; null where there is no daily limit.</summary>
    public long? LeftToday { get; init; }

    /// <summary>What is spent of the day's quota.</summary>
    public long? SpentToday { get; init; }

    /// <summary>What a whole day grants the lane.</summary>
    public long? PerDay { get; init; }

    public int? DayLimit =>
        Limits.Where(l => l.Window >= QuotaWindowMin).Select(l => (int?)l.Calls).FirstOrDefault();

    /// <summary>When so many calls will be done, if they start now and go on each day.</summary>
    public DateTimeOffset EndOf(long calls)
    {
        if (LeftToday is not { } left || PerDay is not { } share)
            return Now + Burst(calls);
        var midnight = new DateTimeOffset(Now.UtcDateTime.Date.AddDays(1), TimeSpan.Zero);
        var today = Math.Min(left, Within(midnight - Now));
        if (calls <= today)
            return Now + Burst(calls);
        var rest = calls - today;
        var perDay = Math.Max(1, Math.Min(share, Within(TimeSpan.FromDays(1))));
        var wholeDays = (rest - 1) / perDay;
        return midnight.AddDays(wholeDays) + Burst(rest - wholeDays * perDay);
    }

    /// <summary>On how many days calls are made, today included.</summary>
    public int DaysOf(long calls) =>
        calls <= 0 ? 0 : (int)(EndOf(calls).UtcDateTime.Date - Now.UtcDateTime.Date).TotalDays + 1;

    private IEnumerable<RateLimit> Bursts => Limits.Where(l => l.Window < QuotaWindowMin);

    /// <summary>The first burst goes out at once; every further one waits a window.</summary>
    private TimeSpan Burst(long calls) =>
        Bursts
            .Select(l => l.Window * Math.Floor((double)Math.Max(0, calls - 1) / l.Calls))
            .DefaultIfEmpty(TimeSpan.Zero)
            .Max();

    private long Within(TimeSpan span) =>
        Bursts.Select(l => (long)(l.Calls * (span / l.Window))).DefaultIfEmpty(long.MaxValue).Min();
}
