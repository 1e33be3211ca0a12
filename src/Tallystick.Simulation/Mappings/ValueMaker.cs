using System.Globalization;
using PhoneNumbers;
using Tallystick.Core.Comparison;
using Tallystick.Core.Records;

namespace Tallystick.Simulation.Mappings;

/// <summary>
/// What people type. Every value is made from a number alone, so that the same person is the same
/// on both sides; first names, last names and towns come again, as they do among people, but never
/// all of them at once. No value reads like the beginning or the end of another: an app that cuts
/// or adds could not be told from a person who did.
/// </summary>
internal static class ValueMaker
{
    /// <summary>One change in so many does not fit the other side.</summary>
    private const int UnfitEach = 12;

    /// <summary>A text that is too long has so many letters too many.</summary>
    private const int Longer = 8;

    /// <summary>People do not type more than that.</summary>
    private const int LongMax = 2000;

    private static readonly string[] FirstNames = ["Ann", "Bob", "Cleo", "Dirk", "Emma"];
    private static readonly string[] LastNames =
    [
        "Archer",
        "Bishop",
        "Cooper",
        "Dyer",
        "Ewing",
        "Farmer",
        "Gardner",
    ];
    private static readonly string[] Places = ["Ashford", "Bramley", "Colyton"];
    private static readonly string[] Countries = ["US", "DE", "FR", "GB"];
    private static readonly string[] Tags = ["tag-01", "tag-02", "tag-03", "tag-04", "tag-05"];

    /// <summary>A newborn's value, of people number so and so.</summary>
    public static Value Newborn(FieldFacts field, int number) =>
        field switch
        {
            { Options.Count: > 0, IsSet: true } => Value.OfSet([OptionOf(field, number)]),
            { Options.Count: > 0 } => Value.Of(OptionOf(field, number)),
            { IsSet: true } => Value.OfSet([Tags[number % 3], TagOf(number)]),
            { Kind: ComparisonKind.Text or ComparisonKind.Caseless or ComparisonKind.Exact } =>
                NewText(field, number),
            _ => Typed(field, number),
        };

    /// <summary>What somebody changes it to: nobody else has it, and it is not what was there.</summary>
    public static Value Changed(FieldFacts field, Value before, int number)
    {
        if (number % UnfitEach == 0 && Unfit(field, number) is { } unfit)
            return unfit;
        var value = field switch
        {
            { Options.Count: > 0 } => Value.Of(OptionOf(field, number)),
            { Kind: ComparisonKind.Bool } => Value.Of(before.Text == "true" ? "false" : "true"),
            { Name: NameKind.Country } => Value.Of(Countries[number % Countries.Length]),
            { Kind: ComparisonKind.Text or ComparisonKind.Caseless or ComparisonKind.Exact } =>
                Value.Of(Unique(field, number)),
            _ => Typed(field, number),
        };
        return value == before && field.Options.Count > 1
            ? Value.Of(OptionOf(field, number + 1))
            : value;
    }

    /// <summary>What this side allows and the other end of the pair does not; null where there is no such thing.</summary>
    private static Value? Unfit(FieldFacts field, int number)
    {
        if (field.Field.Options.FirstOrDefault(o => !field.Options.Contains(o)) is { } option)
            return Value.Of(option);
        var own = field.Field.LengthMax ?? int.MaxValue;
        return
            field is { Options.Count: 0, LengthMax: < LongMax }
            && field.Kind is ComparisonKind.Text or ComparisonKind.Caseless
            && own > field.LengthMax + Longer
            ? Value.Of(Numbered("L", number, 4) + new string('w', field.LengthMax + Longer - 5))
            : null;
    }

    /// <summary>A tag or an option to add to a set.</summary>
    public static string Element(FieldFacts field, int number) =>
        field.Options.Count > 0 ? OptionOf(field, number) : TagOf(number);

    private static string TagOf(int number) => Numbered("own-", number, 4);

    private static string OptionOf(FieldFacts field, int number) =>
        field.Options[number % field.Options.Count];

    private static Value NewText(FieldFacts field, int number) =>
        Value.Of(
            field.Name switch
            {
                NameKind.Country => Countries[number % Countries.Length],
                NameKind.First => Fit(field, FirstNames[number % FirstNames.Length], number),
                NameKind.Last => Fit(field, LastNames[number % LastNames.Length], number),
                NameKind.Whole => Fit(
                    field,
                    $"{FirstNames[number % FirstNames.Length]} {LastNames[number % LastNames.Length]} {Numbered("", number, 4)}",
                    number
                ),
                NameKind.Place => Fit(field, Places[number % Places.Length], number),
                _ => field.IsIdentity
                    ? Unique(field, number)
                    : Fit(field, Numbered($"{field.Key} ", number % 4, 1), number),
            }
        );

    private static Value Typed(FieldFacts field, int number) =>
        field.Kind switch
        {
            ComparisonKind.Email => Value.Of(Numbered("p", number, 4) + "@example.com"),
            ComparisonKind.Phone => Value.Of(PhoneOf(field, number)),
            ComparisonKind.Number => Value.Of(Numbered("", 1000 + number, 4)),
            ComparisonKind.Money => Value.Of(Numbered("", 1000 + number, 4) + ".25"),
            ComparisonKind.Bool => Value.Of(number % 2 == 0 ? "true" : "false"),
            ComparisonKind.Date => Value.Of(
                new DateOnly(1970, 1, 1)
                    .AddDays(number * 7 % 20_000)
                    .ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            ),
            ComparisonKind.Instant => Value.Of(
                new DateTime(2026, 5, 1, 10, 0, 0, DateTimeKind.Utc)
                    .AddMinutes(number * 15 % 500_000)
                    .ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)
            ),
            ComparisonKind.Json => Value.Of($"{{\"n\":{Numbered("", number, 1)}}}"),
            _ => Value.Of(Unique(field, number)),
        };

    private static string PhoneOf(FieldFacts field, int number)
    {
        var example = field.Country is null or "US"
            ? null
            : PhoneNumberUtil
                .GetInstance()
                .GetExampleNumberForType(field.Country, PhoneNumberType.MOBILE);
        if (example is null)
            return Numbered("+1212555", number, 4);
        var text = PhoneNumberUtil.GetInstance().Format(example, PhoneNumberFormat.E164);
        return text[..^4] + Numbered("", number, 4);
    }

    private static string Unique(FieldFacts field, int number) =>
        field.LengthMax < 12
            ? Letters(number, Math.Min(field.LengthMax, 5))
            : Numbered("N", number, 4) + " typed";

    private static string Fit(FieldFacts field, string text, int number) =>
        text.Length <= field.LengthMax ? text : Letters(number, Math.Min(field.LengthMax, 5));

    /// <summary>"AAB": a number in as few letters as there is room for.</summary>
    private static string Letters(int number, int length)
    {
        var letters = new char[length];
        for (var i = length - 1; i >= 0; i--, number /= 26)
            letters[i] = (char)('A' + (number % 26));
        return new string(letters);
    }

    private static string Numbered(string before, int number, int digits) =>
        before + number.ToString($"D{digits}", CultureInfo.InvariantCulture);
}
