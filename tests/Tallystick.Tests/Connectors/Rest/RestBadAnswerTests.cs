using System.Net;
using Tallystick.Connectors.Rest;
using Tallystick.Core.Connectors;

namespace Tallystick.Tests.Connectors.Rest;

/// <summary>What can go wrong at the edge, for reads, for writes that can be repeated and for creates.</summary>
public sealed class RestBadAnswerTests
{
    private static CancellationToken Token => RestRig.Token;

    public static TheoryData<string, ProblemKind, ProblemKind> Wires =>
        new()
        {
            { "html", ProblemKind.Transient, ProblemKind.Ambiguous },
            { "truncated", ProblemKind.Transient, ProblemKind.Ambiguous },
            { "cut", ProblemKind.Transient, ProblemKind.Ambiguous },
            { "hang", ProblemKind.Transient, ProblemKind.Ambiguous },
            { "silent", ProblemKind.Transient, ProblemKind.Ambiguous },
            { "reset", ProblemKind.Transient, ProblemKind.Ambiguous },
        };

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task A_broken_answer_is_transient_and_to_a_create_ambiguous(
        string wire,
        ProblemKind whenRepeatable,
        ProblemKind whenCreating
    )
    {
        await using var raw = Raw(wire);
        await using var app = RestRig.Open(raw.Address, TimeSpan.FromMilliseconds(400));

        foreach (var (operation, act) in await CallsAsync(app))
        {
            var problem = await Should.ThrowAsync<ConnectorException>(act);
            var kind = operation is "thing.create" ? whenCreating : whenRepeatable;
            problem.Kind.ShouldBe(kind, $"{wire} {operation}: {problem.Message}");
            ShouldHelp(problem, operation);
        }
    }

    [Fact]
    public async Task An_app_that_is_not_there_had_nothing_done_to_it()
    {
        Uri address;
        await using (var raw = Raw("html"))
            address = raw.Address;
        await using var app = RestRig.Open(address);

        foreach (var (operation, act) in await CallsAsync(app))
        {
            var problem = await Should.ThrowAsync<ConnectorException>(act);
            problem.Kind.ShouldBe(ProblemKind.Transient, operation);
            ShouldHelp(problem, operation);
        }
    }

    [Theory]
    [InlineData(301, "", ProblemKind.Permanent)]
    [InlineData(400, "", ProblemKind.Invalid)]
    [InlineData(401, "", ProblemKind.Unauthorized)]
    [InlineData(403, "", ProblemKind.Forbidden)]
    [InlineData(409, "", ProblemKind.Duplicate)]
    [InlineData(412, "", ProblemKind.VersionConflict)]
    [InlineData(418, "taken", ProblemKind.Duplicate)]
    [InlineData(422, "", ProblemKind.Invalid)]
    [InlineData(429, "", ProblemKind.RateLimited)]
    [InlineData(500, "", ProblemKind.Transient)]
    [InlineData(501, "", ProblemKind.Permanent)]
    [InlineData(503, "", ProblemKind.Transient)]
    public async Task A_refusal_has_the_kind_of_its_code_or_status(
        int status,
        string code,
        ProblemKind kind
    )
    {
        await using var app = Refusing(status, code);

        foreach (var (operation, act) in await CallsAsync(app))
        {
            var problem = await Should.ThrowAsync<ConnectorException>(act);
            var isUnsure = operation is "thing.create" && kind is ProblemKind.Transient;
            problem.Kind.ShouldBe(isUnsure ? ProblemKind.Ambiguous : kind, operation);
            problem.Message.ShouldContain(status.ToString());
            problem.TraceId.ShouldBe("trace-1");
            ShouldHelp(problem, operation);
        }
    }

    [Fact]
    public async Task Gone_is_null_for_a_get_and_no_error_for_a_delete_and_not_found_for_an_update()
    {
        await using var app = Refusing(404, "gone");
        var projection = await RestRig.DescribeAsync(app);

        (await app.GetAsync(projection, "t1", Token)).ShouldBeNull();
        await app.DeleteAsync("thing", "t1", null, Token);
        var problem = await Should.ThrowAsync<ConnectorException>(() =>
            app.UpdateAsync(projection, "t1", RestRig.Patch(projection, ("name", "x")), null, Token)
        );

        problem.Kind.ShouldBe(ProblemKind.NotFound);
        ShouldHelp(problem, "thing.update");
    }

