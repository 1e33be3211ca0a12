using Tallystick.Core.Matching;

namespace Tallystick.Tests.Core.Matching;

public sealed class LikenessTests
{
    [Theory]
    [InlineData("Zoë Łukasz", "zoe lukasz")]
    [InlineData("  Müller   Straße ", "muller strasse")]
    [InlineData("O’Neill", "o'neill")]
    [InlineData("ÉLODIE", "elodie")]
    [InlineData("Ёлкин", "елкин")]
    public void A_name_is_folded_by_case_accents_and_white_space(string name, string expected) =>
        NameFold.Of(name).ShouldBe(expected);

    [Fact]
    public void A_mark_that_makes_another_letter_stays() =>
        NameFold.Of("ガ").ShouldNotBe(NameFold.Of("カ"));

    [Fact]
    public void Words_come_without_punctuation() =>
        NameFold.Words("O'Brien-Smith, Jr.").ShouldBe(["obrien", "smith", "jr"]);

    [Theory]
    // left name, company, city | right name, company, city | at least | at most
    [InlineData("Ada|Lovelace|Engines Ltd|London", "Ada|Lovelace|Engines|London", 98, 100)]
    [InlineData("Jon|Smith|Acme Inc.|Boston", "John|Smith|ACME|Boston", 92, 100)]
    [InlineData("J|Smith|Acme|Boston", "John|Smith|Acme|Boston", 90, 98)]
    [InlineData("Smith|John|Acme|Boston", "John|Smith|Acme|Boston", 95, 99)]
    [InlineData("José|García|Acme|", "Jose|Garcia|Acme|", 90, 94)]
    [InlineData("Katherine|Johnson||", "Catherine|Johnson||", 70, 78)]
    [InlineData("Maria|Santos|Acme|Lima", "Maria|Santos|Globex|Quito", 55, 70)]
    public void People_who_look_alike_have_a_score(string left, string right, int min, int max) =>
        ScoreOf(left, right).ShouldNotBeNull().ShouldBeInRange(min, max);

    [Theory]
    [InlineData("Ada|Lovelace|Engines|London", "Charles|Babbage|Engines|London")]
    [InlineData("Ada|Lovelace|Engines|London", "Ada|Byron|Engines|London")]
    [InlineData("Tom|Miller|Acme|Boston", "Tina|Miller|Acme|Boston")]
    public void Colleagues_with_another_name_have_none(string left, string right) =>
        ScoreOf(left, right).ShouldBeNull();

    [Fact]
    public void A_key_that_differs_speaks_against_it_and_is_told()
    {
        var left = Card("l", "Ada|Lovelace|Engines|London", "ada@one.example");
        var right = Card("r", "Ada|Lovelace|Engines|London", "ada@two.example");

        var likeness = Likeness.Of(left, right)!;

        likeness.Score.ShouldBe(85);
        likeness.Parts.Select(p => p.Name).ShouldBe(["name", "company", "city", "key"]);
    }

    [Fact]
    public void A_whole_name_is_taken_apart()
    {
        PersonCard.Of("a", ("", "", "Ada King Lovelace"), "", "", null)!.Last.ShouldBe("lovelace");
        PersonCard
            .Of("a", ("", "", "Lovelace, Ada King"), "", "", null)!
            .First.ShouldBe("ada king");
        PersonCard.Of("a", ("", "", ""), "Acme", "Boston", null).ShouldBeNull();
    }

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
    [InlineData("Ada|Lovelace||", "Adah|Lovelace||")]
    [InlineData("Jon|Smyth||", "John|Smith||")]
    [InlineData("Lovelace|Ada||", "Ada|Lovelace||")]
    [InlineData("Zoe|Kowalski|Umbrella|", "Zoe|Covalsky|Umbrella|")]
    public void A_misspelt_name_still_finds_its_candidates(string searched, string there)
    {
        var index = new LikenessIndex();
        index.Add(Card("r", there));

        index.CandidatesOf(Card("l", searched)).ShouldHaveSingleItem();
    }

    private static int? ScoreOf(string left, string right)
    {
        var forth = Likeness.Of(Card("l", left), Card("r", right))?.Score;
        Likeness.Of(Card("r", right), Card("l", left))?.Score.ShouldBe(forth!.Value);
        return forth;
    }

    private static PersonCard Card(string id, string text, string? key = null)
    {
        var parts = text.Split('|');
        return PersonCard.Of(id, (parts[0], parts[1], ""), parts[2], parts[3], key)!;
    }
}
