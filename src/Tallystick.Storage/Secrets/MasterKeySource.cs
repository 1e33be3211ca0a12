namespace Tallystick.Storage.Secrets;

/// <summary>
/// Where the master keys are: one from the environment for every key store, or a file of its own for
/// each, beside no key store, so that a copy of the one is no copy of the other.
/// </summary>
/// <param name="Folder">Where the files are, each named for its key store.</param>
/// <param name="File">One file instead, named by the user.</param>
/// <param name="Given">The key itself in base64, from the environment.</param>
public sealed record MasterKeySource(string Folder, string? File = null, string? Given = null)
{
    private const UnixFileMode OnlyMine = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const UnixFileMode OthersAny =
        UnixFileMode.GroupRead
        | UnixFileMode.GroupWrite
        | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead
        | UnixFileMode.OtherWrite
        | UnixFileMode.OtherExecute;

    /// <summary>Names the variables; for hints.</summary>
    public const string Variable = "TALLYSTICK_MASTER_KEY";
    public const string FileVariable = "TALLYSTICK_MASTER_KEY_FILE";

    public bool IsGiven => Given is not null;

    /// <summary>For messages: where the key of this store comes from.</summary>
    public string Describe(string storeId) =>
        IsGiven ? $"the environment variable {Variable}" : PathOf(storeId);

    public string PathOf(string storeId) => File ?? Path.Combine(Folder, storeId + ".key");

    // A record prints its properties: this one must not.
    public override string ToString() => "MasterKeySource";

    /// <returns>Null where there is no file.</returns>
    /// <exception cref="StoreException">It is no key, or others can read it.</exception>
    internal MasterKey? Find(string storeId)
    {
        if (Given is not null)
            return MasterKey.TryParse(Given)
                ?? throw new StoreException(
                    $"{Variable} is no master key: it must be {MasterKey.Length} bytes in base64. "
                        + "Make one with: openssl rand -base64 32."
                );
        return Read(PathOf(storeId));
    }

    internal MasterKey? FindNext(string storeId) => IsGiven ? null : Read(NextOf(storeId));

    internal void Save(string storeId, MasterKey key) => Write(PathOf(storeId), key);

    /// <summary>Beside the one in use, until everything is encrypted with it.</summary>
    internal void SaveNext(string storeId, MasterKey key) => Write(NextOf(storeId), key);

    internal void TakeNext(string storeId) =>
        System.IO.File.Move(NextOf(storeId), PathOf(storeId), overwrite: true);

    private string NextOf(string storeId) => PathOf(storeId) + ".new";

    private static MasterKey? Read(string path)
    {
        if (!System.IO.File.Exists(path))
            return null;
        if (!OperatingSystem.IsWindows() && (System.IO.File.GetUnixFileMode(path) & OthersAny) != 0)
            throw new StoreException(
                $"The master key {path} can be read or written by others. "
                    + $"Take their rights away: chmod 600 {path}; and if others may have read it: tally connections rotate-key."
            );
        return MasterKey.TryParse(System.IO.File.ReadAllText(path))
            ?? throw new StoreException(
                $"{path} is no master key: it must be {MasterKey.Length} bytes in base64. "
                    + "Put it back from your backup, or remove the key store and connect again."
            );
    }

    private static void Write(string path, MasterKey key)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, OnlyMine | UnixFileMode.UserExecute);
        var options = new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            Options = FileOptions.WriteThrough,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OnlyMine;
        System.IO.File.Delete(path);
        using var file = new FileStream(path, options);
        file.Write(System.Text.Encoding.ASCII.GetBytes(key.ToFileText()));
        file.Flush(flushToDisk: true);
    }
}
