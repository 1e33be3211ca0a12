namespace Tallystick.Connectors.Http;

/// <summary>The name under which a request is counted, such as "contacts.search".</summary>
public static class HttpOperation
{
    private static readonly HttpRequestOptionsKey<string> Key = new("Tallystick.Operation");

    extension(HttpRequestMessage request)
    {
        /// <summary>The given name, else the method and the path with its ids taken out.</summary>
        public string Operation
        {
            get =>
                request.Options.TryGetValue(Key, out var name)
                    ? name
                    : $"{request.Method.Method} {Template(request.RequestUri)}";
            set => request.Options.Set(Key, value);
        }
    }

    // A segment with a digit, or a long one, is taken for an id: a name for each record would
    // make counters grow without bound, and ids do not belong into metrics.
    private static string Template(Uri? uri)
    {
        var path = uri is { IsAbsoluteUri: true } ? uri.AbsolutePath : uri?.OriginalString ?? "/";
        return string.Join('/', path.Split('?')[0].Split('/').Select(s => IsId(s) ? "{id}" : s));
    }

    private static bool IsId(string segment) =>
        segment.Length > 24
        || (segment.Any(char.IsAsciiDigit) && !(segment.Length < 4 && segment[0] is 'v'));
}
