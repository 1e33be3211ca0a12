namespace Tallystick.Sandbox.Http;

/// <summary>Finds the operation of a call; literal segments win over placeholders.</summary>
internal sealed class RouteTable
{
    private readonly Dictionary<(string Method, int Length), Route[]> _routes;

    public RouteTable(IEnumerable<Route> routes) =>
        _routes = routes
            .GroupBy(r => (r.Method, r.Length))
            .ToDictionary(g => g.Key, g => g.OrderByDescending(r => r.Literals).ToArray());

    /// <summary>Whether the call needs no token.</summary>
    public bool IsOpen(string method, string[] segments) =>
        _routes.TryGetValue((method, segments.Length), out var candidates)
        && candidates.Any(r => r.IsOpen && r.Match(segments) is not null);

    public (Route Route, IReadOnlyDictionary<string, string> Path)? Find(
        string method,
        string[] segments,
        ApiVersion version
    )
    {
        if (!_routes.TryGetValue((method, segments.Length), out var candidates))
            return null;
        foreach (var route in candidates)
        {
            if (route.Only is { } only && only != version)
                continue;
            if (route.Match(segments) is { } path)
                return (route, path);
        }
        return null;
    }
}
