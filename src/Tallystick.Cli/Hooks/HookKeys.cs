using System.Text.Json;
using Tallystick.HighLevel.Webhooks;

namespace Tallystick.Cli.Hooks;

/// <summary>Which keys webhooks are verified with: HighLevel's, given ones, or a sandbox's.</summary>
internal static class HookKeys
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <exception cref="UserException">A key is none, or the sandbox does not answer.</exception>
    public static async Task<WebhookKeys> ChooseAsync(
        IReadOnlyList<string> given,
        string? sandbox,
        CancellationToken cancellationToken
    )
    {
        if (sandbox is not null)
            return await OfSandboxAsync(sandbox, cancellationToken);
        var keys = given.Count > 0 ? new WebhookKeys { Ed25519 = given } : WebhookKeys.Published;
        try
        {
            new WebhookVerifier(keys).Dispose();
            return keys;
        }
        catch (FormatException e)
        {
            throw new UserException(
                e.Message,
                "Leave it out to verify with HighLevel's published key.",
                ExitCode.Usage
            );
        }
    }

    private static async Task<WebhookKeys> OfSandboxAsync(
        string sandbox,
        CancellationToken cancellationToken
    )
    {
        using var http = new HttpClient { Timeout = Timeout };
        try
        {
            var text = await http.GetStringAsync(
                new Uri(new Uri(sandbox), "/_sandbox/hooks/keys"),
                cancellationToken
            );
            var keys = JsonElement.Parse(text);
            return new WebhookKeys
            {
                Ed25519 = [keys.GetProperty("ed25519").GetString()!],
                Rsa = [keys.GetProperty("rsa").GetString()!],
            };
        }
        catch (Exception e)
            when (e
                    is HttpRequestException
                        or UriFormatException
                        or JsonException
                        or KeyNotFoundException
                || (e is TaskCanceledException && !cancellationToken.IsCancellationRequested)
            )
        {
            throw new UserException(
                $"No sandbox answers at '{sandbox}'.",
                "Start one with: tally sandbox --hook URL.",
                ExitCode.Usage
            );
        }
    }
}
