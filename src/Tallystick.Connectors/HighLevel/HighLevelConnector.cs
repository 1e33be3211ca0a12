using System.Collections.Concurrent;
using System.Text.Json;
using Tallystick.Connectors.Http;
using Tallystick.Core.Connectors;
using Tallystick.Core.Limits;
using Tallystick.Core.Records;
using Tallystick.Core.Schema;
using Tallystick.HighLevel;

namespace Tallystick.Connectors.HighLevel;

/// <summary>One HighLevel location as a connection: its contacts.</summary>
public sealed partial class HighLevelConnector : IConnector, ICallForecast
{
    private static readonly LimitHeaders Headers = new()
    {
        Limit = "X-RateLimit-Max",
        IntervalMilliseconds = "X-RateLimit-Interval-Milliseconds",
        Remaining = "X-RateLimit-Remaining",
        DailyRemaining = "X-RateLimit-Daily-Remaining",
        DailyLimit = "X-RateLimit-Limit-Daily",
    };

    private readonly HighLevelSettings _settings;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;
    private readonly HighLevelClient _client;
    private readonly ConcurrentDictionary<Projection, ContactShape> _shapes = new();
    private Dictionary<string, ContactField> _fields = ContactFields.Standard.ToDictionary(f =>
        f.Field.Key
    );
    private IReadOnlyList<string> _uniqueFields = ["email", "phone"];

    /// <param name="inner">What carries the calls; sockets when null.</param>
    public HighLevelConnector(
        HighLevelSettings settings,
        IBudget budget,
        TimeProvider time,
        HttpSettings? http = null,
        HttpMessageHandler? inner = null
    )
    {
        _settings = settings;
        _time = time;
        budget.Declare(settings.Limits);
        _http = HttpClients.Create(budget, time, http ?? new HttpSettings(), Headers.Read, inner);
        _client = new HighLevelClient(_http, settings.Account);
    }

    /// <summary>What every location's contacts have, without its custom fields.</summary>
    public static ObjectSchema StandardSchema { get; } =
        new(ContactFields.Key, [.. ContactFields.Standard.Select(f => f.Field)]);

    /// <summary>Two calls: the location, for its country, zone and duplicate rules, and its custom fields.</summary>
    public async Task<IReadOnlyList<ObjectSchema>> DescribeAsync(
        CancellationToken cancellationToken
    )
    {
        using var answer = await CallAsync(
            Operations.GetLocation,
            _client.GetLocationAsync,
            cancellationToken
        );
        var location = answer["location"];
        var customs = await CallAsync(
            Operations.ListCustomFields,
            _client.ListCustomFieldsAsync,
            cancellationToken
        );
        var fields = ContactFields
            .Standard.Concat(
                customs.Where(c => c.Model is null or "contact").Select(ContactFields.Custom)
            )
            .DistinctBy(f => f.Field.Key)
            .ToList();
        _fields = fields.ToDictionary(f => f.Field.Key);
        _shapes.Clear();
        _uniqueFields = UniqueFields(location);
        return
        [
            new ObjectSchema(
                ContactFields.Key,
                [
                    .. fields.Select(f =>
                        f.Field with
                        {
                            Unique = _uniqueFields.Contains(f.Field.Key),
                        }
                    ),
                ]
            )
            {
                Country = ContactReader.Text(location, "country"),
                TimeZone = ContactReader.Text(location, "timezone"),
            },
        ];
    }

    public Capabilities CapabilitiesOf(string objectType) =>
        new()
        {
            Changes = ChangeDetection.ModifiedTime,
            ListLag = _settings.SearchLag,
            ChangeOverlap = TimeSpan.FromTicks(
                Math.Max(TimeSpan.FromMinutes(2).Ticks, _settings.SearchLag.Ticks * 2)
            ),
            TrustworthyTimes = true,
            RefusesDuplicatesOn = _uniqueFields,
            FindsBy = ["email", "phone"],
            PageSize = SearchRequest.PageLimitMax,
            ConcurrencyMax = _settings.ConcurrencyMax,
            Limits = _settings.Limits,
        };

    public IReadOnlyList<string> CallsOf(Projection projection, string? id, Patch patch)
    {
        var sorted = new ContactPatch(ShapeOf(projection), patch);
        return id is null ? sorted.CreateCalls : sorted.UpdateCalls;
    }

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Which fields the location lets no two contacts share; none when it allows duplicates.</summary>
    private static string[] UniqueFields(JsonElement location)
    {
        if (!location.TryGetProperty("settings", out var settings))
            return ["email", "phone"];
        if (
            settings.TryGetProperty("allowDuplicateContact", out var allowed)
            && allowed.ValueKind is JsonValueKind.True
        )
            return [];
        return
            settings.TryGetProperty("contactUniqueIdentifiers", out var names)
            && names.ValueKind is JsonValueKind.Array
            ? [.. names.EnumerateArray().Select(n => n.ToString())]
            : ["email", "phone"];
    }

    private ContactShape ShapeOf(Projection projection) =>
        _shapes.GetOrAdd(projection, static (p, fields) => new ContactShape(p, fields), _fields);

    private async Task<T> CallAsync<T>(
        Operation operation,
        Func<CancellationToken, Task<T>> call,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await call(cancellationToken);
        }
        catch (HighLevelException e)
        {
            throw HighLevelFaults.Of(e, _fields, _time.GetUtcNow());
        }
        catch (Exception e) when (HttpFaults.Explains(e, cancellationToken))
        {
            throw HighLevelFaults.Of(e, operation, _settings.Account.BaseAddress);
        }
    }
}
