using Tallystick.Core.Connectors;

namespace Tallystick.Tests.Connectors.Sql;

/// <summary>Rows that break a rule of their table: which column is to blame, and who else is touched.</summary>
public sealed class SqlRefusalTests
{
    private const string Ddl = """
        CREATE TABLE cities (name TEXT PRIMARY KEY);
        INSERT INTO cities VALUES ('Rome');
        CREATE TABLE people (
          id INTEGER PRIMARY KEY, name TEXT NOT NULL, score NUMERIC CHECK (score >= 0.5),
          city TEXT REFERENCES cities (name), town TEXT REFERENCES cities (name));
        """;

    private const string Late = """
        CREATE TABLE cities (name TEXT PRIMARY KEY);
        CREATE TABLE people (
          id INTEGER PRIMARY KEY, name TEXT,
          city TEXT REFERENCES cities (name) DEFERRABLE INITIALLY DEFERRED);
        """;

    [Theory]
    [InlineData("score", "-4")]
    [InlineData("city", "Paris")]
    public async Task An_update_that_is_refused_names_the_column_that_is_to_blame(
        string field,
        string value
    )
    {
        await using var people = await OpenAsync(Ddl);
        var id = (await people.CreateAsync(("name", "Ada"))).Id;

        var refusal = await people
            .UpdateAsync(id, null, ("name", "Grace"), (field, value))
            .ShouldThrowAsync<ConnectorException>();
        await people.UpdateAsync(id, null, ("name", "Grace"));
        await people.App.FlushAsync(Token);

        (refusal.Kind, refusal.Field).ShouldBe((ProblemKind.Invalid, field));
        (
            await people.ExecuteAsync(
                "SELECT name || coalesce(city, '') || coalesce(score, '') FROM people"
            )
        ).ShouldBe("Grace");
    }

    [Theory]
    [InlineData("score", "-4")]
    [InlineData("city", "Paris")]
    public async Task A_new_row_that_is_refused_names_the_column_that_is_to_blame(
        string field,
        string value
    )
    {
        await using var people = await OpenAsync(Ddl);

        var refusal = await people
            .CreateAsync(("name", "Grace"), (field, value), ("town", "Rome"))
            .ShouldThrowAsync<ConnectorException>();
        await people.App.FlushAsync(Token);

        (refusal.Kind, refusal.Field).ShouldBe((ProblemKind.Invalid, field));
        (await people.ExecuteAsync("SELECT count(*) FROM people")).ShouldBe("0");
    }

    [Fact]
    public async Task Of_several_columns_of_a_new_row_one_is_blamed_after_the_other()
    {
        await using var people = await OpenAsync(Ddl);
        var values = new List<(string Field, string? Text)>
        {
            ("name", "Grace"),
            ("score", "-4"),
            ("city", "Paris"),
            ("town", "Nowhere"),
        };

        for (var i = 0; i < 3; i++)
        {
            var refusal = await people
                .CreateAsync([.. values])
                .ShouldThrowAsync<ConnectorException>();
            values.RemoveAll(v => v.Field == refusal.Field.ShouldNotBeNull()).ShouldBe(1);
        }

        values.ShouldHaveSingleItem().Field.ShouldBe("name");
        await people.CreateAsync([.. values]);
    }

    [Fact]
    public async Task A_column_that_a_new_row_needs_is_not_blamed_for_it_could_not_be_left_out()
    {
        await using var people = await OpenAsync(
            Ddl.Replace("name TEXT NOT NULL", "name TEXT NOT NULL CHECK (length(name) < 9)")
        );

        var refusal = await people
            .CreateAsync(("name", "Grace Hopper"), ("city", "Rome"))
            .ShouldThrowAsync<ConnectorException>();

        (refusal.Kind, refusal.Field).ShouldBe((ProblemKind.Invalid, null));
        refusal.Message.ShouldContain("length(name) < 9");
    }

