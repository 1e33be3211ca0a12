using System.Net.Http.Headers;

namespace Tallystick.Connectors.Rest;

/// <summary>Link headers (RFC 8288): only what paging needs.</summary>
internal static class LinkHeader
{
    /// <summary>The address with rel="next"; null when there is none.</summary>
    public static Uri? Next(HttpResponseHeaders headers)
    {
        if (!headers.NonValidated.TryGetValues("Link", out var values))
            return null;
        foreach (var value in values)
        {
            var at = 0;
            while (value.IndexOf('<', at) is var start and >= 0)
            {
                var end = value.IndexOf('>', start);
                if (end < 0)
                    break;
                at = value.IndexOf('<', end) is var next and >= 0 ? next : value.Length;
                if (
                    IsNext(value[(end + 1)..at])
                    && Uri.TryCreate(
                        value[(start + 1)..end],
                        UriKind.RelativeOrAbsolute,
                        out var uri
                    )
                )
                    return uri;
            }
        }
        return null;
    }

    private static bool IsNext(string parameters) =>
        parameters
            .Split(';', StringSplitOptions.TrimEntries)
            .Select(p => p.TrimEnd(',', ' ').Split('=', 2))
            .Any(p =>
                p.Length is 2
                && p[0].Equals("rel", StringComparison.OrdinalIgnoreCase)
                && p[1].Trim('"').Split(' ').Contains("next", StringComparer.OrdinalIgnoreCase)
            );
}
