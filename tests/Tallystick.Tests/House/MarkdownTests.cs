using System.Text.RegularExpressions;

namespace Tallystick.Tests.House;

/// <summary>A link in the docs leads somewhere.</summary>
public sealed partial class MarkdownTests
{
    public static TheoryData<string> Pages =>
        [.. Repository.AllFiles.Where(f => f.EndsWith(".md", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_link_to_a_file_or_a_heading_leads_there(string page) =>
        Link()
            .Matches(Fence().Replace(Repository.Read(page), ""))
            .Select(m => m.Groups[1].Value)
            .Where(l => !l.Contains("://", StringComparison.Ordinal))
            .Where(l => !l.StartsWith("mailto:", StringComparison.Ordinal))
            .Where(l => !Leads(page, l))
            .ShouldBeEmpty(page);

    [Fact]
    public void Every_page_of_the_docs_can_be_reached_from_the_readme()
    {
        var reached = new HashSet<string>();
        var open = new Stack<string>(["README.md"]);
        while (open.TryPop(out var page))
        {
            if (!reached.Add(page))
                continue;
            if (Directory.Exists(Path.Combine(Repository.Root, page)))
                foreach (var inFolder in Repository.FilesUnder(page + "/", ".md"))
                    open.Push(inFolder);
            if (!page.EndsWith(".md", StringComparison.Ordinal))
                continue;
            foreach (Match link in Link().Matches(Repository.Read(page)))
                if (TargetOf(page, link.Groups[1].Value) is { } target)
                    open.Push(target);
        }
        Repository.FilesUnder("docs/", ".md").Except(reached).ShouldBeEmpty();
    }

    private static bool Leads(string page, string link)
    {
        if (TargetOf(page, link) is not { } target)
            return false;
        return link.Split('#', 2) is not [_, var heading] || HeadingsOf(target).Contains(heading);
    }

    /// <returns>The file or folder within the repository; null when there is none.</returns>
    private static string? TargetOf(string page, string link)
    {
        var path = link.Split('#')[0];
        if (path.Length == 0)
            return page;
        var folder = Path.GetDirectoryName(Path.Combine(Repository.Root, page))!;
        var full = Path.GetFullPath(path, folder);
        var relative = Path.GetRelativePath(Repository.Root, full).Replace('\\', '/');
        return Repository.Exists(relative) ? relative : null;
    }

    /// <summary>Headings as GitHub makes anchors of them: lower case, without punctuation, hyphens for blanks.</summary>
    private static IEnumerable<string> HeadingsOf(string page) =>
        Heading()
            .Matches(Fence().Replace(Repository.Read(page), ""))
            .Select(m => Punctuation().Replace(m.Groups[1].Value.ToLowerInvariant(), ""))
            .Select(h => h.Replace(' ', '-'));

    [GeneratedRegex(@"\]\(([^)\s]+)\)|(?:src|srcset|href)=""([^""]+)""")]
    private static partial Regex Link();

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"^#+ +(.+?) *$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex Punctuation();
}
