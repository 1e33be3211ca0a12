using System.Text.Json;

namespace Tallystick.Contract.Tests.OpenApi;

/// <summary>One documented operation.</summary>
internal sealed class OpenApiOperation
{
    private readonly string[] _segments;

    public OpenApiOperation(
        OpenApiDocument document,
        string method,
        string template,
        JsonElement element
    )
    {
        Document = document;
        Method = method.ToUpperInvariant();
        Name = $"{Method} {template}";
        Element = element;
        _segments = Split(template);
        Parameters = element.TryGetProperty("parameters", out var parameters)
            ? [.. parameters.EnumerateArray()]
            : [];
    }

    public OpenApiDocument Document { get; }

    public string Method { get; }

    /// <summary>Method and template, as deviations name it.</summary>
    public string Name { get; }

    public JsonElement Element { get; }

    public IReadOnlyList<JsonElement> Parameters { get; }

    public int SegmentCount => _segments.Length;

    /// <summary>How many segments stand as written: the more, the better the match.</summary>
    public int LiteralCount => _segments.Count(segment => !IsPlaceholder(segment));

    /// <summary>The values that the Version header may have; empty where none is declared.</summary>
    public IReadOnlyList<string> Versions =>
        [
            .. Parameters
                .Where(p => p.Text("in") == "header" && p.Text("name") == "Version")
                .Select(p => p.GetProperty("schema"))
                .Where(schema => schema.TryGetProperty("enum", out _))
                .SelectMany(schema => schema.GetProperty("enum").EnumerateArray())
                .Select(value => value.GetString()!),
        ];

    /// <summary>The path's values by placeholder, or null when the path is another's.</summary>
    public IReadOnlyDictionary<string, string>? Match(IReadOnlyList<string> path)
    {
        if (path.Count != _segments.Length)
        {
            return null;
        }
        var values = new Dictionary<string, string>();
        for (var i = 0; i < path.Count; i++)
        {
            if (IsPlaceholder(_segments[i]))
            {
                values[_segments[i][1..^1]] = Uri.UnescapeDataString(path[i]);
            }
            else if (path[i] != _segments[i])
            {
                return null;
            }
        }
        return values;
    }

    /// <summary>The segments; a slash at the end is no difference, as the live API has it.</summary>
    public static string[] Split(string path) =>
        path.Split('/', StringSplitOptions.RemoveEmptyEntries);

    private static bool IsPlaceholder(string segment) =>
        segment.StartsWith('{') && segment.EndsWith('}');
}
