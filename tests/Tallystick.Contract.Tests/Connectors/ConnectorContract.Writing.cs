using Tallystick.Core.Connectors;
using Tallystick.Core.Records;
using Tallystick.Core.Schema;

namespace Tallystick.Contract.Tests.Connectors;

public abstract partial class ConnectorContract
{
    [Fact]
    public async Task A_created_record_reads_back_as_it_was_written()
    {
        var written = await App.CreateAsync(
            Projection,
            NewOf((Subject.NameField, Value.Of("Ada"))),
            Token
        );

        written.Id.ShouldNotBeNullOrEmpty();
        if (written.After is { } after)
            Of(after, Subject.NameField).ShouldBe(Value.Of("Ada"));
        Of(await GetAsync(written.Id), Subject.NameField).ShouldBe(Value.Of("Ada"));
    }

    [Fact]
    public async Task Every_create_has_an_id_of_its_own()
    {
        var ids = new List<string>();
        for (var i = 0; i < 5; i++)
            ids.Add(await CreateAsync("Same Name"));

        ids.ShouldBeUnique();
    }

    [Fact]
    public async Task An_update_changes_the_given_fields_and_no_other()
    {
        Assert.SkipWhen(Subject.EmailField is null, "Needs a second field.");
        var email = Subject.EmailField!;
        var id = await CreateAsync(
            (Subject.NameField, Value.Of("Ada")),
            (email, Value.Of("ada@example.com"))
        );

        var written = await App.UpdateAsync(
            Projection,
            id,
            PatchOf((Subject.NameField, Value.Of("Ada L."))),
            null,
            Token
        );

        written.Id.ShouldBe(id);
        var after = await GetAsync(id);
        Of(after, Subject.NameField).ShouldBe(Value.Of("Ada L."));
        Of(after, email).ShouldBe(Value.Of("ada@example.com"));
    }

    [Fact]
    public async Task An_update_may_be_repeated()
    {
        var id = await CreateAsync("Ada");
        var patch = PatchOf((Subject.NameField, Value.Of("Grace")));

        await App.UpdateAsync(Projection, id, patch, null, Token);
        await App.UpdateAsync(Projection, id, patch, null, Token);

        Of(await GetAsync(id), Subject.NameField).ShouldBe(Value.Of("Grace"));
    }