    [Theory]
    [InlineData("")]
    [InlineData("other")]
    public async Task A_404_that_is_not_the_apps_own_word_deletes_nothing(string code)
    {
        await using var app = Refusing(404, code);

        foreach (var (operation, act) in await CallsAsync(app))
        {
            var problem = await Should.ThrowAsync<ConnectorException>(act);
            problem.Kind.ShouldBe(ProblemKind.Permanent, operation);
            problem.Hint.ShouldNotBeNull().ShouldContain("base URL");
        }
    }

    [Fact]
    public async Task A_404_is_not_gone_when_the_manifest_says_that_only_410_is()
    {
        var manifest = RestRig
            .Manifest()
            .Replace(
                "  codes: { gone: not-found, taken: duplicate }",
                "  gone: [410]",
                StringComparison.Ordinal
            );
        var status = HttpStatusCode.NotFound;
        await using var app = RestRig.Open(
            new RestFakeApp(_ => RestFakeApp.Json("{}", status)),
            manifest
        );
        var projection = await RestRig.DescribeAsync(app);

        var problem = await Should.ThrowAsync<ConnectorException>(() =>
            app.GetAsync(projection, "t1", Token)
        );
        status = HttpStatusCode.Gone;
        var gone = await app.GetAsync(projection, "t1", Token);

        problem.Kind.ShouldBe(ProblemKind.Permanent);
        gone.ShouldBeNull();
    }

    [Fact]
    public async Task A_listing_that_is_not_found_is_no_record_that_is_gone()
    {
        await using var app = Refusing(404, "gone");

        var problem = await Should.ThrowAsync<ConnectorException>(() => RestRig.ListAsync(app));

        problem.Kind.ShouldBe(ProblemKind.Permanent);
    }

