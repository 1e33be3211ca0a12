using Tallystick.Core.Mapping;
using Tallystick.Engine.Scheduling;

namespace Tallystick.Engine.Configuration;

/// <summary>Two connections that are kept in step, stream by stream.</summary>
public sealed record SyncDefinition
{
    /// <summary>Unique in the file: a-z, 0-9 and '-'.</summary>
    public required string Name { get; init; }

    /// <summary>Name of the left connection.</summary>
    public required string Left { get; init; }

    /// <summary>Name of the right connection.</summary>
    public required string Right { get; init; }

    public SyncMode Mode { get; init; } = SyncMode.TwoWay;

    /// <summary>Only so many records are written; null: all.</summary>
    public Canary? Canary { get; init; }

    public SyncStep Step => new(Mode, Canary);

    /// <summary>When it runs by itself; null where the file does not say.</summary>
    public Schedule? Schedule { get; init; }

    /// <summary>When a bucket of each stream is verified by itself; null for never.</summary>
    public Schedule? Verify { get; init; }

    /// <summary>In the order of the file; their names are "sync/stream".</summary>
    public required IReadOnlyList<StreamDefinition> Streams { get; init; }
}
