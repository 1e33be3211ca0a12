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

    public required RestAuth Auth { get; init; }

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

    /// <summary>Reads a manifest.</summary>
    /// <param name="fileName">As errors shall show it.</param>
    /// <exception cref="DocumentException">Something in it is wrong; the message shows all of it.</exception>
    public static RestManifest Load(string yaml, string fileName) =>
        new ManifestReader(YamlMap.Parse(yaml, fileName)).Read();

    /// <summary>A manifest that comes with Tallystick; null when there is none of this name.</summary>
    public static RestManifest? BuiltIn(string name)
    {
        var resource = ResourcePrefix + name + ResourceSuffix;
        using var stream = typeof(RestManifest).Assembly.GetManifestResourceStream(resource);
        if (stream is null)
            return null;
        using var reader = new StreamReader(stream);
        return Load(reader.ReadToEnd(), $"connectors/{name}.yaml");
    }

    /// <summary>The names that <see cref="BuiltIn"/> knows.</summary>
    public static IReadOnlyList<string> BuiltInNames { get; } =
    [
        .. typeof(RestManifest)
            .Assembly.GetManifestResourceNames()
            .Where(n => n.StartsWith(ResourcePrefix, StringComparison.Ordinal))
            .Select(n => n[ResourcePrefix.Length..^ResourceSuffix.Length])
            .Order(StringComparer.Ordinal),
    ];

    private const string ResourcePrefix = "Tallystick.Connectors.Manifests.";
    private const string ResourceSuffix = ".yaml";
}