    [Fact]
    public async Task A_duplicate_names_the_record_and_the_field()
    {
        var body = """{"error":{"code":"taken","field":"mail","existing":"t7"}}""";
        await using var app = RestRig.Open(
            new RestFakeApp(_ => RestFakeApp.Json(body, HttpStatusCode.Conflict))
        );
        var projection = await RestRig.DescribeAsync(app);

        var problem = await Should.ThrowAsync<ConnectorException>(() =>
            app.CreateAsync(projection, RestRig.Patch(projection, ("name", "x")), Token)
        );

        problem.Kind.ShouldBe(ProblemKind.Duplicate);
        problem.DuplicateOf.ShouldBe("t7");
        problem.Field.ShouldBe("mail");
        problem.MayHaveHappened.ShouldBeFalse();
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("Sun, 01 Mar 2026 09:00:30 GMT", 30)]
    public async Task Too_many_calls_says_how_long_to_wait_and_tells_the_budget(
        string retryAfter,
        int seconds
    )
    {
        var budget = new RestFakeBudget();
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(
            new(2026, 3, 1, 9, 0, 0, default)
        );
        await using var app = RestRig.Open(
            new RestFakeApp(_ =>
            {
                var response = RestFakeApp.Json("{}", HttpStatusCode.TooManyRequests);
                response.Headers.TryAddWithoutValidation("Retry-After", retryAfter);
                return response;
            }),
            budget: budget,
            time: clock
        );

        var problem = await Should.ThrowAsync<ConnectorException>(() => RestRig.ListAsync(app));

        problem.RetryAfter.ShouldBe(TimeSpan.FromSeconds(seconds));
        budget.Calls.ShouldBe(["thing.list"]);
        budget.Outcomes.Single().RateLimited.ShouldBeTrue();
        budget.Outcomes.Single().RetryAfter.ShouldBe(TimeSpan.FromSeconds(seconds));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"id":null,"name":"x"}""")]
    public async Task A_create_answered_without_an_id_may_have_happened(string body)
    {
        await using var app = RestRig.Open(new RestFakeApp(_ => RestFakeApp.Json(body)));
        var projection = await RestRig.DescribeAsync(app);

        var problem = await Should.ThrowAsync<ConnectorException>(() =>
            app.CreateAsync(projection, RestRig.Patch(projection, ("name", "x")), Token)
        );

        problem.Kind.ShouldBe(ProblemKind.Ambiguous);
        ShouldHelp(problem, "thing.create");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"items":{"id":"t1"}}""")]
    public async Task A_listing_without_its_list_is_an_error_and_not_an_empty_app(string body)
    {
        await using var app = RestRig.Open(new RestFakeApp(_ => RestFakeApp.Json(body)));

        var problem = await Should.ThrowAsync<ConnectorException>(() => RestRig.ListAsync(app));

        problem.Kind.ShouldBe(ProblemKind.Permanent);
        ShouldHelp(problem, "thing.list");
    }

    [Fact]
    public async Task A_message_of_the_app_is_shown_without_the_data_in_it()
    {
        var body =
            """{"error":{"message":"Name Ada Lovelace of ada@example.com, +1 202 555 0101, is bad"}}""";
        await using var app = RestRig.Open(
            new RestFakeApp(_ => RestFakeApp.Json(body, HttpStatusCode.UnprocessableEntity))
        );
        var projection = await RestRig.DescribeAsync(app);

        var problem = await Should.ThrowAsync<ConnectorException>(() =>
            app.CreateAsync(projection, RestRig.Patch(projection, ("name", "Ada Lovelace")), Token)
        );

        problem.Message.ShouldContain("is bad");
        problem.Message.ShouldNotContain("Ada");
        problem.Message.ShouldNotContain("ada@");
        problem.Message.ShouldNotContain("0101");
    }

    [Fact]
    public async Task A_cancelled_call_is_cancelled_and_no_problem_of_the_app()
    {
        await using var raw = Raw("silent");
        await using var app = RestRig.Open(raw.Address);
        var projection = await RestRig.DescribeAsync(app);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var call = app.GetAsync(projection, "t1", cancel.Token);

        await cancel.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => call);
    }

    private static void ShouldHelp(ConnectorException problem, string operation)
    {
        problem.Operation.ShouldBe(operation);
        problem.Message.ShouldContain(operation);
        problem.Message.ShouldContain("Thing");
        problem.Hint.ShouldNotBeNullOrWhiteSpace();
        problem.MayHaveHappened.ShouldBe(problem.Kind is ProblemKind.Ambiguous);
        (problem.Message + problem.Hint).ShouldNotContain(RestRig.Key);
    }

    private static RestConnector Refusing(int status, string code) =>
        RestRig.Open(
            new RestFakeApp(_ =>
            {
                var response = RestFakeApp.Json(
                    $$$"""{"error":{"code":"{{{code}}}","message":"No."}}""",
                    (HttpStatusCode)status
                );
                response.Headers.TryAddWithoutValidation("X-Trace", "trace-1");
                return response;
            })
        );

    private static RestRawApp Raw(string wire)
    {
        const string Json = "application/json";
        var half = """{"items":[{"id":"t1","na""";
        return wire switch
        {
            "html" => new(
                RestRawApp.Answer("200 OK", "text/html", "<!doctype html><h1>Log in</h1>"),
                RestRawEnd.Close
            ),
            "truncated" => new(RestRawApp.Answer("200 OK", Json, half), RestRawEnd.Close),
            "cut" => new(RestRawApp.Answer("200 OK", Json, half, 5_000), RestRawEnd.Close),
            "hang" => new(RestRawApp.Answer("200 OK", Json, half, 5_000), RestRawEnd.Hang),
            "silent" => new("", RestRawEnd.Hang),
            _ => new(RestRawApp.Answer("200 OK", Json, half, 5_000), RestRawEnd.Reset),
        };
    }

    private static async Task<List<(string Operation, Func<Task> Act)>> CallsAsync(
        RestConnector app
    )
    {
        var projection = await RestRig.DescribeAsync(app);
        var patch = RestRig.Patch(projection, ("name", "Somebody"));
        return
        [
            ("thing.list", () => app.ListAsync(projection, ListQuery.All, null, Token)),
            ("thing.find", () => app.FindAsync(projection, "mail", "a@example.com", Token)),
            ("thing.get", () => app.GetAsync(projection, "t1", Token)),
            ("thing.create", () => app.CreateAsync(projection, patch, Token)),
            ("thing.update", () => app.UpdateAsync(projection, "t1", patch, null, Token)),
        ];
    }
}
