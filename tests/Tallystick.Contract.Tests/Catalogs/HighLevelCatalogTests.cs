using Tallystick.Catalogs;
using Tallystick.Connectors.Catalogs;
using Tallystick.Contract.Tests.OpenApi;

namespace Tallystick.Contract.Tests.Catalogs;

/// <summary>The catalogs that come along are what the official documents say, whole.</summary>
public sealed class HighLevelCatalogTests
{
    [Fact]
    public void Every_operation_of_both_generations_is_there()
    {
        BuiltInCatalogs.HighLevel2021.Operations.Count.ShouldBe(576);
        BuiltInCatalogs.HighLevelV3.Operations.Count.ShouldBe(627);
    }

    [Fact]
    public void Every_event_is_there_once()
    {
        var names = BuiltInCatalogs.HighLevelTriggers.Triggers.Select(t => t.Name).ToArray();

        names.Length.ShouldBe(77);
        names.ShouldBeUnique();
    }

    /// <summary>On failure: import them anew, see docs/cli.md.</summary>
    [Theory]
    [InlineData("2021", "apps")]
    [InlineData("v3", "apps/v3")]
    public async Task The_files_are_what_an_import_of_the_official_documents_makes(
        string surface,
        string below
    )
    {
        if (OpenApiFolder.Find() is not { } folder)
        {
            Assert.Skip(
                "No folder shared/ghl/openapi beside the repository: the catalog was not held against the official documents."
            );
            return;
        }
        var files = Directory
            .GetFiles(Path.Combine(folder, below), "*.json")
            .Order(StringComparer.Ordinal)
            .ToArray();
        var import = new OpenApiImport("highlevel", surface, $"{files.Length} OpenAPI documents");
        foreach (var file in files)
        {
            await using var stream = File.OpenRead(file);
            var group = Path.GetFileNameWithoutExtension(file);
            group = group.EndsWith("-v3", StringComparison.Ordinal) ? group[..^3] : group;
            await import.AddAsync(stream, Path.GetFileName(file), group, CancellationToken.None);
        }

        var fresh = CatalogJson.Write(import.Build());

        var kept = CatalogJson.Write(BuiltInCatalogs.AsDocumented(surface));
        (fresh == kept).ShouldBeTrue($"catalog/highlevel-{surface}.json is old");
    }
}
