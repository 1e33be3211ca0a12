namespace Tallystick.Cli.Connections;

/// <summary>What an opened connection brought along, to be given back with it in this order.</summary>
internal sealed class Owned(IDisposable? first, IAsyncDisposable? second) : IAsyncDisposable
{
    public static IAsyncDisposable? Of(IDisposable? first, IAsyncDisposable? second) =>
        first is null ? second : new Owned(first, second);

    public async ValueTask DisposeAsync()
    {
        first?.Dispose();
        if (second is not null)
            await second.DisposeAsync();
    }
}
