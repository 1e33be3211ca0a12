using Tallystick.Core.Connectors;

namespace Tallystick.Engine.Retries;

/// <summary>When to try again: decided by the kind of the problem and the app's own word.</summary>
public static class RetryPolicy
{
    public const int AttemptsMax = 6;

    private static readonly TimeSpan DelayMax = TimeSpan.FromSeconds(30);

    /// <summary>An app that asks for a longer pause than this gets it from the next run.</summary>
    private static readonly TimeSpan PatienceMax = TimeSpan.FromMinutes(2);

    /// <param name="attempt">How many tries failed, from 1.</param>
    /// <param name="chance">0 to 1, for full jitter.</param>
    /// <returns>How long to wait; null when trying again will not help.</returns>
    public static TimeSpan? NextDelay(ConnectorException problem, int attempt, double chance)
    {
        if (attempt >= AttemptsMax || problem.EndsRun)
            return null;
        if (problem.Kind is ProblemKind.RateLimited)
            // The budget has learned of the refusal too and makes everybody wait.
            return problem.RetryAfter > PatienceMax
                ? null
                : problem.RetryAfter ?? Backoff(attempt, chance);
        return problem.Kind is ProblemKind.Transient
            ? problem.RetryAfter ?? Backoff(attempt, chance)
            : null;
    }

    /// <summary>Up to 0.25 s, 0.5 s, 1 s… with full jitter.</summary>
    public static TimeSpan Backoff(int attempt, double chance)
    {
        var ceiling = TimeSpan.FromSeconds(0.25 * Math.Pow(2, Math.Min(attempt - 1, 10)));
        return (ceiling > DelayMax ? DelayMax : ceiling) * chance;
    }
}
