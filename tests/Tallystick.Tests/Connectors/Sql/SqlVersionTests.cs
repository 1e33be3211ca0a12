using Tallystick.Core.Connectors;

namespace Tallystick.Tests.Connectors.Sql;

/// <summary>Writes that are meant for a row as it was read.</summary>
public sealed class SqlVersionTests
{
    private const string Ddl = """
        CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT, city TEXT, secret TEXT);
        INSERT INTO people VALUES (1, 'Ada', 'Rome', '');
        """;

    [Fact]
    public async Task A_row_that_somebody_changed_since_it_was_read_is_not_written_to()
    {
        await using var people = await OpenAsync();
        var version = (await people.GetAsync("1")).Version;
        await people.ExecuteAsync("UPDATE people SET city = 'Bern'");

        var refusal = await people
            .UpdateAsync("1", version, ("name", "Grace"))
            .ShouldThrowAsync<ConnectorException>();
        await people.App.FlushAsync(Token);

        refusal.Kind.ShouldBe(ProblemKind.VersionConflict);
        refusal.Message.ShouldBe("Somebody changed row 1 of 'people' meanwhile.");
        (await people.ExecuteAsync("SELECT name || city FROM people")).ShouldBe("AdaBern");
    }

    [Fact]
    public async Task A_row_that_somebody_changed_since_it_was_read_is_not_deleted()
    {
        await using var people = await OpenAsync();
        var version = (await people.GetAsync("1")).Version;
        await people.ExecuteAsync("UPDATE people SET city = 'Bern'");

        var refusal = await people
            .App.DeleteAsync("row", "1", version, Token)
            .ShouldThrowAsync<ConnectorException>();
        var now = (await people.GetAsync("1")).Version;
        await people.App.DeleteAsync("row", "1", now, Token);
        await people.App.FlushAsync(Token);

        refusal.Kind.ShouldBe(ProblemKind.VersionConflict);
        (await people.ExecuteAsync("SELECT count(*) FROM people")).ShouldBe("0");
    }

    [Fact]
    public async Task What_no_field_is_mapped_to_may_change_meanwhile()
    {
        await using var people = await OpenAsync();
        var version = (await people.GetAsync("1")).Version;
        await people.ExecuteAsync("UPDATE people SET secret = 'theirs'");

        await people.UpdateAsync("1", version, ("name", "Grace"));
        await people.App.FlushAsync(Token);

        (await people.ExecuteAsync("SELECT name || secret FROM people")).ShouldBe("Gracetheirs");
    }

    [Fact]
    public async Task The_answer_of_a_write_has_the_version_for_the_next_one()
    {
        await using var people = await OpenAsync();
        var created = (await people.CreateAsync(("name", "Grace"))).After.ShouldNotBeNull();

        var updated = await people.UpdateAsync(created.Id, created.Version, ("city", "Oslo"));
        await people.UpdateAsync(created.Id, updated.After!.Version, ("city", "Bern"));

        (await people.GetAsync(created.Id)).Values[1].Text.ShouldBe("Bern");
        updated.After.Version.ShouldNotBe(created.Version);
    }

    [Fact]
    public async Task A_version_of_other_fields_than_are_read_now_is_not_trusted()
    {
        await using var people = await OpenAsync();
        await using var other = await people.ConnectAsync();
        var version = (await other.GetAsync(SqliteTable.Of("name"), "1", Token))!.Version;

        var refusal = await people
            .UpdateAsync("1", version, ("name", "Grace"))
            .ShouldThrowAsync<ConnectorException>();

        refusal.Kind.ShouldBe(ProblemKind.VersionConflict);
    }

    [Fact]
    public async Task The_version_lasts_longer_than_the_process()
    {
        await using var people = await OpenAsync();
        await using var other = await people.ConnectAsync();
        var version = (await other.GetAsync(people.Projection, "1", Token))!.Version;

        await people.UpdateAsync("1", version, ("name", "Grace"));

        (await people.GetAsync("1")).Values[0].Text.ShouldBe("Grace");
    }

    [Fact]
    public async Task A_row_that_is_gone_is_gone_whatever_its_version()
    {
        await using var people = await OpenAsync();
        var version = (await people.GetAsync("1")).Version;
        await people.ExecuteAsync("DELETE FROM people");

        var refusal = await people
            .UpdateAsync("1", version, ("name", "Grace"))
            .ShouldThrowAsync<ConnectorException>();
        await people.App.DeleteAsync("row", "1", version, Token);

        refusal.Kind.ShouldBe(ProblemKind.NotFound);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Task<SqliteTable> OpenAsync() => SqliteTable.OpenAsync(Ddl, "name", "city");
}
