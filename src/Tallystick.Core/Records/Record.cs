namespace Tallystick.Core.Records;

/// <summary>One object as one side shows it.</summary>
/// <param name="Id">The side's own id, stable for the life of the record.</param>
/// <param name="Values">By ordinal of the projection it was read with; never written to.</param>
public sealed record Record(string Id, Value[] Values)
{
    /// <summary>An opaque token for conditional writes (ETag, row version), where the app has one.</summary>
    public string? Version { get; init; }

    /// <summary>When the side last changed the record; null where the app does not say.</summary>
    public DateTimeOffset? ModifiedAt { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Where a person finds it in its source, such as "line 17"; for messages only.</summary>
    public string? Origin { get; init; }
}
