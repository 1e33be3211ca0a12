namespace Tallystick.Core.Transforms;

/// <summary>A Liquid expression that cannot be compiled, or that broke its bounds on a record.</summary>
public sealed class TransformException : Exception
{
    public TransformException(string message, Exception? inner = null)
        : base(message, inner) { }

    /// <summary>From 1; null where the place is not known.</summary>
    public int? Line { get; init; }

    /// <summary>From 1; null where the place is not known.</summary>
    public int? Column { get; init; }

    /// <summary>What to do about it; null where there is no advice.</summary>
    public string? Hint { get; init; }
}
