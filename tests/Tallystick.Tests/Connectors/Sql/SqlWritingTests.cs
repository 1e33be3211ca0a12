using Microsoft.Data.Sqlite;
using Tallystick.Connectors.Sql;
using Tallystick.Core.Connectors;
using Tallystick.Core.Records;
using Tallystick.Core.Schema;

namespace Tallystick.Tests.Connectors.Sql;

/// <summary>Tables that other programs own: what they made of a write, and the form they keep lists in.</summary>
public sealed class SqlWritingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tally-sql-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_a_trigger_made_of_a_write_is_what_it_answers()
    {
        await ExecuteAsync(
            """
            CREATE TRIGGER shout_new AFTER INSERT ON people BEGIN
              UPDATE people SET name = upper(new.name) WHERE id = new.id; END;
            CREATE TRIGGER shout AFTER UPDATE OF name ON people WHEN new.name <> upper(new.name) BEGIN
              UPDATE people SET name = upper(new.name) WHERE id = new.id; END;
            """
        );
        await using var people = await OpenAsync();

        var created = await people.CreateAsync(Names, new Patch([Set(0, "Ada")]), Token);
        var updated = await people.UpdateAsync(
            Names,
            created.Id,
            new Patch([Set(0, "Grace")]),
            null,
            Token
        );

        created.After!.Values[0].Text.ShouldBe("ADA");
        updated.After!.Values[0].Text.ShouldBe("GRACE");
    }

    [Theory]
    [InlineData("[\"one\",\"two\"]", "[\"one\",\"two\",\"three\"]")]
    [InlineData("one;two", "one;two;three")]
    [InlineData("", "one;two;three")]
    public async Task A_list_stays_in_the_form_in_which_it_stands(string before, string after)
    {
        await ExecuteAsync($"INSERT INTO people (id, tags) VALUES (1, '{before}')");
        await using var people = await OpenAsync();

        await people.UpdateAsync(
            Names,
            "1",
            new Patch([new FieldChange(1, Value.OfSet(["one", "two", "three"]))]),
            null,
            Token
        );

        await people.FlushAsync(Token);
        (await ExecuteAsync("SELECT tags FROM people WHERE id = 1")).ShouldBe(after);
    }

    [Theory]
    [InlineData("a;b")]
    [InlineData("[\"x\"]")]
    public async Task An_element_that_would_come_back_as_another_one_is_refused(string element)
    {
        await using var people = await OpenAsync();
        var patch = new Patch([new FieldChange(1, Value.OfSet([element]))]);

        var refusal = await people
            .CreateAsync(Names, patch, Token)
            .ShouldThrowAsync<ConnectorException>();

        (refusal.Kind, refusal.Field).ShouldBe((ProblemKind.Invalid, "tags"));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Projection Names { get; } =
        new(
            "row",
            [new Field("name", "name", FieldType.Text), new Field("tags", "tags", FieldType.Set)]
        );

    private static FieldChange Set(int ordinal, string text) => new(ordinal, Value.Of(text));

    private string ConnectionText =>
        $"Data Source={Path.Combine(_folder, "people.db")};Pooling=False";

    private async Task<SqlConnector> OpenAsync()
    {
        await ExecuteAsync("SELECT 1");
        var connector = new SqlConnector(
            new SqlOptions
            {
                Provider = SqlProvider.Sqlite,
                ConnectionString = ConnectionText,
                Table = "people",
                Key = "id",
                Columns = new Dictionary<string, FieldType> { ["tags"] = FieldType.Set },
            },
            TimeProvider.System,
            () => "new"
        );
        await connector.DescribeAsync(Token);
        return connector;
    }

    private async Task<string?> ExecuteAsync(string sql)
    {
        await using var connection = new SqliteConnection(ConnectionText);
        await connection.OpenAsync(Token);
        await using var command = connection.CreateCommand();
        command.CommandText =
            "CREATE TABLE IF NOT EXISTS people (id INTEGER PRIMARY KEY, name TEXT, tags TEXT);"
            + sql;
        return await command.ExecuteScalarAsync(Token) as string;
    }
}
