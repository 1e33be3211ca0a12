using Tallystick.Core.Connectors;

namespace Tallystick.Core.Limits;

/// <summary>Who wants a call, in falling order of right to it.</summary>
public enum Lane
{
    Live,
    User,
    Retry,
    Backfill,
    Audit,
}

/// <summary>
/// The calls a connection may still make. Connectors take a slot before every call to the app and
/// give it back when the answer is there: the app counted the call no later than that, so a slot
/// that is free again one window after its answer can never break the app's limit.
/// </summary>
public interface IBudget
{
    /// <summary>Waits for a slot. The operation's name is for the counters, such as "contacts.search".</summary>
    ValueTask<CallSlot> EnterAsync(string operation, CancellationToken cancellationToken);

    /// <summary>Called by <see cref="CallSlot"/> exactly once.</summary>
    void Exit(CallSlot slot, CallOutcome outcome);

    /// <summary>Declares the limits of the app; called when the connector knows them.</summary>
    void Declare(IReadOnlyList<RateLimit> limits);
}

/// <summary>One granted call.</summary>
public readonly record struct CallSlot(string Operation, long Number)
{
    /// <summary>Slots of the strictest window that were left after this one.</summary>
    public int Available { get; init; }
}

/// <summary>What the answer said about the limits.</summary>
public sealed record CallOutcome
{
    public static CallOutcome Plain { get; } = new();

    /// <summary>The app refused the call for being one too many.</summary>
    public bool RateLimited { get; init; }

    /// <summary>How long the app asks to wait.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Calls that the short window grants, by the app's headers.</summary>
    public int? Limit { get; init; }

    /// <summary>How long the short window is, by the app's headers.</summary>
    public TimeSpan? Interval { get; init; }

    /// <summary>Calls left in the short window, by the app's headers.</summary>
    public int? Remaining { get; init; }

    /// <summary>Calls left today, by the app's headers.</summary>
    public int? DailyRemaining { get; init; }

    /// <summary>The day's limit, by the app's headers.</summary>
    public int? DailyLimit { get; init; }
}
