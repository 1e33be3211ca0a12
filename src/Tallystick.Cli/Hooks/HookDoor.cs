using Tallystick.Cli.Accounts;
using Tallystick.Cli.Output;
using Tallystick.Connectors.HighLevel;
using Tallystick.HighLevel.Webhooks;

namespace Tallystick.Cli.Hooks;

/// <summary>
/// Takes webhooks for connections and hands on which records they name, by connection. An event is
/// kept in memory only: what is lost with the process, the next scheduled run finds.
/// </summary>
internal sealed class HookDoor : IAsyncDisposable
{
    private readonly Terminal _terminal;
    private readonly Action<string, string, string> _hint;
    private readonly Action<string> _wake;
    private readonly InstallEvents _installs;
    private readonly List<(HookServer Server, WebhookReceiver Receiver)> _servers = [];
    private readonly HookTally _tally = new();

    private HookDoor(
        Terminal terminal,
        Action<string, string, string> hint,
        Action<string> wake,
        TimeProvider time
    )
    {
        _terminal = terminal;
        _hint = hint;
        _wake = wake;
        _installs = new InstallEvents(ProcessKeyStores.Find, time);
    }

    /// <param name="hint">Is given connection, object type and id.</param>
    /// <param name="wake">Is given a connection whose account was lost, or may be good again.</param>
    /// <exception cref="IOException">A port is taken.</exception>
    public static async Task<HookDoor> OpenAsync(
        Terminal terminal,
        IEnumerable<HookSettings> settings,
        Action<string, string, string> hint,
        Action<string> wake,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var door = new HookDoor(terminal, hint, wake, time);
        try
        {
            // An app's locations send to one address.
            foreach (var group in settings.GroupBy(s => s.Address))
                await door.ListenAsync(group.Key, [.. group], time, cancellationToken);
            return door;
        }
        catch
        {
            await door.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (server, receiver) in _servers)
        {
            await server.DisposeAsync();
            receiver.Dispose();
        }
    }

    private async Task ListenAsync(
        HookAddress address,
        IReadOnlyList<HookSettings> connections,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        string[] keys = [.. connections.Select(c => c.Key).OfType<string>().Distinct()];
        var options = new WebhookReceiverOptions
        {
            Keys = keys.Length > 0 ? new WebhookKeys { Ed25519 = keys } : WebhookKeys.Published,
        };
        var receiver = new WebhookReceiver(options, new WebhookMemory(), time);
        var server = await HookServer.StartAsync(
            address,
            receiver,
            (webhook, _, token) => HandAsync(webhook, connections, token),
            Tell,
            cancellationToken
        );
        _servers.Add((server, receiver));
        _terminal.Emit("listening", w => w.WriteString("address", server.BaseAddress.AbsoluteUri));
        _terminal.Log($"Webhooks are taken at {server.BaseAddress}.");
    }

    private async Task HandAsync(
        Webhook webhook,
        IReadOnlyList<HookSettings> connections,
        CancellationToken cancellationToken
    )
    {
        if (InstallEvents.Concern(webhook))
        {
            foreach (
                var connection in await _installs.TakeAsync(webhook, connections, cancellationToken)
            )
            {
                InstallEvents.Tell(_terminal, webhook, connection);
                _wake(connection);
            }
            return;
        }
        if (HighLevelHints.Of(webhook) is not var (objectType, id))
            return;
        foreach (var connection in connections.Where(c => c.LocationId == webhook.LocationId))
            _hint(connection.Connection, objectType, id);
    }

    private void Tell(WebhookReceipt receipt)
    {
        if (receipt.Refusal is { } reason and not WebhookRefusal.Replayed)
            HookTally.Tell(_terminal, reason, _tally.Count(receipt));
    }
}
