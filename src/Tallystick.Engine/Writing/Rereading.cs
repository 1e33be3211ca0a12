namespace Tallystick.Engine.Writing;

/// <summary>Whether a record is asked for again before it is written to.</summary>
internal enum Rereading
{
    /// <summary>A whole stock is carried over: what was read must do.</summary>
    Never,

    /// <summary>What a lagging listing showed, or one that an earlier run began, may not be so any more.</summary>
    WhereListingsLag,

    /// <summary>The run has waited since it read.</summary>
    Always,
}
