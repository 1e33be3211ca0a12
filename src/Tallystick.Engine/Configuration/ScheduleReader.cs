using Tallystick.Core.Yaml;
using Tallystick.Engine.Scheduling;

namespace Tallystick.Engine.Configuration;

/// <summary>Reads when a sync runs by itself: "every 5m", "0 6 * * *", or a map of cron and zone.</summary>
internal static class ScheduleReader
{
    private const string Shapes =
        "Write 'every 5m', or a cron expression such as '0 6 * * 1-5' (UTC), or { cron: '0 6 * * *', zone: Europe/Berlin }.";

    private static readonly TimeSpan IntervalMin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan IntervalMax = TimeSpan.FromDays(366);

    /// <summary>Null where the sync names none under the key.</summary>
    public static Schedule? Read(YamlMap sync, string key)
    {
        if (!sync.Has(key))
            return null;
        return sync.IsMap(key) ? InZone(sync.RequiredMap(key))
            : sync.Text(key) is { } text
                ? Parse(text, TimeZoneInfo.Utc, (message, hint) => sync.Fault(key, message, hint))
            : null;
    }

    private static Schedule? InZone(YamlMap map)
    {
        var text = map.RequiredText("cron");
        var zone = TimeZoneInfo.Utc;
        if (map.Text("zone") is { } id && !TimeZoneInfo.TryFindSystemTimeZoneById(id, out zone!))
        {
            map.Fault(
                "zone",
                $"there is no time zone '{id}'",
                "Use a name of the IANA list, such as Europe/Berlin."
            );
            zone = TimeZoneInfo.Utc;
        }
        map.Done();
        return map.Has("cron")
            ? Parse(text, zone, (message, hint) => map.Fault("cron", message, hint))
            : null;
    }

    private static Schedule? Parse(string text, TimeZoneInfo zone, Action<string, string> fault)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words is not ["every", ..])
        {
            if (Schedule.Cron.TryParse(text, zone) is { } cron)
                return cron;
            fault($"'{text}' is no schedule, or one that never comes", Shapes);
        }
        else if (words is not [_, var length] || YamlWords.Duration(length) is not { } interval)
            fault($"'{text}' names no time such as 500ms, 12s, 5m, 24h or 7d", Shapes);
        else if (interval < IntervalMin || interval > IntervalMax)
            fault(
                $"'{text}' is out of bounds",
                $"A sync can run every {YamlWords.Spell(IntervalMin)} to every {YamlWords.Spell(IntervalMax)}."
            );
        else
            return new Schedule.Every(interval);
        return null;
    }
}
