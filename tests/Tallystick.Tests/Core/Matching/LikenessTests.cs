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
    [InlineData("Æsa", "aesa")]
    [InlineData("Œdema", "oedema")]
    [InlineData("Søren", "soren")]
    [InlineData("Đorđe", "dorde")]
    [InlineData("Guðrún Þórsdóttir", "gudrun thorsdottir")]
    [InlineData("Işık", "isik")]
    [InlineData("O‘Neill", "o'neill")]
    [InlineData("OʼNeill", "o'neill")]
    [InlineData("O´Neill", "o'neill")]
    [InlineData("O`Neill", "o'neill")]
    [InlineData("Smith‐Jones", "smith-jones")]
    [InlineData("Smith‑Jones", "smith-jones")]
    [InlineData("Smith–Jones", "smith-jones")]
    [InlineData("Smith—Jones", "smith-jones")]
    [InlineData("\u0301 Ada \u0301", "ada")]
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
    [InlineData("T|Miller|Acme|Boston", "John|Miller|Acme|Boston")]
    [InlineData("T|Miller|Acme|Boston", "J|Miller|Acme|Boston")]
    [InlineData("|Lovelace|Engines|London", "Lovelace|Ada|Engines|London")]
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
        likeness.Parts[^1].Score.ShouldBe(-15);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("ada@x", null)]
    [InlineData(null, "ada@x")]
    [InlineData("ada@x", "ada@x")]
    public void A_key_that_is_the_same_or_missing_says_nothing(string? left, string? right)
    {
        var likeness = Likeness.Of(
            Card("l", "Ada|Lovelace|Engines|London", left),
            Card("r", "Ada|Lovelace|Engines|London", right)
        )!;

        likeness.Score.ShouldBe(100);
        likeness.Parts.Select(p => p.Name).ShouldBe(["name", "company", "city"]);
    }

    [Theory]
    [InlineData("Ada|Lovelace||", "Ada|Lovelace||")]
    [InlineData("Ada|Lovelace|Engines|London", "Ada|Lovelace||")]
    [InlineData("Ada|Lovelace|Engines|", "Ada|Lovelace||London")]
    public void What_only_one_of_them_tells_says_nothing(string left, string right)
    {
        ScoreOf(left, right).ShouldBe(78);
        Likeness.Of(Card("l", left), Card("r", right))!.Parts.ShouldHaveSingleItem();
        Likeness.Of(Card("l", right), Card("r", left))!.Parts.ShouldHaveSingleItem();
    }

    [Theory]
    // more like | less like | name of both
    [InlineData("Jo Anna", "Joanna", "Jo")]
    [InlineData("John", "J", "John")]
    [InlineData("J", "", "John")]
    [InlineData("John Paul", "J", "John")]
    [InlineData("John Paul", "Johann", "John")]
    public void The_more_a_given_name_tells_the_higher_the_score(
        string more,
        string less,
        string name
    ) =>
        ScoreOf($"{more}|Smith||", $"{name}|Smith||")
            .ShouldNotBeNull()
            .ShouldBeGreaterThan(ScoreOf($"{less}|Smith||", $"{name}|Smith||")!.Value);

    [Theory]
    [InlineData("J", "John", 93)]
    [InlineData("John", "John Paul", 98)]
    [InlineData("", "John", 85)]
    public void A_part_of_a_given_name_is_nearly_as_good_as_the_whole(
        string left,
        string right,
        int score
    ) =>
        Likeness
            .Of(Card("l", $"{left}|Smith||"), Card("r", $"{right}|Smith||"))!
            .Parts.ShouldBe([new LikenessPart("name", score)]);

    [Fact]
    public void A_company_is_known_by_its_words_in_any_order() =>
        Likeness
            .Of(
                Card("l", "Ada|Lovelace|Engines Analytical|"),
                Card("r", "Ada|Lovelace|Analytical Engines of Europe|")
            )!
            .Parts[1]
            .ShouldBe(new LikenessPart("company", 95));

    [Fact]
    public void A_whole_name_is_taken_apart()
    {
        var plain = PersonCard.Of("a", ("", "", "Ada King Lovelace"), "", "", null)!;
        (plain.First, plain.Last).ShouldBe(("ada king", "lovelace"));
        PersonCard
            .Of("a", ("", "", "Lovelace, Ada King"), "", "", null)!
            .First.ShouldBe("ada king");
        PersonCard.Of("a", ("", "", ""), "Acme", "Boston", null).ShouldBeNull();
    }

    [Theory]
    [InlineData("Ada", "Lovelace", "ada", "lovelace")]
    [InlineData("", "Lovelace", "", "lovelace")]
    [InlineData("Ada", "", "", "ada")]
    public void A_whole_name_is_not_asked_where_a_part_of_it_is_known(
        string first,
        string last,
        string expectedFirst,
        string expectedLast
    )
    {
        var card = PersonCard.Of("a", (first, last, "Countess Byron"), "", "", null)!;

        (card.First, card.Last).ShouldBe((expectedFirst, expectedLast));
    }

    [Theory]
    [InlineData("Engines, Ltd.", "engines")]
    [InlineData("The Holding Company", "the holding company")]
    [InlineData("", "")]
    public void A_company_is_called_without_its_legal_form_unless_that_is_all(
        string company,
        string expected
    ) =>
        string.Join(' ', PersonCard.Of("a", ("", "Byron", ""), company, "", null)!.Company)
            .ShouldBe(expected);

    private static int? ScoreOf(string left, string right)
    {
        var forth = Likeness.Of(Card("l", left), Card("r", right))?.Score;
        var back = Likeness.Of(Card("r", right), Card("l", left))?.Score;
        back.ShouldBe(forth);
        return forth;
    }

    private static PersonCard Card(string id, string text, string? key = null)
    {
        var parts = text.Split('|');
        return PersonCard.Of(id, (parts[0], parts[1], ""), parts[2], parts[3], key)!;
    }
}
