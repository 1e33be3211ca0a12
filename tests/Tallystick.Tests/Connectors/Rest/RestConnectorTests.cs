using System.Net;
using Tallystick.Connectors.Rest;
using Tallystick.Core.Connectors;
using Tallystick.Core.Records;
using Tallystick.Core.Schema;
using Tallystick.Core.Yaml;

namespace Tallystick.Tests.Connectors.Rest;

public sealed class RestConnectorTests
{
    private const string Versioned =
        "version: { path: rev }\n"
        + "    modified: { path: changed }\n"
        + "    created: { path: born_at, as: epoch-s }";

    private static CancellationToken Token => RestRig.Token;

    [Fact]
    public async Task A_row_that_cannot_be_read_is_a_fault_and_the_others_are_good()
    {
        var rows = """
            {"items":[
              {"id":"t1","name":"Ada"}, {"id":"t2"}, 7, {"name":"Nobody"},
              {"id":5,"name":"Number","born":"1815-12-10"}, {"id":"t6","name":"x","born":"soon"}
            ]}
            """;
        await using var app = RestRig.Open(
            new RestFakeApp(_ => RestFakeApp.Json(rows)),
            RestRig.Manifest("{ kind: none }")
        );

        var (pages, ids) = await RestRig.ListAsync(app);

        ids.ShouldBe(["t1", "5"]);
        var faults = pages.Single().Faults;
        faults.Select(f => f.Id).ShouldBe(["t2", null, null, "t6"]);
        faults[0].Message.ShouldContain("'name' is missing");
        faults[1].Origin.ShouldBe("thing.list, row 3 of a page");
        faults[3].Message.ShouldContain("'born' is not a date");
        faults.ShouldAllBe(f => f.Message.Contains("Correct"));
    }

    [Fact]
    public async Task What_a_record_lacks_is_an_error_or_empty_or_unknown_as_the_manifest_says()
    {
        await using var app = RestRig.Open(
            new RestFakeApp(_ => RestFakeApp.Json("""{"id":"t1","name":null}"""))
        );
        var projection = await RestRig.DescribeAsync(app);

        var record = (await app.GetAsync(projection, "t1", Token)).ShouldNotBeNull();

        record.Values[0].IsEmpty.ShouldBeTrue();
        record.Values[1].IsEmpty.ShouldBeTrue();
        record.Values[2].IsUnknown.ShouldBeTrue();
    }

    [Fact]
    public async Task What_the_answer_to_a_write_leaves_out_is_unknown()
    {
        await using var app = RestRig.Open(
            new RestFakeApp(_ => RestFakeApp.Json("""{"id":"t1","born":"1815-12-10"}"""))
        );
        var projection = await RestRig.DescribeAsync(app);

        var patch = RestRig.Patch(projection, ("name", "Ada"));
        var written = await app.UpdateAsync(projection, "t1", patch, null, Token);

        var after = written.After.ShouldNotBeNull();
        after.Values[0].IsUnknown.ShouldBeTrue();
        after.Values[1].IsUnknown.ShouldBeTrue();
        after.Values[2].ShouldBe(Value.Of("1815-12-10"));
    }

    [Fact]
    public async Task A_write_answered_with_nothing_says_nothing()
    {
        await using var app = RestRig.Open(
            new RestFakeApp(_ => new HttpResponseMessage(HttpStatusCode.NoContent))
        );
        var projection = await RestRig.DescribeAsync(app);

        var patch = RestRig.Patch(projection, ("name", "Ada"));
        var written = await app.UpdateAsync(projection, "t1", patch, null, Token);

        written.ShouldBe(new WriteResult("t1", null));
    }

    [Fact]
    public async Task A_create_sends_what_has_content_and_an_update_what_changed()
    {
        var server = new RestFakeApp(_ => RestFakeApp.Json("""{"id":"t1"}"""));
        await using var app = RestRig.Open(server);
        var projection = await RestRig.DescribeAsync(app);
        var patch = RestRig.Patch(projection, ("name", "Ada"), ("mail", null));

        await app.CreateAsync(projection, patch, Token);
        await app.UpdateAsync(projection, "a/b ?c", patch, null, Token);

        server.Asked[0].Body.ShouldBe("""{"name":"Ada"}""");
        server.Asked[1].Body.ShouldBe("""{"name":"Ada","mail":null}""");
        server.Asked[1].Method.ShouldBe("PATCH");
        server.Asked[1].Address.AbsoluteUri.ShouldEndWith("/things/a%2Fb%20%3Fc");
        server.Asked.ShouldAllBe(a => a.Key == RestRig.Key);
    }

