using Tallystick.Core.Connectors;
using Tallystick.Core.Schema;
using Tallystick.Simulation.Faults;

namespace Tallystick.Simulation.Apps;

// Listings: pages of what the index shows, or of what an outage makes of it.
internal sealed partial class PlayedConnector
{
    private Page List(Projection projection, ListQuery query, string? cursor)
    {
        var table = app[projection.ObjectType];
        if (Lies(table, Spell.Emptied) && (cursor is null || app.Traits.GivesTotal))
        {
            if (table.All.Count == 1)
                table.HidTheOnlyOneAt = world.Loop.Elapsed;
            watch.Lived.Faults++;
            return new Page([], null) { Total = app.Traits.GivesTotal ? 0 : null };
        }
        var all = Wanted(table, query);
        var rows = all.Where(r => cursor is null || string.CompareOrdinal(r.Id, cursor) > 0)
            .ToArray();
        var page = rows.Take(CapabilitiesOf(projection.ObjectType).PageSize).ToArray();
        var isLast = page.Length == rows.Length || Lies(table, Spell.Halved);
        return new Page(
            [.. page.Select(r => Row(table, projection, r, isListed: true))],
            isLast ? null : page[^1].Id
        )
        {
            Total = app.Traits.GivesTotal ? all.Count : null,
            ModifiedThrough = ModifiedThrough(table, page),
        };
    }

    private IReadOnlyList<SimRecord> Wanted(PlayedTable table, ListQuery query)
    {
        var byParent = table.Facts.Capabilities.Changes is ChangeDetection.ParentModified;
        var rows = table.Listed(byParent ? null : query.ChangedSince);
        return
        [
            .. rows.Where(r =>
                query.Filter.All(f => Has(table, r, f.Key, f.Value))
                && (
                    !byParent
                    || query.ChangedSince is not { } since
                    || app.ParentOf(table, r) is not { } parent
                    || (parent.ModifiedAt ?? parent.CreatedAt) >= since
                )
            ),
        ];
    }

    private static bool Has(PlayedTable table, SimRecord record, string key, string wanted) =>
        table.Facts.Schema.Find(key) is { } field
        && record[field.Key]
            .Items.Any(i =>
                field.Type is FieldType.Reference
                    ? i == wanted
                    : i.Equals(wanted, StringComparison.OrdinalIgnoreCase)
            );

    private DateTimeOffset? ModifiedThrough(PlayedTable table, IReadOnlyList<SimRecord> page) =>
        table.Facts.Capabilities.Changes is ChangeDetection.ParentModified
            ? page.Select(r => app.ParentOf(table, r))
                .Select(p => p?.ModifiedAt ?? p?.CreatedAt)
                .Max()
            : null;

    /// <summary>
    /// An app whose listings are said to be complete has none that lie, and one that is cut short
    /// cannot be told from a short one without a total.
    /// </summary>
    private bool Lies(PlayedTable table, Spell spell) =>
        table.WasListed
        && (spell is Spell.Emptied || app.Traits.GivesTotal)
        && !table.Facts.Capabilities.AbsenceIsEvidence
        && weather.Is(spell, world.Loop.Elapsed);
}
