using Tallystick.Core.Connectors;
using Tallystick.Core.Records;
using Tallystick.Core.Schema;
using Tallystick.HighLevel;

namespace Tallystick.Connectors.HighLevel.Objects;

/// <summary>
/// What the API finds only below its contact. An object type says what its fields and its calls are
/// and how it is listed; how one record goes through those calls is the same for all of them.
/// </summary>
internal abstract class ContactChildObject<TModel, TInput>(
    HighLevelCaller caller,
    ModelFields<TModel, TInput> fields,
    ChildOperations operations
) : IHighLevelObject
    where TInput : new()
{
    public string ObjectType => fields.Schema.ObjectType;

    public abstract IReadOnlyList<string> Scopes { get; }

    public abstract Capabilities Capabilities { get; }

    protected HighLevelCaller Caller => caller;

    /// <summary>What a new record has where nobody says otherwise.</summary>
    protected virtual TInput Blank => new();

    public ObjectSchema Describe(LocationFacts location) =>
        fields.Schema with
        {
            TimeZone = location.TimeZone,
        };

    public abstract Task<Page> ListAsync(
        Projection projection,
        ListQuery query,
        string? cursor,
        CancellationToken cancellationToken
    );

    public async Task<Record> GetAsync(
        Projection projection,
        string id,
        CancellationToken cancellationToken
    )
    {
        var place = ChildId.Parse(id);
        var model = await caller.CallAsync(
            operations.Get,
            token => FetchAsync(place, token),
            cancellationToken
        );
        return RecordOf(projection, place, model);
    }

    public async Task<WriteResult> CreateAsync(
        Projection projection,
        Patch patch,
        CancellationToken cancellationToken
    )
    {
        var contact = ChildId.ContactFor(ObjectType, projection, patch);
        var input = fields.Write(projection, Blank, patch);
        var model = await Creating.OnContactAsync(
            ObjectType,
            () =>
                caller.CallAsync(
                    operations.Create,
                    token => SendNewAsync(contact, input, token),
                    fields.KeyOf,
                    cancellationToken
                )
        );
        HighLevelCaller.RequireId(operations.Create, OwnIdOf(model));
        var after = RecordOf(projection, new ChildId(contact, OwnIdOf(model)), model);
        return new WriteResult(after.Id, after);
    }

    public async Task<WriteResult> UpdateAsync(
        Projection projection,
        string id,
        Patch patch,
        CancellationToken cancellationToken
    )
    {
        var place = ChildId.Parse(id);
        var input = fields.Write(projection, new TInput(), patch);
        var model = await caller.CallAsync(
            operations.Update,
            token => SendAsync(place, input, token),
            fields.KeyOf,
            cancellationToken
        );
        return new WriteResult(id, RecordOf(projection, place, model));
    }

    public async Task DeleteAsync(string id, CancellationToken cancellationToken)
    {
        var place = ChildId.Parse(id);
        await caller.CallAsync(
            operations.Delete,
            token => RemoveAsync(place, token),
            cancellationToken
        );
    }

    public IReadOnlyList<string> CallsOf(Projection projection, string? id, Patch patch) =>
        [id is null ? operations.Create.Name : operations.Update.Name];

    public abstract Task<string> ProbeAsync(CancellationToken cancellationToken);

    protected abstract Task<TModel> FetchAsync(ChildId place, CancellationToken token);

    protected abstract Task<TModel> SendNewAsync(
        string contact,
        TInput input,
        CancellationToken token
    );

    protected abstract Task<TModel> SendAsync(ChildId place, TInput input, CancellationToken token);

    protected abstract Task RemoveAsync(ChildId place, CancellationToken token);

    protected abstract string OwnIdOf(TModel model);

    /// <summary>The model with both its ids, which not every answer repeats.</summary>
    protected abstract TModel Placed(TModel model, ChildId place);

    protected virtual Record RecordOf(Projection projection, ChildId place, TModel model) =>
        fields.Read(projection, place.ToString(), Placed(model, place));
}

/// <summary>The calls that read and write one record below its contact.</summary>
internal sealed record ChildOperations(
    Operation Get,
    Operation Create,
    Operation Update,
    Operation Delete
);
