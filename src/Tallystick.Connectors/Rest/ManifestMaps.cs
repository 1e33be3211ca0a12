using Tallystick.Core.Yaml;

namespace Tallystick.Connectors.Rest;

/// <summary>What manifests read more than once.</summary>
internal static class ManifestMaps
{
    // Stands in for a path that is missing or wrong, after its error is noted.
    private static readonly JsonPath Nowhere = JsonPath.TryParse("nowhere")!;

    extension(YamlMap map)
    {
        public JsonPath? Path(string key)
        {
            if (map.Text(key) is not { } text)
                return null;
            if (JsonPath.TryParse(text) is { } path)
                return path;
            map.Fault(key, $"'{text}' is no path", "Write names parted by dots, as in error.code.");
            return null;
        }

        public JsonPath RequiredPath(string key)
        {
            map.Require(key);
            return map.Path(key) ?? Nowhere;
        }

        /// <summary>
        /// A path below the base URL; "{id}" stands in it exactly when it is wanted, and "{parent}"
        /// where it may.
        /// </summary>
        public string Route(string key, bool withId, bool mayHaveParent)
        {
            var route = map.RequiredText(key);
            if (route.Length is 0)
                return "/";
            var own = mayHaveParent
                ? route.Replace("{parent}", "", StringComparison.Ordinal)
                : route;
            var rest = withId ? own.Replace("{id}", "", StringComparison.Ordinal) : own;
            if (!route.StartsWith('/') || route.StartsWith("//", StringComparison.Ordinal))
                map.Fault(
                    key,
                    $"'{route}' must start with one '/'",
                    "It goes on from the base URL."
                );
            else if (withId && rest.Length == own.Length)
                map.Fault(key, $"'{route}' lacks {{id}}", "Put {id} where the record's id goes.");
            else if (rest.AsSpan().IndexOfAny('{', '}') >= 0)
                map.Fault(
                    key,
                    $"'{route}' has a placeholder that is not known here",
                    RestObject.HasParent(route)
                        ? "Say with 'parent' which object type its records belong to."
                        : null
                );
            else if (rest.AsSpan().IndexOfAny('?', '#') >= 0)
                map.Fault(key, $"'{route}' has a query", "Use 'params'.");
            return route;
        }
    }
}