    [Fact]
    public async Task A_field_can_be_emptied_and_reads_as_empty_not_unknown()
    {
        Assert.SkipWhen(Subject.EmailField is null, "Needs a second field.");
        var id = await CreateAsync(
            (Subject.NameField, Value.Of("Ada")),
            (Subject.EmailField!, Value.Of("ada@example.com"))
        );

        await App.UpdateAsync(
            Projection,
            id,
            PatchOf((Subject.EmailField!, Value.Empty)),
            null,
            Token
        );

        Of(await GetAsync(id), Subject.EmailField!).IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public async Task A_deleted_record_is_gone_and_deleting_twice_is_no_error()
    {
        Assert.SkipUnless(Capabilities.CanDelete, "Deletes nothing.");
        var id = await CreateAsync("Ada");

        await App.DeleteAsync(Subject.ObjectType, id, null, Token);
        await App.DeleteAsync(Subject.ObjectType, id, null, Token);

        (await GetAsync(id)).ShouldBeNull();
        (await ListAsync(ListQuery.All)).ShouldNotContain(r => r.Id == id);
    }

    [Fact]
    public async Task An_update_of_what_is_gone_is_not_found()
    {
        Assert.SkipUnless(Capabilities.CanDelete, "Deletes nothing.");
        var id = await CreateAsync("Ada");
        await App.DeleteAsync(Subject.ObjectType, id, null, Token);

        await ShouldFailAsync(
            ProblemKind.NotFound,
            () =>
                App.UpdateAsync(
                    Projection,
                    id,
                    PatchOf((Subject.NameField, Value.Of("Grace"))),
                    null,
                    Token
                )
        );
    }

    [Fact]
    public async Task A_record_that_moved_on_since_it_was_read_is_not_written_to()
    {
        Assert.SkipUnless(Capabilities.ConditionalWrites, "Has no conditional writes.");
        var id = await CreateAsync("Ada");
        var read = (await GetAsync(id)).ShouldNotBeNull();
        var patch = PatchOf((Subject.NameField, Value.Of("Grace")));
        await App.UpdateAsync(Projection, id, patch, read.Version, Token);

        await ShouldFailAsync(
            ProblemKind.VersionConflict,
            () =>
                App.UpdateAsync(
                    Projection,
                    id,
                    PatchOf((Subject.NameField, Value.Of("Mary"))),
                    read.Version,
                    Token
                )
        );

        Of(await GetAsync(id), Subject.NameField).ShouldBe(Value.Of("Grace"));
    }

    [Fact]
    public async Task A_listed_record_has_the_version_that_a_read_shows()
    {
        Assert.SkipUnless(Capabilities.ConditionalWrites, "Has no conditional writes.");
        var id = await CreateAsync("Ada");

        var listed = (await ListAsync(ListQuery.All)).Single(r => r.Id == id);

        listed.Version.ShouldBe((await GetAsync(id))!.Version);
        listed.Version.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("Zoë Ångström")]
    [InlineData("e\u0301 is e with a combining accent")]
    [InlineData("שלום עולם")]
    [InlineData("مرحبا")]
    [InlineData("👩‍👩‍👧‍👦 🏳️‍🌈 𝒜")]
    [InlineData("汉字 かな 한글")]
    [InlineData("\"quoted\", with; all|the\ttricks")]
    [InlineData("two\nlines")]
    [InlineData("' or 1=1; drop table people; --")]
    [InlineData("=1+1")]
    [InlineData("@name")]
    [InlineData("null")]
    public async Task Any_text_comes_back_unchanged(string text)
    {
        var id = await CreateAsync(text);

        Of(await GetAsync(id), Subject.NameField).ShouldBe(Value.Of(text));
        var listed = (await ListAsync(ListQuery.All)).Single(r => r.Id == id);
        Of(listed, Subject.NameField).ShouldBe(Value.Of(text));
    }

    [Fact]
    public async Task A_text_of_the_longest_length_comes_back_whole()
    {
        var field = Projection.Fields[OrdinalOf(Subject.NameField)];
        var text = new string('x', Math.Min(field.LengthMax ?? int.MaxValue, Subject.TextMax) - 1);

        var id = await CreateAsync(text + "é");

        Of(await GetAsync(id), Subject.NameField).ShouldBe(Value.Of(text + "é"));
    }

    [Fact]
    public async Task A_set_keeps_its_elements_and_takes_additions_and_removals()
    {
        Assert.SkipWhen(Subject.SetField is null, "Has no sets.");
        var key = Subject.SetField!;
        var id = await CreateAsync(
            (Subject.NameField, Value.Of("Ada")),
            (key, Value.OfSet(["red", "green and blue"]))
        );
        Of(await GetAsync(id), key).Items.ShouldBe(["red", "green and blue"], ignoreOrder: true);

        var change = new FieldChange(OrdinalOf(key), Value.OfSet(["green and blue", "gold"]))
        {
            Added = ["gold"],
            Removed = ["red"],
        };
        await App.UpdateAsync(Projection, id, new Patch([change]), null, Token);

        Of(await GetAsync(id), key).Items.ShouldBe(["green and blue", "gold"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_set_can_be_emptied()
    {
        Assert.SkipWhen(Subject.SetField is null, "Has no sets.");
        var key = Subject.SetField!;
        var id = await CreateAsync(
            (Subject.NameField, Value.Of("Ada")),
            (key, Value.OfSet(["red"]))
        );

        await App.UpdateAsync(Projection, id, PatchOf((key, Value.Empty)), null, Token);

        Of(await GetAsync(id), key).IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public async Task A_date_comes_back_as_year_month_day()
    {
        Assert.SkipWhen(Subject.DateField is null, "Has no dates.");
        var id = await CreateAsync(
            (Subject.NameField, Value.Of("Ada")),
            (Subject.DateField!, Value.Of("1815-12-10"))
        );

        Of(await GetAsync(id), Subject.DateField!).ShouldBe(Value.Of("1815-12-10"));
    }

    [Fact]
    public async Task A_value_that_is_no_date_is_refused_with_its_field()
    {
        Assert.SkipWhen(Subject.DateField is null, "Has no dates.");

        var problem = await ShouldFailAsync(
            ProblemKind.Invalid,
            () =>
                CreateAsync(
                    (Subject.NameField, Value.Of("Ada")),
                    (Subject.DateField!, Value.Of("the day before"))
                )
        );

        problem.Field.ShouldBe(Subject.DateField);
    }

    [Fact]
    public async Task A_refused_write_does_not_take_others_with_it()
    {
        Assert.SkipWhen(Subject.DateField is null, "Has nothing to refuse.");
        var before = await CreateAsync("Before");
        await ShouldFailAsync(
            ProblemKind.Invalid,
            () =>
                CreateAsync(
                    (Subject.NameField, Value.Of("Refused")),
                    (Subject.DateField!, Value.Of("the day before"))
                )
        );
        var after = await CreateAsync("After");
        await FlushAsync(App, Token);

        (await ListAsync(ListQuery.All)).Select(r => r.Id).ShouldBe([before, after], true);
    }

    [Fact]
    public async Task A_second_record_with_a_unique_value_is_refused_and_names_the_first()
    {
        var field = Projection.Fields.FirstOrDefault(f =>
            Capabilities.RefusesDuplicatesOn.Contains(f.Key) && f.Can(FieldAccess.Create)
        );
        Assert.SkipWhen(field is null, "Refuses no duplicates.");
        var unique = (field!.Key, Value.Of("one@example.com"));
        var first = await CreateAsync([.. Named("Ada", field.Key), unique]);

        var problem = await ShouldFailAsync(
            ProblemKind.Duplicate,
            () => CreateAsync([.. Named("Grace", field.Key), unique])
        );

        problem.DuplicateOf.ShouldBe(first);
        problem.Field.ShouldBe(field.Key);
    }

    [Fact]
    public async Task What_was_flushed_is_there_for_another_connection()
    {
        var id = await CreateAsync("Ada");
        await FlushAsync(App, Token);

        await using var other = await OpenAsync();
        var projection = await DescribeAsync(other);
        var record = await other.GetAsync(projection, id, Token);

        Of(record, Subject.NameField).ShouldBe(Value.Of("Ada"));
    }

    [Fact]
    public async Task A_flush_with_nothing_to_do_is_no_error()
    {
        await FlushAsync(App, Token);
        await CreateAsync("Ada");
        await FlushAsync(App, Token);
        await FlushAsync(App, Token);

        (await ListAsync(ListQuery.All)).Count.ShouldBe(1);
    }

    private IEnumerable<(string, Value)> Named(string name, string exceptKey) =>
        exceptKey == Subject.NameField ? [] : [(Subject.NameField, Value.Of(name))];
}
