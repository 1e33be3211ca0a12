using Tallystick.Catalogs;
using Tallystick.Core.Mapping;

namespace Tallystick.Cli.Catalogs;

/// <summary>Every catalog at hand: those that come with Tallystick, and those imported into a folder.</summary>
internal sealed class CatalogShelf(string folder)
{
    /// <summary>Where imported catalogs lie, below the working folder.</summary>
    public const string Folder = "catalogs";

    public string PathOf(string app, string surface) =>
        Path.Combine(
            folder,
            Folder,
            surface == "default" ? $"{app}.json" : $"{app}-{surface}.json"
        );

    public IEnumerable<Catalog> All()
    {
        yield return BuiltInCatalogs.HighLevel2021;
        yield return BuiltInCatalogs.HighLevelV3;
        foreach (var catalog in Imported())
            yield return catalog;
    }

    /// <summary>What we know of an app by hand; nothing of an imported one.</summary>
    public static CatalogHelp HelpOf(string app) =>
        app == "highlevel" ? BuiltInCatalogs.HighLevelHelp : new CatalogHelp();

    public static IReadOnlyList<TriggerCatalog> Triggers => [BuiltInCatalogs.HighLevelTriggers];

    /// <summary>The catalogs of an app and a surface; null for any.</summary>
    public IReadOnlyList<Catalog> Find(string? app, string? surface)
    {
        var found = All()
            .Where(c => (app is null || c.App == app) && (surface is null || c.Surface == surface))
            .ToArray();
        if (found.Length > 0)
            return found;
        var names = All().Select(c => $"{c.App} ({c.Surface})");
        throw new UserException(
            $"There is no catalog of '{app ?? surface}'.",
            $"There are: {string.Join(", ", names)}. Import one with: tally catalog import FILE --as NAME.",
            ExitCode.Usage
        );
    }

    /// <summary>The operation of that name; where several surfaces have it, the first of them.</summary>
    public (Catalog Catalog, CatalogOperation Operation) Operation(
        string app,
        string? surface,
        string name
    )
    {
        var catalogs = Find(app, surface);
        foreach (var catalog in catalogs)
            if (catalog.Find(name) is { } operation)
                return (catalog, operation);
        var names = catalogs.SelectMany(c => c.Operations.Select(o => o.Name)).ToArray();
        var below = names.Where(n => n.StartsWith(name + ".", StringComparison.Ordinal)).ToArray();
        throw new UserException(
            $"{app} has no operation '{name}'.",
            below.Length > 0
                ? $"There are {string.Join(", ", below.Distinct())}."
                : Suggestions.For(name, names) + " tally catalog search WORDS finds others.",
            ExitCode.Usage
        );
    }

    private IEnumerable<Catalog> Imported()
    {
        var place = Path.Combine(folder, Folder);
        if (!Directory.Exists(place))
            yield break;
        foreach (
            var path in Directory.EnumerateFiles(place, "*.json").Order(StringComparer.Ordinal)
        )
        {
            using var stream = File.OpenRead(path);
            Catalog catalog;
            try
            {
                catalog = CatalogJson.Read(stream, path);
            }
            catch (CatalogException e)
            {
                throw new UserException(
                    e.Message,
                    "Import it again, or move it away.",
                    ExitCode.Usage
                );
            }
            yield return catalog;
        }
    }
}
