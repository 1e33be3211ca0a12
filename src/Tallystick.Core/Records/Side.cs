namespace Tallystick.Core.Records;

/// <summary>One of the two systems of a sync.</summary>
public enum Side
{
    Left,
    Right,
}

public static class Sides
{
    extension(Side side)
    {
        public Side Other => side is Side.Left ? Side.Right : Side.Left;

        /// <summary>The word used in files, JSON and messages: "left" or "right".</summary>
        public string Word => side is Side.Left ? "left" : "right";
    }
}
