using System.Text.RegularExpressions;

namespace Tallystick.Contract.Tests.HighLevel;

/// <summary>The sandbox's manual says which test shows which case.</summary>
public sealed partial class CasesTests
{
    [Fact]
    public void Each_case_in_the_manual_of_the_sandbox_names_a_test_that_is_there()
    {
        var methods = typeof(CasesTests)
            .Assembly.GetTypes()
            .SelectMany(t => t.GetMethods().Select(m => $"{t.Name}.{m.Name}"))
            .ToHashSet(StringComparer.Ordinal);

        var named = Row()
            .Matches(File.ReadAllText(Manual()))
            .Select(m => m.Groups[1].Value)
            .ToList();

        named.Count.ShouldBeGreaterThanOrEqualTo(37);
        named.ShouldBeSubsetOf(methods);
    }

    private static string Manual()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var file = Path.Combine(at.FullName, "src", "Tallystick.Sandbox", "README.md");
            if (File.Exists(file))
                return file;
        }
        throw new FileNotFoundException("The sandbox's README is not above the test assembly.");
    }

    [GeneratedRegex(@"^\| T\d\d \|[^|]*\| `([^`]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
