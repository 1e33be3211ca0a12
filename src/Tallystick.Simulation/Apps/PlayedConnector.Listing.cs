using Tallystick.Core.Connectors;
using Tallystick.Core.Schema;

namespace Tallystick.Simulation.Apps;

// Listings: pages of what the index shows, or of what an outage makes of it.
internal sealed partial class PlayedConnector
{
    private Page List(Projection projection, ListQuery query, string? cursor)
    {
        var table = app[projection.ObjectType];
        if (Listing.IsEmptied(line, table, cursor))
        {
            watch.Lived.Faults++;
            return Listing.Emptied(line, table);
        }
        var all = Wanted(table, query);
        var size = CapabilitiesOf(projection.ObjectType).PageSize;
        var page = Listing.PageOf(
            line,
            table,
            all,
            cursor,
            size,
            r => Row(table, projection, r, isListed: true)
        );
        return table.Facts.Capabilities.Changes is ChangeDetection.ParentModified
            ? page with
            {
                ModifiedThrough = ParentsModified(table, Listing.Next(all, cursor, size, out _)),
            }
            : page;
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

    private DateTimeOffset? ParentsModified(PlayedTable table, IEnumerable<SimRecord> page) =>
        page.Select(r => app.ParentOf(table, r)).Select(p => p?.ModifiedAt ?? p?.CreatedAt).Max();
}
