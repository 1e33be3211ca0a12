using Tallystick.Core.Connectors;

namespace Tallystick.Tests.Connectors.Rest;

/// <summary>Every way of paging brings each record, also when others go meanwhile.</summary>
public sealed class RestPagingTests
{
    private static readonly int[] Everybody = [.. Enumerable.Range(1, 8)];

    private static IEnumerable<string> AllIds => Everybody.Select(n => $"t{n}");

    public static TheoryData<string> Ways =>
        [
            "{ kind: offset, offset: offset, limit: limit, size: 3 }",
            "{ kind: offset, offset: offset, limit: limit, size: 1 }",
            "{ kind: offset, offset: offset, limit: limit, size: 8 }",
            "{ kind: offset, offset: offset, size: 3 }",
            "{ kind: page, page: page, limit: limit, size: 3 }",
            "{ kind: page, page: page, first: 0, limit: limit, size: 4 }",
            "{ kind: cursor, cursor: after, next: next, limit: limit, size: 3 }",
            "{ kind: link, next: url, limit: limit, size: 3 }",
            "{ kind: link, limit: limit, size: 3 }",
            "{ kind: none }",
        ];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Each_record_comes_exactly_once(string paging)
    {
        foreach (var total in new[] { true, false })
        {
            var server = new Server([.. Everybody], paging) { TellsTotal = total };
            await using var app = RestRig.Open(server.App, RestRig.Manifest(paging));

            var (pages, ids) = await RestRig.ListAsync(app);

            ids.ShouldBe(AllIds, $"{paging}, total {total}");
            pages[0].Total.ShouldBe(total ? 8 : null);
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task An_empty_app_is_one_empty_page(string paging)
    {
        var server = new Server([], paging);
        await using var app = RestRig.Open(server.App, RestRig.Manifest(paging));

        var (pages, ids) = await RestRig.ListAsync(app);

        ids.ShouldBeEmpty();
        pages.ShouldHaveSingleItem().Faults.ShouldBeEmpty();
        server.App.Asked.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("{ kind: offset, offset: offset, limit: limit, size: 3 }", true)]
    [InlineData("{ kind: offset, offset: offset, limit: limit, size: 3 }", false)]
    [InlineData("{ kind: offset, offset: offset, size: 3 }", false)]
    [InlineData("{ kind: page, page: page, limit: limit, size: 3 }", true)]
    public async Task What_stays_is_listed_whatever_goes_between_two_pages(
        string paging,
        bool total
    )
    {
        for (var gone = 0; gone < 256; gone++)
        for (var after = 1; after <= 3; after++)
        {
            var server = new Server([.. Everybody], paging) { TellsTotal = total };
            await using var app = RestRig.Open(server.App, RestRig.Manifest(paging));
            var (pages, mask) = (0, gone);

            var (_, ids) = await RestRig.ListAsync(
                app,
                afterPage: _ =>
                {
                    if (++pages == after)
                        server.Numbers.RemoveAll(n => (mask & (1 << (n - 1))) != 0);
                }
            );

            var stayed = Everybody.Where(n => (gone & (1 << (n - 1))) == 0).Select(n => $"t{n}");
            stayed.Except(ids).ShouldBeEmpty($"mask {gone} after page {after}");
        }
    }

    [Fact]
    public async Task A_page_that_the_app_cuts_short_is_not_the_end_when_it_knows_the_total()
    {
        var paging = "{ kind: offset, offset: offset, limit: limit, size: 100 }";
        var server = new Server([.. Everybody], paging) { SizeMax = 3 };
        await using var app = RestRig.Open(server.App, RestRig.Manifest(paging));

        var (_, ids) = await RestRig.ListAsync(app);

        ids.ShouldBe(AllIds);
    }

    [Fact]
    public async Task An_app_that_counts_more_than_it_shows_has_not_listed_everything()
    {
        var app = new RestFakeApp(asked =>
            RestFakeApp.Json(
                RestFakeApp.Page(asked.Number("offset", 0) is 0 ? [1, 2] : [], total: 9)
            )
        );
        await using var connector = RestRig.Open(app);

        var (pages, _) = await RestRig.ListAsync(connector);

        pages.SelectMany(p => p.Faults).ShouldHaveSingleItem().Message.ShouldContain("9 records");
    }

    [Fact]
    public async Task Rows_without_an_id_are_faults_and_hold_nothing_up()
    {
        var rows = Everybody.Select(n => n % 3 is 0 ? "{\"name\":\"x\"}" : RestFakeApp.Row(n));
        var app = new RestFakeApp(asked =>
            RestFakeApp.Json(
                $"{{\"items\":[{string.Join(',', rows.Skip(asked.Number("offset", 0)).Take(3))}]}}"
            )
        );
        await using var connector = RestRig.Open(app);

        var (pages, ids) = await RestRig.ListAsync(connector);

        ids.ShouldBe(["t1", "t2", "t4", "t5", "t7", "t8"]);
        pages.Sum(p => p.Faults.Count).ShouldBe(2);
        app.Asked.Count.ShouldBe(4);
    }

    [Fact]
    public async Task An_order_that_never_rests_ends_with_a_fault()
    {
        var first = 0;
        var app = new RestFakeApp(_ =>
            RestFakeApp.Json(RestFakeApp.Page(Enumerable.Range(first += 1_000, 3), 30))
        );
        await using var connector = RestRig.Open(app);
        var projection = await RestRig.DescribeAsync(connector);

        var (cursor, faults) = ((string?)null, 0);
        for (var i = 0; i is 0 || cursor is not null; i++)
        {
            i.ShouldBeLessThan(500);
            var page = await connector.ListAsync(projection, ListQuery.All, cursor, RestRig.Token);
            (cursor, faults) = (page.Next, faults + page.Faults.Count);
        }

        faults.ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData("{ kind: cursor, cursor: after, next: next }", ",\"next\":\"same\"")]
    [InlineData("{ kind: link, next: next }", ",\"next\":\"/things?page=2\"")]
    public async Task A_listing_that_goes_in_a_circle_is_an_error(string paging, string more)
    {
        var app = new RestFakeApp(_ => RestFakeApp.Json(RestFakeApp.Page([1], null, more)));
        await using var connector = RestRig.Open(app, RestRig.Manifest(paging));

        var problem = await Should.ThrowAsync<ConnectorException>(() =>
            RestRig.ListAsync(connector)
        );

        problem.Kind.ShouldBe(ProblemKind.Permanent);
        problem.Message.ShouldContain("same page");
    }

    [Theory]
    [InlineData("http://evil.example/things")]
    [InlineData("//evil.example/things")]
    [InlineData("http://127.0.0.1:9@evil.example/things")]
    [InlineData("https://127.0.0.1:9/things")]
    public async Task A_link_to_another_place_is_not_followed(string link)
    {
        var app = new RestFakeApp(_ =>
            RestFakeApp.Json(RestFakeApp.Page([1], null, $",\"next\":\"{link}\""))
        );
        await using var connector = RestRig.Open(
            app,
            RestRig.Manifest("{ kind: link, next: next }")
        );

        var problem = await Should.ThrowAsync<ConnectorException>(() =>
            RestRig.ListAsync(connector)
        );

        problem.Kind.ShouldBe(ProblemKind.Permanent);
        app.Asked.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_path_that_looks_like_a_host_stays_on_the_apps_host()
    {
        var app = new RestFakeApp(asked =>
            RestFakeApp.Json(
                RestFakeApp.Page(
                    [1],
                    null,
                    asked.Address.AbsolutePath is "/things"
                        ? ",\"next\":\"http://127.0.0.1:9//evil.example/x\""
                        : ""
                )
            )
        );
        await using var connector = RestRig.Open(
            app,
            RestRig.Manifest("{ kind: link, next: next }")
        );

        await RestRig.ListAsync(connector);

        app.Asked[1].Address.Authority.ShouldBe("127.0.0.1:9");
    }

    [Fact]
    public async Task A_key_in_the_query_is_sent_and_is_not_in_the_cursor()
    {
        var app = new RestFakeApp(asked =>
            RestFakeApp.Json(
                RestFakeApp.Page(
                    [1],
                    null,
                    asked.Query("page") is null
                        ? $",\"next\":\"/things?page=2&token={RestRig.Key}\""
                        : ""
                )
            )
        );
        await using var connector = RestRig.Open(
            app,
            RestRig.Manifest(
                "{ kind: link, next: next }",
                auth: "{ kind: api-key, query: token, secret: key }"
            )
        );

        var (pages, _) = await RestRig.ListAsync(connector);

        pages[0].Next.ShouldNotBeNull().ShouldNotContain(RestRig.Key);
        app.Asked.ShouldAllBe(a => a.Query("token") == RestRig.Key);
    }

    [Fact]
    public async Task A_cursor_of_another_kind_is_refused()
    {
        await using var app = RestRig.Open(new RestFakeApp(_ => RestFakeApp.Json("{}")));
        var projection = await RestRig.DescribeAsync(app);

        var problem = await Should.ThrowAsync<ConnectorException>(() =>
            app.ListAsync(projection, ListQuery.All, "line 17", RestRig.Token)
        );

        problem.Kind.ShouldBe(ProblemKind.Invalid);
    }

    /// <summary>Things 1 to n in every way of paging.</summary>
    private sealed class Server
    {
        private readonly string _paging;

        public Server(List<int> numbers, string paging)
        {
            (Numbers, _paging) = (numbers, paging);
            App = new RestFakeApp(Answer);
        }

        public List<int> Numbers { get; }

        public bool TellsTotal { get; init; } = true;

        public int SizeMax { get; init; } = 100;

        public RestFakeApp App { get; }

        private HttpResponseMessage Answer(RestAsked asked)
        {
            var size = Math.Min(SizeMax, asked.Number("limit", 3));
            var first = _paging.Contains("first: 0", StringComparison.Ordinal) ? 0 : 1;
            var start = _paging.Contains("kind: page", StringComparison.Ordinal)
                ? (asked.Number("page", first) - first) * size
                : asked.Number("offset", asked.Number("after", 0));
            if (_paging.Contains("none", StringComparison.Ordinal))
                size = int.MaxValue;
            var rows = Numbers.Skip(start).Take(size);
            var isMore = start + (long)size < Numbers.Count;
            var link = $"http://127.0.0.1:9/things?limit={size}&after={start + size}";
            var next = isMore
                ? $",\"next\":\"{start + size}\",\"url\":\"{link}\""
                : ",\"next\":null";
            var response = RestFakeApp.Json(
                RestFakeApp.Page(rows, TellsTotal ? Numbers.Count : null, next)
            );
            if (isMore && _paging.StartsWith("{ kind: link, limit", StringComparison.Ordinal))
                response.Headers.TryAddWithoutValidation(
                    "Link",
                    $"<http://127.0.0.1:9/things>; rel=\"first\", <{link}>; rel=\"next\""
                );
            return response;
        }
    }
}
