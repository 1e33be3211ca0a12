namespace Tallystick.Connectors.Rest;

/// <summary>What an update's request holds.</summary>
public enum RestSends
{
    /// <summary>Only the changed fields.</summary>
    Changed,

    /// <summary>The whole record as it was just read, with the changed fields in it.</summary>
    Whole,
}
