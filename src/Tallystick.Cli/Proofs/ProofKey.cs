using System.Security.Cryptography;
using System.Text;

namespace Tallystick.Cli.Proofs;

/// <summary>The key that signs the proofs of one state file: beside it, for its owner's eyes alone.</summary>
internal static class ProofKey
{
    private const string Suffix = ".proof-key";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static string PathOf(string statePath) => statePath + Suffix;

    /// <summary>The key; null when none was made yet.</summary>
    /// <exception cref="UserException">The file holds no key.</exception>
    public static async Task<ECDsa?> FindAsync(
        string statePath,
        CancellationToken cancellationToken
    )
    {
        var path = PathOf(statePath);
        if (!File.Exists(path))
            return null;
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(await File.ReadAllTextAsync(path, cancellationToken));
            return key;
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw new UserException(
                $"'{path}' holds no key.",
                "Restore it from a backup, or delete it: the next report makes a new one, and older reports are then signed by another key."
            );
        }
    }

    /// <summary>The key; made where there is none.</summary>
    public static async Task<ECDsa> OpenAsync(string statePath, CancellationToken cancellationToken)
    {
        if (await FindAsync(statePath, cancellationToken) is { } known)
            return known;
        using var made = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        // Whole or not there: another process may be making one at the same time, and one of the two stays.
        var draft = $"{PathOf(statePath)}.{Path.GetRandomFileName()}";
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        await using (var file = new FileStream(draft, options))
            await file.WriteAsync(
                Encoding.ASCII.GetBytes(made.ExportPkcs8PrivateKeyPem() + "\n"),
                cancellationToken
            );
        try
        {
            File.Move(draft, PathOf(statePath));
        }
        catch (IOException) when (File.Exists(PathOf(statePath)))
        {
            File.Delete(draft);
        }
        return (await FindAsync(statePath, cancellationToken))!;
    }
}
