namespace Tallystick.Sandbox.Hooks;

/// <summary>When the next attempt is due. Pure: chance is an argument.</summary>
internal static class HookRetryPlan
{
    public const int AnyMax = 12;
    public const int Only429Max = 6;

    private static readonly TimeSpan First = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Between = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan BetweenMore = TimeSpan.FromMinutes(1);

    /// <param name="attempts">How many have failed.</param>
    /// <param name="status">What the last one was answered; 0 for no answer.</param>
    /// <param name="chance">From 0 to 1.</param>
    /// <returns>Null when it is given up.</returns>
    public static TimeSpan? Pause(HookRetries retries, int attempts, int status, double chance) =>
        retries switch
        {
            HookRetries.Any when attempts <= AnyMax => First
                * Math.Pow(2, attempts - 1)
                * (1 + (chance / 5)),
            HookRetries.Only429 when attempts <= Only429Max && status == 429 => Between
                + (BetweenMore * chance),
            HookRetries.Any or HookRetries.Only429 => null,
            _ => throw new ArgumentOutOfRangeException(nameof(retries), retries, null),
        };
}
