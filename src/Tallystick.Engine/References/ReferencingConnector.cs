using Tallystick.Core.Connectors;
using Tallystick.Core.Records;
using Tallystick.Core.Schema;

namespace Tallystick.Engine.References;

/// <summary>
/// A connection whose records refer to others by the left side's ids, whichever side it is: what is
/// read is translated, and what is written is translated back.
/// </summary>
internal sealed class ReferencingConnector(
    Side side,
    IConnector inner,
    ReferenceTranslator translator
) : IConnector
{
    public Task<IReadOnlyList<ObjectSchema>> DescribeAsync(CancellationToken cancellationToken) =>
        inner.DescribeAsync(cancellationToken);

    public Capabilities CapabilitiesOf(string objectType) => inner.CapabilitiesOf(objectType);

    public async Task<Page> ListAsync(
        Projection projection,
        ListQuery query,
        string? cursor,
        CancellationToken cancellationToken
    )
    {
        var page = await inner.ListAsync(projection, query, cursor, cancellationToken);
        return page with
        {
            Records = await translator.ReadAsync(side, projection, page.Records, cancellationToken),
        };
    }

    public async Task<Record?> GetAsync(
        Projection projection,
        string id,
        CancellationToken cancellationToken
    ) =>
        await inner.GetAsync(projection, id, cancellationToken) is { } record
            ? await TranslatedAsync(projection, record, cancellationToken)
            : null;

    public async Task<IReadOnlyList<Record>> FindAsync(
        Projection projection,
        string fieldKey,
        string value,
        CancellationToken cancellationToken
    )
    {
        var asked = await translator.AskAsync(side, fieldKey, value, cancellationToken);
        if (asked is null)
            return [];
        var found = await inner.FindAsync(projection, fieldKey, asked, cancellationToken);
        return await translator.ReadAsync(side, projection, found, cancellationToken);
    }

    public async Task<WriteResult> CreateAsync(
        Projection projection,
        Patch patch,
        CancellationToken cancellationToken
    )
    {
        var told = await translator.WriteAsync(side, patch, cancellationToken);
        var result = await inner.CreateAsync(projection, told, cancellationToken);
        return await TranslatedAsync(projection, result, cancellationToken);
    }

    public async Task<WriteResult> UpdateAsync(
        Projection projection,
        string id,
        Patch patch,
        string? version,
        CancellationToken cancellationToken
    )
    {
        var told = await translator.WriteAsync(side, patch, cancellationToken);
        var result = await inner.UpdateAsync(projection, id, told, version, cancellationToken);
        return await TranslatedAsync(projection, result, cancellationToken);
    }

    public Task DeleteAsync(
        string objectType,
        string id,
        string? version,
        CancellationToken cancellationToken
    ) => inner.DeleteAsync(objectType, id, version, cancellationToken);

    public Task<IReadOnlyList<Finding>> TestAsync(CancellationToken cancellationToken) =>
        inner.TestAsync(cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private async Task<WriteResult> TranslatedAsync(
        Projection projection,
        WriteResult result,
        CancellationToken cancellationToken
    ) =>
        result.After is { } after
            ? result with
            {
                After = await TranslatedAsync(projection, after, cancellationToken),
            }
            : result;

    private async Task<Record> TranslatedAsync(
        Projection projection,
        Record record,
        CancellationToken cancellationToken
    ) => (await translator.ReadAsync(side, projection, [record], cancellationToken))[0];
}
