using Tallystick.Core.Connectors;
using Tallystick.Core.Mapping;
using Tallystick.Engine.Configuration;

namespace Tallystick.Tests.Configuration;

public sealed class ConnectionSettingsTests
{
    private const string Secret = "s3cret-value";

    private static ConnectionSettings Settings(
        string lines,
        params (string Name, string Value)[] environment
    ) =>
        Files
            .Parse(Files.Good.Replace("connector: csv", $"connector: csv\n{lines}"), environment)
            .Connections["people"];

    [Fact]
    public void Every_kind_of_setting_is_read()
    {
        var settings = Settings(
            """
                path: data/people.csv
                out: /tmp/out.csv
                wait: 60s
                pages: 12
                guard: true
                way: to-right
                tags: [a, b]
                headers: { X-Key: "${env:KEY}" }
                columns:
                  Phone: { type: phone }
                parts: [{ name: one }]
            """,
            ("KEY", Secret)
        );
        settings.RequiredPath("path").ShouldBe("/data/data/people.csv");
        settings.Path("out").ShouldBe("/tmp/out.csv");
        settings.Duration("wait").ShouldBe(TimeSpan.FromMinutes(1));
        settings.Int("pages").ShouldBe(12);
        settings.Bool("guard").ShouldBe(true);
        settings.Choice<Direction>("way").ShouldBe(Direction.ToRight);
        settings.Texts("tags").ShouldBe(["a", "b"]);
        settings.TextMap("headers")["X-Key"].ShouldBe(Secret);
        var (name, column) = settings.Maps("columns", "column").ShouldHaveSingleItem();
        (name, column.Text("type")).ShouldBe(("Phone", "phone"));
        settings.List("parts").ShouldHaveSingleItem().Text("name").ShouldBe("one");
        settings.Text("absent").ShouldBeNull();
        settings.Done();
    }

    [Fact]
    public void Variables_stand_anywhere_in_a_text_and_can_be_escaped()
    {
        var settings = Settings(
            """
                url: https://${env:HOST}:${env:PORT}/v1
                plain: a$${env:HOST}b
                port: ${env:PORT}
                on: ${env:ON}
                wait: ${env:WAIT}
            """,
            ("HOST", "example.com"),
            ("PORT", "8080"),
            ("ON", "true"),
            ("WAIT", "5m")
        );
        settings.Text("url").ShouldBe("https://example.com:8080/v1");
        settings.Text("plain").ShouldBe("a${env:HOST}b");
        settings.Int("port", 1, 65535).ShouldBe(8080);
        settings.Bool("on").ShouldBe(true);
        settings.Duration("wait").ShouldBe(TimeSpan.FromMinutes(5));
        settings.Done();
    }

