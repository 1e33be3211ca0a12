using System.CommandLine;
using Microsoft.Data.Sqlite;
using Tallystick.Cli;
using Tallystick.Cli.Commands;

namespace Tallystick.Tests.Cli;

/// <summary>What a command says when a side, or the program itself, is broken.</summary>
public sealed class TroubleTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tally-trouble-").FullName;

    public TroubleTests()
    {
        Write("people.csv", "Id,Email\n1,ada@example.com\n");
        Write("customers.csv", "Id,Email\n");
        using var database = new SqliteConnection(
            $"Data Source={PathOf("a;b=c.db")};Pooling=False".Replace(
                PathOf("a;b=c.db"),
                $"\"{PathOf("a;b=c.db")}\"",
                StringComparison.Ordinal
            )
        );
        database.Open();
        using var command = database.CreateCommand();
        command.CommandText = "CREATE TABLE other (id INTEGER PRIMARY KEY)";
        command.ExecuteNonQuery();
        Write(
            "tallystick.yaml",
            """
            version: 1
            connections:
              people: { connector: csv, path: people.csv, key: Id }
              customers: { connector: csv, path: customers.csv, key: Id }
              broken: { connector: sqlite, path: 'a;b=c.db', table: people, key: id }
            syncs:
              first:
                left: people
                right: broken
                streams:
                  people: { left: row, right: row, match: [Email], fields: [[Email, email]] }
              second:
                left: people
                right: customers
                streams:
                  people: { left: row, right: row, match: [Email], fields: [[Email, Email]] }
            """
        );
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_sync_with_a_broken_side_is_an_issue_and_the_other_syncs_of_the_file_go_on()
    {
        var said = await TallyAsync("sync");

        said.Code.ShouldBe(ExitCode.Failed);
        said.Error.ShouldContain("tally: broken: There is no table or view 'people'");
        (await File.ReadAllTextAsync(PathOf("customers.csv"))).ShouldContain("ada@example.com");
        var issues = await TallyAsync("issues");
        issues.Code.ShouldBe(ExitCode.DoneWithIssues);
        issues.Output.ShouldContain("There is no table or view 'people'");
    }

    [Theory]
    [InlineData("plan")]
    [InlineData("verify")]
    [InlineData("match")]
    [InlineData("coverage")]
    public async Task What_only_looks_says_so_too(string command)
    {
        var said = await TallyAsync(command);

        said.Code.ShouldBe(ExitCode.Failed);
        said.Error.ShouldContain("tally: broken: There is no table or view 'people'");
    }

    [Fact]
    public async Task A_fault_of_the_program_itself_is_told_without_a_stack_trace()
    {
        using var error = new StringWriter();
        var action = TallyRoot.Action(
            Said.Terminal(TextWriter.Null, error),
            (_, _) => throw new InvalidOperationException("Ada said so.")
        );

        var code = await action(new RootCommand { TallyRoot.Output }.Parse([]), default);

        code.ShouldBe(ExitCode.Failed);
        var said = error.ToString();
        said.ShouldStartWith("tally: This should not have happened: InvalidOperationException.");
        said.ShouldContain("TALLYSTICK_TRACE=1");
        said.ShouldNotContain("   at ");
        said.ShouldNotContain("Ada");
    }

    private string PathOf(string name) => Path.Combine(_folder, name);

    private void Write(string name, string text) => File.WriteAllText(PathOf(name), text);

    private Task<Said> TallyAsync(string command) =>
        Said.OfAsync(command, PathOf("tallystick.yaml"));
}
