using Tallystick.Core.Matching;

namespace Tallystick.Tests.Core.Matching;

/// <summary>Whom a record is compared with at all.</summary>
public sealed class LikenessIndexTests
{
    [Fact]
    public void Candidates_are_few_however_many_there_are()
    {
        var index = new LikenessIndex();
        for (var i = 0; i < 5_000; i++)
            index.Add(Card($"r{i}", $"John|Smith|Company{i}|Town{i}"));

        var candidates = index.CandidatesOf(Card("l", "Jon|Smith|Company4321|Boston")).ToArray();

        candidates.Length.ShouldBeLessThanOrEqualTo(40);
        candidates.Select(c => c.RecordId).ShouldContain("r4321");
    }

    [Theory]
    [InlineData(60, 40)]
    [InlineData(61, 0)]
    public void Who_has_the_same_as_too_many_others_is_told_by_something_else(
        int sameName,
        int expected
    )
    {
        var index = new LikenessIndex();
        for (var i = 0; i < sameName; i++)
            index.Add(Card($"r{i}", "John|Smith||"));

        index.CandidatesOf(Card("l", "John|Smith||")).Count().ShouldBe(expected);
    }

    [Fact]
    public void A_candidate_comes_once_however_much_is_alike()
    {
        var index = new LikenessIndex();
        index.Add(Card("r", "Ada|Lovelace|Engines|London"));

        index.CandidatesOf(Card("l", "Ada|Lovelace|Engines|London")).ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("Ada|Lovelace||", "Adah|Lovelace||")]
    [InlineData("Jon|Smyth||", "John|Smith||")]
    [InlineData("Lovelace|Ada||", "Ada|Lovelace||")]
    [InlineData("Zoe|Kowalski|Umbrella|", "Zoe|Covalsky|Umbrella|")]
    public void A_misspelt_name_still_finds_its_candidates(string searched, string there) =>
        Finds(searched, there).ShouldBeTrue();

    [Theory]
    // the beginning of the family name
    [InlineData("J|Schwarz||", "John|Schwartzkopf||")]
    // its sound
    [InlineData("J|Smyth||", "John|Smith||")]
    // the given name's beginning, and its sound
    [InlineData("Alex|Kim||", "Alexander|Kowal||")]
    [InlineData("Jon|Kim||", "John|Kowal||")]
    // the company, with a name
    [InlineData("Ada|Lovelace|Engines|", "Bob|Larkin|Engines|")]
    [InlineData("Ada|Lovelace|Engines|", "Ada|Byron|Engines|")]
    // the city, with the family name's beginning or its sound
    [InlineData("Ada|Loveridge||London", "Bob|Lovelace||London")]
    [InlineData("Ada|Smyth||London", "Bob|Smith||Londonderry")]
    public void One_thing_in_common_is_enough(string searched, string there) =>
        Finds(searched, there).ShouldBeTrue();

    [Theory]
    [InlineData("Ada|Lovelace|Engines|London", "Bob|Smith|Umbrella|Paris")]
    [InlineData("Ada|Lovelace||", "Bob|Lovelace||")]
    [InlineData("Ada|Smyth||", "Bob|Smith||")]
    [InlineData("|Lovelace||", "|Larkin||")]
    [InlineData("J|Miller||", "John|Mason||")]
    [InlineData("Ada|Lovelace||London", "Bob|Smith||London")]
    [InlineData("Ada|Lovelace|Engines|", "Bob|Smith|Engines|")]
    [InlineData("|Smyth||", "John|Smith||")]
    public void Those_who_have_less_in_common_are_not_compared(string searched, string there) =>
        Finds(searched, there).ShouldBeFalse();

    [Theory]
    [InlineData("Robert", "Rupert")]
    [InlineData("Wolfers", "Wolvers")]
    [InlineData("Marcus", "Markus")]
    [InlineData("Maxim", "Maksim")]
    [InlineData("Nasir", "Nazir")]
    [InlineData("Wagner", "Wackner")]
    [InlineData("Sadjan", "Satchan")]
    [InlineData("Enriques", "Enrikez")]
    [InlineData("Becker", "Beker")]
    [InlineData("Ashcroft", "Askroft")]
    [InlineData("Tymczak", "Timcak")]
    [InlineData("Smith Jones", "Smyth")]
    [InlineData("Wolfeschlegelsteinhausen", "Wolveslagel")]
    public void Family_names_that_sound_alike_find_each_other(string searched, string there)
    {
        Finds($"J|{searched}||", $"John|{there}||").ShouldBeTrue();
        Finds($"J|{there}||", $"John|{searched}||").ShouldBeTrue();
    }

    private static bool Finds(string searched, string there)
    {
        var index = new LikenessIndex();
        index.Add(Card("r", there));

        return index.CandidatesOf(Card("l", searched)).Any();
    }

    private static PersonCard Card(string id, string text)
    {
        var parts = text.Split('|');
        return PersonCard.Of(id, (parts[0], parts[1], ""), parts[2], parts[3], null)!;
    }
}
