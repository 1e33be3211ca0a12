using System.Text.Json.Serialization;

namespace Tallystick.Sandbox.Acme;

/// <summary>
/// How often each fault strikes, as a share from 0 to 1; one request meets at most one. A time-out
/// holds the answer for <see cref="TimeoutMs"/> and then cuts the connection; a drop cuts it at
/// once, after the effect as often as before it.
/// </summary>
internal sealed record AcmeFaultRates
{
    public double Rate429 { get; init; }
    public double Rate500 { get; init; }
    public double TimeoutAfterEffectRate { get; init; }
    public double TimeoutBeforeEffectRate { get; init; }
    public double DropRate { get; init; }

    /// <summary>Listings are empty.</summary>
    public bool EmptyList { get; init; }

    /// <summary>Every page is cut to its first half, and the total agrees.</summary>
    public bool HalfPages { get; init; }

    /// <summary>Every key is refused.</summary>
    public bool Unauthorized { get; init; }

    public int LatencyMs { get; init; }
    public int TimeoutMs { get; init; } = 30_000;
    public int Seed { get; init; } = 1;

    [JsonIgnore]
    public bool IsValid =>
        LatencyMs >= 0
        && TimeoutMs >= 0
        && new[]
        {
            Rate429,
            Rate500,
            TimeoutAfterEffectRate,
            TimeoutBeforeEffectRate,
            DropRate,
        }.All(rate => rate is >= 0 and <= 1);
}
