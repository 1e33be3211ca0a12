using Tallystick.Connectors.Rest;
using Tallystick.Core.Connectors;
using Tallystick.Core.Records;
using Tallystick.Sandbox.Acme;

namespace Tallystick.Contract.Tests.Connectors;

/// <summary>What Acme's manifest must get right beyond what every connector does.</summary>
public sealed class RestAcmeTests : IAsyncLifetime
{
    private AcmeCrm _acme = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        _acme = await AcmeCrm.StartAsync(
            new AcmeOptions { Contacts = 450 },
            TimeProvider.System,
            Token
        );

    public async ValueTask DisposeAsync() => await _acme.DisposeAsync();

    [Fact]
    public async Task Every_field_of_every_person_reads_without_a_fault()
    {
        await using var app = Open();
        var projection = await DescribeAsync(app, "person");

        var (ids, cursor) = (new HashSet<string>(), (string?)null);
        do
        {
            var page = await app.ListAsync(projection, ListQuery.All, cursor, Token);
            page.Faults.ShouldBeEmpty();
            page.Total.ShouldBe(450);
            page.Records.ShouldAllBe(r => ids.Add(r.Id) && r.Values.All(v => !v.IsUnknown));
            page.Records.ShouldAllBe(r => r.Version == "1" && r.ModifiedAt == r.CreatedAt);
            cursor = page.Next;
        } while (cursor is not null);

        ids.Count.ShouldBe(450);
    }

    [Theory]
    [InlineData("person")]
    [InlineData("company")]
    public async Task Every_field_can_be_written_and_emptied(string type)
    {
        await using var app = Open();
        var projection = await DescribeAsync(app, type);
        var company = await CompanyAsync(app);
        var values = projection
            .Fields.Select(f => f.Key is "company" ? Value.Of(company) : Sample(f.Key))
            .ToArray();

        var written = await app.CreateAsync(projection, PatchOf(values), Token);
        var read = await app.GetAsync(projection, written.Id, Token);

        read.ShouldNotBeNull().Values.ShouldBe(values);
        written.After.ShouldNotBeNull().Values.ShouldBe(values);
        var emptied = projection
            .Fields.Select(f =>
                f.Key is "stage" or "optOut" or "name" ? Sample(f.Key) : Value.Empty
            )
            .ToArray();
        await app.UpdateAsync(projection, written.Id, PatchOf(emptied), read.Version, Token);
        read = await app.GetAsync(projection, written.Id, Token);
        read.ShouldNotBeNull().Values.ShouldBe(emptied);
        read.Version.ShouldBe("2");
    }

    [Theory]
    [InlineData("todo", "subject")]
    [InlineData("note", "text")]
    public async Task What_belongs_to_a_person_is_written_read_listed_and_deleted(
        string type,
        string field
    )
    {
        await using var app = Open();
        var people = await DescribeAsync(app, "person");
        var owner = (await app.ListAsync(people, ListQuery.All, null, Token)).Records[7].Id;
        var projection = await DescribeAsync(app, type);
        var values = projection
            .Fields.Select(f => f.Key is "person" ? Value.Of(owner) : Sample(f.Key))
            .ToArray();
        var ordinal = projection.Fields.ToList().FindIndex(f => f.Key == field);

        var written = await app.CreateAsync(projection, PatchOf(values), Token);
        var read = (await app.GetAsync(projection, written.Id, Token)).ShouldNotBeNull();
        await app.UpdateAsync(
            projection,
            written.Id,
            new Patch([new FieldChange(ordinal, Value.Of("Another"))]),
            read.Version,
            Token
        );
        var listed = await app.ListAsync(projection, ListQuery.All, null, Token);
        await app.DeleteAsync(type, written.Id, null, Token);

        written.Id.ShouldStartWith($"{owner}/");
        read.Values.ShouldBe(values);
        var row = listed.Records.ShouldHaveSingleItem();
        (row.Id, row.Version).ShouldBe((written.Id, "2"));
        row.Values[ordinal].ShouldBe(Value.Of("Another"));
        (await app.GetAsync(projection, written.Id, Token)).ShouldBeNull();
    }

    [Fact]
    public async Task A_delete_of_an_older_version_is_a_conflict_and_takes_nothing()
    {
        await using var app = Open();
        var people = await DescribeAsync(app, "person");
        var read = (await app.ListAsync(people, ListQuery.All, null, Token)).Records[0];
        var town = people.Fields.ToList().FindIndex(f => f.Key == "town");
        var edit = new Patch([new FieldChange(town, Value.Of("Ulm"))]);
        await app.UpdateAsync(people, read.Id, edit, null, Token);

        var refused = await Should.ThrowAsync<ConnectorException>(() =>
            app.DeleteAsync("person", read.Id, read.Version, Token)
        );

        refused.Kind.ShouldBe(ProblemKind.VersionConflict);
        var now = (await app.GetAsync(people, read.Id, Token)).ShouldNotBeNull();
        now.Values[town].ShouldBe(Value.Of("Ulm"));
        await app.DeleteAsync("person", read.Id, now.Version, Token);
        (await app.GetAsync(people, read.Id, Token)).ShouldBeNull();
    }

