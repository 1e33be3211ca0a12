using System.Text.Json.Nodes;
using Tallystick.Sandbox.Calendars;
using Tallystick.Sandbox.Contacts;
using Tallystick.Sandbox.Generic;
using Tallystick.Sandbox.Locations;
using Tallystick.Sandbox.Opportunities;
using Tallystick.Sandbox.People;

namespace Tallystick.Sandbox.World;

/// <summary>What every sandbox starts with: two locations, users, tokens, custom fields; and made-up contacts.</summary>
internal static class Furniture
{
    public const string SecondLocation = "Zk3mN8qRt5vWx2yBc7Hd";
    public const string SampleContact = "ocQHyuzHvysMo5N5VsXc";
    public const string FirstUser = "sx6wyHhbFdRXh302LLNR";
    public const string SecondUser = "Qp4tLm7nRs2vXy9zAb3c";

    public static void Place(SandboxWorld world)
    {
        world.Locations.Clear();
        world.Users.Clear();
        world.Events.Clear();
        world.Generic.Clear();
        world.OAuth.Clear();
        foreach (var token in world.Tokens.Values.Where(t => t.ExpiresAt is not null).ToList())
            world.Tokens.Remove(token.Value);
        var first = world.AddLocation(
            HighLevelSandbox.DefaultLocation,
            new LocationFacts("Sandbox One", "US", "America/New_York")
        );
        var second = world.AddLocation(
            SecondLocation,
            new LocationFacts("Sandbox Two", "GB", "Europe/London")
        );
        AddFields(first);
        AddFields(second);
        AddCalendars(first, "BqTwX8QFwXzpegMve9EQ", "9NkT25Vor1v4aQatFsv2");
        AddCalendars(second, "CVokAlI8fgw4WYWoCtQz", "0007BWpSzSwfiuSl0tR2");
        AddAutomations(world, first.Id, id => id);
        AddAutomations(world, second.Id, Reverse);
        OpportunityFurniture.Place(first, id => id);
        OpportunityFurniture.Place(second, Reverse);
        AddUsers(world);
        AddTokens(world);
    }

    public static void AddContacts(SandboxWorld world, LocationState location, int count, int seed)
    {
        // Added over the months before, one a minute, so that listings have something to sort.
        var start = world.Clock.NowMs - (count * 60_000L) - 60_000;
        for (var i = 0; i < count; i++)
        {
            var person = SandboxPeople.Generate(seed, i);
            var at = start + (i * 60_000L);
            var contact = new Contact
            {
                Id = world.Ids.Next(),
                LocationId = location.Id,
                FirstName = person.FirstName,
                LastName = person.LastName,
                Email = person.Email,
                Phone = person.Phone,
                CompanyName = person.Company.Length > 0 ? person.Company : null,
                Address1 = person.Street,
                City = person.City,
                State = person.State,
                PostalCode = person.PostalCode,
                Country = person.Country,
                DateOfBirth = person.Birthday.ToString("yyyy-MM-dd", null),
                Source = "import",
                Tags = [.. person.Tags],
                DateAdded = at,
                DateUpdated = at,
            };
            location.LearnTags(contact.Tags, world.Ids);
            location.Contacts.Put(contact, atOnce: true);
        }
    }

    /// <summary>The contact that the documents' examples speak of.</summary>
    public static void AddSample(SandboxWorld world, LocationState location)
    {
        var now = location.Contacts.Stamp();
        location.LearnTags(["a", "b"], world.Ids);
        location.Contacts.Put(
            new Contact
            {
                Id = SampleContact,
                LocationId = location.Id,
                FirstName = "Sample",
                LastName = "Contact",
                Email = "sample.contact@example.com",
                Phone = "+12125550100",
                Country = location.Country,
                Tags = ["a", "b"],
                DateAdded = now,
                DateUpdated = now,
            },
            atOnce: true
        );
    }

