namespace Tallystick.HighLevel.Tokens;

/// <summary>
/// Where tokens are kept between refreshes and between processes. What it holds is secret: encrypt
/// it at rest. All processes that use the same install must share one store, for a refresh token is
/// good for one refresh.
/// </summary>
public interface ITokenStore
{
    /// <summary>Null where nothing is kept under the name.</summary>
    Task<StoredTokens?> FindAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>Saves, durably, if nobody saved since that version; else answers false and changes nothing.</summary>
    /// <param name="expected">The version that was found; zero where nothing was.</param>
    Task<bool> TrySaveAsync(
        string name,
        TokenSet tokens,
        long expected,
        CancellationToken cancellationToken = default
    );

    /// <summary>
    /// The right to renew what is kept under the name, until it is disposed, at most for the time: a
    /// holder that died must not keep it. Null while somebody else has it.
    /// </summary>
    Task<IAsyncDisposable?> TryLeaseAsync(
        string name,
        TimeSpan time,
        CancellationToken cancellationToken = default
    );
}

/// <param name="Version">Grows with each save; never zero.</param>
public sealed record StoredTokens(TokenSet Tokens, long Version);
