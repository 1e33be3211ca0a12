using Tallystick.Core.Connectors;
using Tallystick.HighLevel.Tokens;

namespace Tallystick.Connectors.Rest;

/// <summary>Sends with the token of an account whose tokens end.</summary>
internal static class Renewal
{
    /// <summary>
    /// What was refused for its token was refused before it did anything: where there is another
    /// token it is sent once more, whatever it was.
    /// </summary>
    /// <param name="tokens">Null for an account without such tokens.</param>
    public static async Task<T> SendAsync<T>(
        ITokenSource? tokens,
        Func<string?, Task<T>> send,
        CancellationToken cancellationToken
    )
    {
        if (tokens is null)
            return await send(null);
        var token = await tokens.GetAsync(cancellationToken);
        try
        {
            return await send(token);
        }
        catch (ConnectorException e) when (e.Kind is ProblemKind.Unauthorized)
        {
            var other = await tokens.ReplaceAsync(token, cancellationToken);
            if (other is null || other == token)
                throw;
            return await send(other);
        }
    }
}
