using System.Collections.Immutable;
using Tallystick.Core.Records;
using Tallystick.Simulation.Faults;

namespace Tallystick.Simulation.Tests.Apps;

/// <summary>A person as one app holds it; a change makes a new one.</summary>
internal sealed record SimPerson(string Id, ImmutableDictionary<string, Value> Fields) : IDatedRow
{
    public int Version { get; init; } = 1;

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ModifiedAt { get; init; }

    public string Token => this[SimFields.Token].Text ?? "";

    public Value this[string field] => Fields.GetValueOrDefault(field, Value.Empty);
}

/// <summary>What a person at the screen did to one field.</summary>
/// <param name="Value">As stored; for a tag, that tag alone.</param>
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
    /// <summary>True: a tag was added; false: removed; null: a plain field was set.</summary>
    public bool? TagAdded { get; init; }

    /// <summary>The sync had written to the record, and had not been shown it since.</summary>
    public bool WasBeforeReadBack { get; init; }

    /// <summary>The engine wrote over it and could not have known of it.</summary>
    public bool OverwrittenUnseen { get; set; }
}
