using Microsoft.Data.Sqlite;

namespace Tallystick.Storage;

/// <summary>What a state file's failures mean for a person, and the way out of each.</summary>
internal static class StateTrouble
{
    private const string OtherPath =
        "Write a path that can be used under 'state:' in the sync file, or take it out: tallystick.db beside the sync file is the usual one.";

    private const string FromBackup =
        "Put a backup in its place and run tally sync --full once; docs/operating.md tells how to make backups, and what happens without one.";

    /// <summary>Makes the folder of a state file where it is missing.</summary>
    /// <exception cref="StoreException">It cannot be made.</exception>
    public static void MakeFolderOf(string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"The folder '{folder}' for the state cannot be made.", e)
            {
                Hint = OtherPath,
            };
        }
    }

    /// <summary>Beside the state file nothing can be kept.</summary>
    public static StoreException NotWritable(string path, Exception e) =>
        new(
            $"Nothing can be written to the folder of the state, '{Path.GetDirectoryName(path)}'.",
            e
        )
        {
            Hint = "Check the rights of the folder, or name another path under 'state:'.",
        };

    /// <summary>A file that cannot be opened.</summary>
    public static StoreException Opening(string path, SqliteException e) =>
        Directory.Exists(path)
            ? new StoreException($"'{path}' is a folder, and the state is a file.", e)
            {
                Hint = OtherPath,
            }
        : e.SqliteErrorCode == 26
            ? new StoreException($"'{path}' is not a Tallystick state file.", e)
            {
                Hint = $"If it was one, it is damaged. {FromBackup}",
            }
        : Told($"The state '{path}' cannot be opened", e);

    /// <summary>A failure in the midst of work.</summary>
    public static StoreException Working(string path, SqliteException e) =>
        Told($"The state '{path}' could not be read or written", e);

    private static StoreException Told(string what, SqliteException e) =>
        e.SqliteErrorCode switch
        {
            11 or 26 => Of($"{what}: the file is damaged.", FromBackup, e),
            13 => Of(
                $"{what}: its disk is full.",
                "Make room, then run the same command again: everything up to the last commit is kept.",
                e
            ),
            3 or 8 or 23 => Of(
                $"{what}: {e.Message}",
                "Check the rights of the file and its folder.",
                e
            ),
            5 or 6 => Of(
                $"{what}: another program has it locked.",
                "Close that program, or wait until it is done, and run the same command again.",
                e
            ),
            10 => Of(
                $"{what}: {e.Message}",
                "Check its disk, then run the same command again: everything up to the last commit is kept.",
                e
            ),
            14 => Of($"{what}: {e.Message}", $"Check the rights of its folder. {OtherPath}", e),
            _ => Of($"{what}: {e.Message}", null, e),
        };

    private static StoreException Of(string message, string? hint, SqliteException e) =>
        new(message, e) { Hint = hint };
}
