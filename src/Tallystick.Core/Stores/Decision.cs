namespace Tallystick.Core.Stores;

/// <summary>What a person said about an issue; the next run acts on it.</summary>
/// <param name="Stream">"sync/stream".</param>
/// <param name="IssueKey">The <see cref="Issue.Key"/> it is about. A later decision replaces an earlier one.</param>
/// <param name="Verb">One of <see cref="DecisionVerb"/>.</param>
/// <param name="Value">The value or the record id that the verb needs; null for none.</param>
/// <param name="Actor">Who decided, for the journal.</param>
public sealed record Decision(
    string Stream,
    string IssueKey,
    string Verb,
    string? Value,
    string Actor,
    DateTimeOffset At
);

/// <summary>The words of decisions.</summary>
public static class DecisionVerb
{
    /// <summary>What was stopped or asked may happen.</summary>
    public const string Approve = "approve";

    /// <summary>It shall not happen, and is not asked again until its cause changes.</summary>
    public const string Decline = "decline";

    /// <summary>The left side's value stands.</summary>
    public const string Left = "left";

    /// <summary>The right side's value stands.</summary>
    public const string Right = "right";

    /// <summary>The given value goes to both sides.</summary>
    public const string Value = "value";

    /// <summary>Both sides stay as they are until one of them is edited.</summary>
    public const string Skip = "skip";

    /// <summary>What was refused is tried again.</summary>
    public const string Retry = "retry";

    /// <summary>It is no problem, and is not told again.</summary>
    public const string Ignore = "ignore";

    /// <summary>The two records are one.</summary>
    public const string Link = "link";

    /// <summary>The records are different ones, and are never matched.</summary>
    public const string Apart = "apart";
}
