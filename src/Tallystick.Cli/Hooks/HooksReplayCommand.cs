using System.CommandLine;
using System.Globalization;
using System.Net.Http.Headers;
using Tallystick.Cli.Commands;
using Tallystick.Cli.Output;
using Tallystick.HighLevel.Webhooks;

namespace Tallystick.Cli.Hooks;

/// <summary><c>tally hooks replay</c>: a recording, sent again or only shown.</summary>
internal static class HooksReplayCommand
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    public static Command Build(Terminal terminal)
    {
        var file = new Argument<string>("file")
        {
            Description = "A recording of tally hooks listen --save.",
        };
        var to = new Option<string?>("--to")
        {
            Description = "Send each to this address, with the bytes and signatures as they came.",
            HelpName = "url",
        };
        var command = new Command(
            "replay",
            "Show recorded webhooks, or send them again with their own bytes and signatures."
        )
        {
            file,
            to,
        };
        command.SetAction(
            TallyRoot.Action(
                terminal,
                async (parsed, cancellationToken) =>
                {
                    RecordedHook[] hooks = [.. RecordedHook.ReadAll(parsed.GetValue(file)!)];
                    return parsed.GetValue(to) is { } target
                        ? await SendAsync(terminal, hooks, AddressOf(target), cancellationToken)
                        : Show(terminal, hooks);
                }
            )
        );
        return command;
    }

    private static Uri AddressOf(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address)
        && address.Scheme is "http" or "https"
            ? address
            : throw new UserException(
                $"'{text}' is no web address.",
                "Write it like http://127.0.0.1:8791/hooks.",
                ExitCode.Usage
            );

    private static int Show(Terminal terminal, RecordedHook[] hooks)
    {
        foreach (var hook in hooks)
        {
            if (WebhookParser.TryParse(hook.Body, hook.Type) is { } webhook)
                HookLine.Show(terminal, webhook, hook.ReceivedAt);
        }
        return ExitCode.Done;
    }

    private static async Task<int> SendAsync(
        Terminal terminal,
        RecordedHook[] hooks,
        Uri target,
        CancellationToken cancellationToken
    )
    {
        using var http = new HttpClient { Timeout = Timeout };
        var refused = 0;
        foreach (var hook in hooks)
        {
            var status = await PostAsync(http, hook, target, cancellationToken);
            refused += status is >= 200 and < 300 ? 0 : 1;
            terminal.Emit(
                "sent",
                w =>
                {
                    w.WriteString("type", hook.Type);
                    w.WriteString("webhookId", hook.WebhookId);
                    w.WriteNumber("status", status);
                }
            );
            terminal.Log(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{status}  {hook.Type}  webhook {hook.WebhookId}"
                )
            );
        }
        terminal.Say($"{Reports.Number(hooks.Length)} sent, {Reports.Number(refused)} not taken.");
        return refused > 0 ? ExitCode.Failed : ExitCode.Done;
    }

    private static async Task<int> PostAsync(
        HttpClient http,
        RecordedHook hook,
        Uri target,
        CancellationToken cancellationToken
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, target)
        {
            Content = new ByteArrayContent(hook.Body),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (!string.IsNullOrEmpty(hook.Signature))
            request.Headers.Add(WebhookVerifier.SignatureHeader, hook.Signature);
        if (!string.IsNullOrEmpty(hook.LegacySignature))
            request.Headers.Add(WebhookVerifier.LegacyHeader, hook.LegacySignature);
        try
        {
            using var response = await http.SendAsync(request, cancellationToken);
            return (int)response.StatusCode;
        }
        catch (HttpRequestException)
        {
            throw new UserException(
                $"Nobody answers at '{target}'.",
                "Is tally hooks listen or tally up running there?"
            );
        }
    }
}
