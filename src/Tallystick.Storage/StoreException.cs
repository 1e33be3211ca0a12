using Microsoft.Data.Sqlite;

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

    /// <summary>The way out; null where the message has it.</summary>
    public string? Hint { get; init; }

    internal static StoreException Of(string message, SqliteException e) =>
        new($"{message}: {e.Message}", e) { Hint = HintOf(e.SqliteErrorCode) };

    /// <summary>A file or a folder that the operating system does not give.</summary>
    internal static StoreException Of(string path, Exception e) =>
        new($"'{path}' cannot be written to: {e.Message}", e) { Hint = Elsewhere };

    private const string Elsewhere =
        "Look at its folder and whose it is; 'state:' in the sync file names another place.";

    private static string? HintOf(int code) =>
        code switch
        {
            5 or 6 => "Another program holds it; try again when that has ended.",
            8 or 14 => Elsewhere,
            10 =>
                "The disk does not answer as it should. What was committed is kept, if the disk is sound.",
            11 or 26 =>
                "The file is damaged. Put a backup in its place, and run tally sync --full once.",
            13 => "The disk is full. Make room and run it again: what was committed is kept.",
            _ => null,
        };
}
