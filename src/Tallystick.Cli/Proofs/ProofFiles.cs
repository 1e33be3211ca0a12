using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Tallystick.Engine.Verifying;
using Tallystick.Storage;

namespace Tallystick.Cli.Proofs;

/// <summary>Writes a proof as two files, the signed one and the page, and checks one that was written.</summary>
internal static class ProofFiles
{
    private const int BytesMax = 64 * 1024 * 1024;

    private const int VersionMax = 20;

    private static readonly JsonWriterOptions Readable = new()
    {
        Indented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The version, with the start of the commit it was built from.</summary>
    public static string ProgramVersion { get; } =
        typeof(ProofFiles)
            .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
            ?.InformationalVersion
            is { } version
            ? version[..Math.Min(version.Length, VersionMax)]
            : "";

    /// <returns>The signed file, the page, and the key's fingerprint.</returns>
    public static async Task<(string Json, string Page, string Fingerprint)> WriteAsync(
        Proof proof,
        string folder,
        string statePath,
        CancellationToken cancellationToken
    )
    {
        using var key = await ProofKey.OpenAsync(statePath, cancellationToken);
        var fingerprint = ProofSeal.FingerprintOf(key);
        string json,
            page;
        try
        {
            Directory.CreateDirectory(folder);
            (json, page) = Claim(proof, folder);
            var html = ProofPage.Of(proof, Path.GetFileName(json), fingerprint);
            foreach (
                var (path, bytes) in new[]
                {
                    (json, Indented(ProofSeal.Sign(proof, key))),
                    (page, Encoding.UTF8.GetBytes(html)),
                }
            )
                // Values are personal data.
                if (proof.ShowsValues)
                    await PrivateFile.WriteAsync(path, bytes, cancellationToken);
                else
                    await File.WriteAllBytesAsync(path, bytes, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserException(
                $"The report could not be written to '{folder}': {e.Message}",
                "Name a folder that you may write to.",
                ExitCode.Usage
            );
        }
        return (json, page, fingerprint);
    }

    /// <summary>Two files that no other report has: several may be made within a second.</summary>
    private static (string Json, string Page) Claim(Proof proof, string folder)
    {
        var name = proof
            .At.ToUniversalTime()
            .ToString("'verify-'yyyyMMdd'-'HHmmss", CultureInfo.InvariantCulture);
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
        };
        // Values are personal data.
        if (proof.ShowsValues && !OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        for (var number = 1; ; number++)
        {
            var path = Path.Combine(folder, number == 1 ? name : $"{name}-{number}");
            var (json, page) = ($"{path}.json", $"{path}.html");
            if (File.Exists(page))
                continue;
            try
            {
                using var file = new FileStream(json, options);
                return (json, page);
            }
            catch (IOException) when (File.Exists(json)) { }
        }
    }

    /// <summary>Whether the file is as it was signed, and the fingerprint of the key it was signed with.</summary>
    /// <exception cref="UserException">It cannot be read, or is no proof.</exception>
    public static async Task<(bool IsWhole, string Fingerprint)> CheckAsync(
        string path,
        CancellationToken cancellationToken
    )
    {
        try
        {
            if (new FileInfo(path).Length > BytesMax)
                throw new FormatException("It is too large.");
            var bytes = await File.ReadAllBytesAsync(path, cancellationToken);
            return ProofSeal.Check(bytes);
        }
        catch (Exception e)
            when (e
                    is FormatException
                        or JsonException
                        or IOException
                        or UnauthorizedAccessException
            )
        {
            throw new UserException(
                $"'{path}' cannot be checked: {(e is JsonException ? "It is no JSON, or says something twice." : e.Message)}",
                "Give the .json file that tally verify --report has written.",
                ExitCode.Usage
            );
        }
    }

    private static byte[] Indented(JsonElement document)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Readable))
            document.WriteTo(writer);
        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }
}
