using System.Globalization;

namespace Tallystick.Sandbox.People;

/// <summary>Makes people up: the same seed and index always give the same person, and no two indexes share an e-mail or a phone number.</summary>
public static class SandboxPeople
{
    private static readonly string[] FirstNames =
    [
        "Ada",
        "Björn",
        "Chloé",
        "Đorđe",
        "Élise",
        "Fatima",
        "Giulia",
        "Håkon",
        "Inês",
        "Jürgen",
        "Katarzyna",
        "Łukasz",
        "María",
        "Nuñez",
        "Óscar",
        "Priya",
        "Quentin",
        "Rosan",
        "Søren",
        "Tomás",
        "Ulrike",
        "Violet",
        "Wei",
        "Ximena",
        "Yūki",
        "Zoë",
        "Amara",
        "Dmitri",
        "Hana",
        "Kofi",
        "Leila",
        "Mateo",
        "Noor",
        "Owen",
        "Paula",
        "Samira",
        "Theo",
        "Ursula",
        "Vikram",
        "Mary Jane",
    ];

    private static readonly string[] LastNames =
    [
        "Lovelace",
        "Åkesson",
        "Brontë",
        "Çelik",
        "D'Angelo",
        "Eriksen",
        "Fernández",
        "García-López",
        "Hopper",
        "Ivanova",
        "Johnson",
        "Kowalski",
        "Lindqvist",
        "Müller",
        "Nakamura",
        "O'Neill",
        "Petrović",
        "Quispe",
        "Rossi",
        "Šimić",
        "Tran",
        "Underwood",
        "van der Berg",
        "Weiß",
        "Xu",
        "Yılmaz",
        "Zieliński",
        "Deo",
        "Okafor",
        "Smith",
        "Brown",
        "Novák",
        "Costa",
        "Singh",
        "Haddad",
        "Kim",
        "Nguyen",
        "Moreau",
        "Silva",
        "Turing",
    ];

    private static readonly string[] Companies =
    [
        "Acme Roofing",
        "Blue Door Realty",
        "Café Zoë",
        "Dunder Supplies",
        "Evergreen Dental",
        "Fjord Analytics",
        "Green & Sons",
        "Harbor Yoga",
        "Ibis Travel",
        "Jolly Plumbing",
        "",
        "Kiln Studio",
        "Lumen Solar",
        "Maple Law LLP",
        "North Star Fitness",
        "",
    ];

    private static readonly (string City, string State, string Zip, string Area)[] Places =
    [
        ("New York", "NY", "10001", "212"),
        ("Chicago", "IL", "60601", "312"),
        ("Houston", "TX", "77002", "713"),
        ("Phoenix", "AZ", "85003", "602"),
        ("San Diego", "CA", "92101", "619"),
        ("Denver", "CO", "80202", "303"),
        ("Seattle", "WA", "98101", "206"),
        ("Boston", "MA", "02108", "617"),
    ];

    private static readonly string[] Streets =
    [
        "Main St",
        "Oak Ave",
        "Maple Dr",
        "2nd St",
        "Park Blvd",
        "Cedar Ln",
        "Lake Rd",
        "Hill Ct",
    ];

    private static readonly string[] Labels =
    [
        "vip",
        "newsletter",
        "lead",
        "customer",
        "webinar 2026",
        "referral",
        "do not call",
        "trial",
    ];

    public static SandboxPerson Generate(int seed, int index)
    {
        var random = new Random(unchecked((seed * 397) ^ (index * 7919) ^ 0x5bd1e995));
        var first = Pick(random, FirstNames);
        var last = Pick(random, LastNames);
        var place = Places[random.Next(Places.Length)];
        // Exchange and line number hold the index, so that every number is different and valid.
        var line = (index % 8_000_000) + 2_000_000;
        return new SandboxPerson(
            first,
            last,
            $"{Ascii(first)}.{Ascii(last)}.{seed}.{index}@example.com",
            $"+1{place.Area}{line.ToString(CultureInfo.InvariantCulture)}",
            Pick(random, Companies),
            $"{random.Next(1, 999)} {Pick(random, Streets)}",
            place.City,
            place.State,
            place.Zip,
            "US",
            new DateOnly(1950, 1, 1).AddDays(random.Next(20_000)),
            [.. Labels.Where(_ => random.Next(5) == 0)]
        );
    }

    private static string Pick(Random random, string[] from) => from[random.Next(from.Length)];

    private static string Ascii(string name)
    {
        var letters = name.Normalize(System.Text.NormalizationForm.FormD)
            .ToLowerInvariant()
            .Where(char.IsAsciiLetter);
        return string.Concat(letters);
    }
}
