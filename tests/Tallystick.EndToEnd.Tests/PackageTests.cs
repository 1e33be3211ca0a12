using System.Diagnostics;
using System.IO.Compression;
using System.Xml.Linq;

namespace Tallystick.EndToEnd.Tests;

/// <summary>The client and the catalogs pack as packages that somebody else can use.</summary>
public sealed class PackageTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tally-pack-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("Tallystick.HighLevel", "Tallystick.Catalogs")]
    [InlineData("Tallystick.Catalogs", null)]
    public async Task A_package_has_its_page_its_docs_and_real_dependencies(
        string name,
        string? dependency
    )
    {
        await PackAsync(name);

        using var package = ZipFile.OpenRead(
            Directory.GetFiles(_folder, $"{name}.*.nupkg").Single()
        );
        var files = package.Entries.Select(e => e.FullName).ToArray();
        files.ShouldContain("README.md");
        files.ShouldContain($"lib/net10.0/{name}.dll");
        files.ShouldContain($"lib/net10.0/{name}.xml");
        var dependencies = await DependenciesAsync(package, $"{name}.nuspec");
        dependencies
            .Where(d => d.StartsWith("Tallystick.", StringComparison.Ordinal))
            .ShouldBe(dependency is null ? [] : [dependency]);
        Directory.GetFiles(_folder, $"{name}.*.snupkg").ShouldHaveSingleItem();
    }

    private async Task PackAsync(string name)
    {
        var project = Path.Combine(RootPath(), "src", name, $"{name}.csproj");
        var start = new ProcessStartInfo(
            "dotnet",
            ["pack", project, "--no-build", "-c", "Debug", "-o", _folder, "-v", "q", "--nologo"]
        )
        {
            RedirectStandardOutput = true,
            WorkingDirectory = RootPath(),
        };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(
            TestContext.Current.CancellationToken
        );
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        process.ExitCode.ShouldBe(0, output);
    }

    private static async Task<IReadOnlyList<string>> DependenciesAsync(
        ZipArchive package,
        string nuspec
    )
    {
        await using var stream = await package
            .GetEntry(nuspec)!
            .OpenAsync(TestContext.Current.CancellationToken);
        var document = await XDocument.LoadAsync(
            stream,
            LoadOptions.None,
            TestContext.Current.CancellationToken
        );
        return
        [
            .. document
                .Descendants()
                .Where(e => e.Name.LocalName == "dependency")
                .Select(e => e.Attribute("id")!.Value),
        ];
    }

    private static string RootPath()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at.FullName, "Tallystick.slnx")))
            at = at.Parent!;
        return at.FullName;
    }
}
