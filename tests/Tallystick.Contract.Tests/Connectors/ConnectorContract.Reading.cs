using Tallystick.Core.Connectors;
using Tallystick.Core.Records;
using Tallystick.Core.Schema;

namespace Tallystick.Contract.Tests.Connectors;

public abstract partial class ConnectorContract
{
    [Fact]
    public void The_description_has_every_field_once()
    {
        Projection.Fields.Select(f => f.Key).ShouldBeUnique();
        Projection.Fields.ShouldAllBe(f => f.Label.Length > 0);
    }

    [Fact]
    public async Task An_empty_account_lists_nothing() =>
        (await ListAsync(ListQuery.All)).ShouldBeEmpty();

    [Fact]
    public async Task A_listing_in_pages_has_each_record_exactly_once()
    {
        var count = Capabilities.PageSize * 2 + 3;
        var ids = await CreateManyAsync(count);

        var listed = await ListAsync(ListQuery.All);

        listed.Select(r => r.Id).ShouldBe(ids, ignoreOrder: true);
    }

    [Fact]
    public async Task A_listing_goes_on_from_its_cursor_in_another_connection()
    {
        var ids = await CreateManyAsync(Capabilities.PageSize * 2 + 3);
        var page = await App.ListAsync(Projection, ListQuery.All, null, Token);
        var found = page.Records.Select(r => r.Id).ToList();

        await using var other = await OpenAsync();
        var projection = await DescribeAsync(other);
        while (page.Next is not null)
        {
            page = await other.ListAsync(projection, ListQuery.All, page.Next, Token);
            found.AddRange(page.Records.Select(r => r.Id));
        }

        found.Distinct().ShouldBe(ids, ignoreOrder: true);
    }

    [Fact]
    public async Task A_record_that_stays_is_listed_though_others_go_meanwhile()
    {
        Assert.SkipUnless(Capabilities.CanDelete, "Deletes nothing.");
        var ids = await CreateManyAsync(Capabilities.PageSize * 2 + 3);
        var page = await App.ListAsync(Projection, ListQuery.All, null, Token);
        var found = page.Records.Select(r => r.Id).ToHashSet();
        foreach (var id in page.Records.Take(5).Select(r => r.Id))
            await App.DeleteAsync(Subject.ObjectType, id, null, Token);
        await FlushAsync(App, Token);

        while (page.Next is not null)
        {
            page = await App.ListAsync(Projection, ListQuery.All, page.Next, Token);
            found.UnionWith(page.Records.Select(r => r.Id));
        }

        found.ShouldBe(ids, ignoreOrder: true);
    }

    [Fact]
    public async Task Get_of_what_never_was_is_null()
    {
        var id = await CreateAsync("Ada");

        (await GetAsync(UnusedId(id))).ShouldBeNull();
    }

    /// <summary>An id of the same form as that one, under which there is nothing.</summary>
    protected virtual string UnusedId(string id) => long.TryParse(id, out _) ? "987654321" : "none";

    [Fact]
    public async Task Find_by_a_field_finds_exactly_its_records()
    {
        Assert.SkipWhen(
            Subject.EmailField is null || !Capabilities.FindsBy.Contains(Subject.EmailField),
            "Finds by no field."
        );
        var key = Subject.EmailField!;
        var id = await CreateAsync(
            (Subject.NameField, Value.Of("Ada")),
            (key, Value.Of("ada@example.com"))
        );
        await CreateAsync(
            (Subject.NameField, Value.Of("Grace")),
            (key, Value.Of("grace@example.com"))
        );

        (await FindAsync(key, "ada@example.com")).ShouldBe([id]);
        (await FindAsync(key, "nobody@example.com")).ShouldBeEmpty();
        await FlushAsync(App, Token);
        (await FindAsync(key, "ada@example.com")).ShouldBe([id]);
    }

    [Fact]
    public async Task A_filter_lists_only_what_has_the_value()
    {
        await CreateAsync("Ada");
        var id = await CreateAsync("Grace");
        var filter = new Dictionary<string, string> { [Subject.NameField] = "Grace" };

        var listed = await ListAsync(new ListQuery { Filter = filter });

        listed.Select(r => r.Id).ShouldBe([id]);
    }

    [Fact]
    public async Task Changed_since_has_the_modified_and_the_created_that_were_never_modified()
    {
        Assert.SkipUnless(
            Capabilities.Changes is ChangeDetection.ModifiedTime,
            "Finds changes by reading everything."
        );
        var (old, modified) = (await CreateAsync("Old"), await CreateAsync("Modified"));
        await FlushAsync(App, Token);
        var since = await NowAsync();

        await App.UpdateAsync(
            Projection,
            modified,
            PatchOf((Subject.NameField, Value.Of("Modified again"))),
            null,
            Token
        );
        var created = await CreateAsync("Created");
        await FlushAsync(App, Token);
        var changed = await ListAsync(new ListQuery { ChangedSince = since });

        var ids = changed.Select(r => r.Id).ToList();
        ids.ShouldContain(modified);
        ids.ShouldContain(created);
        if (Subject.ListsOnlyChanges)
            ids.ShouldNotContain(old);
    }

    [Fact]
    public async Task A_field_the_app_does_not_have_reads_as_unknown()
    {
        var id = await CreateAsync("Ada");
        var projection = new Projection(
            Subject.ObjectType,
            [.. Projection.Fields, new Field("no such field", "No such field", FieldType.Text)]
        );

        var record = await App.GetAsync(projection, id, Token);

        record.ShouldNotBeNull().Values[^1].IsUnknown.ShouldBeTrue();
        record.Values[OrdinalOf(Subject.NameField)].ShouldBe(Value.Of("Ada"));
    }

    [Fact]
    public async Task The_check_of_a_sound_connection_finds_nothing_bad()
    {
        await CreateAsync("Ada");
        await FlushAsync(App, Token);

        var findings = await App.TestAsync(Token);

        findings.ShouldNotBeEmpty();
        findings.ShouldAllBe(f => f.Level == FindingLevel.Good);
    }

    private async Task<List<string>> CreateManyAsync(int count)
    {
        var ids = new List<string>(count);
        for (var i = 0; i < count; i++)
            ids.Add(await CreateAsync($"Person {i}"));
        await FlushAsync(App, Token);
        return ids;
    }

    private async Task<IEnumerable<string>> FindAsync(string key, string value) =>
        (await App.FindAsync(Projection, key, value, Token)).Select(r => r.Id);
}