    [Fact]
    public void A_secret_may_be_a_file_beside_the_sync_file()
    {
        var folder = Directory.CreateTempSubdirectory("tallystick-");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "token.txt"), $"{Secret}\n");
            var path = Path.Combine(folder.FullName, "tallystick.yaml");
            File.WriteAllText(
                path,
                Files.Good.Replace(
                    "connector: csv",
                    "connector: csv\n    token: ${file:token.txt}\n    other: ${file:none.txt}"
                )
            );
            var settings = SyncFile.Load(path, _ => null).Connections["people"];
            settings.Text("token").ShouldBe(Secret);
            settings.Text("other").ShouldBeNull();
            var e = Files.Complaint(settings.Done);
            e.Errors.ShouldHaveSingleItem().Where.Line.ShouldBe(8);
            e.Message.ShouldContain("there is no file");
            e.Message.ShouldContain("${file:none.txt}");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_secret_may_be_kept_in_the_key_store_beside_the_state()
    {
        var file = SyncFile.Parse(
            Files.Good.Replace(
                "connector: csv",
                "connector: csv\n    token: ${secret:crm}\n    user: ${secret:acme.user}\n    other: ${secret:none}"
            ),
            "/data/tallystick.yaml",
            _ => null,
            (state, name) =>
                (state, name) switch
                {
                    ("/data/tallystick.db", "crm") => Secret,
                    (_, "acme.user") => "ada",
                    _ => null,
                }
        );
        var settings = file.Connections["people"];
        settings.SecretName("token").ShouldBe("crm");
        settings.SecretName("connector").ShouldBeNull();
        settings.SecretName("columns").ShouldBeNull();
        settings.Text("token").ShouldBe(Secret);
        settings.Text("user").ShouldBe("ada");
        settings.Text("other").ShouldBeNull();
        var message = Files.Complaint(settings.Done).Message;
        message.ShouldContain("the key store keeps nothing as 'none'");
        message.ShouldContain("tally connect");
    }

    [Theory]
    [InlineData("${env:NOPE}", "the environment variable NOPE is not set", "export NOPE=…")]
    [InlineData("${env:EMPTY}", "the environment variable EMPTY is not set", "export EMPTY=…")]
    [InlineData("${vault:x}", "neither ${env:NAME} nor ${file:path}", "$${")]
    [InlineData("${env:}", "neither ${env:NAME} nor ${file:path}", "$${")]
    [InlineData("${env:X", "not closed", "${env:NAME}")]
    public void A_reference_that_leads_nowhere_is_told(string value, string what, string wayOut)
    {
        var settings = Settings($"    token: {value}", ("EMPTY", ""));
        settings.RequiredText("token").ShouldBe("");
        var e = Files.Complaint(settings.Done);
        e.Errors.ShouldHaveSingleItem().Where.Line.ShouldBe(7);
        e.Message.ShouldContain("'token' of connection 'people'");
        e.Message.ShouldContain(what);
        e.Message.ShouldContain(wayOut);
    }

    [Fact]
    public void Settings_that_the_connector_does_not_know_are_errors()
    {
        var settings = Settings("    pth: x.csv\n    columns: { Phone: { tipe: phone } }");
        settings.Path("path").ShouldBeNull();
        settings.Map("columns")!.Map("Phone")!.Text("type").ShouldBeNull();
        var e = Files.Complaint(settings.Done);
        e.Errors.Select(x => x.Where.Line).ShouldBe([7, 8]);
        e.Message.ShouldContain("unknown key 'pth' in connection 'people'. Did you mean 'path'?");
        e.Message.ShouldContain("Did you mean 'type'?");
    }

    [Fact]
    public void What_is_missing_or_empty_is_told()
    {
        var settings = Settings("    key: ''");
        settings.RequiredPath("path").ShouldBe("");
        settings.RequiredText("key").ShouldBe("");
        var message = Files.Complaint(settings.Done).Message;
        message.ShouldContain("'path' is missing in connection 'people'");
        message.ShouldContain("'key' is empty");
    }

    [Fact]
    public void Secret_values_are_never_shown()
    {
        var settings = Settings(
            "    token: Bearer ${env:KEY}\n    wait: ${env:KEY}\n    pages: ${env:KEY}\n    on: ${env:KEY}",
            ("KEY", Secret)
        );
        var token = settings.RequiredText("token");
        settings.Duration("wait").ShouldBeNull();
        settings.Int("pages").ShouldBeNull();
        settings.Bool("on").ShouldBeNull();
        settings.Fault("token", $"'{token}' was refused", $"Not '{Secret}'.");
        var e = Files.Complaint(settings.Done);
        e.Errors.Count.ShouldBe(4);
        e.ToString().ShouldNotContain(Secret);
        e.Message.ShouldContain("'Bearer ***' was refused");
        e.Message.ShouldContain("${env:KEY}");
        settings.ToString().ShouldBe("connection 'people' (csv)");
    }

    [Fact]
    public void A_token_in_the_file_is_warned_of_and_works()
    {
        const string token = "pit-0f8fad5b-d9cb-469f-a165-70867728950e";
        var file = Files.Parse(
            Files.Good.Replace("connector: highlevel", $"connector: highlevel\n    token: {token}")
        );
        var warning = file.Warnings.ShouldHaveSingleItem();
        warning.Where.Line.ShouldBe(5);
        warning.ToString().ShouldContain("token: ${env:HIGHLEVEL_TOKEN}");
        warning.ToString().ShouldNotContain(token);
        file.ToString().ShouldNotContain(token);
        file.Connections["crm"].Text("token").ShouldBe(token);
        file.Connections["crm"].Done();
    }

    [Theory]
    [InlineData("100/10s", 100, 10)]
    [InlineData("5 / 1m", 5, 60)]
    public void Limits_are_calls_per_time(string text, int calls, int seconds) =>
        RateLimitText.Parse(text).ShouldBe(new RateLimit(calls, TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData("100")]
    [InlineData("0/1s")]
    [InlineData("-1/1s")]
    [InlineData("1/0s")]
    [InlineData("1/s")]
    [InlineData("1/1s/1s")]
    public void Anything_else_is_no_limit(string text) => RateLimitText.Parse(text).ShouldBeNull();
}