    private static void AddFields(LocationState location)
    {
        (string Id, string Name, string Key, string Type, string[] Options)[] fields =
        [
            ("6dvNaf7VhkQ9snc5vnjJ", "Account number", "account_number", "TEXT", []),
            ("Yw8kQ2mNp5rTs7vXz3Ab", "Background", "background", "LARGE_TEXT", []),
            ("Bc4dEf6gHj8kLm2nPq5r", "Lead score", "lead_score", "NUMERICAL", []),
            ("St7uVw9xYz2aBc4dEf6g", "Deal value", "deal_value", "MONETORY", []),
            ("Hj8kLm2nPq5rSt7uVw9x", "Renewal date", "renewal_date", "DATE", []),
            (
                "Yz2aBc4dEf6gHj8kLm3n",
                "Plan",
                "plan",
                "SINGLE_OPTIONS",
                ["Basic", "Pro", "Enterprise"]
            ),
            (
                "Pq5rSt7uVw9xYz2aBc5d",
                "Interests",
                "interests",
                "MULTIPLE_OPTIONS",
                ["Design", "Sales", "Support", "Events"]
            ),
            ("Ef6gHj8kLm2nPq5rSt8u", "Consent", "consent", "CHECKBOX", ["E-mail", "Text message"]),
            (
                "Vw9xYz2aBc4dEf6gHj9k",
                "Preferred contact",
                "preferred_contact",
                "RADIO",
                ["Phone", "E-mail"]
            ),
        ];
        for (var i = 0; i < fields.Length; i++)
        {
            var (id, name, key, type, options) = fields[i];
            // Field ids are a location's own; the key is what locations share.
            var own = location.Id == HighLevelSandbox.DefaultLocation ? id : Reverse(id);
            location.CustomFields.Add(
                new CustomField(own, name, "contact." + key, type, (i + 1) * 50, options)
            );
        }
    }

    private static void AddCalendars(LocationState location, string id, string group)
    {
        location.Add(new SandboxCalendar(id, "Consultations", group, 30));
        location.Add(new SandboxCalendar(Reverse(id), "Visits", group, 60));
    }

    /// <summary>Campaigns and workflows, which no call can make.</summary>
    private static void AddAutomations(
        SandboxWorld world,
        string location,
        Func<string, string> own
    )
    {
        Put("campaigns", "Wd5kTn8cRb2xGq7mLs4v", "Welcome series");
        Put("campaigns", "Jx3pYf6hVa9zKe1wBt0u", "Win back");
        Put("workflows", "ab9QHyuzHvysMo5N5Vwf", "New lead follow-up");
        Put("workflows", "Nc7rSd4gMw2jZi8oXl5q", "Birthday greeting");

        void Put(string path, string id, string name) =>
            world
                .Generic.At(path)
                .Put(
                    new GenericRecord(
                        own(id),
                        location,
                        new JsonObject
                        {
                            ["id"] = own(id),
                            ["name"] = name,
                            ["status"] = "published",
                            ["version"] = 1,
                            ["locationId"] = location,
                            ["createdAt"] = "2024-01-01T00:00:00.000Z",
                            ["updatedAt"] = "2024-01-01T00:00:00.000Z",
                        },
                        IsMadeUp: false
                    )
                );
    }

    private static string Reverse(string id) => new([.. id.AsEnumerable().Reverse()]);

    private static void AddUsers(SandboxWorld world)
    {
        string[] both = [HighLevelSandbox.DefaultLocation, SecondLocation];
        world.Users.Add(
            new SandboxUser(
                FirstUser,
                "Olivia",
                "Admin",
                "olivia@agency.example",
                "+12125550110",
                "admin",
                both
            )
        );
        world.Users.Add(
            new SandboxUser(
                SecondUser,
                "Sam",
                "Seller",
                "sam@agency.example",
                "+12125550111",
                "user",
                [HighLevelSandbox.DefaultLocation]
            )
        );
    }

    private static void AddTokens(SandboxWorld world)
    {
        Add(
            HighLevelSandbox.DefaultToken,
            TokenKind.PrivateIntegration,
            TokenClass.Location,
            HighLevelSandbox.DefaultLocation,
            null
        );
        Add(
            "pit-sandbox-two",
            TokenKind.PrivateIntegration,
            TokenClass.Location,
            SecondLocation,
            null
        );
        Add(
            "pit-sandbox-readonly",
            TokenKind.PrivateIntegration,
            TokenClass.Location,
            HighLevelSandbox.DefaultLocation,
            ReadScopes
        );
        Add("pit-sandbox-agency", TokenKind.PrivateIntegration, TokenClass.Company, null, null);
        Add("oauth-sandbox-company", TokenKind.OAuth, TokenClass.Company, null, null);

        void Add(
            string value,
            TokenKind kind,
            TokenClass tokenClass,
            string? location,
            IReadOnlySet<string>? scopes
        ) => world.Tokens[value] = new SandboxToken(value, kind, tokenClass, location, scopes);
    }

    private static readonly HashSet<string> ReadScopes =
    [
        "contacts.readonly",
        "locations.readonly",
        "locations/customFields.readonly",
        "locations/customValues.readonly",
        "locations/tags.readonly",
        "locations/tasks.readonly",
        "businesses.readonly",
        "users.readonly",
        "calendars.readonly",
        "calendars/events.readonly",
        "opportunities.readonly",
        "campaigns.readonly",
        "workflows.readonly",
    ];
}
