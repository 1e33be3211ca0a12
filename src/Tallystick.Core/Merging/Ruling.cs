using Tallystick.Core.Records;

namespace Tallystick.Core.Merging;

public enum RulingKind
{
    /// <summary>The left value stands.</summary>
    Left,

    /// <summary>The right value stands.</summary>
    Right,

    /// <summary>A value that the person gave goes to both sides.</summary>
    Value,

    /// <summary>Both sides stay as they are until one of them is edited.</summary>
    Skip,

    /// <summary>What could not be written is tried again.</summary>
    Retry,
}

/// <summary>What a person decided about one field of a pair.</summary>
/// <param name="Field">The field plan's name.</param>
/// <param name="Actor">Who decided, for the journal.</param>
public sealed record Ruling(string Field, RulingKind Kind, string Actor)
{
    /// <summary>The issue that it settles.</summary>
    public required string IssueKey { get; init; }

    /// <summary>
    /// What the left side held when the person decided: where it holds something else now, nothing
    /// is overwritten, and the question is asked again. Unknown where it does not matter.
    /// </summary>
    public Value SeenLeft { get; init; }

    public Value SeenRight { get; init; }

    /// <summary>The value given; empty clears the field.</summary>
    public string? Text { get; init; }

    /// <summary>For a retry, the side that did not take the value.</summary>
    public Side? Towards { get; init; }

    /// <summary>"left", "value"…, as the journal says who won.</summary>
    public string Word => Kind.ToString().ToLowerInvariant();
}
