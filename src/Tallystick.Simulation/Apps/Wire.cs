using System.Globalization;
using Tallystick.Core.Connectors;
using Tallystick.Core.Records;

namespace Tallystick.Simulation.Apps;

/// <summary>What a played app makes of the writes that a connector sends.</summary>
internal static class Wire
{
    /// <summary>What a patch sets, by the fields' keys.</summary>
    public static Dictionary<string, Value> FieldsOf(Projection projection, Patch patch) =>
        patch.Changes.ToDictionary(c => projection.Fields[c.Ordinal].Key, c => c.New);

    /// <summary>A set after its elements were added and taken away one by one.</summary>
    public static Value Applied(Value before, FieldChange change) =>
        Value.OfSet(
            before
                .Items.Where(t => !change.Removed!.Contains(t, StringComparer.OrdinalIgnoreCase))
                .Concat(
                    change.Added!.Where(t =>
                        !before.Items.Contains(t, StringComparer.OrdinalIgnoreCase)
                    )
                )
        );

    public static string VersionOf(SimRecord record) =>
        record.Version.ToString(CultureInfo.InvariantCulture);

    /// <exception cref="ConnectorException">The write is meant for another version.</exception>
    public static void CheckVersion(SimRecord? record, string? version)
    {
        if (version is not null && record is not null && version != VersionOf(record))
            throw new ConnectorException(
                ProblemKind.VersionConflict,
                "Somebody changed it meanwhile."
            );
    }
}
