using Tallystick.Core.Connectors;
using Tallystick.Core.Records;
using Record = Tallystick.Core.Records.Record;

namespace Tallystick.Contract.Tests.Connectors;

/// <summary>
/// What every connector does, whatever the app. A subclass opens its connector on a fresh, empty
/// account; what a connector does not declare skips itself.
/// </summary>
public abstract partial class ConnectorContract : IAsyncLifetime
{
    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected abstract ContractSubject Subject { get; }

    /// <summary>Opens another connector on the same account.</summary>
    protected abstract Task<IConnector> OpenAsync();

    /// <summary>What every new record needs besides its name.</summary>
    protected virtual IReadOnlyList<(string Key, Value Value)> Given => [];

    /// <summary>The time by the app's clock.</summary>
    protected abstract Task<DateTimeOffset> NowAsync();

    protected IConnector App { get; private set; } = null!;

    protected Projection Projection { get; private set; } = null!;

    protected Capabilities Capabilities => App.CapabilitiesOf(Subject.ObjectType);

    public async ValueTask InitializeAsync()
    {
        await SetUpAsync();
        App = await OpenAsync();
        Projection = await DescribeAsync(App);
    }

    public async ValueTask DisposeAsync()
    {
        if (App is not null)
            await App.DisposeAsync();
        await TearDownAsync();
        GC.SuppressFinalize(this);
    }

    protected virtual Task SetUpAsync() => Task.CompletedTask;

    protected virtual Task TearDownAsync() => Task.CompletedTask;

    protected async Task<Projection> DescribeAsync(IConnector app)
    {
        var schemas = await app.DescribeAsync(Token);
        var schema = schemas.Single(s => s.ObjectType == Subject.ObjectType);
        var keys = new[]
        {
            Subject.NameField,
            Subject.EmailField,
            Subject.SetField,
            Subject.DateField,
        }.Concat(Given.Select(g => g.Key));
        return new(
            Subject.ObjectType,
            [.. keys.OfType<string>().Distinct().Select(k => schema.Find(k).ShouldNotBeNull())]
        );
    }

    protected int OrdinalOf(string key) => Projection.Fields.ToList().FindIndex(f => f.Key == key);

    protected Patch PatchOf(params (string Key, Value Value)[] changes) =>
        new([.. changes.Select(c => new FieldChange(OrdinalOf(c.Key), c.Value))]);

    protected Patch NewOf(params (string Key, Value Value)[] values) =>
        PatchOf([.. Given.ExceptBy(values.Select(v => v.Key), g => g.Key), .. values]);

    protected Value Of(Record? record, string key) =>
        record.ShouldNotBeNull().Values[OrdinalOf(key)];

    protected async Task<string> CreateAsync(params (string Key, Value Value)[] values) =>
        (await App.CreateAsync(Projection, NewOf(values), Token)).Id;

    protected Task<string> CreateAsync(string name) =>
        CreateAsync((Subject.NameField, Value.Of(name)));

    protected async Task<Record?> GetAsync(string id) => await App.GetAsync(Projection, id, Token);

    protected static Task FlushAsync(IConnector app, CancellationToken token) =>
        app is IBufferedConnector buffered ? buffered.FlushAsync(token) : Task.CompletedTask;

    protected async Task<List<Record>> ListAsync(ListQuery query)
    {
        var (records, cursor) = (new List<Record>(), (string?)null);
        do
        {
            var page = await App.ListAsync(Projection, query, cursor, Token);
            page.Faults.ShouldBeEmpty();
            records.AddRange(page.Records);
            cursor = page.Next;
        } while (cursor is not null);
        return records;
    }

    protected static async Task<ConnectorException> ShouldFailAsync(
        ProblemKind kind,
        Func<Task> act
    )
    {
        var problem = await Should.ThrowAsync<ConnectorException>(act);
        problem.Kind.ShouldBe(kind, problem.Message);
        return problem;
    }
}
