using System.Net;
using Tallystick.Connectors.Rest;
using Tallystick.Core.Connectors;
using Tallystick.Core.Records;
using Tallystick.Core.Schema;
using Tallystick.Core.Yaml;
using Record = Tallystick.Core.Records.Record;

namespace Tallystick.Tests.Connectors.Rest;

/// <summary>Records that belong to others: their ids, their calls, and walking from owner to owner.</summary>
public sealed class RestParentTests
{
    private const string Nested = """
            list:
              get: /people/{parent}/jobs
              paging: { kind: offset, offset: offset, limit: limit, size: 2 }
              absence-proves-deletion: true
            get: { get: "/people/{parent}/jobs/{id}" }
            create: { post: "/people/{parent}/jobs" }
            update: { patch: "/people/{parent}/jobs/{id}" }
            delete: { delete: "/people/{parent}/jobs/{id}" }
            fields:
              owner: { type: reference, refers-to: person, required: true }
              title: { path: title, type: text }
        """;

    private const string Flat = """
            list: { get: /jobs, paging: { kind: none } }
            get: { get: "/people/{parent}/jobs/{id}" }
            create: { post: /jobs }
            fields:
              owner: { path: personId, type: reference, refers-to: person, required: true }
              title: { path: title, type: text }
        """;

    private static CancellationToken Token => RestRig.Token;

    [Fact]
    public async Task Where_the_app_lists_only_by_owner_every_owner_is_visited_and_ids_hold_both()
    {
        var server = new RestFakeApp(asked =>
            RestFakeApp.Json(
                (asked.Address.AbsolutePath, asked.Number("offset", 0)) switch
                {
                    ("/people", 0) => """[{"id":"a/1"},{"id":"b"},{"id":"c"}]""",
                    ("/people/a%2F1/jobs", 0) => Jobs(1, 2),
                    ("/people/a%2F1/jobs", 1) => Jobs(2, 3),
                    ("/people/a%2F1/jobs", 2) => Jobs(3),
                    ("/people/c/jobs", 0) => Jobs(1),
                    _ => "[]",
                }
            )
        );
        await using var app = Open(server, Nested);

        var (records, pages) = await ListAsync(app, ListQuery.All);

        records.Select(r => r.Id).Order().ShouldBe(["a%2F1/j1", "a%2F1/j2", "a%2F1/j3", "c/j1"]);
        records.Single(r => r.Id == "a%2F1/j3").Values[0].ShouldBe(Value.Of("a/1"));
        pages.ShouldAllBe(p => p.Faults.Count == 0);
        var capabilities = app.CapabilitiesOf("job");
        capabilities.AbsenceIsEvidence.ShouldBeTrue();
        capabilities.Changes.ShouldBe(ChangeDetection.Scan);
    }

    [Fact]
    public async Task An_owner_that_is_gone_since_it_was_listed_takes_its_records_along()
    {
        var server = new RestFakeApp(asked =>
            asked.Address.AbsolutePath switch
            {
                "/people" => RestFakeApp.Json("""[{"id":"a"},{"id":"b"}]"""),
                "/people/a/jobs" => RestFakeApp.Json(
                    """{"error":{"code":"gone"}}""",
                    HttpStatusCode.NotFound
                ),
                _ => RestFakeApp.Json(Jobs(7)),
            }
        );
        await using var app = Open(server, Nested);

        var (records, pages) = await ListAsync(app, ListQuery.All);

        records.ShouldHaveSingleItem().Id.ShouldBe("b/j7");
        pages.ShouldAllBe(p => p.Faults.Count == 0);
    }

    [Fact]
    public async Task A_place_that_is_not_there_is_an_error_and_no_empty_listing()
    {
        var server = new RestFakeApp(asked =>
            asked.Address.AbsolutePath is "/people"
                ? RestFakeApp.Json("""[{"id":"a"}]""")
                : new HttpResponseMessage(HttpStatusCode.NotFound)
        );
        await using var app = Open(server, Nested);

        var problem = await Should.ThrowAsync<ConnectorException>(() =>
            ListAsync(app, ListQuery.All)
        );

        problem.Kind.ShouldBe(ProblemKind.Permanent);
    }

    [Fact]
    public async Task A_filter_by_owner_visits_that_owner_alone()
    {
        var server = new RestFakeApp(_ => RestFakeApp.Json(Jobs(1)));
        await using var app = Open(server, Nested);
        var query = new ListQuery { Filter = new Dictionary<string, string> { ["owner"] = "b" } };

        var (records, _) = await ListAsync(app, query);

        records.ShouldHaveSingleItem().Id.ShouldBe("b/j1");
        server.Asked.ShouldHaveSingleItem().Address.AbsolutePath.ShouldBe("/people/b/jobs");
    }

    [Fact]
    public async Task Calls_for_one_record_name_its_owner()
    {
        var server = new RestFakeApp(_ => RestFakeApp.Json("""{"id":"j 1","title":"Dig"}"""));
        await using var app = Open(server, Nested);
        var projection = await DescribeAsync(app);

        var created = await app.CreateAsync(
            projection,
            RestRig.Patch(projection, ("owner", "a/1"), ("title", "Dig")),
            Token
        );
        var read = await app.GetAsync(projection, created.Id, Token);
        await app.UpdateAsync(
            projection,
            created.Id,
            RestRig.Patch(projection, ("title", "Dug")),
            null,
            Token
        );
        await app.DeleteAsync("job", created.Id, null, Token);

        created.Id.ShouldBe("a%2F1/j 1");
        created.After.ShouldNotBeNull().Values.ShouldBe([Value.Of("a/1"), Value.Of("Dig")]);
        read.ShouldNotBeNull().Values.ShouldBe([Value.Of("a/1"), Value.Of("Dig")]);
        read.Id.ShouldBe(created.Id);
        server.Asked[0].Body.ShouldBe("""{"title":"Dig"}""");
        server.Asked[0].Address.AbsolutePath.ShouldBe("/people/a%2F1/jobs");
        server.Asked.Skip(1).ShouldAllBe(a => a.Address.AbsolutePath == "/people/a%2F1/jobs/j%201");
    }

