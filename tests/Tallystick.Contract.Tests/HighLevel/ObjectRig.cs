using Tallystick.Connectors.HighLevel;
using Tallystick.Contract.Tests.Connectors;
using Tallystick.Core.Connectors;
using Tallystick.Core.Records;
using Tallystick.Sandbox;
using Record = Tallystick.Core.Records.Record;

namespace Tallystick.Contract.Tests.HighLevel;

/// <summary>A sandbox with the sample contact, a connector on it, and one object type in whole.</summary>
internal sealed class ObjectRig : IAsyncDisposable
{
    private ObjectRig(Api api, HighLevelConnector connector, Projection projection)
    {
        Api = api;
        Connector = connector;
        Projection = projection;
    }

    public Api Api { get; }

    public HighLevelConnector Connector { get; }

    /// <summary>All fields of the object type.</summary>
    public Projection Projection { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<ObjectRig> StartAsync(
        string objectType,
        int contacts = 0,
        TimeSpan lag = default
    )
    {
        var api = await Api.StartAsync(
            new SandboxOptions
            {
                Contacts = contacts,
                Limits = false,
                SearchLag = lag,
            }
        );
        var connector = HighLevelConnectors.Open(api.Sandbox, api.Handler);
        return new ObjectRig(api, connector, await ProjectionAsync(connector, objectType));
    }

    public static async Task<Projection> ProjectionAsync(IConnector connector, string objectType)
    {
        var schemas = await connector.DescribeAsync(Token);
        return new Projection(objectType, schemas.Single(s => s.ObjectType == objectType).Fields);
    }

    public Patch Patch(params (string Key, string? Text)[] values) =>
        new([.. values.Select(v => new FieldChange(Ordinal(v.Key), Value.Of(v.Text)))]);

    public Value Of(Record? record, string key) => record.ShouldNotBeNull().Values[Ordinal(key)];

    public Task<WriteResult> CreateAsync(params (string Key, string? Text)[] values) =>
        Connector.CreateAsync(Projection, Patch(values), Token);

    public Task<WriteResult> UpdateAsync(string id, params (string Key, string? Text)[] values) =>
        Connector.UpdateAsync(Projection, id, Patch(values), null, Token);

    public Task<Record?> GetAsync(string id) => Connector.GetAsync(Projection, id, Token);

    public async Task<List<Record>> ListAsync(ListQuery? query = null, string? cursor = null)
    {
        var records = new List<Record>();
        do
        {
            var page = await Connector.ListAsync(Projection, query ?? ListQuery.All, cursor, Token);
            page.Faults.ShouldBeEmpty();
            records.AddRange(page.Records);
            cursor = page.Next;
        } while (cursor is not null);
        return records;
    }

    public Task<List<Record>> ListWhereAsync(string key, string value) =>
        ListAsync(new ListQuery { Filter = new Dictionary<string, string> { [key] = value } });

    public async Task<long> CallsAsync(string operation)
    {
        var counters = await Api.DeskAsync("counters", method: "GET");
        return counters.GetProperty("operations").TryGetProperty(operation, out var count)
            ? count.GetInt64()
            : 0;
    }

    public static async Task<ConnectorException> FailAsync(ProblemKind kind, Func<Task> act)
    {
        var problem = await Should.ThrowAsync<ConnectorException>(act);
        problem.Kind.ShouldBe(kind, problem.Message);
        return problem;
    }

    public async ValueTask DisposeAsync()
    {
        await Connector.DisposeAsync();
        await Api.DisposeAsync();
    }

    private int Ordinal(string key) => Projection.Fields.ToList().FindIndex(f => f.Key == key);
}
