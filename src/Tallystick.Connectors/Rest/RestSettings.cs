using Tallystick.HighLevel.Tokens;

namespace Tallystick.Connectors.Rest;

/// <summary>What one connection adds to its manifest.</summary>
public sealed record RestSettings
{
    /// <summary>Where the app is; the manifest's when null.</summary>
    public Uri? BaseUrl { get; init; }

    /// <summary>By the names that the manifest's auth uses. Never shown, never logged.</summary>
    public IReadOnlyDictionary<string, string> Secrets { get; init; } =
        new Dictionary<string, string>();

    /// <summary>For oauth2: the tokens of the account.</summary>
    public ITokenSource? Tokens { get; init; }

    /// <summary>What connects the account again, for hints; null where its secrets stand in the settings.</summary>
    public string? Reconnect { get; init; }

    /// <summary>Of one call; the manifest's when null.</summary>
    public TimeSpan? Timeout { get; init; }

    // A record prints its properties: this one must not.
    public override string ToString() => $"RestSettings {{ BaseUrl = {BaseUrl} }}";
}