    [Fact]
    public async Task A_flat_listing_tells_owners_by_its_rows_and_a_create_sends_them_in_the_body()
    {
        var server = new RestFakeApp(asked =>
            RestFakeApp.Json(
                asked.Method is "POST"
                    ? """{"id":"j9","personId":"b"}"""
                    : """[{"id":"j1","personId":"a","title":"Dig"},{"id":"j2","personId":null,"title":"Own"}]"""
            )
        );
        await using var app = Open(server, Flat);
        var projection = await DescribeAsync(app);

        var (records, pages) = await ListAsync(app, ListQuery.All);
        var created = await app.CreateAsync(
            projection,
            RestRig.Patch(projection, ("owner", "b"), ("title", "Dig")),
            Token
        );

        records.ShouldHaveSingleItem().Id.ShouldBe("a/j1");
        var fault = pages.Single().Faults.ShouldHaveSingleItem();
        fault.Message.ShouldContain("nothing says which person it belongs to");
        // It has a name, so that it does not put the absence of others in doubt.
        fault.Id.ShouldNotBeNull();
        created.Id.ShouldBe("b/j9");
        server.Asked[^1].Body.ShouldBe("""{"personId":"b","title":"Dig"}""");
    }

    [Fact]
    public async Task What_belongs_to_nobody_is_not_sent_and_an_owner_is_never_changed()
    {
        var server = new RestFakeApp(_ => RestFakeApp.Json("""{"id":"j1"}"""));
        await using var app = Open(server, Nested);
        var projection = await DescribeAsync(app);

        var nobodys = await Should.ThrowAsync<ConnectorException>(() =>
            app.CreateAsync(projection, RestRig.Patch(projection, ("title", "Dig")), Token)
        );
        var moved = await Should.ThrowAsync<ConnectorException>(() =>
            app.UpdateAsync(
                projection,
                "a/j1",
                RestRig.Patch(projection, ("owner", "b")),
                null,
                Token
            )
        );
        var strange = await Should.ThrowAsync<ConnectorException>(() =>
            app.GetAsync(projection, "j1", Token)
        );

        new[] { nobodys, moved, strange }.ShouldAllBe(p => p.Kind == ProblemKind.Invalid);
        nobodys.Field.ShouldBe("owner");
        server.Asked.ShouldBeEmpty();
        projection.Fields[0].Can(FieldAccess.Update).ShouldBeFalse();
    }

    [Theory]
    [InlineData("parent: person", "parent: persn", "Did you mean 'person'?")]
    [InlineData("parent: person", "parent: job", "exactly one required reference to 'job'")]
    [InlineData(", required: true", "", "exactly one required reference to 'person'")]
    [InlineData("    parent: person\n", "", "'parent'")]
    [InlineData("get: /people/{parent}/jobs", "get: /jobs", "must carry 'owner'")]
    [InlineData(
        "post: \"/people/{parent}/jobs\"",
        "post: /jobs",
        "nothing tells a new record's 'owner'"
    )]
    [InlineData(
        "    fields:\n      owner",
        "    find: { title: q }\n    fields:\n      owner",
        "'find' needs a listing of all"
    )]
    public void A_manifest_whose_owners_do_not_fit_is_told_where_and_how_to_mend_it(
        string old,
        string changed,
        string expected
    )
    {
        var yaml = Manifest(Nested);
        yaml.ShouldContain(old);

        var error = Should.Throw<DocumentException>(() =>
            RestManifest.Parse(yaml.Replace(old, changed, StringComparison.Ordinal), "crew.yaml")
        );

        error.Message.ShouldContain(expected);
        error.Message.ShouldContain("crew.yaml:");
    }

    private static string Jobs(params int[] numbers) =>
        $"[{string.Join(',', numbers.Select(n => $$"""{"id":"j{{n}}","title":"Job {{n}}"}"""))}]";

    private static string Manifest(string job) =>
        $$"""
            app: crew
            title: Crew
            base-url: http://127.0.0.1:9
            auth: { kind: none }
            errors:
              code: error.code
              codes: { gone: not-found }
            objects:
              person:
                id: id
                list: { get: /people, paging: { kind: none }, absence-proves-deletion: true }
                get: { get: "/people/{id}" }
                fields:
                  name: { path: name, type: text }
              job:
                id: id
                parent: person

            """ + job;

    private static RestConnector Open(RestFakeApp server, string job) =>
        new(
            RestManifest.Parse(Manifest(job), "crew.yaml"),
            new RestSettings { Secrets = new Dictionary<string, string>() },
            new RestFakeBudget(),
            TimeProvider.System,
            server
        );

    private static async Task<Projection> DescribeAsync(RestConnector app)
    {
        var schemas = await app.DescribeAsync(Token);
        return new Projection("job", schemas.Single(s => s.ObjectType == "job").Fields);
    }

    private static async Task<(List<Record> Records, List<Page> Pages)> ListAsync(
        RestConnector app,
        ListQuery query
    )
    {
        var projection = await DescribeAsync(app);
        var (records, pages, cursor) = (new List<Record>(), new List<Page>(), (string?)null);
        do
        {
            pages.Count.ShouldBeLessThan(50, "The listing does not end.");
            var page = await app.ListAsync(projection, query, cursor, Token);
            pages.Add(page);
            records.AddRange(page.Records);
            cursor = page.Next;
        } while (cursor is not null);
        return (records, pages);
    }
}
