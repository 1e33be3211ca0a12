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

/// <summary>Renews tokens; the keeper sees to it that it happens once.</summary>
public interface ITokenIssuer
{
    /// <summary>
    /// Whether renewing uses up the old refresh token, so that a refusal is the end of the install.
    /// </summary>
    bool SpendsRefreshToken { get; }

    /// <param name="old">What is kept; null where nothing is.</param>
    /// <exception cref="HighLevelException">It was refused, or could not be asked.</exception>
    Task<TokenSet> RenewAsync(TokenSet? old, CancellationToken cancellationToken = default);
}
