using Tallystick.Connectors.HighLevel.Quirks;

namespace Tallystick.Tests.House;

/// <summary>The list of HighLevel's quirks is whole, its page is made of it, and its tests are there.</summary>
public sealed class QuirkTests
{
    private const string Folder = "tests/Tallystick.Contract.Tests/HighLevel/";

    public static TheoryData<string> Ids => [.. HighLevelQuirks.All.Select(q => q.Id)];

    [Fact]
    public void Every_quirk_is_there_once() =>
        HighLevelQuirks.All.Select(q => q.Id).ShouldBeUnique();

    [Theory]
    [MemberData(nameof(Ids))]
    public void Every_quirk_has_all_its_parts_and_a_test_that_exists(string id)
    {
        var quirk = HighLevelQuirks.All.Single(q => q.Id == id);

        new[] { quirk.What, quirk.Source, quirk.Answer }.ShouldAllBe(part => part.Length > 5);
        quirk.What.ShouldEndWith(".");
        quirk.Answer.ShouldEndWith(".");
        var (file, method) = quirk.Test.Split('.') is [var type, var name]
            ? ($"{Folder}{type}.cs", name)
            : throw new InvalidOperationException($"'{quirk.Test}' is not class and method.");
        Repository.Read(file).ShouldContain($"public async Task {method}(");
    }

    /// <summary>On failure, the message is the text of the page.</summary>
    [Fact]
    public void The_page_is_made_of_the_list() =>
        Repository.Read("docs/reference/quirks.md").ShouldBe(HighLevelQuirks.ToMarkdown());
}
