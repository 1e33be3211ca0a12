using Tallystick.Core.Connectors;
using Tallystick.Core.Records;
using Tallystick.Core.Schema;
using Tallystick.Simulation.Laws;
using Record = Tallystick.Core.Records.Record;

namespace Tallystick.Simulation.Apps;

/// <summary>One process's way to an app of the user's pairing.</summary>
internal sealed partial class PlayedConnector(
    PlayedApp app,
    IReadOnlyList<ObjectSchema> schemas,
    AppLine line,
    Watch watch
) : IConnector
{
    public Task<IReadOnlyList<ObjectSchema>> DescribeAsync(CancellationToken cancellationToken) =>
        line.CallAsync("describe", () => schemas, cancellationToken);

    public Capabilities CapabilitiesOf(string objectType)
    {
        var real = app[objectType].Facts.Capabilities;
        return real with { PageSize = Math.Min(real.PageSize, app.Traits.PageSize) };
    }

    public Task<Page> ListAsync(
        Projection projection,
        ListQuery query,
        string? cursor,
        CancellationToken cancellationToken
    ) => line.CallAsync("list", () => List(projection, query, cursor), cancellationToken);

    public Task<Record?> GetAsync(
        Projection projection,
        string id,
        CancellationToken cancellationToken
    ) =>
        line.CallAsync(
            "get",
            () =>
                app[projection.ObjectType] is var table && table.Find(id) is { } record
                    ? Row(table, projection, record, isListed: false)
                    : null,
            cancellationToken
        );

    public Task<IReadOnlyList<Record>> FindAsync(
        Projection projection,
        string fieldKey,
        string value,
        CancellationToken cancellationToken
    ) =>
        line.CallAsync<IReadOnlyList<Record>>(
            "find",
            () =>
            {
                var table = app[projection.ObjectType];
                var field = table.Facts.Find(fieldKey);
                return field is null
                    ? []
                    :
                    [
                        .. table
                            .All.Where(r =>
                                r[fieldKey].HasContent
                                && field.AreEqual(r[fieldKey], Value.Of(value))
                            )
                            .Select(r => Row(table, projection, r, isListed: true)),
                    ];
            },
            cancellationToken
        );

    public Task<WriteResult> CreateAsync(
        Projection projection,
        Patch patch,
        CancellationToken cancellationToken
    ) => line.CallAsync("create", () => Create(projection, patch), cancellationToken);

    public Task<WriteResult> UpdateAsync(
        Projection projection,
        string id,
        Patch patch,
        string? version,
        CancellationToken cancellationToken
    ) => line.CallAsync("update", () => Update(projection, id, patch, version), cancellationToken);

    public Task DeleteAsync(
        string objectType,
        string id,
        string? version,
        CancellationToken cancellationToken
    ) =>
        line.CallAsync(
            "delete",
            () =>
            {
                var table = app[objectType];
                Wire.CheckVersion(table.Find(id), version);
                table.Delete(id);
                return true;
            },
            cancellationToken
        );

    public Task<IReadOnlyList<Finding>> TestAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Finding>>([]);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Record Row(PlayedTable table, Projection projection, SimRecord record, bool isListed)
    {
        line.Show(table, record);
        var capabilities = table.Facts.Capabilities;
        var access = isListed ? FieldAccess.List : FieldAccess.Get;
        return new Record(
            record.Id,
            [.. projection.Fields.Select(f => f.Can(access) ? record[f.Key] : Value.Unknown)]
        )
        {
            Version = capabilities.ConditionalWrites ? Wire.VersionOf(record) : null,
            ModifiedAt =
                capabilities.Changes is ChangeDetection.ParentModified ? null : record.ModifiedAt,
            CreatedAt = record.CreatedAt,
        };
    }
}
