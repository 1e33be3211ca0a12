using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Tallystick.Tests.House;

/// <summary>What keeps the repository readable, and the same on every machine.</summary>
public sealed partial class TidyTests
{
    private const int LinesMax = 450;

    /// <summary>Written apart, so that this file is not its own finding.</summary>
    private static readonly string[] Registries =
    [
        "nuget" + ".org",
        "npm" + "js.org",
        "npm" + "js.com",
        "pypi" + ".org",
        "proxy.golang" + ".org",
        "pkgs.dev" + ".azure.com",
    ];

    [Fact]
    public void No_file_in_src_is_too_long_to_read() =>
        Repository
            .FilesUnder("src/", ".cs")
            .Select(f => (File: f, Lines: Repository.Read(f).Count(c => c == '\n')))
            .Where(f => f.Lines > LinesMax)
            .ShouldBeEmpty($"over {LinesMax} lines");

    [Fact]
    public void No_file_names_a_package_registry() =>
        Findings(text =>
                Registries.Where(r => text.Contains(r, StringComparison.OrdinalIgnoreCase))
            )
            .ShouldBeEmpty();

    [Fact]
    public void No_file_names_a_place_on_someones_machine() =>
        Findings(text => MachinePath().Matches(text).Select(m => m.Value)).ShouldBeEmpty();

    [Fact]
    public void Lock_files_hold_no_addresses() =>
        Repository
            .AllFiles.Where(f => f.EndsWith("packages.lock.json", StringComparison.Ordinal))
            .Where(f => Repository.Read(f).Contains("://", StringComparison.Ordinal))
            .ShouldBeEmpty();

    /// <summary>The project speaks of itself: not of how, by whom or from what list it was made.</summary>
    [Fact]
    public void The_text_speaks_of_the_project_alone() =>
        Findings(text => WorkshopTalk().Matches(text).Select(m => m.Value)).ShouldBeEmpty();

    [Fact]
    public void Every_file_ends_with_one_line_end() =>
        Repository
            .TextFiles.Where(f => !f.EndsWith(".lock.json", StringComparison.Ordinal))
            .Where(f => Repository.Read(f) is { Length: > 0 } text && !IsEndedWell(text))
            .ShouldBeEmpty();

    [Fact]
    public void Every_package_is_used() => Versioned.Except(Used).ShouldBeEmpty();

    [Fact]
    public void Every_package_is_explained_and_nothing_else_is()
    {
        var explained = PackageRow()
            .Matches(Repository.Read("docs/dependencies.md"))
            .Select(m => m.Groups[1].Value);
        explained.ShouldBe(Versioned, ignoreOrder: true);
    }

    /// <summary>But for the lens of the mutation tests, which holds tests that are here already.</summary>
    [Fact]
    public void Every_project_is_in_the_solution() =>
        Repository
            .ReadXml("Tallystick.slnx")
            .Descendants("Project")
            .Select(p => p.Attribute("Path")!.Value)
            .ShouldBe(
                Repository.AllFiles.Where(f =>
                    f.EndsWith(".csproj", StringComparison.Ordinal)
                    && !f.EndsWith("Tallystick.Mutation.Tests.csproj", StringComparison.Ordinal)
                ),
                ignoreOrder: true
            );

    private static IEnumerable<string> Versioned =>
        Repository
            .ReadXml("Directory.Packages.props")
            .Descendants("PackageVersion")
            .Select(Include);

    private static IEnumerable<string> Used =>
        Repository
            .AllFiles.Where(f => Path.GetExtension(f) is ".csproj" or ".props" or ".targets")
            .SelectMany(f => Repository.ReadXml(f).Descendants("PackageReference"))
            .Select(Include);

    private static string Include(XElement element) => element.Attribute("Include")!.Value;

    private static IEnumerable<string> Findings(Func<string, IEnumerable<string>> find) =>
        from file in Repository.TextFiles
        from found in find(Repository.Read(file))
        select $"{file}: {found}";

    private static bool IsEndedWell(string text) =>
        text[^1] == '\n' && (text.Length < 2 || text[^2] != '\n');

    [GeneratedRegex(@"(?<![\w.:}*-])/(?:work|root|home|Users)/\w+|[A-Z]:\\Users\\")]
    private static partial Regex MachinePath();

    [GeneratedRegex(
        @"\b(?:helper|agent|worker|this|another) session\b|\bsub-?agents?\b|\bgit work-?trees?\b"
            + @"|\bother engineers\b|(?<![\w&/])#\d{1,4}\b(?!-)|\bissue \d+\b|(?-i:\bTODO\b|\bFIXME\b)",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex WorkshopTalk();

    [GeneratedRegex(@"^\| `([^`]+)` \|", RegexOptions.Multiline)]
    private static partial Regex PackageRow();
}