    [Fact]
    public async Task A_column_that_a_new_row_needs_and_has_not_got_is_named()
    {
        await using var people = await OpenAsync(Ddl);

        var refusal = await people
            .CreateAsync(("city", "Rome"), ("score", "1"))
            .ShouldThrowAsync<ConnectorException>();

        (refusal.Kind, refusal.Field).ShouldBe((ProblemKind.Invalid, "name"));
    }

    [Fact]
    public async Task A_row_that_is_a_double_by_two_columns_together_is_that_of_nobody_with_one_of_them()
    {
        await using var people = await OpenAsync(
            "CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT, city TEXT, UNIQUE (name, city))",
            "name",
            "city"
        );
        await people.CreateAsync(("name", "Grace"), ("city", "Rome"));
        await people.CreateAsync(("name", "Ada"), ("city", "Rome"));

        var refusal = await people
            .CreateAsync(("name", "Ada"), ("city", "Rome"))
            .ShouldThrowAsync<ConnectorException>();

        (refusal.Kind, refusal.Field, refusal.DuplicateOf).ShouldBe(
            (ProblemKind.Duplicate, null, null)
        );
    }

    [Fact]
    public async Task Two_columns_that_are_only_wrong_together_are_not_told_apart()
    {
        await using var people = await OpenAsync(
            "CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT, score NUM, city TEXT, town TEXT, CHECK (city IS NULL OR city <> town))"
        );
        var id = (await people.CreateAsync(("name", "Ada"))).Id;

        var refusal = await people
            .UpdateAsync(id, null, ("name", "Grace"), ("city", "Rome"), ("town", "Rome"))
            .ShouldThrowAsync<ConnectorException>();

        (refusal.Kind, refusal.Field).ShouldBe((ProblemKind.Invalid, null));
    }

    [Fact]
    public async Task What_is_checked_at_the_commit_is_refused_by_itself_and_the_others_are_stored()
    {
        await using var people = await OpenAsync(Late);
        await people.ExecuteAsync("INSERT INTO cities VALUES ('Rome')");
        await people.CreateAsync(("name", "Before"), ("city", "Rome"));

        var refusal = await people
            .CreateAsync(("name", "Refused"), ("city", "Paris"))
            .ShouldThrowAsync<ConnectorException>();
        await people.CreateAsync(("name", "After"), ("city", "Rome"));
        await people.App.FlushAsync(Token);

        (refusal.Kind, refusal.Field).ShouldBe((ProblemKind.Invalid, "city"));
        (await people.ExecuteAsync("SELECT group_concat(name) FROM people ORDER BY id")).ShouldBe(
            "Before,After"
        );
    }

    [Fact]
    public async Task A_delete_that_leaves_others_without_their_row_is_refused_by_itself()
    {
        await using var people = await OpenAsync(
            """
            CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT);
            CREATE TABLE orders (buyer INTEGER REFERENCES people (id) DEFERRABLE INITIALLY DEFERRED);
            INSERT INTO people VALUES (1, 'Ada'), (2, 'Grace');
            INSERT INTO orders VALUES (1);
            """,
            "name"
        );

        var refusal = await people
            .App.DeleteAsync("row", "1", null, Token)
            .ShouldThrowAsync<ConnectorException>();
        await people.App.DeleteAsync("row", "2", null, Token);
        await people.App.FlushAsync(Token);

        refusal.Kind.ShouldBe(ProblemKind.Invalid);
        (await people.ExecuteAsync("SELECT group_concat(name) FROM people")).ShouldBe("Ada");
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Task<SqliteTable> OpenAsync(string ddl) =>
        ddl == Late
            ? OpenAsync(ddl, "name", "city")
            : OpenAsync(ddl, "name", "score", "city", "town");

    private static Task<SqliteTable> OpenAsync(string ddl, params string[] fields) =>
        SqliteTable.OpenAsync(ddl, fields);
}
