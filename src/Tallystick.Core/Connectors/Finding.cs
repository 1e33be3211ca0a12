namespace Tallystick.Core.Connectors;

public enum FindingLevel
{
    Good,
    Warning,
    Bad,
}

/// <summary>One result of a check, for a person.</summary>
/// <param name="Topic">What was checked: "credentials", "scopes", "clock", "limits", "schema"…</param>
/// <param name="Hint">The way out of a warning or a bad finding.</param>
public sealed record Finding(FindingLevel Level, string Topic, string Message, string? Hint = null)
{
    /// <summary>Why it is bad, where an app said so.</summary>
    public ProblemKind? Problem { get; init; }

    /// <summary>The scope that the credentials lack.</summary>
    public string? Scope { get; init; }

    /// <summary>The figure that the message is about, such as seconds for the clock.</summary>
    public double? Figure { get; init; }
}
