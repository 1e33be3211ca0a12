using Tallystick.Core.Connectors;
using Tallystick.Engine.Budgets;
using Tallystick.Engine.Runs;

namespace Tallystick.Cli.Connections;

/// <summary>A connection of the file, opened, with its budget; and the sandbox it may have brought along.</summary>
internal sealed class OpenConnection(
    string name,
    IConnector connector,
    Budget budget,
    IAsyncDisposable? sandbox
) : IAsyncDisposable
{
    public SyncEndpoint Endpoint { get; } = new(name, connector, budget);

    public async ValueTask DisposeAsync()
    {
        await connector.DisposeAsync();
        await budget.FlushAsync(CancellationToken.None);
        if (sandbox is not null)
            await sandbox.DisposeAsync();
    }
}
