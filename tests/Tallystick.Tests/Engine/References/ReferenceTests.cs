using Tallystick.Core.Mapping;
using Tallystick.Core.Schema;
using Tallystick.Core.Stores;
using Tallystick.Engine.Runs;

namespace Tallystick.Tests.Engine.References;

/// <summary>References between records, each side with ids of its own.</summary>
public sealed class ReferenceTests
{
    [Fact]
    public async Task A_row_that_a_backup_put_back_counts_although_its_time_is_an_old_one()
    {
        await using var town = await Town.OpenAsync();
        var ada = town.Left.Add("contact", ("email", "ada@x.org"), ("name", "Ada"));
        await town.SyncAsync();

        town.Left.PutBack("contact", ada, "name", "Ada B.", TimeSpan.FromDays(30));
        await town.SyncAsync();

        town.Right.Show("person", "name").ShouldBe("name=Ada B.");
    }

    [Fact]
    public async Task A_reference_arrives_as_the_other_sides_own_id()
    {
        await using var town = await Town.OpenAsync();
        var acme = town.Left.Add("company", ("name", "Acme"));
        town.Left.Add("contact", ("email", "ada@x.org"), ("company", acme));
        var globex = town.Right.Add("firm", ("name", "Globex"));
        town.Right.Add("person", ("email", "bob@x.org"), ("firm", globex));

        await town.SyncAsync();

        var acmeFirm = town.Right.Look("person", "r4", "firm");
        town.Right.Look("firm", acmeFirm!, "name").ShouldBe("Acme");
        var globexCompany = town.Left.Look("contact", "l4", "company");
        town.Left.Look("company", globexCompany!, "name").ShouldBe("Globex");
    }

    [Fact]
    public async Task Referred_streams_run_before_those_that_refer_to_them()
    {
        await using var town = await Town.OpenAsync();

        var order = await town.OrderAsync();

        order.Select(s => s.Name).ShouldBe(["crm/companies", "crm/contacts", "crm/tasks"]);
    }

    [Fact]
    public async Task A_second_run_writes_nothing()
    {
        await using var town = await Town.OpenAsync();
        var acme = town.Left.Add("company", ("name", "Acme"));
        var ada = town.Left.Add("contact", ("email", "ada@x.org"), ("company", acme));
        town.Left.Add("task", ("title", "Call"), ("contact", ada));
        await town.SyncAsync();
        var writes = town.Right.Writes.Count;

        var reports = await town.SyncAsync();

        reports.Values.Sum(r => r.Writes).ShouldBe(0);
        town.Right.Writes.Count.ShouldBe(writes);
    }

    [Fact]
    public async Task A_reference_to_a_record_without_partner_is_held_and_not_called_equal()
    {
        await using var town = await Town.OpenAsync();
        town.Configure = s =>
            s.Name == "crm/companies" ? s with { Creates = CreatePolicy.None } : s;
        var acme = town.Left.Add("company", ("name", "Acme"));
        town.Left.Add("contact", ("email", "ada@x.org"), ("company", acme));
        town.Left.Add("contact", ("email", "bob@x.org"));
        await town.SyncAsync();

        var verified = await town.SessionOf(town.Streams().Single(s => s.Name == "crm/contacts"))
            .VerifyAsync(new RunOptions(), default);

        (verified.Equal, verified.Held, verified.Different).ShouldBe((1, 1, 0));
        verified
            .Differences.ShouldHaveSingleItem()
            .Why.ShouldBe("what it refers to has no partner yet");
    }

    [Fact]
    public async Task Equal_children_of_equal_parents_are_matched_although_their_references_differ()
    {
        await using var town = await Town.OpenAsync();
        var ada = town.Left.Add("contact", ("email", "ada@x.org"));
        town.Left.Add("task", ("title", "Call"), ("contact", ada));
        var person = town.Right.Add("person", ("email", "ada@x.org"));
        town.Right.Add("todo", ("title", "Call"), ("person", person));

        var reports = await town.SyncAsync();

        reports["tasks"].Matched.ShouldBe(1);
        (town.Left.Writes.Count + town.Right.Writes.Count).ShouldBe(0);
    }

    [Fact]
    public async Task A_changed_reference_is_carried_over()
    {
        await using var town = await Town.OpenAsync();
        var acme = town.Left.Add("company", ("name", "Acme"));
        town.Left.Add("company", ("name", "Globex"));
        town.Left.Add("contact", ("email", "ada@x.org"), ("company", acme));
        await town.SyncAsync();
        var person = town.Right.OnlyId("person");
        town.Right.Show("firm", "name").ShouldBe("name=Acme; name=Globex");

        town.Right.Edit("person", person, "firm", "r2");
        await town.SyncAsync();

        town.Left.Look("contact", "l3", "company").ShouldBe("l2");
    }

