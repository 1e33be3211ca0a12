using System.Net;
using CsCheck;
using Tallystick.Connectors.Rest;
using Tallystick.Core.Connectors;
using Tallystick.Core.Records;
using Tallystick.Core.Schema;
using Tallystick.Core.Yaml;

namespace Tallystick.Tests.Connectors.Rest;

/// <summary>No data of an app, and no value to write, is more than a fault or a refusal.</summary>
public sealed class RestStrangeDataTests
{
    private static readonly (FieldType Type, WireForm Form)[] Forms =
    [
        .. Enum.GetValues<FieldType>().SelectMany(t => WireForms.Of(t).Select(f => (t, f))),
    ];

    private static readonly string[] Oddities =
    [
        "null",
        "true",
        "0",
        "-0",
        "1",
        "-12.50",
        "1e400",
        "1e28",
        "79228162514264337593543950335",
        "-99999999999",
        "-62135596801",
        "-62135596800001",
        "253402300800",
        "253402300800000",
        "200000000000",
        "-200000000000000",
        "[]",
        "{}",
        "[1]",
        "[null]",
        "[\"a\",\"\"]",
        "[[\"a\"]]",
        "{\"a\":1,\"a\":2}",
        "\"\"",
        "\" \"",
        "\"yes\"",
        "\"TRUE\"",
        "\"12\"",
        "\"NaN\"",
        "\"0001-01-01\"",
        "\"0001-01-01T00:00:00+14:00\"",
        "\"9999-12-31T23:59:59-14:00\"",
        "\"2026-02-30\"",
        "\"2026-03-01T09:00:00Z\"",
        "\"\\ud800\"",
        "\"\\u0000\"",
        "\"a,b;c\"",
        "\"15551234567\"",
    ];

    private static readonly string[] Values =
    [
        "x",
        "-0",
        "79228162514264337593543950335",
        "99999999999999999999",
        "1e400",
        "0.001",
        "NaN",
        "true",
        "2026-03-01",
        "0001-01-01",
        "9999-12-31",
        "0001-01-01T00:00:00+14:00",
        "2026-03-01T09:00:00Z",
        "\ud800",
        "\0",
        "{\"a\":1,\"a\":2}",
        "[",
        "a,b;c",
        "+",
    ];

    private static CancellationToken Token => RestRig.Token;

    [Fact]
    public async Task Whatever_a_row_holds_it_is_a_record_or_a_fault() =>
        await Gen.Int[0, Oddities.Length - 1]
            .Select(i => Oddities[i])
            .Array[Forms.Length + 3]
            .SampleAsync(
                async odd =>
                {
                    var fields = odd.Skip(3).Select((json, i) => $"\"f{i}\":{json}");
                    var row =
                        $"{{\"id\":{odd[0]},\"at\":{odd[1]},\"ms\":{odd[2]},{string.Join(',', fields)}}}";
                    var whole = $"{{\"items\":[{row},{{\"id\":\"good\"}}],\"total\":{odd[0]}}}";
                    await using var app = Open(whole);
                    var projection = await RestRig.DescribeAsync(app);

                    var page = await app.ListAsync(projection, ListQuery.All, null, Token);

                    (page.Records.Count + page.Faults.Count).ShouldBe(2);
                    page.Records[^1].Id.ShouldBe("good");
                },
                iter: 300
            );

    [Fact]
    public async Task Each_oddity_alone_in_each_form_is_a_record_or_a_fault()
    {
        foreach (var odd in Oddities)
            for (var i = 0; i < Forms.Length; i++)
            {
                await using var app = Open($"{{\"items\":[{{\"id\":\"t\",\"f{i}\":{odd}}}]}}");
                var projection = await RestRig.DescribeAsync(app);

                var page = await app.ListAsync(projection, ListQuery.All, null, Token);

                (page.Records.Count + page.Faults.Count).ShouldBe(1, $"{odd} as {Forms[i]}");
            }
    }

    [Fact]
    public async Task Whatever_is_written_is_sent_or_refused_with_its_field()
    {
        await using var app = Open("{\"id\":\"t\"}");
        var projection = await RestRig.DescribeAsync(app);
        foreach (var text in Values)
            for (var i = 0; i < Forms.Length; i++)
                foreach (var value in new[] { Value.Of(text), Value.OfSet([text, "b"]) })
                {
                    var patch = new Patch([new FieldChange(i, value)]);
                    try
                    {
                        await app.UpdateAsync(projection, "t", patch, null, Token);
                    }
                    catch (ConnectorException e)
                    {
                        e.Kind.ShouldBe(ProblemKind.Invalid);
                        e.Field.ShouldBe(projection.Fields[i].Key);
                    }
                }
    }