    [Theory]
    [InlineData("made", "x")]
    [InlineData("born", "the day before")]
    public async Task A_value_that_cannot_be_written_is_refused_before_any_call(
        string key,
        string value
    )
    {
        var budget = new RestFakeBudget();
        await using var app = RestRig.Open(
            new RestFakeApp(_ => RestFakeApp.Json("{}")),
            budget: budget
        );
        var projection = await RestRig.DescribeAsync(app);

        var problem = await Should.ThrowAsync<ConnectorException>(() =>
            app.CreateAsync(projection, RestRig.Patch(projection, (key, value)), Token)
        );

        problem.Kind.ShouldBe(ProblemKind.Invalid);
        problem.Field.ShouldBe(key);
        problem.Message.ShouldContain("thing.create");
        budget.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task Versions_and_times_come_along_and_go_back_as_a_condition()
    {
        var row =
            """{"id":"t1","name":"Ada","rev":3,"changed":"2026-03-01T10:00:00+01:00","born_at":86400}""";
        var server = new RestFakeApp(_ => RestFakeApp.Json(row));
        await using var app = RestRig.Open(server, RestRig.Manifest(rest: Versioned));
        var projection = await RestRig.DescribeAsync(app);

        var record = (await app.GetAsync(projection, "t1", Token)).ShouldNotBeNull();
        var patch = RestRig.Patch(projection, ("name", "Ada"));
        await app.UpdateAsync(projection, "t1", patch, record.Version, Token);

        record.Version.ShouldBe("3");
        record.ModifiedAt.ShouldBe(new DateTimeOffset(2026, 3, 1, 9, 0, 0, default));
        record.CreatedAt.ShouldBe(new DateTimeOffset(1970, 1, 2, 0, 0, 0, default));
        server.Asked[1].IfMatch.ShouldBe("\"3\"");
        app.CapabilitiesOf("thing").ConditionalWrites.ShouldBeTrue();
    }

    [Fact]
    public async Task A_record_that_was_never_modified_counts_from_its_creation()
    {
        var row = """{"id":"t1","name":"Ada","rev":1,"changed":null,"born_at":86400}""";
        await using var app = RestRig.Open(
            new RestFakeApp(_ => RestFakeApp.Json(row)),
            RestRig.Manifest(rest: Versioned)
        );

        var record = await app.GetAsync(await RestRig.DescribeAsync(app), "t1", Token);

        record!.ModifiedAt.ShouldBe(record.CreatedAt);
    }

    [Fact]
    public async Task A_whole_update_sends_the_record_back_with_the_changes_in_it()
    {
        var row =
            """{"id":"t1","name":"Ada","mail":"a@example.com","secret":{"kept":[1]},"rev":3}""";
        var server = new RestFakeApp(_ => RestFakeApp.Json(row));
        await using var app = RestRig.Open(server, Whole());
        var projection = await RestRig.DescribeAsync(app);
        var patch = RestRig.Patch(projection, ("name", "Grace"));

        await app.UpdateAsync(projection, "t1", patch, null, Token);

        server.Asked.Select(a => a.Method).ShouldBe(["GET", "PUT"]);
        server.Asked[1].Body.ShouldBe(row.Replace("Ada", "Grace"));
        server.Asked[1].IfMatch.ShouldBe("\"3\"");
        app.CallsOf(projection, "t1", patch).ShouldBe(["thing.get", "thing.update"]);
        app.CallsOf(projection, null, patch).ShouldBe(["thing.create"]);
        var problem = await Should.ThrowAsync<ConnectorException>(() =>
            app.UpdateAsync(projection, "t1", patch, "2", Token)
        );
        problem.Kind.ShouldBe(ProblemKind.VersionConflict);
    }

    [Fact]
    public async Task Filters_the_app_has_are_asked_for_and_others_are_done_here()
    {
        var server = new RestFakeApp(_ => RestFakeApp.Json(RestFakeApp.Page([1, 2], 2)));
        await using var app = RestRig.Open(server);

        var query = new ListQuery
        {
            Filter = new Dictionary<string, string> { ["kind"] = "a & b", ["name"] = "Thing 2" },
        };
        var (pages, ids) = await RestRig.ListAsync(app, query);

        ids.ShouldBe(["t2"]);
        pages[0].Total.ShouldBeNull();
        server.Asked.Single().Query("kind").ShouldBe("a & b");
        server.Asked.Single().Query("name").ShouldBeNull();
    }

    [Fact]
    public async Task A_look_up_of_which_the_app_takes_no_notice_is_an_error()
    {
        var rows =
            """{"items":[{"id":"t1","name":"a","mail":"a@x.example"},{"id":"t2","name":"b","mail":"b@x.example"},{"id":"t3","name":"c","mail":"c@x.example"}],"total":3}""";
        await using var app = RestRig.Open(new RestFakeApp(_ => RestFakeApp.Json(rows)));
        var projection = await RestRig.DescribeAsync(app);

        var problem = await Should.ThrowAsync<ConnectorException>(() =>
            app.FindAsync(projection, "mail", "a@x.example", Token)
        );

        problem.Kind.ShouldBe(ProblemKind.Permanent);
        problem.Message.ShouldContain("ignore 'mail'");
    }

    [Fact]
    public async Task A_look_up_goes_through_all_pages_and_looks_for_nothing_when_empty()
    {
        var numbers = Enumerable.Range(1, 7).ToArray();
        var server = new RestFakeApp(asked =>
            RestFakeApp.Json(RestFakeApp.Page(numbers.Skip(asked.Number("offset", 0)).Take(3), 7))
        );
        await using var app = RestRig.Open(server);
        var projection = await RestRig.DescribeAsync(app);

        (await app.FindAsync(projection, "mail", "", Token)).ShouldBeEmpty();
        server.Asked.ShouldBeEmpty();
        // These rows have no mail in them: nothing speaks against the app's word.
        var found = await app.FindAsync(projection, "mail", "a@x.example", Token);
        found.Select(r => r.Id).ShouldBe(numbers.Select(n => $"t{n}"));
        server.Asked.ShouldAllBe(a => a.Query("mail") == "a@x.example");
    }

    [Fact]
    public async Task Each_call_enters_the_budget_and_limits_are_declared()
    {
        var budget = new RestFakeBudget();
        var manifest = RestRig.Manifest() + "\nlimits:\n  - { calls: 5, window: 2s }\n";
        await using var app = RestRig.Open(
            new RestFakeApp(_ => RestFakeApp.Json(RestFakeApp.Page([1, 2], 2))),
            manifest,
            budget
        );

        await RestRig.ListAsync(app);

        budget.Declared.ShouldBe([new RateLimit(5, TimeSpan.FromSeconds(2))]);
        budget.Calls.ShouldBe(["thing.list"]);
        budget.Outcomes.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    public async Task An_id_that_would_lead_elsewhere_is_refused(string id)
    {
        var server = new RestFakeApp(_ => RestFakeApp.Json("{}"));
        await using var app = RestRig.Open(server);

        var problem = await Should.ThrowAsync<ConnectorException>(() =>
            app.DeleteAsync("thing", id, null, Token)
        );

        problem.Kind.ShouldBe(ProblemKind.Invalid);
        server.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_check_finds_the_clocks_apart()
    {
        await using var app = RestRig.Open(
            new RestFakeApp(_ =>
            {
                var response = RestFakeApp.Json(RestFakeApp.Page([1], 1));
                response.Headers.Date = new DateTimeOffset(2001, 1, 1, 0, 0, 0, default);
                return response;
            })
        );

        var findings = await app.TestAsync(Token);

        findings
            .Select(f => (f.Level, f.Topic))
            .ShouldBe([
                (FindingLevel.Good, "schema"),
                (FindingLevel.Good, "reach"),
                (FindingLevel.Good, "credentials"),
                (FindingLevel.Warning, "clock"),
            ]);
        findings[^1].Message.ShouldContain("behind");
        findings[^1].Hint.ShouldNotBeNull();
    }

    [Theory]
    [InlineData(401, "credentials")]
    [InlineData(403, "scopes")]
    [InlineData(429, "limits")]
    [InlineData(500, "reach")]
    [InlineData(404, "schema")]
    public async Task The_check_names_what_is_bad(int status, string topic)
    {
        await using var app = RestRig.Open(
            new RestFakeApp(_ => RestFakeApp.Json("{}", (HttpStatusCode)status))
        );

        var finding = (await app.TestAsync(Token)).ShouldHaveSingleItem();

        (finding.Level, finding.Topic).ShouldBe((FindingLevel.Bad, topic));
        finding.Hint.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("{ kind: bearer, secret: other }", "other")]
    [InlineData("{ kind: basic, user: key, password: pass }", "pass")]
    public void A_missing_secret_is_named(string auth, string name)
    {
        var problem = Should.Throw<ConnectorException>(() =>
            RestRig.Open(new RestFakeApp(_ => RestFakeApp.Json("{}")), RestRig.Manifest(auth: auth))
        );

        problem.Kind.ShouldBe(ProblemKind.Unauthorized);
        problem.Message.ShouldContain($"'{name}'");
    }

    [Fact]
    public void A_manifest_that_is_not_there_is_an_error_with_its_name()
    {
        var error = Should.Throw<DocumentException>(() => RestManifest.Load("no/such/file.yaml"));

        error.Message.ShouldContain("no/such/file.yaml");
    }

    [Fact]
    public void All_errors_of_a_manifest_come_at_once_with_file_and_line()
    {
        var yaml = RestRig.Manifest().Replace("kind: offset", "kind: ofset") + "\ntitel: x\n";

        var error = Should.Throw<DocumentException>(() => RestManifest.Parse(yaml, "thing.yaml"));

        error.Message.ShouldContain("thing.yaml:20:23");
        error.Message.ShouldContain("Did you mean 'offset'?");
        error.Message.ShouldContain("Did you mean 'title'?");
    }

    [Fact]
    public void Acme_comes_along()
    {
        RestManifests.Names.ShouldContain("acme");
        RestManifests.Find("nobody").ShouldBeNull();
        var person = RestManifests.Find("acme")!.ObjectOf("person").ShouldNotBeNull();
        person.FieldOf("mobile")!.Field.Type.ShouldBe(FieldType.Phone);
    }

    private static string Whole() =>
        RestRig
            .Manifest(rest: "version: { path: rev }")
            .Replace("patch: \"/things/{id}\"", "put: \"/things/{id}\"", StringComparison.Ordinal);
}
