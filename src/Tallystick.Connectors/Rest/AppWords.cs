using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Tallystick.Connectors.Rest;

/// <summary>An app's own message, without the data that apps like to repeat in it.</summary>
internal static partial class AppWords
{
    private const int DataLengthMin = 3;

    /// <param name="request">What was sent: its texts are taken out.</param>
    public static string Clean(string message, RestRequest request, int lengthMax)
    {
        var text = new StringBuilder(message);
        var sent = Texts(request.Body).Concat(request.Query.Select(q => q.Value));
        foreach (var data in sent.OrderByDescending(t => t.Length))
            if (data.Length >= DataLengthMin)
                text.Replace(data, "…");
        var plain = Secret().Replace(text.ToString(), "…").Trim().TrimEnd('.');
        var clean = new string([
            .. plain.Select(c => char.IsControl(c) || c is '"' ? ' ' : c).Take(lengthMax),
        ]);
        return clean.Trim();
    }

    // Mail addresses, runs of five digits and more with what stands between them, long tokens.
    [GeneratedRegex(
        @"\S+@\S+|\+?\d(?:[\s().-]?\d){4,}|[A-Za-z0-9_\-]{24,}",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 200
    )]
    private static partial Regex Secret();

    private static IEnumerable<string> Texts(JsonNode? node) =>
        node switch
        {
            JsonObject map => map.SelectMany(p => Texts(p.Value)),
            JsonArray list => list.SelectMany(Texts),
            JsonValue value when value.TryGetValue<string>(out var text) => [text],
            _ => [],
        };
}
