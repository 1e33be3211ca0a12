namespace Tallystick.HighLevel.Tokens;

/// <summary>
/// A private integration token. While one is rotated both the new and the old are good, for up to
/// seven days: should the new one be refused, since the rotation was called off, the old one serves.
/// </summary>
public sealed class FixedToken(string token, string? previous = null) : ITokenSource
{
    private volatile bool _isFirstRefused;

    public ValueTask<string> GetAsync(CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(_isFirstRefused ? previous! : token);

    public Task<string?> ReplaceAsync(string refused, CancellationToken cancellationToken = default)
    {
        if (refused != token || previous is null)
            return Task.FromResult<string?>(null);
        _isFirstRefused = true;
        return Task.FromResult<string?>(previous);
    }
}
