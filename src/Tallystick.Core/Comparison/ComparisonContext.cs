namespace Tallystick.Core.Comparison;

/// <summary>What a side means when a value leaves it out.</summary>
public sealed record ComparisonContext
{
    public static ComparisonContext None { get; } = new();

    /// <summary>The country of national phone numbers, ISO 3166 alpha-2; null: none is assumed.</summary>
    public string? Country { get; init; }

    /// <summary>IANA zone of times without an offset; null or unknown to this machine: UTC.</summary>
    public string? TimeZone { get; init; }
}
