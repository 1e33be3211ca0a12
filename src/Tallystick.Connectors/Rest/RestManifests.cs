namespace Tallystick.Connectors.Rest;

/// <summary>The manifests that come with Tallystick.</summary>
public static class RestManifests
{
    private const string Prefix = "Tallystick.Connectors.Manifests.";
    private const string Suffix = ".yaml";

    /// <summary>The names that <see cref="Find"/> knows, in order.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. typeof(RestManifests)
            .Assembly.GetManifestResourceNames()
            .Where(n => n.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(n => n[Prefix.Length..^Suffix.Length])
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The manifest of an app by its short name, such as "acme"; null when there is none.</summary>
    public static RestManifest? Find(string name)
    {
        using var stream = typeof(RestManifests).Assembly.GetManifestResourceStream(
            Prefix + name + Suffix
        );
        if (stream is null)
            return null;
        using var reader = new StreamReader(stream);
        return RestManifest.Parse(reader.ReadToEnd(), $"connectors/{name}.yaml");
    }
}
