using Tallystick.Connectors.HighLevel.Contacts;
using Tallystick.Connectors.HighLevel.Objects;
using Tallystick.Connectors.Http;
using Tallystick.Core.Connectors;
using Tallystick.Core.Limits;
using Tallystick.Core.Records;
using Tallystick.Core.Schema;
using Tallystick.HighLevel;

namespace Tallystick.Connectors.HighLevel;

/// <summary>One HighLevel location as a connection: its contacts, and what belongs to them.</summary>
public sealed partial class HighLevelConnector : IConnector, ICallForecast, ITestsObjectTypes
{
    internal static readonly LimitHeaders Headers = new()
    {
        Limit = "X-RateLimit-Max",
        IntervalMilliseconds = "X-RateLimit-Interval-Milliseconds",
        Remaining = "X-RateLimit-Remaining",
        DailyRemaining = "X-RateLimit-Daily-Remaining",
        DailyLimit = "X-RateLimit-Limit-Daily",
    };

    private readonly HttpClient _http;
    private readonly HighLevelCaller _caller;
    private readonly IReadOnlyList<IHighLevelObject> _objects;

    /// <param name="inner">What carries the calls; sockets when null.</param>
    public HighLevelConnector(
        HighLevelSettings settings,
        IBudget budget,
        TimeProvider time,
        HttpSettings? http = null,
        HttpMessageHandler? inner = null
    )
    {
        budget.Declare(settings.Limits);
        _http = HttpClients.Create(budget, time, http ?? new HttpSettings(), Headers.Read, inner);
        _caller = new HighLevelCaller(new HighLevelClient(_http, settings.Account), settings, time);
        _objects = ObjectsOf(_caller);
    }

    private static IReadOnlyList<IHighLevelObject> ObjectsOf(HighLevelCaller caller) =>
        [
            new ContactObject(caller),
            new TaskObject(caller),
            new NoteObject(caller),
            new CompanyObject(caller),
            new AppointmentObject(caller),
            new UserObject(caller),
        ];

    /// <summary>What every location's contacts have, without its custom fields.</summary>
    public static ObjectSchema StandardSchema => ContactFields.Schema;

    /// <summary>Two calls: the location, for its country, zone and duplicate rules, and its custom fields.</summary>
    public async Task<IReadOnlyList<ObjectSchema>> DescribeAsync(
        CancellationToken cancellationToken
    )
    {
        using var answer = await _caller.CallAsync(
            Operations.GetLocation,
            _caller.Client.GetLocationAsync,
            cancellationToken
        );
        var customs = await _caller.CallAsync(
            Operations.ListCustomFields,
            _caller.Client.ListCustomFieldsAsync,
            cancellationToken
        );
        var facts = LocationFacts.Parse(answer["location"], customs);
        _caller.Location = facts;
        return [.. _objects.Select(o => o.Describe(facts))];
    }

    public Capabilities CapabilitiesOf(string objectType) => Of(objectType).Capabilities;

    public Task<Page> ListAsync(
        Projection projection,
        ListQuery query,
        string? cursor,
        CancellationToken cancellationToken
    ) => Of(projection).ListAsync(projection, query, cursor, cancellationToken);

    public async Task<Record?> GetAsync(
        Projection projection,
        string id,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await Of(projection).GetAsync(projection, id, cancellationToken);
        }
        catch (ConnectorException e) when (e.Kind is ProblemKind.NotFound)
        {
            return null;
        }
    }

    public Task<IReadOnlyList<Record>> FindAsync(
        Projection projection,
        string fieldKey,
        string value,
        CancellationToken cancellationToken
    ) => Of(projection).FindAsync(projection, fieldKey, value, cancellationToken);

    public Task<WriteResult> CreateAsync(
        Projection projection,
        Patch patch,
        CancellationToken cancellationToken
    ) => Of(projection).CreateAsync(projection, patch, cancellationToken);

    public Task<WriteResult> UpdateAsync(
        Projection projection,
        string id,
        Patch patch,
        string? version,
        CancellationToken cancellationToken
    ) => Of(projection).UpdateAsync(projection, id, patch, cancellationToken);

    public async Task DeleteAsync(
        string objectType,
        string id,
        string? version,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await Of(objectType).DeleteAsync(id, cancellationToken);
        }
        catch (ConnectorException e) when (e.Kind is ProblemKind.NotFound)
        {
            // It is gone, which is what was wanted.
        }
    }

    public IReadOnlyList<string> CallsOf(Projection projection, string? id, Patch patch) =>
        Of(projection).CallsOf(projection, id, patch);

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    private IHighLevelObject Of(Projection projection) => Of(projection.ObjectType);

    private IHighLevelObject Of(string objectType) =>
        _objects.FirstOrDefault(o => o.ObjectType == objectType)
        ?? throw new ConnectorException(
            ProblemKind.Invalid,
            $"HighLevel has no object type '{objectType}' here."
        )
        {
            Hint = $"It has: {string.Join(", ", _objects.Select(o => o.ObjectType))}.",
        };
}
