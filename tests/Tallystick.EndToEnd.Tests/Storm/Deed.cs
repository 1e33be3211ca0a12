namespace Tallystick.EndToEnd.Tests.Storm;

/// <summary>One of the two systems, as the storm names them.</summary>
internal enum Desk
{
    HighLevel,
    Acme,
}

internal enum DeedKind
{
    Created,
    Set,
    TagAdded,
    TagRemoved,
    Deleted,
}

/// <summary>Something a person did at a desk.</summary>
/// <param name="Token">Who it was done to: a name that nobody ever edits.</param>
/// <param name="Field">"city", "first" or "tags"; empty for a whole person.</param>
/// <param name="Value">Unlike any other value of the storm, so that it can be found again.</param>
internal sealed record Deed(Desk Desk, DeedKind Kind, string Token, string Field, string Value)
{
    /// <summary>Its place among all deeds: no two have the same.</summary>
    public int Number { get; init; }

    /// <summary>The system's own id of the person; empty where it is not known.</summary>
    public string Id { get; init; } = "";

    public DateTimeOffset At { get; init; }
}
