namespace Tallystick.Sandbox.Acme;

/// <summary>
/// Made-up people: the same seed and index give the same person on any machine. E-mails are
/// unique within a seed and end in a reserved domain; phones are 555-01xx numbers.
/// </summary>
public static class AcmePeople
{
    private const int PhonesPerArea = 100;
    private const int Areas = 799;

    private static readonly string[] GivenNames =
    [
        "Ada",
        "Amara",
        "Björn",
        "Carlos",
        "Chloé",
        "Daria",
        "Elif",
        "Emeka",
        "Fatima",
        "Grace",
        "Hugo",
        "Ines",
        "Jakub",
        "Keiko",
        "Liam",
        "Mei",
        "Nadia",
        "Olivia",
        "Priya",
        "Ravi",
        "Sofia",
        "Tomás",
        "Uma",
        "Viktor",
        "Wanda",
        "Xavier",
        "Yara",
        "Zoë",
    ];

    private static readonly string[] FamilyNames =
    [
        "Adeyemi",
        "Baker",
        "Costa",
        "Dubois",
        "Eriksen",
        "Fischer",
        "García",
        "Haddad",
        "Ito",
        "Jensen",
        "Kowalski",
        "Lopez",
        "Müller",
        "Nguyen",
        "O'Brien",
        "Patel",
        "Quinn",
        "Rossi",
        "Silva",
        "Tanaka",
        "Usman",
        "Varga",
        "Walker",
        "Xu",
        "Yilmaz",
        "Zhang",
    ];

    private static readonly (string Town, string Region, string Country)[] Places =
    [
        ("Austin", "TX", "US"),
        ("Boston", "MA", "US"),
        ("Denver", "CO", "US"),
        ("Leeds", "Yorkshire", "GB"),
        ("Lyon", "Rhône", "FR"),
        ("Porto", "Norte", "PT"),
        ("Toronto", "ON", "CA"),
        ("Zürich", "ZH", "CH"),
    ];

    private static readonly string[] Trades =
    [
        "Bakery",
        "Builders",
        "Dental",
        "Fitness",
        "Law",
        "Logistics",
        "Media",
        "Roofing",
    ];

    private static readonly string[] Titles =
    [
        "Owner",
        "Office manager",
        "Buyer",
        "Engineer",
        "Director",
    ];

    private static readonly string[] Labels =
    [
        "Newsletter",
        "VIP",
        "Trade fair",
        "Referral",
        "Cold",
        "Partner",
    ];

    private static readonly string[] Stages = ["lead", "qualified", "customer"];

    /// <summary>The person at an index, from 0.</summary>
    public static AcmePersonSeed At(int seed, int index)
    {
        var dice = new Dice(((ulong)(uint)seed << 32) | (uint)index);
        var given = dice.Pick(GivenNames);
        var family = dice.Pick(FamilyNames);
        var place = dice.Pick(Places);
        return new AcmePersonSeed
        {
            GivenName = given,
            FamilyName = family,
            EmailAddress = $"{Ascii(given)}.{Ascii(family)}.{seed}-{index}@example.com",
            Mobile = Phone(index),
            Organisation = $"{dice.Pick(FamilyNames)} {dice.Pick(Trades)}",
            JobTitle = dice.Pick(Titles),
            Street = $"{1 + dice.Next(220)} {dice.Pick(FamilyNames)} Street",
            Town = place.Town,
            Region = place.Region,
            Postcode = $"{10_000 + dice.Next(89_999)}",
            CountryCode = place.Country,
            Birthday = new DateOnly(1950, 1, 1).AddDays(dice.Next(19_000)),
            Labels = dice.Next(3) == 0 ? [] : [dice.Pick(Labels)],
            Stage = dice.Pick(Stages),
            Score = dice.Next(101),
            OptOut = dice.Next(20) == 0,
            Website = dice.Next(4) == 0 ? $"https://www.example.com/{Ascii(family)}" : null,
            Remarks = dice.Next(3) == 0 ? $"Met at stand {dice.Next(90)}." : null,
        };
    }

    private static string? Phone(int index) =>
        index >= PhonesPerArea * Areas
            ? null
            : $"+1 {201 + (index / PhonesPerArea)} 555 01{index % PhonesPerArea:00}";

    private static string Ascii(string name) =>
        string.Concat(name.Where(char.IsAsciiLetter)).ToLowerInvariant();

    /// <summary>SplitMix64: small, and the same everywhere for ever.</summary>
    private struct Dice(ulong state)
    {
        public int Next(int below)
        {
            state += 0x9E3779B97F4A7C15;
            var z = state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return (int)((z ^ (z >> 31)) % (ulong)below);
        }

        public T Pick<T>(T[] items) => items[Next(items.Length)];
    }
}
