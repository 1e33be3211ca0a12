using System.Reflection;

namespace Tallystick.Catalogs;

/// <summary>The catalogs that come with Tallystick, read when they are first asked for.</summary>
public static class BuiltInCatalogs
{
    private static readonly Lazy<Catalog> Dated = new(() => Read("highlevel-2021"));
    private static readonly Lazy<Catalog> V3 = new(() => Read("highlevel-v3"));
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

    private static Catalog Read(string name)
    {
        using var stream = Open(name);
        return CatalogJson.Read(stream, $"{name}.json");
    }

    private static Stream Open(string name) =>
        Assembly
            .GetExecutingAssembly()
            .GetManifestResourceStream($"Tallystick.Catalogs.{name}.json")!;
}
