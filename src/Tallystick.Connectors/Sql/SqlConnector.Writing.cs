using System.IO.Hashing;
using System.Text;
using Tallystick.Core.Connectors;
using Tallystick.Core.Records;

namespace Tallystick.Connectors.Sql;

/// <summary>What is written, as statements.</summary>
public sealed partial class SqlConnector
{
    private static readonly Projection NoFields = new(ObjectType, []);

    public async Task<WriteResult> CreateAsync(
        Projection projection,
        Patch patch,
        CancellationToken cancellationToken
    )
    {
        var table = Table;
        var sets = SetsOf(projection, patch).Where(s => s.Value is not null).ToList();
        if (sets.All(s => s.Column != table.Key) && NewKey(table.Key) is { } key)
            sets.Add(new SqlSet(table.Key, key, null));
        var selection = Selections.Of(projection);
        var write = new SqlWrite("create", selection, sets, s => Insert(s, selection));
        var record = await WriteAsync(write, cancellationToken);
        return new WriteResult(record!.Id, record);
    }

    public async Task<WriteResult> UpdateAsync(
        Projection projection,
        string id,
        Patch patch,
        string? version,
        CancellationToken cancellationToken
    )
    {
        if (!Table.IsPossibleKey(id))
            throw Gone(id);
        var selection = Selections.Of(projection);
        var sets = SetsOf(projection, patch).ToList();
        var write = new SqlWrite("update", selection, sets, s => Update(s, selection))
        {
            Key = id,
            Version = version,
        };
        var record = await WriteAsync(write, cancellationToken) ?? throw Gone(id);
        return new WriteResult(id, record);
    }

    public async Task DeleteAsync(
        string objectType,
        string id,
        string? version,
        CancellationToken cancellationToken
    )
    {
        if (!Table.IsPossibleKey(id))
            return;
        var selection = Selections.Of(NoFields);
        var write = new SqlWrite("delete", selection, [], _ => Delete(selection))
        {
            Key = id,
            Version = version,
        };
        await WriteAsync(write, cancellationToken);
    }

    private string Insert(IReadOnlyList<SqlSet> sets, SqlSelection selection)
    {
        var table = Table;
        var names = sets.Select(s => s.Column.Quoted).ToList();
        var values = sets.Select((s, i) => _dialect.Cast($"@p{i}", s.Column)).ToList();
        foreach (
            var clock in new[] { table.Created, table.Modified }
                .OfType<SqlColumn>()
                .Where(c => !c.HasDefault)
        )
        {
            names.Add(clock.Quoted);
            values.Add(_dialect.Now(clock));
        }
        var columns =
            names.Count == 0
                ? "DEFAULT VALUES"
                : $"({string.Join(", ", names)}) VALUES ({string.Join(", ", values)})";
        return $"INSERT INTO {table.Name.Quoted} {columns} RETURNING {selection.List}";
    }

    private string Update(IReadOnlyList<SqlSet> sets, SqlSelection selection)
    {
        var parts = sets.Select((s, i) => $"{s.Column.Quoted} = {New(s, i)}").ToList();
        if (Table.Modified is { } modified)
            parts.Add($"{modified.Quoted} = {_dialect.Now(modified)}");
        return $"UPDATE {Table.Name.Quoted} SET {string.Join(", ", parts)} WHERE {ThisRow} RETURNING {selection.List}";
    }

    private string Delete(SqlSelection selection)
    {
        var touch = Table.Modified is { } modified
            ? $", {modified.Quoted} = {_dialect.Now(modified)}"
            : "";
        return Table.Deleted is { } deleted
            ? $"UPDATE {Table.Name.Quoted} SET {deleted.Quoted} = {_dialect.Dead(deleted)}{touch} WHERE {ThisRow} RETURNING {selection.List}"
            : $"DELETE FROM {Table.Name.Quoted} WHERE {ThisRow} RETURNING {selection.List}";
    }

    /// <summary>A list stays JSON in a cell of text that holds JSON.</summary>
    private string New(SqlSet set, int index)
    {
        var text = _dialect.Cast($"@p{index}", set.Column);
        return set.Json is null
            ? text
            : $"CASE WHEN {set.Column.Quoted} LIKE '[%]' THEN {_dialect.Cast($"@j{index}", set.Column)} ELSE {text} END";
    }

    private IEnumerable<SqlSet> SetsOf(Projection projection, Patch patch) =>
        patch.Changes.Select(change =>
        {
            var column = Table.Column(projection.Fields[change.Ordinal].Key);
            return new SqlSet(
                column,
                SqlText.Write(column, change.New),
                column.Form is SqlForm.ListText ? SqlText.WriteJson(change.New) : null
            );
        });

    /// <summary>For a key that the database does not make itself; null where it does.</summary>
    private string? NewKey(SqlColumn key)
    {
        if (key.HasDefault || key.IsGenerated)
            return null;
        if (key.Type == "uuid")
            return new Guid(XxHash128.Hash(Encoding.UTF8.GetBytes(_newId()))).ToString();
        if (key.Field.Type is not Core.Schema.FieldType.Number)
            return _newId();
        return Table.IsView
            ? null
            : throw new ConnectorException(
                ProblemKind.Invalid,
                $"The key '{key.Name}' has no default, so that a new row cannot be numbered."
            )
            {
                Field = key.Name,
                Hint =
                    "Give the column a default (an identity or a sequence), or map a field onto it.",
            };
    }

    private ConnectorException Gone(string id) =>
        new(ProblemKind.NotFound, $"There is no row {id} in '{Table.Name}' any more.")
        {
            Operation = "update",
        };
}