    [Fact]
    public async Task A_reference_to_what_has_no_partner_never_clears_and_arrives_when_it_has()
    {
        await using var town = await Town.OpenAsync();
        town.Left.FindsByModifiedTime = town.Right.FindsByModifiedTime = true;
        town.Configure = s => s with { SweepEvery = TimeSpan.FromDays(30) };
        var acme = town.Left.Add("company", ("name", "Acme"));
        var ada = town.Left.Add("contact", ("email", "ada@x.org"), ("company", acme));
        await town.SyncAsync();
        var globex = town.Left.Add("company", ("name", "Globex"));
        town.Left.Edit("contact", ada, "company", globex);

        await town.SyncOnlyAsync("contacts");
        var meanwhile = town.Right.Show("person", "firm");
        await town.SyncOnlyAsync("companies");
        await town.SyncOnlyAsync("contacts");

        meanwhile.ShouldBe("firm=r1");
        town.Right.Show("person", "firm").ShouldBe("firm=r3");
        town.Left.Show("contact", "company").ShouldBe($"company={globex}");
    }

    [Fact]
    public async Task What_waits_is_not_carried_over_from_a_row_that_was_read_before_a_later_write()
    {
        await using var town = await Town.OpenAsync();
        town.Left.FindsByModifiedTime = town.Right.FindsByModifiedTime = true;
        town.Configure = s => s with { SweepEvery = TimeSpan.FromDays(30) };
        var globex = town.Left.Add("company", ("name", "Globex"));
        town.Left.Add("contact", ("email", "ada@x.org"), ("name", "Ada"), ("company", globex));
        await town.SyncOnlyAsync("contacts");
        town.Time.Advance(TimeSpan.FromMinutes(1));
        town.Right.Edit("person", town.Right.OnlyId("person"), "name", "Ada L.");
        await town.SyncOnlyAsync("contacts");

        await town.SyncAsync();

        town.Left.Show("contact", "name").ShouldBe("name=Ada L.");
        town.Right.Show("person", "name", "firm").ShouldBe("name=Ada L., firm=r2");
    }

    [Fact]
    public async Task A_delete_does_not_wait_for_ever_for_a_copy_whose_reference_came_to_mean_another_record()
    {
        await using var town = await Town.OpenAsync();
        var acme = town.Left.Add("company", ("name", "Acme"));
        town.Left.Add("company", ("name", "Globex"));
        var ada = town.Left.Add("contact", ("email", "ada@x.org"), ("company", acme));
        town.Left.Add("contact", ("email", "bob@x.org"));
        await town.SyncAsync();
        // An edit beats the delete: the company is created again, under another id.
        town.Left.Delete("company", acme);
        town.Right.Edit("firm", town.Right.IdOf("firm", "name", "Acme"), "name", "Acme Ltd");
        await town.SyncAsync();
        await town.SyncAsync();
        var again = town.Left.IdOf("company", "name", "Acme Ltd");

        town.Left.Delete("contact", ada);
        await town.SyncAsync();
        await town.SyncAsync();
        var quiet = await town.SyncAsync();

        quiet["contacts"].Postponed.ShouldBe(0);
        quiet.Values.Sum(r => r.Writes).ShouldBe(0);
        var back = town.Left.IdOf("contact", "email", "ada@x.org");
        town.Left.Look("contact", back, "company").ShouldBe(again);
        town.Right.Show("person", "email").ShouldBe("email=ada@x.org; email=bob@x.org");
    }

    [Fact]
    public async Task A_reference_that_never_had_a_partner_is_in_the_journal_when_its_record_is_deleted()
    {
        await using var town = await Town.OpenAsync();
        town.Configure = s => s with { Mode = SyncMode.ToRight };
        var acme = town.Right.Add("firm", ("name", "Acme"));
        town.Right.Add("person", ("email", "ada@x.org"), ("firm", acme));
        var ada = town.Left.Add("contact", ("email", "ada@x.org"));
        town.Left.Add("contact", ("email", "bob@x.org"));
        await town.SyncAsync();

        town.Left.Delete("contact", ada);
        await town.SyncAsync();

        town.Right.Show("person", "email").ShouldBe("email=bob@x.org");
        var told = await town.JournalAsync("contacts");
        told.Where(e => e.Kind is JournalKind.Overwriting)
            .SelectMany(e => e.Fields)
            .ShouldContain(f => f.Field.StartsWith("company") && f.Before.Text == acme);
    }

    [Fact]
    public async Task Users_are_told_by_their_address()
    {
        await using var town = await Town.OpenAsync();
        var left = town.Left.Add("user", ("email", "Sue@x.org"));
        town.Right.Add("user", ("email", "joe@x.org"));
        var right = town.Right.Add("user", ("email", "sue@x.org"));
        town.Left.Add("contact", ("email", "ada@x.org"), ("owner", left));

        await town.SyncAsync();

        town.Right.Show("person", "owner").ShouldBe($"owner={right}");
    }

