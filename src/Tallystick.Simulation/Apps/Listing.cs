using Tallystick.Core.Connectors;
using Tallystick.Simulation.Faults;
using Record = Tallystick.Core.Records.Record;

namespace Tallystick.Simulation.Apps;

/// <summary>Pages of a table's listing: of what the index shows, or of what an outage makes of it.</summary>
internal static class Listing
{
    /// <summary>The listing shows nobody; between two pages a total would tell, so there it shows only with one.</summary>
    public static bool IsEmptied(AppLine line, RecordTable table, string? cursor) =>
        line.Lies(Spell.Emptied, table) && (cursor is null || table.GivesTotal);

    /// <summary>The page that shows nobody, whoever is there.</summary>
    public static Page Emptied(AppLine line, RecordTable table)
    {
        if (table.All.Count == 1)
            table.HidTheOnlyOneAt = line.Elapsed;
        return new Page([], null) { Total = table.GivesTotal ? 0 : null };
    }

    /// <summary>The next rows in the order of ids, which a cursor goes by.</summary>
    public static SimRecord[] Next(
        IReadOnlyList<SimRecord> all,
        string? cursor,
        int size,
        out bool isLast
    )
    {
        var rows = all.Where(r => cursor is null || string.CompareOrdinal(r.Id, cursor) > 0)
            .ToArray();
        var page = rows.Take(size).ToArray();
        isLast = page.Length == rows.Length;
        return page;
    }

    /// <summary>A page, which a spell may make the last one.</summary>
    /// <param name="all">All that the listing has, over all of its pages.</param>
    /// <param name="row">How the app shows a record.</param>
    public static Page PageOf(
        AppLine line,
        RecordTable table,
        IReadOnlyList<SimRecord> all,
        string? cursor,
        int size,
        Func<SimRecord, Record> row
    )
    {
        var page = Next(all, cursor, size, out var isLast);
        var ends = isLast || line.Lies(Spell.Halved, table);
        return new Page([.. page.Select(row)], ends ? null : page[^1].Id)
        {
            Total = table.GivesTotal ? all.Count : null,
        };
    }
}