    [Theory]
    [InlineData("{\"error\":{\"code\":\"\\ud800\",\"message\":\"\\udc00\",\"field\":\"\\ud800\"}}")]
    [InlineData("{\"\\ud800\":1}")]
    [InlineData("[[[")]
    [InlineData("\"no\"")]
    public async Task Whatever_a_refusal_holds_it_is_a_refusal(string body)
    {
        await using var app = RestRig.Open(
            new RestFakeApp(_ => RestFakeApp.Json(body, HttpStatusCode.BadRequest))
        );

        var problem = await Should.ThrowAsync<ConnectorException>(() => RestRig.ListAsync(app));

        problem.Kind.ShouldBe(ProblemKind.Invalid);
    }

    [Fact]
    public async Task A_name_that_is_no_text_is_no_reason_to_lose_the_others()
    {
        await using var app = Open("{\"items\":[{\"\\ud800\":1,\"id\":\"t\"},{\"id\":\"good\"}]}");
        var projection = await RestRig.DescribeAsync(app);

        var page = await app.ListAsync(projection, ListQuery.All, null, Token);

        (page.Records.Count + page.Faults.Count).ShouldBe(2);
    }

    [Fact]
    public async Task A_whole_update_of_a_record_with_a_name_twice_is_refused()
    {
        var manifest = RestRig
            .Manifest()
            .Replace("patch: \"/things/{id}\"", "put: \"/things/{id}\"", StringComparison.Ordinal);
        await using var app = RestRig.Open(
            new RestFakeApp(_ => RestFakeApp.Json("{\"id\":\"t\",\"a\":1,\"a\":2}")),
            manifest
        );
        var projection = await RestRig.DescribeAsync(app);

        var problem = await Should.ThrowAsync<ConnectorException>(() =>
            app.UpdateAsync(projection, "t", RestRig.Patch(projection, ("name", "x")), null, Token)
        );

        problem.Kind.ShouldBe(ProblemKind.Permanent);
    }

    [Theory]
    [InlineData("a\nb")]
    [InlineData("schlüssel")]
    public void A_key_that_no_header_can_carry_is_refused_at_once(string key)
    {
        var settings = new RestSettings
        {
            Secrets = new Dictionary<string, string> { ["key"] = key },
        };

        var problem = Should.Throw<ConnectorException>(() =>
            new RestConnector(
                RestManifest.Parse(RestRig.Manifest(), "thing.yaml"),
                settings,
                new RestFakeBudget(),
                TimeProvider.System
            )
        );

        problem.Kind.ShouldBe(ProblemKind.Unauthorized);
        problem.Message.ShouldNotContain(key);
    }

    [Fact]
    public async Task A_delete_answered_with_a_web_page_was_not_done()
    {
        await using var app = RestRig.Open(
            new RestFakeApp(_ => RestFakeApp.Json("<!doctype html><h1>Log in</h1>"))
        );

        var problem = await Should.ThrowAsync<ConnectorException>(() =>
            app.DeleteAsync("thing", "t1", null, Token)
        );

        problem.Kind.ShouldBe(ProblemKind.Transient);
    }

    private static RestConnector Open(string answer)
    {
        var fields = Forms.Select(
            (f, i) =>
                $"      f{i}: {{ path: f{i}, absent: unknown, type: {YamlWords.Kebab(f.Type.ToString())}, as: {YamlWords.Kebab(f.Form.ToString())}{(f.Type is FieldType.Choice ? ", options: [a, b]" : "")} }}\n"
        );
        var manifest = $$"""
            app: odd
            title: Odd
            base-url: http://127.0.0.1:9
            auth: { kind: none }
            objects:
              odd:
                id: id
                modified: { path: at }
                created: { path: ms, as: epoch-ms }
                list: { get: /odd, items: items, total: total, paging: { kind: none } }
                get: { get: "/odd/{id}" }
                update: { patch: "/odd/{id}" }
                fields:

            """;
        return RestRig.Open(
            new RestFakeApp(_ => RestFakeApp.Json(answer)),
            manifest + string.Concat(fields)
        );
    }
}
