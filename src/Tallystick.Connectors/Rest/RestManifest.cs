using Tallystick.Connectors.Http;
using Tallystick.Core.Connectors;
using Tallystick.Core.Yaml;

namespace Tallystick.Connectors.Rest;

/// <summary>
/// What we know about a REST app, in data: how to authenticate, its limits, how it reports errors,
/// and for each object type its calls and fields. Read from YAML in a closed vocabulary
/// (<c>docs/reference/manifest.md</c>); what does not fit it is a connector in code.
/// </summary>
public sealed record RestManifest
{
    /// <summary>Short name, as sync files spell it: "acme".</summary>
    public required string App { get; init; }

    /// <summary>What people call it: "Acme CRM".</summary>
    public required string Title { get; init; }

    /// <summary>Where the app is when the connection does not say.</summary>
    public Uri? BaseUrl { get; init; }

    /// <summary>The usual way to log in, or the one that a connection chose.</summary>
    public required RestAuth Auth { get; init; }

    /// <summary>All ways that the app takes, the usual one first.</summary>
    public required IReadOnlyList<RestAuth> Ways { get; init; }

    /// <summary>Sent with every call.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } =
        new Dictionary<string, string>();

    public IReadOnlyList<RateLimit> Limits { get; init; } = [];

    public LimitHeaders LimitHeaders { get; init; } = LimitHeaders.Standard;

    public RestErrors Errors { get; init; } = new();

    /// <summary>Calls at the same time.</summary>
    public int Concurrency { get; init; } = 4;

    /// <summary>Of one call.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(30);

    public required IReadOnlyList<RestObject> Objects { get; init; }

    /// <summary>Reads a manifest from a file.</summary>
    /// <exception cref="DocumentException">
    /// The file cannot be read, or something in it is wrong; the message shows all of it, each with
    /// file and line.
    /// </exception>
    public static RestManifest Load(string path)
    {
        try
        {
            return Parse(File.ReadAllText(path), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DocumentException(path, 1, 1, Problem(e), "Check the path and its rights.");
        }
    }

    /// <summary>Reads a manifest.</summary>
    /// <param name="fileName">As errors shall show it.</param>
    /// <exception cref="DocumentException">Something in it is wrong; the message shows all of it.</exception>
    public static RestManifest Parse(string yaml, string fileName) =>
        new ManifestReader(YamlMap.Parse(yaml, fileName)).Read();

    public RestObject? ObjectOf(string name) => Objects.FirstOrDefault(o => o.Name == name);

    private static string Problem(Exception e) =>
        e is FileNotFoundException or DirectoryNotFoundException
            ? "there is no such file"
            : "this file cannot be read";
}
