using Microsoft.Data.Sqlite;

namespace Tallystick.Tests.Cli;

/// <summary>What is told of a wrong file, a wrong name, or a side that cannot be asked.</summary>
public sealed class MistakesTests
{
    [Theory]
    [InlineData("match: [Email]", "match: [Email", "the '[' that opens here is never closed")]
    [InlineData(
        "{ connector: csv, path: left.csv, key: Id }",
        "{ connector: csv, path: left.csv, key: Id",
        "the '{' that opens here is never closed"
    )]
    [InlineData(
        "{ connector: csv, path: left.csv, key: Id }",
        "{ connector: csv, path: left.csv, key: Id } oops",
        "'oops' stands after the '}' that ends the value"
    )]
    [InlineData("match: [Email]", "match: [Email] oops", "'oops' stands after the ']' that ends")]
    public async Task What_is_no_yaml_is_told_with_its_line(string old, string now, string message)
    {
        using var files = new TwoFiles();
        files.Rewrite(old, now);

        var said = await files.TallyAsync("plan");

        said.Code.ShouldBe(2);
        said.Error.ShouldContain(message);
        said.Error.ShouldMatch(@"tallystick\.yaml:\d+:\d+: ");
    }

    [Fact]
    public async Task An_object_type_that_a_side_lacks_is_told_with_its_line()
    {
        using var files = new TwoFiles();
        files.Rewrite("left: row", "left: rows");

        var said = await files.TallyAsync("plan");

        said.Code.ShouldBe(2);
        said.Error.ShouldContain("the left side has no object type 'rows'. It has: row.");
        said.Error.ShouldMatch(@"tallystick\.yaml:\d+: ");
    }

    [Theory]
    [InlineData("sync")]
    [InlineData("issues")]
    public async Task A_sync_that_the_file_lacks_is_a_mistake_of_the_command_line(string command)
    {
        using var files = new TwoFiles();

        var said = await files.TallyAsync(command, "--sync", "zz");

        said.Code.ShouldBe(2);
        said.Error.ShouldContain("has no sync 'zz'");
    }

    [Theory]
    [InlineData("csv:nope.csv")]
    [InlineData("sqlite:nope.db:people")]
    public async Task A_side_that_is_not_there_cannot_be_written_a_sync_file_for(string right)
    {
        using var files = new TwoFiles();
        string[] sides = ["--left", $"csv:{files.PathOf("left.csv")}", "--right", right];

        var said = await Said.OfAsync(["init", .. sides, "--file", files.PathOf("new.yaml")]);

        said.Code.ShouldBe(2);
        said.Error.ShouldContain("nope.");
        File.Exists(files.PathOf("new.yaml")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("sync")]
    [InlineData("plan")]
    [InlineData("verify")]
    [InlineData("match")]
    [InlineData("coverage")]
    public async Task A_table_that_is_gone_is_told_in_words(string command)
    {
        using var files = WithTable();
        await files.SyncAsync();
        Execute(files, "DROP TABLE people");

        var said = await files.TallyAsync(command);

        said.Code.ShouldBe(1);
        said.Error.ShouldContain("people");
        if (command == "sync")
            (await files.TallyAsync("issues")).Output.ShouldContain("connection (1)");
    }

    [Fact]
    public async Task A_database_that_is_not_there_is_told_in_words()
    {
        using var files = WithTable();
        files.Rewrite("path: people.db", "path: nope.db");

        var said = await files.TallyAsync("sync");

        said.Code.ShouldBe(1);
        said.Error.ShouldContain("unable to open database file");
        said.Error.ShouldContain("nope.db");
        (await files.TallyAsync("issues")).Code.ShouldBe(3);
    }

    [Theory]
    [InlineData("sync")]
    [InlineData("plan")]
    public async Task A_state_whose_folder_cannot_be_is_told_with_the_way_out(string command)
    {
        using var files = new TwoFiles();
        files.Rewrite("version: 1", "version: 1\nstate: left.csv/state.db");

        var said = await files.TallyAsync(command);

        said.Code.ShouldBe(1);
        said.Error.ShouldContain("left.csv' for the state cannot be made");
        said.Error.ShouldNotContain("Another run");
        said.Error.ShouldContain("'state:'");
    }

    [Fact]
    public async Task A_damaged_state_is_told_with_the_way_out()
    {
        using var files = new TwoFiles();
        files.Left([.. Enumerable.Range(1, 200).Select(i => $"l{i},p{i}@x.com,N{i},Rome")]);
        await files.SyncAsync();
        var bytes = await File.ReadAllBytesAsync(files.PathOf("tallystick.db"));
        bytes.AsSpan(4096).Fill(7);
        await File.WriteAllBytesAsync(files.PathOf("tallystick.db"), bytes);

        var said = await files.TallyAsync("issues");

        said.Code.ShouldBe(1);
        said.Error.ShouldContain("backup");
        said.Error.ShouldContain("tallystick.db'");
    }

    /// <summary>The right side is a table.</summary>
    private static TwoFiles WithTable()
    {
        var files = new TwoFiles();
        Execute(
            files,
            """
            CREATE TABLE people ("Id" TEXT PRIMARY KEY, "Email" TEXT, "Name" TEXT, "City" TEXT)
            """
        );
        files.Rewrite(
            "{ connector: csv, path: right.csv, key: Id }",
            "{ connector: sqlite, path: people.db, table: people, key: Id }"
        );
        return files;
    }

    private static void Execute(TwoFiles files, string sql)
    {
        using var connection = new SqliteConnection(
            $"Data Source={files.PathOf("people.db")};Pooling=False"
        );
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