    [Fact]
    public async Task A_write_to_an_older_version_is_a_conflict()
    {
        await using var app = Open();
        var projection = await DescribeAsync(app, "company");
        var id = (await app.CreateAsync(projection, Name("One"), Token)).Id;
        await app.UpdateAsync(projection, id, Name("Two"), "1", Token);

        var problem = await Should.ThrowAsync<ConnectorException>(() =>
            app.UpdateAsync(projection, id, Name("Three"), "1", Token)
        );

        problem.Kind.ShouldBe(ProblemKind.VersionConflict);
        problem.Operation.ShouldBe("company.update");

        Patch Name(string name) => new([new FieldChange(0, Value.Of(name))]);
    }

    [Fact]
    public async Task A_refusal_names_our_field_and_not_the_value()
    {
        await using var app = Open();
        var projection = await DescribeAsync(app, "person");
        var ordinal = projection.Fields.ToList().FindIndex(f => f.Key == "countryCode");

        var problem = await Should.ThrowAsync<ConnectorException>(() =>
            app.CreateAsync(
                projection,
                new Patch([new FieldChange(ordinal, Value.Of("Atlantis"))]),
                Token
            )
        );

        problem.Kind.ShouldBe(ProblemKind.Invalid);
        problem.Field.ShouldBe("countryCode");
        problem.Message.ShouldContain("is not a two-letter country code");
        problem.Message.ShouldNotContain("Atlantis");
    }

    [Fact]
    public async Task A_phone_is_found_in_any_spelling_and_read_as_it_is_dialled()
    {
        await using var app = Open();
        var projection = await DescribeAsync(app, "person");
        var mobile = projection.Fields.ToList().FindIndex(f => f.Key == "mobile");

        var found = await app.FindAsync(projection, "mobile", "+1 (201) 555-0107", Token);

        found.ShouldHaveSingleItem().Values[mobile].ShouldBe(Value.Of("+12015550107"));
    }

    [Fact]
    public async Task A_wrong_key_is_a_bad_finding_about_the_credentials()
    {
        await using var app = Open("wrong");

        var findings = await app.TestAsync(Token);

        var bad = findings.Single(f => f.Level is FindingLevel.Bad);
        bad.Topic.ShouldBe("credentials");
        bad.Hint.ShouldNotBeNull().ShouldContain("'api-key'");
    }

    [Fact]
    public async Task More_calls_than_the_limit_are_refused_with_a_wait()
    {
        await using var app = Open();
        var projection = await DescribeAsync(app, "person");

        var problem = await Should.ThrowAsync<ConnectorException>(async () =>
        {
            // More than fit into the two seconds that so many calls can touch.
            for (var i = 0; i < 5_000; i++)
                await app.FindAsync(projection, "externalRef", "nobody", Token);
        });

        problem.Kind.ShouldBe(ProblemKind.RateLimited);
        problem.RetryAfter.ShouldBe(TimeSpan.FromSeconds(1));
    }

    private RestConnector Open(string key = "acme-demo-key") =>
        new(
            RestManifests.Find("acme").ShouldNotBeNull(),
            new RestSettings
            {
                BaseUrl = _acme.BaseAddress,
                Secrets = new Dictionary<string, string> { ["api-key"] = key },
            },
            new RestFreeBudget(),
            TimeProvider.System
        );

    private static async Task<string> CompanyAsync(RestConnector app)
    {
        var projection = await DescribeAsync(app, "company");
        var name = new Patch([new FieldChange(0, Value.Of("Acme"))]);
        return (await app.CreateAsync(projection, name, Token)).Id;
    }

    private static async Task<Projection> DescribeAsync(RestConnector app, string type)
    {
        var schema = (await app.DescribeAsync(Token)).Single(s => s.ObjectType == type);
        return new Projection(type, schema.Fields);
    }

    private static Patch PatchOf(Value[] values) =>
        new([.. values.Select((value, ordinal) => new FieldChange(ordinal, value))]);

    private static Value Sample(string key) =>
        key switch
        {
            "emailAddress" => Value.Of("zoe@example.com"),
            "mobile" or "phone" => Value.Of("+12015550999"),
            "countryCode" => Value.Of("CH"),
            "birthday" or "dueOn" => Value.Of("1815-12-10"),
            "labels" => Value.OfSet(["VIP", "Trade fair"]),
            "stage" => Value.Of("qualified"),
            "score" => Value.Of("17.5"),
            "optOut" or "done" => Value.Of("true"),
            _ => Value.Of($"Some {key}"),
        };
}
