using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Tallystick.Catalogs.Calls;
using Tallystick.Contract.Tests.HighLevel;
using Tallystick.HighLevel;
using Tallystick.HighLevel.Hosting;
using Tallystick.HighLevel.Tokens;
using Tallystick.HighLevel.Webhooks;
using Tallystick.Sandbox;

namespace Tallystick.Contract.Tests.Package;

/// <summary>
/// The samples of the package's page: they compile here, run against the sandbox, and are the same
/// text. A block of the page is what stands between two "sample" lines of this file.
/// </summary>
public sealed partial class ReadmeTests
{
    [Fact]
    public void Every_sample_of_the_page_is_one_of_these()
    {
        var own = Samples(File.ReadAllText(SourcePath()));
        var page = Block().Matches(File.ReadAllText(PagePath())).Select(m => m.Groups[1].Value);

        page.Select(Plain).ShouldBe(own);
    }

    [Fact]
    public async Task The_samples_run()
    {
        await using var api = await Api.StartAsync();
        var (token, location) = (HighLevelSandbox.DefaultToken, HighLevelSandbox.DefaultLocation);

        // sample
        using var http = HighLevelHttp.Create();
        var client = new HighLevelClient(
            http,
            new HighLevelOptions { Token = token, LocationId = location }
        );
        // sample

        client = Sandboxed(http, api);
        await RunAsync(client);
    }

    [Fact]
    public void The_client_is_injected()
    {
        var services = new ServiceCollection();
        var (token, location) = (HighLevelSandbox.DefaultToken, HighLevelSandbox.DefaultLocation);

        // sample
        services.AddHighLevel(new HighLevelOptions { Token = token, LocationId = location });
        // sample

        using var provider = services.BuildServiceProvider();
        provider.GetRequiredService<HighLevelClient>().LocationId.ShouldBe(location);
    }

    private static async Task RunAsync(HighLevelClient client)
    {
        // sample
        var created = await client.CallAsync(
            "contacts.create",
            new
            {
                firstName = "Ada",
                email = "ada@example.com",
                tags = new[] { "vip" },
            }
        );
        var id = created.GetProperty("contact").GetProperty("id").GetString();

        await client.CallAsync(
            "contacts.create-task",
            new
            {
                contactId = id,
                title = "Call Ada",
                dueDate = "2026-12-01T17:00:00Z",
                completed = false,
            }
        );
        // sample

        // sample
        try
        {
            await client.CallAsync(
                "contacts.create-task",
                new { contactId = id, titel = "Call Ada" }
            );
        }
        catch (CallException e)
        {
            foreach (var fault in e.Faults)
                Console.WriteLine(fault); // titel is no field of it. Did you mean 'title'? …
        }
        // sample

        // sample
        await foreach (
            var contact in client.ListAsync(
                "contacts.search-advanced",
                new { pageLimit = 100, query = "ada" }
            )
        )
            Console.WriteLine(contact.GetProperty("id").GetString());
        // sample

        // sample
        try
        {
            await client.CallAsync("contacts.create", new { email = "ada@example.com" });
        }
        catch (HighLevelException e) when (e.Problem is HighLevelProblem.Duplicate)
        {
            Console.WriteLine($"It is {e.DuplicateOf} already.");
        }
        // sample
    }

    [Fact]
    public void Tokens_that_end_come_from_a_keeper()
    {
        using var http = HighLevelHttp.Create();
        var store = new MemoryTokenStore(TimeProvider.System);
        var app = new HighLevelApp { ClientId = "a-b", ClientSecret = "c" };
        var location = HighLevelSandbox.DefaultLocation;

        // sample
        using var tokens = new TokenKeeper(
            store,
            "harbour-street",
            new HighLevelOAuth(http, app, TimeProvider.System),
            TimeProvider.System
        );
        var account = new HighLevelOptions { Tokens = tokens, LocationId = location };
        // sample

        account.Tokens.ShouldBe(tokens);
    }

    [Fact]
    public async Task A_webhook_without_a_signature_is_refused()
    {
        using var body = new MemoryStream("{}"u8.ToArray());
        string? signature = null;

        // sample
        using var receiver = new WebhookReceiver(
            new WebhookReceiverOptions(),
            new WebhookMemory(),
            TimeProvider.System
        );
        var receipt = await receiver.ReceiveAsync(
            body,
            signature, // the header X-GHL-Signature
            legacySignature: null,
            (webhook, _) => KeepAsync(webhook.Type, webhook.RecordId)
        );
        var answer = receipt.StatusCode;
        // sample

        answer.ShouldBe(401);

        static Task KeepAsync(string type, string? id) =>
            throw new InvalidOperationException($"{type} {id} is not to be kept.");
    }

    private static HighLevelClient Sandboxed(HttpClient http, Api api) =>
        new(
            http,
            new HighLevelOptions
            {
                Token = HighLevelSandbox.DefaultToken,
                LocationId = HighLevelSandbox.DefaultLocation,
                BaseAddress = api.Sandbox.BaseAddress,
            }
        );

    /// <summary>In the order of the page, which starts with the two ways to make a client.</summary>
    private static IEnumerable<string> Samples(string source)
    {
        var parts = source.Split("// sample\n");
        return Enumerable.Range(0, parts.Length / 2).Select(i => Plain(parts[(2 * i) + 1]));
    }

    /// <summary>Without white space and last commas: how lines are broken does not count.</summary>
    private static string Plain(string code) => Space().Replace(code, "").Replace(",}", "}");

    private static string PagePath() =>
        Path.Combine(RootPath(), "src", "Tallystick.HighLevel", "README.md");

    private static string SourcePath() =>
        Path.Combine(RootPath(), "tests", "Tallystick.Contract.Tests", "Package", "ReadmeTests.cs");

    private static string RootPath()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at.FullName, "Tallystick.slnx")))
            at = at.Parent!;
        return at.FullName;
    }

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
