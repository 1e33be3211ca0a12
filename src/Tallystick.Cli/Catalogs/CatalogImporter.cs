using Tallystick.Catalogs;
using Tallystick.Connectors.Catalogs;

namespace Tallystick.Cli.Catalogs;

/// <summary>Makes a catalog of OpenAPI documents and puts it on the shelf.</summary>
internal static class CatalogImporter
{
    private static readonly string[] Endings = [".json", ".yaml", ".yml"];

    /// <param name="sources">Documents, or folders of documents of one app.</param>
    public static async Task<(Catalog Catalog, IReadOnlyList<string> Warnings)> ReadAsync(
        IReadOnlyList<string> sources,
        string app,
        string surface,
        CancellationToken cancellationToken
    )
    {
        var files = sources.SelectMany(FilesOf).ToArray();
        if (files.Length == 0)
            throw new UserException(
                "There is no OpenAPI document there.",
                "Name files that end in .json, .yaml or .yml, or a folder of them.",
                ExitCode.Usage
            );
        var import = new OpenApiImport(
            app,
            surface,
            files.Length == 1 ? Path.GetFileName(files[0]) : $"{files.Length} OpenAPI documents"
        );
        foreach (var file in files)
        {
            await using var stream = File.OpenRead(file);
            try
            {
                await import.AddAsync(
                    stream,
                    Path.GetFileName(file),
                    files.Length == 1 ? null : GroupOf(file, surface),
                    cancellationToken
                );
            }
            catch (CatalogException e)
            {
                throw new UserException(e.Message, "Nothing was imported.", ExitCode.Usage);
            }
        }
        return (import.Build(), import.Warnings);
    }

    /// <summary>"contacts-v3.json" of the surface v3 describes contacts.</summary>
    private static string GroupOf(string file, string surface)
    {
        var name = Path.GetFileNameWithoutExtension(file);
        var ending = $"-{surface}";
        return name.EndsWith(ending, StringComparison.Ordinal) ? name[..^ending.Length] : name;
    }

    private static IEnumerable<string> FilesOf(string source)
    {
        if (Directory.Exists(source))
            return Directory
                .EnumerateFiles(source)
                .Where(f => Endings.Contains(Path.GetExtension(f)))
                .Order(StringComparer.Ordinal);
        if (!File.Exists(source))
            throw new UserException($"There is no file '{source}'.", null, ExitCode.Usage);
        return [source];
    }
}
