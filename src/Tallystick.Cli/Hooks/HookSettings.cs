using System.Net;
using Tallystick.Cli.Accounts;
using Tallystick.Engine.Configuration;
using Tallystick.HighLevel.Webhooks;

namespace Tallystick.Cli.Hooks;

/// <summary>Where a connection is told of changes: <c>hooks</c> and <c>hooks-key</c> of the sync file.</summary>
internal sealed record HookSettings(
    string Connection,
    string LocationId,
    HookAddress Address,
    string? Key
)
{
    /// <summary>The account that the connection takes its token from; null for a token that stands elsewhere.</summary>
    public string? Account { get; init; }

    /// <summary>The state beside which the account is kept.</summary>
    public string StatePath { get; init; } = "";

    /// <summary>Null for a connection that is told nothing.</summary>
    public static HookSettings? Read(ConnectionSettings settings)
    {
        var (text, key) = (settings.Text("hooks"), settings.Text("hooks-key"));
        if (key is { Length: > 0 } && !IsKey(key))
            settings.Fault(
                "hooks-key",
                "'hooks-key' is no Ed25519 public key",
                "Leave it out for HighLevel's own; tally sandbox --output json shows a sandbox's."
            );
        if (text is null)
        {
            if (key is not null)
                settings.Fault("hooks-key", "'hooks-key' is never used", "Give 'hooks', too.");
            return null;
        }
        if (AddressOf(text) is not { } address)
        {
            settings.Fault(
                "hooks",
                $"'hooks' is '{text}', which is no address to listen on",
                "Write IP:PORT/PATH, such as 127.0.0.1:8791/hooks."
            );
            return null;
        }
        return Of(settings, address, key is { Length: > 0 } ? key : null);
    }

    /// <summary>Told at the given address, whatever the connection itself says.</summary>
    public static HookSettings Of(
        ConnectionSettings settings,
        HookAddress address,
        string? key = null
    ) =>
        new(
            settings.Name,
            (settings.Has("location") ? settings.Text("location") : Connected(settings)) ?? "",
            address,
            key
        )
        {
            Account = settings.SecretName("token"),
            StatePath = settings.StatePath,
        };

    /// <summary>The location that a person connected, where the file names none.</summary>
    private static string? Connected(ConnectionSettings settings) =>
        settings.SecretName("token") is { } name
            ? ProcessKeyStores.Find(settings.StatePath)?.Find(name)?.Location
            : null;

    private static bool IsKey(string text)
    {
        try
        {
            new WebhookVerifier(new WebhookKeys { Ed25519 = [text] }).Dispose();
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static HookAddress? AddressOf(string text)
    {
        var (place, path) = text.Split('/', 2) is [var p, var rest]
            ? (p, "/" + rest)
            : (text, HookAddress.UsualPath);
        return IPEndPoint.TryParse(place, out var end) && place.Contains(':')
            ? new HookAddress(end.Address, end.Port, path)
            : null;
    }
}
