using System.Reflection;

namespace Tallystick.Catalogs;

/// <summary>The catalogs that come with Tallystick, read when they are first asked for.</summary>
public static class BuiltInCatalogs
{
    private static readonly Lazy<Catalog> Dated = new(() => Complete("2021"));
    private static readonly Lazy<Catalog> V3 = new(() => Complete("v3"));
    private static readonly Lazy<CatalogHelp> Help = new(() =>
    {
        using var stream = Open("highlevel-help");
        return CatalogJson.ReadHelp(stream, "highlevel-help.json");
    });
    private static readonly Lazy<TriggerCatalog> Triggers = new(() =>
    {
        using var stream = Open("highlevel-triggers");
        return CatalogJson.ReadTriggers(stream, "highlevel-triggers.json");
    });

    /// <summary>HighLevel's operations under the dated versions (2021-07-28 and 2021-04-15).</summary>
    public static Catalog HighLevel2021 => Dated.Value;

    /// <summary>HighLevel's operations under Version v3.</summary>
    public static Catalog HighLevelV3 => V3.Value;

    public static TriggerCatalog HighLevelTriggers => Triggers.Value;

    /// <summary>Help and samples of ours for HighLevel, and facts that its documents leave out.</summary>
    public static CatalogHelp HighLevelHelp => Help.Value;

    /// <summary>A surface of HighLevel as its official documents have it, without our additions.</summary>
    public static Catalog AsDocumented(string surface)
    {
        var name = $"highlevel-{surface}";
        using var stream = Open(name);
        return CatalogJson.Read(stream, $"{name}.json");
    }

    private static Catalog Complete(string surface)
    {
        var catalog = HighLevelHelp.Complete(AsDocumented(surface));
        // Some documents leave the version out, and the API wants it all the same.
        var usual = surface == "v3" ? "v3" : "2021-07-28";
        return catalog with
        {
            Operations =
            [
                .. catalog.Operations.Select(o =>
                    o.Version is null ? o with { Version = usual } : o
                ),
            ],
        };
    }

    private static Stream Open(string name) =>
        Assembly
            .GetExecutingAssembly()
            .GetManifestResourceStream($"Tallystick.Catalogs.{name}.json")!;
}
