namespace Tallystick.HighLevel.Tokens;

/// <summary>Tokens for the life of one process.</summary>
public sealed class MemoryTokenStore(TimeProvider clock) : ITokenStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, StoredTokens> _tokens = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Lease> _leases = new(StringComparer.Ordinal);

    public Task<StoredTokens?> FindAsync(string name, CancellationToken cancellationToken = default)
    {
        lock (_gate)
            return Task.FromResult(_tokens.GetValueOrDefault(name));
    }

    public Task<bool> TrySaveAsync(
        string name,
        TokenSet tokens,
        long expected,
        CancellationToken cancellationToken = default
    )
    {
        lock (_gate)
        {
            var version = _tokens.GetValueOrDefault(name)?.Version ?? 0;
            if (version != expected)
                return Task.FromResult(false);
            _tokens[name] = new StoredTokens(tokens, version + 1);
            return Task.FromResult(true);
        }
    }

    public Task<IAsyncDisposable?> TryLeaseAsync(
        string name,
        TimeSpan time,
        CancellationToken cancellationToken = default
    )
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            if (_leases.TryGetValue(name, out var held) && held.Until > now)
                return Task.FromResult<IAsyncDisposable?>(null);
            var lease = new Lease(this, name, now + time);
            _leases[name] = lease;
            return Task.FromResult<IAsyncDisposable?>(lease);
        }
    }

    private void End(Lease lease)
    {
        lock (_gate)
        {
            // After its time it may be another's.
            if (_leases.GetValueOrDefault(lease.Name) == lease)
                _leases.Remove(lease.Name);
        }
    }

    private sealed class Lease(MemoryTokenStore store, string name, DateTimeOffset until)
        : IAsyncDisposable
    {
        public string Name => name;

        public DateTimeOffset Until => until;

        public ValueTask DisposeAsync()
        {
            store.End(this);
            return ValueTask.CompletedTask;
        }
    }
}
