using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Tallystick.Connectors.Csv;

/// <summary>
/// What .NET has no call for: which inode a path names, who owns it, and making a folder's
/// entries lasting. Away from Linux each of these quietly does without.
/// </summary>
/// <remarks>The layout of <c>struct statx</c> is the same on all Linux architectures (statx(2)).</remarks>
internal static class PosixFile
{
    private const int WorkingDirectory = -100;
    private const uint BasicStats = 0x7ff;
    private const int StatxBytes = 256;

    /// <summary>Names this content of the file: it changes whenever the file does.</summary>
    public static string Stamp(string path)
    {
        var file = new FileInfo(path);
        var inode = 0UL;
        if (Stat(path) is { } stat)
            inode = BinaryPrimitives.ReadUInt64LittleEndian(stat.AsSpan(32));
        return $"{inode:x}-{file.Length:x}-{file.LastWriteTimeUtc.Ticks:x}";
    }

    /// <summary>Gives a file the owner and group of another, as far as we may.</summary>
    public static void CopyOwner(string from, string to)
    {
        if (Stat(from) is not { } source || Stat(to) is not { } target)
            return;
        if (source.AsSpan(20, 8).SequenceEqual(target.AsSpan(20, 8)))
            return;
        var (user, group) = (BitConverter.ToUInt32(source, 20), BitConverter.ToUInt32(source, 24));
        // Not root: the group at least may be one of ours.
        if (chown(Bytes(to), user, group) != 0)
            _ = chown(Bytes(to), uint.MaxValue, group);
    }

    /// <summary>Makes a rename in this folder survive a loss of power.</summary>
    public static void SyncFolder(string folder)
    {
        if (!OperatingSystem.IsLinux())
            return;
        var descriptor = open(Bytes(folder), 0);
        if (descriptor < 0)
            return;
        _ = fsync(descriptor);
        _ = close(descriptor);
    }

    private static byte[]? Stat(string path)
    {
        if (!OperatingSystem.IsLinux() || !BitConverter.IsLittleEndian)
            return null;
        var buffer = new byte[StatxBytes];
        return statx(WorkingDirectory, Bytes(path), 0, BasicStats, buffer) == 0 ? buffer : null;
    }

    private static byte[] Bytes(string path) => Encoding.UTF8.GetBytes(path + "\0");

#pragma warning disable SYSLIB1054 // the generated form needs unsafe code for the whole project
#pragma warning disable IDE1006 // the C names
    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int statx(int folder, byte[] path, int flags, uint mask, byte[] result);

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int chown(byte[] path, uint user, uint group);

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int open(byte[] path, int flags);

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int fsync(int descriptor);

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int close(int descriptor);
#pragma warning restore IDE1006, SYSLIB1054
}
