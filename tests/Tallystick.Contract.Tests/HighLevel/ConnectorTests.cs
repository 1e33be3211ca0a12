using Tallystick.Connectors.HighLevel;
using Tallystick.Contract.Tests.Connectors;
using Tallystick.Core.Connectors;
using Tallystick.Core.Records;
using Tallystick.Sandbox;
using Tallystick.Sandbox.Faults;

namespace Tallystick.Contract.Tests.HighLevel;

/// <summary>What the HighLevel connector does beyond what every connector does.</summary>
public sealed class ConnectorTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_listing_takes_no_call_more_than_its_pages_and_describing_takes_two()
    {
        await using var api = await Api.StartAsync(
            new SandboxOptions { Contacts = 999, Limits = false }
        );
        await using var connector = HighLevelConnectors.Open(api.Sandbox, api.Handler);
        var projection = await ProjectionAsync(connector, "email");
        (await CallsAsync(api, "locations.get")).ShouldBe(1);
        (await CallsAsync(api, "customFields.list")).ShouldBe(1);

        var cursor = (string?)null;
        var ids = new HashSet<string>();
        do
        {
            var page = await connector.ListAsync(projection, ListQuery.All, cursor, Token);
            page.Total.ShouldBe(1_000);
            ids.UnionWith(page.Records.Select(r => r.Id));
            cursor = page.Next;
        } while (cursor is not null);
        ids.Count.ShouldBe(1_000);
        (await CallsAsync(api, "contacts.search")).ShouldBe(2);
    }

    [Fact]
    public async Task Tags_are_added_and_removed_and_never_replaced()
    {
        await using var api = await Api.StartAsync();
        await using var connector = HighLevelConnectors.Open(api.Sandbox, api.Handler);
        var projection = await ProjectionAsync(connector, "tags");
        await api.PostAsync($"/contacts/{Api.C1}/tags", new { tags = new[] { "by a person" } });
        var change = new FieldChange(0, Value.OfSet(["b", "New"]))
        {
            Added = ["New"],
            Removed = ["a"],
        };

        var result = await connector.UpdateAsync(
            projection,
            Api.C1,
            new Patch([change]),
            null,
            Token
        );

        result.After!.Values[0].Items.ShouldBe(["b", "by a person", "new"]);
        (await CallsAsync(api, "contacts.update")).ShouldBe(0);
        connector
            .CallsOf(projection, Api.C1, new Patch([change]))
            .ShouldBe(["tags.add", "tags.remove"]);
    }

    [Fact]
    public async Task Every_kind_of_field_is_written_and_read_back()
    {
        await using var api = await Api.StartAsync();
        await using var connector = HighLevelConnectors.Open(api.Sandbox, api.Handler);
        (string Key, Value Value)[] values =
        [
            ("email", Value.Of("all@example.com")),
            ("companyName", Value.Of("Acme")),
            ("dateOfBirth", Value.Of("1990-09-25")),
            ("dnd", Value.Of("true")),
            ("dnd.Email", Value.Of("active")),
            ("custom.lead_score", Value.Of("42.5")),
            ("custom.plan", Value.Of("Pro")),
            ("custom.interests", Value.OfSet(["Design", "Sales"])),
            ("custom.renewal_date", Value.Of("2027-01-31")),
            ("tags", Value.OfSet(["x"])),
        ];
        var projection = await ProjectionAsync(connector, [.. values.Select(v => v.Key)]);
        var patch = new Patch([.. values.Select((v, i) => new FieldChange(i, v.Value))]);

        var created = await connector.CreateAsync(projection, patch, Token);
        created.After!.Values.ShouldBe(values.Select(v => v.Value));
        (await connector.GetAsync(projection, created.Id, Token))!.Values.ShouldBe(
            values.Select(v => v.Value)
        );
        await api.AdvanceAsync(12);
        var found = (
            await connector.ListAsync(projection, ListQuery.All, null, Token)
        ).Records.Single(r => r.Id == created.Id);
        found.Values.ShouldBe(values.Select(v => v.Value));

        var empty = new Patch([
            .. Enumerable.Range(4, 5).Select(i => new FieldChange(i, Value.Empty)),
        ]);
        var cleared = await connector.UpdateAsync(projection, created.Id, empty, null, Token);
        cleared.After!.Values[5..9].ShouldAllBe(v => v.IsEmpty);
    }

    [Fact]
    public async Task Custom_fields_are_found_by_key_name_id_and_wire_key()
    {
        await using var api = await Api.StartAsync();
        await using var connector = HighLevelConnectors.Open(api.Sandbox, api.Handler);
        var schema = (await connector.DescribeAsync(Token)).Single(s => s.ObjectType == "contact");
        foreach (
            var name in new[]
            {
                "custom.account_number",
                "account_number",
                "contact.account_number",
                "Account number",
                Api.Field,
            }
        )
            schema.Find(name)!.Key.ShouldBe("custom.account_number");
        (schema.Country, schema.TimeZone).ShouldBe(("US", "America/New_York"));
    }

    [Fact]
    public async Task A_filter_goes_to_the_search_and_one_it_does_not_know_is_refused()
    {
        await using var api = await Api.StartAsync();
        await using var connector = HighLevelConnectors.Open(api.Sandbox, api.Handler);
        var projection = await ProjectionAsync(connector, "email");
        var business = (
            await api.PostAsync("/businesses/", new { name = "B", locationId = Api.L1 })
        )["buiseness"]
            .GetProperty("id")
            .GetString()!;
        await api.CreateAsync("in@example.com");
        await api.PostAsync(
            "/contacts/bulk/business",
            new
            {
                locationId = Api.L1,
                ids = new[] { Api.C1 },
                businessId = business,
            }
        );
        await api.AdvanceAsync(12);
        var query = new ListQuery
        {
            Filter = new Dictionary<string, string> { ["businessId"] = business },
        };
        (await connector.ListAsync(projection, query, null, Token))
            .Records.Single()
            .Id.ShouldBe(Api.C1);
        var wrong = new ListQuery { Filter = new Dictionary<string, string> { ["shoe"] = "1" } };
        (
            await Should.ThrowAsync<ConnectorException>(() =>
                connector.ListAsync(projection, wrong, null, Token)
            )
        ).Kind.ShouldBe(ProblemKind.Invalid);
    }

    [Fact]
    public async Task Problems_come_in_the_taxonomy_with_the_way_out()
    {
        await using var api = await Api.StartAsync();
        await using var reader = HighLevelConnectors.Open(
            api.Sandbox,
            api.Handler,
            "pit-sandbox-readonly"
        );
        var projection = await ProjectionAsync(reader, "email");
        var patch = new Patch([new FieldChange(0, Value.Of("sample.contact@example.com"))]);
        var scope = await FailAsync(
            () => reader.CreateAsync(projection, patch, Token),
            ProblemKind.Forbidden
        );
        scope.Hint.ShouldNotBeNull().ShouldContain("contacts.write");

        await using var connector = HighLevelConnectors.Open(api.Sandbox, api.Handler);
        await connector.DescribeAsync(Token);
        var twin = await FailAsync(
            () => connector.CreateAsync(projection, patch, Token),
            ProblemKind.Duplicate
        );
        (twin.DuplicateOf, twin.Field).ShouldBe((Api.C1, "email"));
        var bad = await FailAsync(
            () =>
                connector.UpdateAsync(
                    projection,
                    Api.C1,
                    new Patch([new FieldChange(0, Value.Of("no address"))]),
                    null,
                    Token
                ),
            ProblemKind.Invalid
        );
        bad.Field.ShouldBe("email");
        (await connector.GetAsync(projection, "Nobody0Nobody0Nobody", Token)).ShouldBeNull();
        await connector.DeleteAsync("contact", "Nobody0Nobody0Nobody", null, Token);
    }

    [Fact]
    public async Task A_lost_answer_to_a_create_is_ambiguous_and_to_a_read_it_is_not()
    {
        await using var api = await Api.StartAsync();
        await using var connector = HighLevelConnectors.Open(api.Sandbox, api.Handler);
        var projection = await ProjectionAsync(connector, "email");
        var patch = new Patch([new FieldChange(0, Value.Of("k@example.com"))]);
        api.Handler.IsOff = true;
        foreach (
            var faults in new[]
            {
                new FaultRates { TimeoutAfterEffectRate = 1 },
                new FaultRates { ResetMidBodyRate = 1 },
                new FaultRates { TruncatedJsonRate = 1 },
                new FaultRates { Rate500 = 1 },
                new FaultRates { HtmlRate = 1 },
            }
        )
        {
            await api.DeskAsync("reset", new { samples = true });
            api.Sandbox.SetFaults(faults);
            await FailAsync(
                () => connector.CreateAsync(projection, patch, Token),
                ProblemKind.Ambiguous
            );
            await FailAsync(
                () => connector.GetAsync(projection, Api.C1, Token),
                ProblemKind.Transient
            );
        }
        await api.DeskAsync("reset", new { samples = true });
        api.Sandbox.SetFaults(new FaultRates { Created422Rate = 1 });
        (
            await FailAsync(
                () => connector.CreateAsync(projection, patch, Token),
                ProblemKind.Invalid
            )
        ).MayHaveHappened.ShouldBeTrue();
    }

    private static async Task<Projection> ProjectionAsync(
        HighLevelConnector connector,
        params string[] keys
    )
    {
        var schema = (await connector.DescribeAsync(Token)).Single(s => s.ObjectType == "contact");
        return new Projection("contact", [.. keys.Select(k => schema.Find(k)!)]);
    }

    private static async Task<long> CallsAsync(Api api, string operation)
    {
        var operations = (await api.DeskAsync("counters", method: "GET")).GetProperty("operations");
        return operations.TryGetProperty(operation, out var count) ? count.GetInt64() : 0;
    }

    private static async Task<ConnectorException> FailAsync(Func<Task> act, ProblemKind kind)
    {
        var problem = await Should.ThrowAsync<ConnectorException>(act);
        problem.Kind.ShouldBe(kind, problem.Message);
        return problem;
    }
}
