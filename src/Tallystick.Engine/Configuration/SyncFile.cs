using System.Security;
using System.Text;
using Tallystick.Core.Yaml;

namespace Tallystick.Engine.Configuration;

/// <summary>
/// A sync file, read and checked as far as that goes without asking an app. What only a connector
/// can know (its settings, the fields there are) is checked when the connection is opened.
/// </summary>
/// <param name="Path">Where the file is, absolute.</param>
/// <param name="StatePath">The database that remembers links and values, absolute.</param>
/// <param name="Connections">By name, in the order of the file.</param>
public sealed record SyncFile(
    string Path,
    string StatePath,
    IReadOnlyDictionary<string, ConnectionSettings> Connections,
    IReadOnlyList<SyncDefinition> Syncs
)
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>What works and yet should be changed, such as a secret in the file.</summary>
    public IReadOnlyList<DocumentError> Warnings { get; init; } = [];

    /// <summary>Whether the text can name a connection, a sync or a stream.</summary>
    public static bool IsName(string text) => SyncFileReader.IsName(text);

    /// <summary>Reads a file.</summary>
    /// <param name="environment">Values for ${env:NAME}; null for a name that is not set.</param>
    /// <param name="keys">Values for ${secret:NAME}; null where there is no key store.</param>
    /// <exception cref="DocumentException">It cannot be read, or something in it is wrong.</exception>
    public static SyncFile Load(
        string path,
        Func<string, string?> environment,
        KeyStoreLookup? keys = null
    ) => Parse(TextOf(path), path, environment, keys);

    /// <summary>Reads a file's text.</summary>
    /// <param name="path">As errors shall show it; relative paths in the text start at its folder.</param>
    /// <inheritdoc cref="Load"/>
    public static SyncFile Parse(
        string text,
        string path,
        Func<string, string?> environment,
        KeyStoreLookup? keys = null
    )
    {
        var root = YamlMap.Parse(text, path);
        var file = new SyncFileReader(root, path, environment, keys).Read();
        return file with { Warnings = [.. file.Warnings, .. TokenWarnings.Of(text, path)] };
    }

    private static string TextOf(string path)
    {
        try
        {
            return File.ReadAllText(path, Strict);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Unreadable(
                path,
                "there is no such file",
                "Name the sync file, or make one with `tally init`."
            );
        }
        catch (DecoderFallbackException)
        {
            throw Unreadable(path, "the file is no text in UTF-8", "Save it as UTF-8.");
        }
        catch (Exception e)
            when (e is IOException or UnauthorizedAccessException or SecurityException)
        {
            var what = Directory.Exists(path)
                ? "this is a folder, not a file"
                : $"the file cannot be read: {e.Message.TrimEnd('.')}";
            throw Unreadable(path, what, "Name a sync file that you may read.");
        }
    }

    private static DocumentException Unreadable(string path, string what, string hint) =>
        new(path, 1, 1, what, hint);
}
