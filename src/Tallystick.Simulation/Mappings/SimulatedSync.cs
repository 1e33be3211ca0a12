using Tallystick.Core.Connectors;
using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Schema;

namespace Tallystick.Simulation.Mappings;

/// <summary>A sync of a user's file, with all that is known of its two apps without calling them again.</summary>
/// <param name="Streams">All of them, since they may refer to each other.</param>
public sealed record SimulatedSync(
    string Name,
    SimulatedSide Left,
    SimulatedSide Right,
    IReadOnlyList<StreamDefinition> Streams
)
{
    public SimulatedSide this[Side side] => side is Side.Left ? Left : Right;
}

/// <summary>One app, as its connector describes it.</summary>
/// <param name="Name">The connection's name in the file.</param>
/// <param name="CapabilitiesOf">By object type, for those that the streams name.</param>
public sealed record SimulatedSide(
    string Name,
    IReadOnlyList<ObjectSchema> Schemas,
    IReadOnlyDictionary<string, Capabilities> CapabilitiesOf
);
