using System.Text;
using Tallystick.Core.Connectors;

namespace Tallystick.Connectors.Csv;

/// <summary>Finding and replacing the file, and what the operating system says, in plain words.</summary>
internal static class CsvFiles
{
    /// <summary>The file itself, links resolved.</summary>
    public static string Resolve(string path)
    {
        var full = Path.GetFullPath(path);
        if (Directory.Exists(full))
            throw CsvLayout.Invalid($"{path} is a folder.", "Give the path of a CSV file.");
        var file = new FileInfo(full);
        if (file.LinkTarget is not null)
            file = file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
        if (!file.Exists)
            throw CsvLayout.Invalid(
                $"{path} is not there.",
                "Check the path; a new file needs at least a line of headers."
            );
        return file.FullName;
    }

    public static string TempPath(string path, string id) =>
        Path.Combine(Path.GetDirectoryName(path)!, TempPrefix(path) + id + ".tmp");

    /// <summary>What a crash between writing and renaming left behind.</summary>
    public static void RemoveLeftovers(string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        foreach (var left in Directory.EnumerateFiles(folder, TempPrefix(path) + "*.tmp"))
            File.Delete(left);
    }

    /// <summary>Returns once the bytes are on the disk.</summary>
    public static void MakeLasting(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Write);
        file.Flush(flushToDisk: true);
    }

    /// <summary>Puts the finished copy in the file's place, with its mode and owner.</summary>
    public static void Replace(string path, string temp)
    {
        if (!OperatingSystem.IsWindows())
        {
            PosixFile.CopyOwner(path, temp);
            // After the owner: a change of owner may drop mode bits.
            File.SetUnixFileMode(temp, File.GetUnixFileMode(path));
        }
        File.Move(temp, path, overwrite: true);
        PosixFile.SyncFolder(Path.GetDirectoryName(path)!);
    }

    /// <summary>False when its mode lets nobody write it, so that root does not either.</summary>
    public static bool IsWritable(string path)
    {
        const UnixFileMode Writers =
            UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
        if (OperatingSystem.IsWindows())
            return !File.GetAttributes(path).HasFlag(FileAttributes.ReadOnly);
        return (File.GetUnixFileMode(path) & Writers) != 0;
    }

    public static ConnectorException? Explain(Exception error, string path) =>
        error switch
        {
            UnauthorizedAccessException => new(
                ProblemKind.Forbidden,
                $"No permission to read or write {path} or its folder.",
                error
            )
            {
                Hint = "Give this user the right to read the file and to write in its folder.",
            },
            FileNotFoundException or DirectoryNotFoundException => new(
                ProblemKind.Invalid,
                $"{path} is not there.",
                error
            ),
            DecoderFallbackException => new(
                ProblemKind.Invalid,
                $"{path} has bytes that are not of its encoding.",
                error
            )
            {
                Hint = "Say how the file is written, such as `encoding: windows-1252`.",
            },
            IOException => new(ProblemKind.Transient, $"{path}: {error.Message}", error),
            _ => null,
        };

    private static string TempPrefix(string path) => $".{Path.GetFileName(path)}.tallystick-";
}
