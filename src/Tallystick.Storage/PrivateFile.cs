namespace Tallystick.Storage;

/// <summary>Files that only their owner may read.</summary>
public static class PrivateFile
{
    /// <summary>Makes an empty file if there is none. SQLite's own files beside it take over its rights.</summary>
    public static void Touch(string path)
    {
        using var file = Open(path, FileMode.OpenOrCreate);
    }

    /// <summary>Writes a file anew; one that is there keeps the rights it has.</summary>
    public static async Task WriteAsync(
        string path,
        ReadOnlyMemory<byte> bytes,
        CancellationToken cancellationToken
    )
    {
        await using var file = Open(path, FileMode.Create);
        await file.WriteAsync(bytes, cancellationToken);
    }

    private static FileStream Open(string path, FileMode mode)
    {
        var options = new FileStreamOptions
        {
            Mode = mode,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, options);
    }
}
