using Tallystick.Connectors.Calls;
using Tallystick.Engine.Budgets;

namespace Tallystick.Cli.Calls;

/// <summary>Who is called, and as whom.</summary>
internal sealed record CallAccount(ICallable Calls, Uri BaseAddress) : IAsyncDisposable
{
    /// <summary>Values that calls are completed with, such as the location's id.</summary>
    public Dictionary<string, string> Known { get; init; } = [];

    /// <summary>The variable that stands for the token where a call is only shown.</summary>
    public string Variable { get; init; } = "HIGHLEVEL_TOKEN";

    /// <summary>The header that carries the token, and what stands before it.</summary>
    public (string Name, string Scheme) Header { get; init; } = ("Authorization", "Bearer ");

    public Budget? Budget { get; init; }

    public IAsyncDisposable? Sandbox { get; init; }

    /// <summary>Where the day's count is shared.</summary>
    public IAsyncDisposable? Store { get; init; }

    public async ValueTask DisposeAsync()
    {
        Calls.Dispose();
        if (Budget is not null)
            await Budget.FlushAsync(CancellationToken.None);
        if (Sandbox is not null)
            await Sandbox.DisposeAsync();
        if (Store is not null)
            await Store.DisposeAsync();
    }
}
