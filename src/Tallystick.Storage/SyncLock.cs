namespace Tallystick.Storage;

/// <summary>
/// Keeps a second process from running on the same state file. The operating system frees the lock
/// when its holder ends, however it ends; the lock file itself stays.
/// </summary>
public static class SyncLock
{
    /// <summary>What Linux, macOS and Windows call a file that somebody else holds.</summary>
    private static readonly int[] Taken = [11, 35, unchecked((int)0x80070020)];

    /// <returns>The lock, to be disposed at the end; null while another holder has it.</returns>
    /// <exception cref="StoreException">The folder cannot be written to.</exception>
    public static IDisposable? TryTake(string path)
    {
        var file = Path.GetFullPath(path) + ".lock";
        StateTrouble.MakeFolderOf(file);
        try
        {
            return new FileStream(
                file,
                FileMode.OpenOrCreate,
                FileAccess.ReadWrite,
                FileShare.None
            );
        }
        catch (IOException e) when (Array.IndexOf(Taken, e.HResult) >= 0)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StateTrouble.NotWritable(file, e);
        }
    }
}
