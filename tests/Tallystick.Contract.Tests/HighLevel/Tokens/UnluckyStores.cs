using Tallystick.HighLevel.Tokens;

namespace Tallystick.Contract.Tests.HighLevel.Tokens;

/// <summary>A process dies when it would save; its lease is not given back.</summary>
internal sealed class DyingStore(ITokenStore inner) : ITokenStore
{
    public Task<StoredTokens?> FindAsync(string name, CancellationToken cancellationToken) =>
        inner.FindAsync(name, cancellationToken);

    public Task<bool> TrySaveAsync(
        string name,
        TokenSet tokens,
        long expected,
        CancellationToken cancellationToken
    ) => throw new Death();

    public async Task<IAsyncDisposable?> TryLeaseAsync(
        string name,
        TimeSpan time,
        CancellationToken cancellationToken
    ) =>
        await inner.TryLeaseAsync(name, time, cancellationToken) is null ? null : new NotReturned();

    public sealed class Death : Exception;

    private sealed class NotReturned : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

/// <summary>A process stands still before it saves, until it is told to go on.</summary>
internal sealed class FrozenStore(ITokenStore inner) : ITokenStore
{
    private readonly TaskCompletionSource _saving = new();
    private readonly TaskCompletionSource _goOn = new();

    public Task IsSaving => _saving.Task;

    public void GoOn() => _goOn.SetResult();

    public Task<StoredTokens?> FindAsync(string name, CancellationToken cancellationToken) =>
        inner.FindAsync(name, cancellationToken);

    public async Task<bool> TrySaveAsync(
        string name,
        TokenSet tokens,
        long expected,
        CancellationToken cancellationToken
    )
    {
        _saving.TrySetResult();
        await _goOn.Task;
        return await inner.TrySaveAsync(name, tokens, expected, cancellationToken);
    }

    public Task<IAsyncDisposable?> TryLeaseAsync(
        string name,
        TimeSpan time,
        CancellationToken cancellationToken
    ) => inner.TryLeaseAsync(name, time, cancellationToken);
}

/// <summary>Loses the first answer on its way back.</summary>
internal sealed class LosingHandler() : DelegatingHandler(new SocketsHttpHandler())
{
    private bool _hasLost;

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        var response = await base.SendAsync(request, cancellationToken);
        if (_hasLost)
            return response;
        _hasLost = true;
        response.Dispose();
        throw new HttpRequestException("lost");
    }
}
