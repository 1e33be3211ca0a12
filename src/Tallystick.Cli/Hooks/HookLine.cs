using System.Globalization;
using Tallystick.Cli.Output;
using Tallystick.HighLevel.Webhooks;

namespace Tallystick.Cli.Hooks;

/// <summary>A webhook on one line: ids for people, the whole body for programs.</summary>
internal static class HookLine
{
    public static void Show(Terminal terminal, Webhook webhook, DateTimeOffset at)
    {
        terminal.Emit(
            "webhook",
            w =>
            {
                w.WriteString("type", webhook.Type);
                w.WriteString("webhookId", webhook.WebhookId);
                w.WriteString("locationId", webhook.LocationId);
                w.WriteString("recordId", webhook.RecordId);
                w.WritePropertyName("body");
                webhook.Json.WriteTo(w);
            }
        );
        var clock = at.UtcDateTime.ToString("HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        terminal.Log(
            string.Join(
                "  ",
                new[]
                {
                    clock,
                    Plain(webhook.Type),
                    Plain(webhook.RecordId),
                    "location " + Plain(webhook.LocationId),
                    "webhook " + Plain(webhook.WebhookId),
                }
            )
        );
    }

    /// <summary>Signed or not, what comes from outside does not steer a terminal.</summary>
    private static string Plain(string? text) =>
        text is null ? "-" : string.Concat(text.Where(c => !char.IsControl(c)).Take(80));
}
