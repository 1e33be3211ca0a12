using Tallystick.Core.Records;

namespace Tallystick.Engine.Coverage;

/// <summary>What a stream can keep in step and how soon, from what the two sides say of themselves.</summary>
public sealed record CoverageReport(
    string Stream,
    SideCoverage Left,
    SideCoverage Right,
    IReadOnlyList<FieldCoverage> Fields
)
{
    public SideCoverage this[Side side] => side is Side.Left ? Left : Right;
}

/// <summary>How news of one side are found.</summary>
/// <param name="Changes">How changes are found.</param>
/// <param name="Staleness">How old a change may be when it is found.</param>
/// <param name="Deletes">How deletes are found.</param>
public sealed record SideCoverage(
    string Connection,
    string ObjectType,
    string Changes,
    string Staleness,
    string Deletes
);

/// <summary>One pair of fields.</summary>
/// <param name="ToLeft">Whether news of the right reach the left: "yes", with conditions, or "no" and why.</param>
public sealed record FieldCoverage(
    string Field,
    FieldReach Left,
    FieldReach Right,
    string ToRight,
    string ToLeft
)
{
    public FieldReach this[Side side] => side is Side.Left ? Left : Right;
}

/// <summary>What a side allows with a field.</summary>
/// <param name="List">Listings show it.</param>
/// <param name="Get">The record asked for by itself shows it.</param>
public sealed record FieldReach(bool List, bool Get, bool Create, bool Update);
