using Tallystick.Core.Mapping;

namespace Tallystick.Tests.Core.Mapping;

public sealed class SuggestionsTests
{
    private static readonly string[] Names = ["firstName", "lastName", "email", "phone"];

    [Theory]
    [InlineData("emial", "email")]
    [InlineData("e-mail", "email")]
    [InlineData("E MAIL", "email")]
    [InlineData("First Name", "firstName")]
    [InlineData("lastname", "lastName")]
    [InlineData("lastnam", "lastName")]
    [InlineData("firstNames", "firstName")]
    [InlineData("fone", "phone")]
    [InlineData("phonenr", "phone")]
    [InlineData("theFirstName", "firstName")]
    public void A_near_name_is_suggested(string wrong, string meant) =>
        Suggestions.For(wrong, Names).ShouldBe($"Did you mean '{meant}'?");

    [Theory]
    [InlineData("company")]
    [InlineData("em")]
    [InlineData("phone123")]
    public void Where_none_is_near_the_names_there_are_are_listed(string wrong) =>
        Suggestions
            .For(wrong, ["name", "email", "telephone"])
            .ShouldBe("There are: name, email, telephone.");

    [Fact]
    public void The_nearest_of_several_is_suggested() =>
        Suggestions.For("phon2", ["phone1x", "phone2", "phone"]).ShouldBe("Did you mean 'phone2'?");

    [Fact]
    public void Where_there_are_no_names_it_says_so() =>
        Suggestions.For("company", []).ShouldBe("There are none.");

    [Fact]
    public void A_name_is_listed_once() =>
        Suggestions.For("company", ["a", "b", "a"]).ShouldBe("There are: a, b.");

    [Theory]
    [InlineData(12, "n1, n2, n3, n4, n5, n6, n7, n8, n9, n10, n11, n12.")]
    [InlineData(13, "n1, n2, n3, n4, n5, n6, n7, n8, n9, n10, n11, n12, ….")]
    public void A_long_list_is_cut(int count, string listed) =>
        Suggestions
            .For("something", Enumerable.Range(1, count).Select(i => $"n{i}"))
            .ShouldBe($"There are: {listed}");
}
