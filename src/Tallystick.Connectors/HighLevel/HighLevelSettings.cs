using Tallystick.Core.Connectors;
using Tallystick.HighLevel;

namespace Tallystick.Connectors.HighLevel;

/// <summary>What a HighLevel connection needs to know.</summary>
public sealed record HighLevelSettings
{
    /// <summary>The documented limits per app and location.</summary>
    public static readonly IReadOnlyList<RateLimit> PublicLimits =
    [
        new(100, TimeSpan.FromSeconds(10)),
        new(200_000, TimeSpan.FromDays(1)),
    ];

    public required HighLevelOptions Account { get; init; }

    /// <summary>The command that connects the account again, for hints; null where the token is written down elsewhere.</summary>
    public string? Reconnect { get; init; }

    /// <summary>How far the search index is taken to be behind; reported between 12 s and a minute.</summary>
    public TimeSpan SearchLag { get; init; } = TimeSpan.FromSeconds(60);

    public IReadOnlyList<RateLimit> Limits { get; init; } = PublicLimits;

    /// <summary>Writes that run at the same time.</summary>
    public int ConcurrencyMax { get; init; } = 16;
}
