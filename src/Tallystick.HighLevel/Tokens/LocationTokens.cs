namespace Tallystick.HighLevel.Tokens;

/// <summary>
/// Makes a location's tokens out of its agency's, anew whenever they end: the agency's refresh token
/// is the only one that can be lost. Right after an install HighLevel refuses this for some seconds.
/// </summary>
public sealed class LocationTokens(
    ITokenSource company,
    string companyId,
    string locationId,
    HighLevelOAuth oauth,
    TimeProvider time
) : ITokenIssuer
{
    private static readonly TimeSpan InstallRace = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    public async Task<TokenSet> RenewAsync(
        TokenSet? old,
        CancellationToken cancellationToken = default
    )
    {
        var until = time.GetUtcNow() + InstallRace;
        var token = await company.GetAsync(cancellationToken);
        while (true)
        {
            try
            {
                return await oauth.LocationTokenAsync(
                    token,
                    companyId,
                    locationId,
                    cancellationToken
                );
            }
            catch (HighLevelException e) when (e.Problem is HighLevelProblem.InvalidToken)
            {
                var other = await company.ReplaceAsync(token, cancellationToken);
                if (other is null || other == token)
                    throw;
                token = other;
            }
            catch (HighLevelException e)
                when (e.Problem is HighLevelProblem.Invalid or HighLevelProblem.NotFound
                    && time.GetUtcNow() < until
                )
            {
                await Task.Delay(RetryAfter, time, cancellationToken);
            }
        }
    }

    /// <summary>Nothing is used up by asking, so nothing is lost by a refusal.</summary>
    public TokenFailure Judge(Exception failure) =>
        oauth.Judge(failure) is TokenFailure.Passing ? TokenFailure.Passing : TokenFailure.Other;

    public Exception Lost(string name, Exception? cause) => oauth.Lost(name, cause);
}
