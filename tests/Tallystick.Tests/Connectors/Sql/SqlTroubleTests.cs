using Microsoft.Data.Sqlite;
using Tallystick.Connectors.Sql;
using Tallystick.Core.Connectors;

namespace Tallystick.Tests.Connectors.Sql;

/// <summary>Databases that are locked, away, or not as they should be.</summary>
public sealed class SqlTroubleTests : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(8);

    private readonly string _folder = Directory.CreateTempSubdirectory("tally-sql-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Waiting_for_a_locked_database_ends_soon_when_it_is_cancelled()
    {
        await using var locker = await LockAsync();
        await using var people = Open(Sqlite());
        using var cancelled = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));

        var described = people.DescribeAsync(cancelled.Token);

        await described.WaitAsync(Soon, Token).ShouldThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task A_lock_that_is_let_go_is_waited_for()
    {
        await using var locker = await LockAsync();
        await using var people = Open(Sqlite());

        var described = people.DescribeAsync(Token);
        await ExecuteAsync(locker, "ROLLBACK");

        (await described).ShouldHaveSingleItem().Fields.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_connection_string_of_SQLite_that_cannot_be_read_is_told_in_words()
    {
        await using var people = Open(
            Sqlite() with
            {
                ConnectionString = "Pooling=x;Data Source=",
            }
        );

        var failure = await people.DescribeAsync(Token).ShouldThrowAsync<ConnectorException>();

        failure.Message.ShouldBe("The connection string cannot be read.");
    }

    [Theory]
    [InlineData("Hostt=127.0.0.1;Database=x", "The connection string cannot be read.")]
    [InlineData("Host=127.0.0.1;Port=ninety", "The connection string cannot be read.")]
    [InlineData("Database=x", "The connection string cannot be read.")]
    [InlineData(
        "Host=127.0.0.1;Port=1;Username=joe;Password=s3cret;Timeout=3",
        "PostgreSQL cannot be reached"
    )]
    [InlineData(
        "Host=nobody.invalid;Username=joe;Password=s3cret;Timeout=3",
        "PostgreSQL cannot be reached"
    )]
    [InlineData(
        "Host=/nowhere/at/all;Username=joe;Password=s3cret;Timeout=3",
        "PostgreSQL cannot be reached"
    )]
    [InlineData(
        "Host=127.0.0.1;Port=1;SslMode=VerifyFull;RootCertificate=/nowhere.pem;Timeout=3",
        "PostgreSQL cannot be reached"
    )]
    public async Task A_PostgreSQL_that_cannot_be_reached_is_told_in_words(
        string connection,
        string words
    )
    {
        await using var people = Open(
            Sqlite() with
            {
                Provider = SqlProvider.PostgreSql,
                ConnectionString = connection,
            }
        );

        var failure = await people.DescribeAsync(Token).ShouldThrowAsync<ConnectorException>();

        failure.Message.ShouldStartWith(words);
        $"{failure.Message} {failure.Hint}".ShouldNotContain("s3cret");
        failure.Hint.ShouldNotBeNull();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string File => Path.Combine(_folder, "people.db");

    private SqlOptions Sqlite() =>
        new()
        {
            Provider = SqlProvider.Sqlite,
            ConnectionString = $"Data Source={File}",
            Table = "people",
            Key = "id",
        };

    private static SqlConnector Open(SqlOptions options) =>
        new(options, TimeProvider.System, () => "new");

    private async Task<SqliteConnection> LockAsync()
    {
        var locker = new SqliteConnection($"Data Source={File};Pooling=False");
        await locker.OpenAsync(Token);
        await ExecuteAsync(locker, "CREATE TABLE people (id INTEGER PRIMARY KEY, email TEXT)");
        await ExecuteAsync(locker, "BEGIN EXCLUSIVE");
        return locker;
    }

    private static async Task ExecuteAsync(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Token);
    }
}
