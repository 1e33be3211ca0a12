using System.Net;

namespace Tallystick.Sandbox.Hooks;

/// <summary>When a delivery that went wrong is sent again; HighLevel has published both ways.</summary>
public enum HookRetries
{
    /// <summary>After any failure, up to twelve times, after pauses that grow.</summary>
    Any,

    /// <summary>After 429 only, six times, ten minutes apart; anything else is lost.</summary>
    Only429,
}

/// <summary>Where webhooks are sent, and how deliveries fail.</summary>
public sealed record HookOptions
{
    /// <summary>Receivers from the start; on loopback only.</summary>
    public IReadOnlyList<Uri> Receivers { get; init; } = [];

    public HookRetries Retries { get; init; } = HookRetries.Any;

    public HookFaults Faults { get; init; } = new();

    /// <summary>How long a receiver may take to answer.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>From then on, by the sandbox's clock, webhooks carry the new signature only.</summary>
    public DateTimeOffset LegacyUntil { get; init; } = new(2026, 9, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>How often a receiver's success is looked at.</summary>
    public TimeSpan LookEvery { get; init; } = TimeSpan.FromDays(3);

    /// <summary>With fewer attempts in that time a receiver is not judged.</summary>
    public int AttemptsMin { get; init; } = 10_000;

    /// <summary>Below this share a receiver is warned, and paused if it is so the next time, too.</summary>
    public double SuccessMin { get; init; } = 0.9;

    /// <summary>Whether it is on this machine: a sandbox tells nobody else.</summary>
    public static bool IsAllowed(Uri address) =>
        address is { IsAbsoluteUri: true, Scheme: "http" or "https" }
        && (
            address.Host is "localhost"
            || (
                IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip)
                && IPAddress.IsLoopback(ip)
            )
        );
}
