namespace Tallystick.HighLevel.Tokens;

/// <summary>
/// Keeps one install's tokens alive, together with all others that share its store. Whoever finds
/// the access token old takes the lease, renews, and stores before anybody uses what is new; the
/// rest wait for that. A holder that dies in between leaves the old refresh token in the store and a
/// lease that ends within the grace: the next one repeats the refresh and is given the same tokens.
/// </summary>
public sealed class TokenKeeper(
    ITokenStore store,
    string name,
    ITokenIssuer issuer,
    TimeProvider time
) : ITokenSource, IDisposable
{
    /// <summary>HighLevel answers the same refresh with the same tokens for so long; others may not at all.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    /// <summary>Shorter than the grace, so that a dead holder's refresh can still be repeated.</summary>
    private static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(20);

    /// <summary>New tries begin within this time of the lease, and end within it.</summary>
    private static readonly TimeSpan TryTime = TimeSpan.FromSeconds(8);

    /// <summary>Renewed so long before the end, since clocks and calls take their time.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    /// <summary>A new token that is refused too is not the token's fault: once in this time is enough.</summary>
    private static readonly TimeSpan ForcedEvery = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _gate = new(1, 1);
    private volatile TokenSet? _current;
    private DateTimeOffset _lastForced = DateTimeOffset.MinValue;

    public async ValueTask<string> GetAsync(CancellationToken cancellationToken = default) =>
        _current is { } current && IsGood(current, null)
            ? current.AccessToken
            : (await RenewAsync(null, cancellationToken))!.AccessToken;

    public async Task<string?> ReplaceAsync(
        string refused,
        CancellationToken cancellationToken = default
    ) => (await RenewAsync(refused, cancellationToken))?.AccessToken;

    public void Dispose() => _gate.Dispose();

    /// <returns>Null where a token that was just renewed is refused as well.</returns>
    private async Task<TokenSet?> RenewAsync(string? refused, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_current is { } current && IsGood(current, refused))
                return current;
            return _current = await RenewedAsync(refused, cancellationToken) ?? _current;
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<TokenSet?> RenewedAsync(string? refused, CancellationToken cancellationToken)
    {
        while (true)
        {
            var found = await store.FindAsync(name, cancellationToken);
            if (found is not null && IsGood(found.Tokens, refused))
                return found.Tokens;
            if (found?.Tokens.LostAt is not null)
                throw issuer.Lost(name, null);
            if (refused is not null && time.GetUtcNow() - _lastForced < ForcedEvery)
                return null;
            var lease = await store.TryLeaseAsync(name, LeaseTime, cancellationToken);
            if (lease is not null)
            {
                await using (lease)
                    return await RenewInLeaseAsync(refused);
            }
            await Task.Delay(PollEvery, time, cancellationToken);
        }
    }

    // Not to be cancelled: what was renewed and not stored would be lost.
    private async Task<TokenSet> RenewInLeaseAsync(string? refused)
    {
        var found = await store.FindAsync(name);
        if (found is not null && IsGood(found.Tokens, refused))
            return found.Tokens;
        if (refused is not null)
            _lastForced = time.GetUtcNow();
        TokenSet renewed;
        try
        {
            renewed = await AskAsync(found?.Tokens);
        }
        catch (Exception e)
            when (issuer.Judge(e) is TokenFailure.Passing && StillServes(found, refused))
        {
            return found!.Tokens;
        }
        catch (Exception e) when (issuer.Judge(e) is TokenFailure.Final)
        {
            return await TakeOverAsync(found, refused) ?? throw issuer.Lost(name, e);
        }
        return await StoreAsync(renewed, found, refused);
    }

    /// <summary>An answer that got lost on the way is asked for once more: within the grace it is the same.</summary>
    private async Task<TokenSet> AskAsync(TokenSet? old)
    {
        var until = time.GetUtcNow() + TryTime;
        while (true)
        {
            try
            {
                return await issuer.RenewAsync(old);
            }
            catch (Exception e)
                when (issuer.Judge(e) is TokenFailure.Passing && time.GetUtcNow() < until)
            {
                await Task.Delay(RetryAfter, time);
            }
        }
    }

    private async Task<TokenSet> StoreAsync(TokenSet renewed, StoredTokens? found, string? refused)
    {
        var expected = found;
        while (!await store.TrySaveAsync(name, renewed, expected?.Version ?? 0))
        {
            // Somebody whose lease ended saved first. What is newer than ours stands; a mere mark
            // that our old refresh token was refused does not.
            expected = await store.FindAsync(name);
            if (
                expected is not null
                && expected.Tokens.RefreshToken != found?.Tokens.RefreshToken
                && IsGood(expected.Tokens, refused)
            )
                return expected.Tokens;
        }
        return renewed;
    }

    /// <summary>After a refusal: what somebody else stored meanwhile; else the loss is written down, once.</summary>
    private async Task<TokenSet?> TakeOverAsync(StoredTokens? found, string? refused)
    {
        var now = await store.FindAsync(name);
        if (now is not null && now.Version != found?.Version && IsGood(now.Tokens, refused))
            return now.Tokens;
        if (found is not null)
            await store.TrySaveAsync(
                name,
                found.Tokens with
                {
                    LostAt = time.GetUtcNow(),
                },
                found.Version
            );
        return null;
    }

    private bool IsGood(TokenSet tokens, string? refused) =>
        tokens.AccessToken != refused && time.GetUtcNow() < tokens.ExpiresAt - AheadOf(tokens);

    /// <summary>A token that lives for minutes only is not renewed at every call.</summary>
    private static TimeSpan AheadOf(TokenSet tokens)
    {
        var tenth = (tokens.ExpiresAt - tokens.ObtainedAt) / 10;
        return tenth < Ahead ? tenth : Ahead;
    }

    private bool StillServes(StoredTokens? found, string? refused) =>
        found is not null
        && refused is null
        && found.Tokens.LostAt is null
        && time.GetUtcNow() < found.Tokens.ExpiresAt;
}
