using System.Globalization;
using Tallystick.Core.Connectors;
using Tallystick.Core.Records;
using Tallystick.Core.Schema;
using Record = Tallystick.Core.Records.Record;

namespace Tallystick.Tests.Engine.References;

/// <summary>An app in memory with several object types; deleting a record deletes what belongs to it.</summary>
internal sealed class TownApp(string prefix, TimeProvider time, IReadOnlyList<ObjectSchema> schemas)
    : IConnector
{
    private readonly SortedDictionary<(string Type, string Id), Row> _rows = [];
    private int _created;

    public bool FindsByModifiedTime { get; set; }

    public bool Cascades { get; set; } = true;

    /// <summary>What belongs to one record is counted, and not shown.</summary>
    public bool HidesChildren { get; set; }

    /// <summary>Its modified times can be compared with another app's.</summary>
    public bool HasTrustworthyTimes { get; set; }

    public IReadOnlyList<ObjectSchema> Schemas { get; set; } = schemas;

    /// <summary>Writes by "verb type", in order.</summary>
    public List<string> Writes { get; } = [];

    public string Add(string type, params (string Field, string Value)[] fields)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"{prefix}{++_created}");
        _rows[(type, id)] = new Row(fields.ToDictionary(f => f.Field, f => f.Value), Now);
        return id;
    }

    public void Edit(string type, string id, string field, string value)
    {
        _rows[(type, id)].Fields[field] = value;
        _rows[(type, id)].ModifiedAt = Now;
    }

    /// <summary>Its modified time moves, and nothing else.</summary>
    public void Touch(string type, string id) => _rows[(type, id)].ModifiedAt = Now;

    /// <summary>As from a backup, or by a clock that is slow.</summary>
    public void PutBack(string type, string id, string field, string value, TimeSpan age)
    {
        Edit(type, id, field, value);
        _rows[(type, id)].ModifiedAt -= age;
    }

    public void Delete(string type, string id)
    {
        if (!_rows.Remove((type, id)) || !Cascades)
            return;
        var children = Schemas.SelectMany(s =>
            s.Fields.Where(f => f.Required && f.RefersTo == type).Select(f => (s.ObjectType, f.Key))
        );
        foreach (var (child, key) in children.ToArray())
        foreach (var (owned, row) in _rows.ToArray())
            if (owned.Type == child && row.Fields.GetValueOrDefault(key) == id)
                Delete(child, owned.Id);
    }

    public string? Look(string type, string id, string field) =>
        _rows.TryGetValue((type, id), out var row) ? row.Fields.GetValueOrDefault(field, "") : null;

    /// <summary>"title=Call, person=p1" for each record of the type, in the order of ids.</summary>
    public string Show(string type, params string[] fields) =>
        string.Join(
            "; ",
            _rows
                .Where(r => r.Key.Type == type)
                .Select(r =>
                    string.Join(
                        ", ",
                        fields.Select(f => $"{f}={r.Value.Fields.GetValueOrDefault(f, "")}")
                    )
                )
        );

    public string IdOf(string type, string field, string value) =>
        _rows
            .Single(r => r.Key.Type == type && r.Value.Fields.GetValueOrDefault(field) == value)
            .Key.Id;

    public string OnlyId(string type) => _rows.Keys.Single(k => k.Type == type).Id;

    public Task<IReadOnlyList<ObjectSchema>> DescribeAsync(CancellationToken cancellationToken) =>
        Task.FromResult(Schemas);

    public Capabilities CapabilitiesOf(string objectType) =>
        new()
        {
            Changes = FindsByModifiedTime ? ChangeDetection.ModifiedTime : ChangeDetection.Scan,
            ChangeOverlap = TimeSpan.Zero,
            TrustworthyTimes = HasTrustworthyTimes,
        };

    public Task<Page> ListAsync(
        Projection projection,
        ListQuery query,
        string? cursor,
        CancellationToken cancellationToken
    )
    {
        var rows = _rows
            .Where(r => r.Key.Type == projection.ObjectType)
            .Where(r => query.ChangedSince is null || r.Value.ModifiedAt >= query.ChangedSince)
            .Where(r => query.Filter.All(f => r.Value.Fields.GetValueOrDefault(f.Key) == f.Value))
            .Select(r => RecordOf(projection, r.Key.Id, r.Value))
            .ToArray();
        var isHidden = HidesChildren && query.Filter.Count > 0;
        return Task.FromResult(new Page(isHidden ? [] : rows, null) { Total = rows.Length });
    }

    public Task<Record?> GetAsync(
        Projection projection,
        string id,
        CancellationToken cancellationToken
    ) =>
        Task.FromResult(
            _rows.TryGetValue((projection.ObjectType, id), out var row)
                ? RecordOf(projection, id, row)
                : null
        );

    public Task<IReadOnlyList<Record>> FindAsync(
        Projection projection,
        string fieldKey,
        string value,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException();

    public Task<WriteResult> CreateAsync(
        Projection projection,
        Patch patch,
        CancellationToken cancellationToken
    )
    {
        Check(projection, patch);
        var fields = patch.Changes.Select(c =>
            (projection.Fields[c.Ordinal].Key, c.New.Text ?? "")
        );
        Writes.Add($"create {projection.ObjectType}");
        var id = Add(projection.ObjectType, [.. fields]);
        return Task.FromResult(
            new WriteResult(id, RecordOf(projection, id, _rows[(projection.ObjectType, id)]))
        );
    }

    public Task<WriteResult> UpdateAsync(
        Projection projection,
        string id,
        Patch patch,
        string? version,
        CancellationToken cancellationToken
    )
    {
        if (!_rows.TryGetValue((projection.ObjectType, id), out var row))
            throw new ConnectorException(ProblemKind.NotFound, "There is no such record.");
        Check(projection, patch);
        Writes.Add($"update {projection.ObjectType}");
        foreach (var change in patch.Changes)
            Edit(
                projection.ObjectType,
                id,
                projection.Fields[change.Ordinal].Key,
                change.New.Text ?? ""
            );
        return Task.FromResult(new WriteResult(id, RecordOf(projection, id, row)));
    }

    public Task DeleteAsync(
        string objectType,
        string id,
        string? version,
        CancellationToken cancellationToken
    )
    {
        Writes.Add($"delete {objectType}");
        Delete(objectType, id);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<Finding>> TestAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Finding>>([]);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private DateTimeOffset Now => time.GetUtcNow();

    /// <summary>An app takes only references to records it has.</summary>
    private void Check(Projection projection, Patch patch)
    {
        foreach (var change in patch.Changes)
            if (
                projection.Fields[change.Ordinal].RefersTo is { } type
                && change.New.Text is { } id
                && !_rows.ContainsKey((type, id))
            )
                throw new ConnectorException(ProblemKind.Invalid, $"There is no {type} {id}.");
    }

    private static Record RecordOf(Projection projection, string id, Row row) =>
        new(id, [.. projection.Fields.Select(f => ValueOf(row.Fields.GetValueOrDefault(f.Key)))])
        {
            ModifiedAt = row.ModifiedAt,
        };

    private static Value ValueOf(string? text) => Value.Of(text);

    private sealed class Row(Dictionary<string, string> fields, DateTimeOffset modifiedAt)
    {
        public Dictionary<string, string> Fields { get; } = fields;

        public DateTimeOffset ModifiedAt { get; set; } = modifiedAt;
    }
}
