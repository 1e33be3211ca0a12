using Tallystick.HighLevel.Tokens;

namespace Tallystick.HighLevel;

/// <summary>Which account, and with which key.</summary>
public sealed record HighLevelOptions
{
    /// <summary>Where the public API answers, both generations.</summary>
    public static readonly Uri PublicAddress = new("https://services.leadconnectorhq.com/");

    public Uri BaseAddress { get; init; } = PublicAddress;

    /// <summary>A private integration token or an access token, where <see cref="Tokens"/> gives none. Never logged, never in a message.</summary>
    public string? Token { get; init; }

    /// <summary>Where tokens come from that end and are renewed; it goes before <see cref="Token"/>.</summary>
    public ITokenSource? Tokens { get; init; }

    /// <summary>The sub-account's id, 20 letters and digits.</summary>
    public required string LocationId { get; init; }

    /// <summary>Which of the two generations of the API is called by the names of its catalog.</summary>
    public HighLevelSurface Surface { get; init; } = HighLevelSurface.Dated;

    public override string ToString() => $"{BaseAddress} location {LocationId}";
}

/// <summary>The generations of the API; an operation that is in one only is called there.</summary>
public enum HighLevelSurface
{
    /// <summary>Versions 2021-07-28 and 2021-04-15.</summary>
    Dated,

    /// <summary>Version v3.</summary>
    V3,
}
