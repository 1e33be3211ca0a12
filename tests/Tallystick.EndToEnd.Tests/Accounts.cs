using System.Net.Http.Json;
using System.Text.Json;
using System.Web;
using Tallystick.Sandbox;

namespace Tallystick.EndToEnd.Tests;

/// <summary>Accounts that are connected, as a person does it with a browser.</summary>
internal static class Accounts
{
    /// <summary>Runs <c>tally connect</c>, and chooses the location on the page that it prints.</summary>
    public static Task<TallyResult> InstallAsync(
        this Scene scene,
        string choice = HighLevelSandbox.DefaultLocation,
        params string[] more
    ) =>
        ConnectAsync(
            scene.Folder,
            page => ConsentAsync(page, "location", choice),
            [
                "highlevel",
                "--name",
                "crm",
                "--sandbox",
                scene.Sandbox.BaseAddress.AbsoluteUri,
                .. more,
            ]
        );

    /// <summary>Runs <c>tally connect acme</c>, and presses a button on the page that it prints.</summary>
    public static Task<TallyResult> ConnectAcmeAsync(
        this Scene scene,
        string button,
        params string[] more
    ) =>
        ConnectAsync(scene.Folder, page => ConsentAsync(page, "choice", button), ["acme", .. more]);

    /// <param name="consent">Does on the page what a person does, and tells where the browser is sent.</param>
    private static async Task<TallyResult> ConnectAsync(
        string folder,
        Func<Uri, Task<Uri>> consent,
        string[] arguments
    )
    {
        using var process = Tally.Start(folder, ["connect", .. arguments, "--output", "json"]);
        var error = process.StandardError.ReadToEndAsync();
        var first = await process.StandardOutput.ReadLineAsync();
        if (first is not null && first.Contains("\"open\"", StringComparison.Ordinal))
        {
            var page = new Uri(JsonElement.Parse(first).GetProperty("url").GetString()!);
            var answer = await consent(page);
            if (arguments.Contains("--paste"))
                await process.StandardInput.WriteLineAsync(answer.AbsoluteUri);
            else
                await GetAsync(answer);
        }
        var rest = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new TallyResult(process.ExitCode, first + "\n" + rest, await error);
    }

    /// <summary>What the sandbox knows of its app.</summary>
    public static async Task<JsonElement> OAuthAsync(this Scene scene)
    {
        using var http = new HttpClient { BaseAddress = scene.Sandbox.BaseAddress };
        return await http.GetFromJsonAsync<JsonElement>("_sandbox/oauth");
    }

    /// <summary>Every token that the sandbox has given out and still knows.</summary>
    public static async Task<IReadOnlyList<string>> TokensAsync(this Scene scene)
    {
        using var http = new HttpClient { BaseAddress = scene.Sandbox.BaseAddress };
        var tokens = await http.GetFromJsonAsync<JsonElement>("_sandbox/tokens");
        var oauth = await scene.OAuthAsync();
        return
        [
            .. tokens.EnumerateArray().Select(t => t.GetProperty("token").GetString()!),
            .. oauth.GetProperty("refreshTokens").EnumerateArray().Select(t => t.GetString()!),
            HighLevelSandbox.DefaultClientSecret,
        ];
    }

    /// <summary>The sync file takes the account instead of a token.</summary>
    public static async Task UseAccountAsync(this Scene scene)
    {
        var path = scene.PathOf("tallystick.yaml");
        var text = await File.ReadAllTextAsync(path);
        await File.WriteAllTextAsync(
            path,
            text.Replace(HighLevelSandbox.DefaultToken, "${secret:crm}", StringComparison.Ordinal)
        );
    }

    public static async Task<int> GetAsync(Uri address)
    {
        using var http = new HttpClient();
        using var response = await http.GetAsync(address);
        return (int)response.StatusCode;
    }

    /// <returns>Where the browser is sent.</returns>
    private static async Task<Uri> ConsentAsync(Uri page, string field, string choice)
    {
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        using var http = new HttpClient(handler);
        (await http.GetStringAsync(page)).ShouldContain(choice);
        var fields = HttpUtility.ParseQueryString(page.Query);
        fields[field] = choice;
        using var response = await http.PostAsync(
            new Uri(page.GetLeftPart(UriPartial.Path)),
            new FormUrlEncodedContent(
                fields.AllKeys.Select(k => KeyValuePair.Create(k!, fields[k]!))
            )
        );
        ((int)response.StatusCode).ShouldBe(302);
        return response.Headers.Location!;
    }
}
