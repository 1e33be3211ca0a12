namespace Tallystick.HighLevel.Tokens;

/// <summary>Where a client takes its token from, call by call. Safe for concurrent use.</summary>
public interface ITokenSource
{
    /// <summary>The token to call with now.</summary>
    /// <exception cref="HighLevelException">There is none to be had.</exception>
    ValueTask<string> GetAsync(CancellationToken cancellationToken = default);

    /// <summary>Another token after the API called this one invalid; null where there is no other.</summary>
    /// <exception cref="HighLevelException">There is none to be had.</exception>
    Task<string?> ReplaceAsync(string refused, CancellationToken cancellationToken = default);
}

/// <summary>
/// Renews tokens; the keeper sees to it that it happens once. Its failures are its own: the keeper
/// asks what they mean.
/// </summary>
public interface ITokenIssuer
{
    /// <param name="old">What is kept; null where nothing is.</param>
    Task<TokenSet> RenewAsync(TokenSet? old, CancellationToken cancellationToken = default);

    /// <summary>What a failure of <see cref="RenewAsync"/> means for the tokens that are kept.</summary>
    TokenFailure Judge(Exception failure);

    /// <summary>What everybody is told from then on, until somebody connects again.</summary>
    /// <param name="name">Under which the tokens are kept.</param>
    /// <param name="cause">The refusal; null where it was written down before.</param>
    Exception Lost(string name, Exception? cause);
}

/// <summary>What became of a try to renew tokens.</summary>
public enum TokenFailure
{
    /// <summary>Neither will trying again at once mend it, nor are the tokens lost.</summary>
    Other,

    /// <summary>Nobody answered, or not now: the next try may get through.</summary>
    Passing,

    /// <summary>What they are renewed with is used up or revoked: only a person can connect again.</summary>
    Final,
}
