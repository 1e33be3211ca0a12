using System.Collections.Immutable;
using Tallystick.Core.Records;
using Tallystick.Simulation.Faults;

namespace Tallystick.Simulation.Apps;

/// <summary>A record as one app holds it; a change makes a new one.</summary>
/// <param name="Token">Who or what it is: the world's own knowledge, by which the laws tell people apart.</param>
internal sealed record SimRecord(string Id, string Token, ImmutableDictionary<string, Value> Fields)
    : IDatedRow
{
    public int Version { get; init; } = 1;

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ModifiedAt { get; init; }

    public Value this[string field] => Fields.GetValueOrDefault(field, Value.Empty);
}

/// <summary>A record that people deleted.</summary>
/// <param name="WithParent">It went with the one that it belongs to, and was not meant by itself.</param>
internal sealed record DeletedRecord(SimRecord Last, TimeSpan At, bool WithParent = false);

/// <summary>What somebody at the screen did to one field.</summary>
/// <param name="Value">As stored; of a set, the one element.</param>
internal sealed record HumanEdit(
    Side Side,
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
