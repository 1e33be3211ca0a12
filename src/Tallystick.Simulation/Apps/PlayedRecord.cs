using System.Collections.Immutable;
using Tallystick.Core.Records;
using Tallystick.Simulation.Faults;

namespace Tallystick.Simulation.Apps;

/// <summary>A record as one app holds it; a change makes a new one.</summary>
/// <param name="Token">Who or what it is, whatever its fields say: the app's own knowledge, in no field.</param>
internal sealed record PlayedRecord(
    string Id,
    string Token,
    ImmutableDictionary<string, Value> Fields
) : IDatedRow
{
    public int Version { get; init; } = 1;

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ModifiedAt { get; init; }

    public Value this[string field] => Fields.GetValueOrDefault(field, Value.Empty);
}

/// <summary>What somebody at the screen did to one field.</summary>
/// <param name="Value">As stored; of a set, the one element.</param>
internal sealed record HumanEdit(
    string Id,
    string Token,
    string Field,
    Value Value,
    TimeSpan At,
    int Version
)
{
    /// <summary>True: an element was added; false: taken away; null: a plain field was set.</summary>
    public bool? Added { get; init; }

    /// <summary>The sync had written to the record, and had not been shown it since.</summary>
    public bool WasBeforeReadBack { get; init; }

    /// <summary>The engine wrote over it and could not have known of it.</summary>
    public bool OverwrittenUnseen { get; set; }
}
