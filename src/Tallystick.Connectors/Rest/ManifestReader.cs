using System.Globalization;
using Tallystick.Connectors.Http;
using Tallystick.Core.Connectors;
using Tallystick.Core.Yaml;

namespace Tallystick.Connectors.Rest;

/// <summary>Reads a manifest, gathering all its errors.</summary>
internal sealed class ManifestReader(YamlMap root)
{
    public RestManifest Read()
    {
        var ways = AuthReader.ReadAll(root);
        var manifest = new RestManifest
        {
            App = Name(),
            Title = root.RequiredText("title"),
            BaseUrl = BaseUrl(),
            Auth = ways[0],
            Ways = ways,
            Headers = root.TextMap("headers"),
            Limits = [.. root.List("limits").Select(Limit)],
            LimitHeaders = LimitHeaders(),
            Errors = Errors(),
            Concurrency = root.Int("concurrency", 1, RestVocabulary.ConcurrencyMax) ?? 4,
            TimeLimit =
                root.Duration("time-limit", TimeSpan.FromSeconds(1), RestVocabulary.TimeLimitMax)
                ?? TimeSpan.FromSeconds(30),
            Objects = Objects(),
        };
        if (manifest.Limits.Count > RestVocabulary.LimitsMax)
            root.Fault("limits", $"more than {RestVocabulary.LimitsMax} limits");
        root.Done();
        return manifest;
    }

    private string Name()
    {
        var name = root.RequiredText("app");
        if (
            name.Length > 0
            && !name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-')
        )
            root.Fault("app", $"'{name}' is no short name", "Use a-z, 0-9 and '-'.");
        return name;
    }

    private Uri? BaseUrl()
    {
        if (root.Text("base-url") is not { } text)
            return null;
        if (
            Uri.TryCreate(text, UriKind.Absolute, out var uri)
            && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
            && uri.Query is ""
        )
            return uri;
        root.Fault(
            "base-url",
            $"'{text}' is no web address",
            "Write it whole and without a query: https://api.example.com/v1."
        );
        return null;
    }

    private static RateLimit Limit(YamlItem item)
    {
        var map = item.Map();
        var calls = map.Int("calls", 1, 100_000_000);
        var window = map.Duration("window", TimeSpan.FromMilliseconds(1));
        map.Require("calls");
        map.Require("window");
        map.Done();
        return new RateLimit(calls ?? 1, window ?? TimeSpan.FromSeconds(1));
    }

    private LimitHeaders LimitHeaders()
    {
        if (root.Map("limit-headers") is not { } map)
            return Http.LimitHeaders.Standard;
        var headers = new LimitHeaders
        {
            Remaining = map.Text("remaining"),
            Reset = map.Text("reset"),
            RetryAfter = map.Text("retry-after") ?? RetryAfter.HeaderName,
            DailyRemaining = map.Text("daily-remaining"),
            DailyLimit = map.Text("daily-limit"),
        };
        map.Done();
        return headers;
    }

    private RestErrors Errors()
    {
        if (root.Map("errors") is not { } map)
            return new RestErrors();
        var errors = new RestErrors
        {
            Message = map.Path("message"),
            Code = map.Path("code"),
            Field = map.Path("field"),
            DuplicateOf = map.Path("duplicate-of"),
            Codes = Kinds(map, "codes"),
            Statuses = Kinds(map, "statuses")
                .ToDictionary(s => Status(map, "statuses", s.Key), s => s.Value),
            Gone = map.Has("gone")
                ? [.. map.Texts("gone").Select(text => Status(map, "gone", text))]
                : new RestErrors().Gone,
            TraceHeader = map.Text("trace-header"),
        };
        if (errors.Codes.Count > 0 && errors.Code is null)
            map.Fault(
                "codes",
                "codes have meanings here, but nothing says where an answer has its code",
                "Add 'code'."
            );
        map.Done();
        return errors;
    }

    private static Dictionary<string, ProblemKind> Kinds(YamlMap map, string key)
    {
        var kinds = new Dictionary<string, ProblemKind>(StringComparer.Ordinal);
        if (map.Map(key) is not { } words)
            return kinds;
        foreach (var name in words.Keys)
            if (words.Choice<ProblemKind>(name) is { } kind)
                kinds[name] = kind;
        return kinds;
    }

    private static int Status(YamlMap map, string key, string text)
    {
        if (
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var status)
            && status is >= 400 and <= 599
        )
            return status;
        map.Fault(key, $"'{text}' is no status of a refusal", "Statuses go from 400 to 599.");
        return 0;
    }

    private List<RestObject> Objects()
    {
        root.Require("objects");
        var maps = root.Maps("objects", "object").ToList();
        var names = maps.ConvertAll(m => m.Key);
        var objects = maps.ConvertAll(o => new ObjectReader(o.Key, o.Value, names).Read());
        foreach (var (type, map) in objects.Zip(maps, (o, m) => (o, m.Value)))
            ParentReader.CheckOwners(type, objects, map);
        if (objects.Count is 0)
            root.Fault("objects", "at least one object type is needed");
        return objects;
    }
}
