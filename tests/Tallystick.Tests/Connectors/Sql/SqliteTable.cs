using Microsoft.Data.Sqlite;
using Tallystick.Connectors.Sql;
using Tallystick.Core.Connectors;
using Tallystick.Core.Records;
using Tallystick.Core.Schema;
using Record = Tallystick.Core.Records.Record;

namespace Tallystick.Tests.Connectors.Sql;

/// <summary>A table "people" with the key "id" in a SQLite file, and the connector on it.</summary>
internal sealed class SqliteTable : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tally-sql-").FullName;

    private SqliteTable() { }

    public SqlConnector App { get; private set; } = null!;

    public Projection Projection { get; private set; } = null!;

    public static async Task<SqliteTable> OpenAsync(string ddl, params string[] fields)
    {
        var table = new SqliteTable();
        await table.ExecuteAsync(ddl);
        table.App = await table.ConnectAsync();
        table.Projection = Of(fields);
        return table;
    }

    /// <summary>Another process with the same table.</summary>
    public async Task<SqlConnector> ConnectAsync()
    {
        var options = new SqlOptions
        {
            Provider = SqlProvider.Sqlite,
            ConnectionString = ConnectionText,
            Table = "people",
            Key = "id",
        };
        var connector = new SqlConnector(options, TimeProvider.System, () => "new");
        await connector.DescribeAsync(Token);
        return connector;
    }

    public static Projection Of(params string[] fields) =>
        new("row", [.. fields.Select(f => new Field(f, f, FieldType.Text))]);

    public Patch Patch(params (string Field, string? Text)[] values) =>
        new([
            .. values.Select(v => new FieldChange(
                Projection.Fields.ToList().FindIndex(f => f.Key == v.Field),
                v.Text is null ? Value.Empty : Value.Of(v.Text)
            )),
        ]);

    public async Task<Record> GetAsync(string id) =>
        (await App.GetAsync(Projection, id, Token)).ShouldNotBeNull();

    public Task<WriteResult> CreateAsync(params (string, string?)[] values) =>
        App.CreateAsync(Projection, Patch(values), Token);

    public Task<WriteResult> UpdateAsync(
        string id,
        string? version,
        params (string, string?)[] values
    ) => App.UpdateAsync(Projection, id, Patch(values), version, Token);

    /// <summary>By somebody else.</summary>
    public async Task<string?> ExecuteAsync(string sql)
    {
        await using var connection = new SqliteConnection(ConnectionText);
        await connection.OpenAsync(Token);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (await command.ExecuteScalarAsync(Token))?.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string ConnectionText =>
        $"Data Source={Path.Combine(_folder, "people.db")};Pooling=False";
}
