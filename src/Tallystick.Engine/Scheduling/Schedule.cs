using Cronos;
using Tallystick.Core.Yaml;

namespace Tallystick.Engine.Scheduling;

/// <summary>When a sync runs by itself. Pure: the time is an argument.</summary>
public abstract record Schedule
{
    private Schedule() { }

    /// <summary>That of a sync which names none.</summary>
    public static Schedule Usual { get; } = new Every(TimeSpan.FromMinutes(1));

    /// <summary>The first run for somebody who begins now; null for never.</summary>
    public abstract DateTimeOffset? First(DateTimeOffset now);

    /// <summary>
    /// The run after the one that began at <paramref name="before"/>; never in the past, so that
    /// runs that were missed are not made up for one by one. Null for never.
    /// </summary>
    public abstract DateTimeOffset? Next(DateTimeOffset before, DateTimeOffset now);

    /// <summary>Again and again, so long after the last run began, or at once when that took longer.</summary>
    public sealed record Every(TimeSpan Interval) : Schedule
    {
        public override DateTimeOffset? First(DateTimeOffset now) => now;

        public override DateTimeOffset? Next(DateTimeOffset before, DateTimeOffset now) =>
            before + Interval > now ? before + Interval : now;

        public override string ToString() => $"every {YamlWords.Spell(Interval)}";
    }

    /// <summary>At times of the clock in a zone.</summary>
    public sealed record Cron : Schedule
    {
        /// <summary>What a text's next time is looked for from, when only its being at all counts.</summary>
        private static readonly DateTimeOffset SomeDay = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

        private readonly CronExpression _times;

        private Cron(string text, TimeZoneInfo zone, CronExpression times) =>
            (Text, Zone, _times) = (text, zone, times);

        /// <summary>As it was written.</summary>
        public string Text { get; }

        public TimeZoneInfo Zone { get; }

        /// <summary>Five fields, or six with seconds in front; null for anything else, and for what never comes.</summary>
        public static Cron? TryParse(string text, TimeZoneInfo zone)
        {
            var fields = text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
            var format = fields is 6 ? CronFormat.IncludeSeconds : CronFormat.Standard;
            return
                CronExpression.TryParse(text, format, out var times)
                && times.GetNextOccurrence(SomeDay, zone) is not null
                ? new Cron(text, zone, times)
                : null;
        }

        public override DateTimeOffset? First(DateTimeOffset now) =>
            _times.GetNextOccurrence(now, Zone);

        public override DateTimeOffset? Next(DateTimeOffset before, DateTimeOffset now) =>
            First(now);

        public override string ToString() =>
            Zone.Equals(TimeZoneInfo.Utc) ? Text : $"{Text} ({Zone.Id})";
    }
}