    [Fact]
    public async Task The_sync_files_own_list_of_users_comes_first()
    {
        await using var town = await Town.OpenAsync();
        var left = town.Left.Add("user", ("email", "sue@x.org"));
        var joe = town.Right.Add("user", ("email", "joe@x.org"));
        town.Right.Add("user", ("email", "sue@x.org"));
        town.Users = new Dictionary<string, string> { [left] = "joe@x.org" };
        town.Left.Add("contact", ("email", "ada@x.org"), ("owner", left));

        await town.SyncAsync();

        town.Right.Show("person", "owner").ShouldBe($"owner={joe}");
    }

    [Fact]
    public async Task A_user_without_counterpart_clears_nothing()
    {
        await using var town = await Town.OpenAsync();
        var left = town.Left.Add("user", ("email", "sue@x.org"));
        var joe = town.Right.Add("user", ("email", "joe@x.org"));
        town.Left.Add("contact", ("email", "ada@x.org"), ("owner", left));
        town.Right.Add("person", ("email", "ada@x.org"), ("owner", joe));

        var reports = await town.SyncAsync();

        reports["contacts"].Writes.ShouldBe(0);
        (await town.IssuesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_reference_that_nothing_translates_is_a_problem_with_the_way_out()
    {
        await using var town = await Town.OpenAsync();
        town.Names = ["contacts"];

        var problem = await Should.ThrowAsync<MappingException>(() => town.SyncAsync());

        problem.Problems.ShouldHaveSingleItem();
        problem
            .Problems[0]
            .Message.ShouldStartWith(
                "'company ↔ firm' refers to 'company' on the left and 'firm' on the right"
            );
        problem
            .Problems[0]
            .Hint.ShouldBe(
                "Add a stream to the sync whose left is 'company' and whose right is 'firm', or leave the pair out."
            );
    }

    [Fact]
    public async Task Users_that_are_listed_nowhere_are_asked_for()
    {
        await using var town = await Town.OpenAsync();
        town.Right.Schemas = [.. town.Right.Schemas.Where(s => s.ObjectType != "user")];

        var problem = await Should.ThrowAsync<MappingException>(() => town.SyncAsync());

        problem.Problems[0].Hint!.ShouldStartWith("List them under 'users:'");
    }

    [Fact]
    public async Task Streams_that_belong_to_each_other_in_a_circle_are_an_error_with_names()
    {
        await using var town = await Town.OpenAsync();
        town.Left.Schemas = Required(town.Left.Schemas, "company", "chair", "contact");
        town.Left.Schemas = Required(town.Left.Schemas, "contact", "company", "company");
        town.Right.Schemas = Required(town.Right.Schemas, "firm", "chair", "person");
        town.Configure = s =>
            s.Name == "crm/companies"
                ? s with
                {
                    Fields = [.. s.Fields, new FieldPair("chair", "chair")],
                }
                : s;

        var problem = await Should.ThrowAsync<MappingException>(() => town.SyncAsync());

        problem.Problems[0].Message.ShouldContain("'crm/contacts' to 'crm/companies' by 'company'");
        problem.Problems[0].Message.ShouldContain("'crm/companies' to 'crm/contacts' by 'chair'");
    }

    [Fact]
    public async Task A_circle_of_references_that_can_wait_is_cut()
    {
        await using var town = await Town.OpenAsync();
        town.Left.Schemas = Optional(town.Left.Schemas, "company", "chair", "contact");
        town.Right.Schemas = Optional(town.Right.Schemas, "firm", "chair", "person");
        town.Configure = s =>
            s.Name == "crm/companies"
                ? s with
                {
                    Fields = [.. s.Fields, new FieldPair("chair", "chair")],
                }
                : s;
        var acme = town.Left.Add("company", ("name", "Acme"));
        var ada = town.Left.Add("contact", ("email", "ada@x.org"), ("company", acme));
        town.Left.Edit("company", acme, "chair", ada);

        await town.SyncAsync();
        await town.SyncAsync();

        town.Right.Show("person", "firm").ShouldBe($"firm={town.Right.OnlyId("firm")}");
        town.Right.Show("firm", "chair").ShouldBe($"chair={town.Right.OnlyId("person")}");
    }

    private static ObjectSchema[] Required(
        IReadOnlyList<ObjectSchema> schemas,
        string type,
        string field,
        string to
    ) =>
        With(
            schemas,
            type,
            new Field(field, field, FieldType.Reference) { RefersTo = to, Required = true }
        );

    private static ObjectSchema[] Optional(
        IReadOnlyList<ObjectSchema> schemas,
        string type,
        string field,
        string to
    ) => With(schemas, type, new Field(field, field, FieldType.Reference) { RefersTo = to });

    private static ObjectSchema[] With(
        IReadOnlyList<ObjectSchema> schemas,
        string type,
        Field field
    ) =>
        [
            .. schemas.Select(s =>
                s.ObjectType == type
                    ? s with
                    {
                        Fields = [.. s.Fields.Where(f => f.Key != field.Key), field],
                    }
                    : s
            ),
        ];
}
