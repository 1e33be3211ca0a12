using Tallystick.Core.Records;

namespace Tallystick.Core.Mapping;

/// <summary>Which way a field flows.</summary>
public enum Direction
{
    Both,
    ToRight,
    ToLeft,
}

/// <summary>What a direction says of a side.</summary>
public static class Directions
{
    /// <summary>Whether news of the other side may reach this one.</summary>
    public static bool FlowsTo(this Direction direction, Side side) =>
        direction is Direction.Both
        || direction == (side is Side.Left ? Direction.ToLeft : Direction.ToRight);
}

/// <summary>What happens when both sides changed a field to different values.</summary>
public enum ConflictPolicy
{
    /// <summary>Neither side is written; a person chooses.</summary>
    Ask,

    /// <summary>The later edit wins, where both sides give a trustworthy time; otherwise as <see cref="Ask"/>.</summary>
    Newest,
    Left,
    Right,
}

/// <summary>What happens to the partner of a record that was deleted.</summary>
public enum DeletePolicy
{
    /// <summary>It stays, and an issue asks.</summary>
    Ask,

    /// <summary>It stays, and the journal notes the deletion.</summary>
    Keep,

    /// <summary>It is deleted too, within the brakes.</summary>
    Propagate,

    /// <summary>It stays and gets a tag, which is taken off again if the record comes back.</summary>
    Archive,
}

/// <summary>On which side a record that only the other side has is created.</summary>
public enum CreatePolicy
{
    Both,
    ToRight,
    ToLeft,
    None,
}

/// <summary>How much of a sync is switched on.</summary>
public enum SyncMode
{
    TwoWay,
    ToRight,
    ToLeft,

    /// <summary>Reads and plans, writes nothing.</summary>
    Observe,
}
