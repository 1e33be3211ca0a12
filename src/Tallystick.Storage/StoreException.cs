namespace Tallystick.Storage;

/// <summary>
/// The state file cannot be used: it is no state file, a newer version made it, the disk is full or
/// broken, or what was to be stored contradicts what is there. The message is for a person.
/// </summary>
public sealed class StoreException : Exception
{
    public StoreException(string message)
        : base(message) { }

    public StoreException(string message, Exception inner)
        : base(message, inner) { }

    /// <summary>The way out, for a person; null where the message says it all.</summary>
    public string? Hint { get; init; }
}
