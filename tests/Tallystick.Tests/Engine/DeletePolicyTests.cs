using Tallystick.Core.Mapping;
using Tallystick.Core.Stores;

namespace Tallystick.Tests.Engine;

public sealed class DeletePolicyTests
{
    [Fact]
    public async Task Each_side_can_have_its_own_policy()
    {
        await using var bench = await SyncBench.StartAsync(
            20,
            s => s with { Deletes = DeletePolicy.Keep, DeletesOnRight = DeletePolicy.Propagate }
        );
        bench.Left.Delete("l0001");
        bench.Right.Delete("r0002");

        var report = await bench.SyncAsync();

        (report.Deleted.Left, report.Deleted.Right).ShouldBe((1, 0));
        (await bench.IssuesAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(DeletePolicy.Propagate)]
    [InlineData(DeletePolicy.Archive)]
    public async Task What_a_one_way_mode_keeps_follows_once_both_ways_are_on(DeletePolicy policy)
    {
        await using var bench = await SyncBench.StartAsync(20, s => s with { Deletes = policy });
        bench.Stream = bench.Stream with { Mode = SyncMode.ToRight };
        bench.Right.Delete("r0001");
        await bench.SyncAsync();
        (await bench.SyncAsync()).Deleted.Left.ShouldBe(0);
        (await bench.IssuesAsync()).ShouldBeEmpty();
        bench.Left["l0001", "tags"].ShouldBe("t1");
        bench.Stream = bench.Stream with { Mode = SyncMode.TwoWay };

        var report = await bench.SyncAsync();

        (await bench.IssuesAsync()).ShouldBeEmpty();
        bench.Right.Count.ShouldBe(19);
        if (policy is DeletePolicy.Propagate)
            report.Deleted.Left.ShouldBe(1);
        else
            bench.Left["l0001", "tags"].ShouldBe("t1; gone-from-right");
        (await bench.SyncAsync()).Writes.ShouldBe(0);
    }

    [Fact]
    public async Task An_edit_beats_a_delete_that_a_one_way_mode_kept_back()
    {
        await using var bench = await SyncBench.StartAsync(20, OneWay);
        bench.Right.Delete("r0001");
        await bench.SyncAsync();
        bench.Left.Edit("l0001", "city", "Ulm");

        await bench.SyncAsync();

        bench.Right[bench.Right.IdOf("p1@x"), "city"].ShouldBe("Ulm");
        bench.Right.Count.ShouldBe(20);
        (await bench.SyncAsync()).Writes.ShouldBe(0);

        static StreamDefinition OneWay(StreamDefinition s) =>
            s with
            {
                Deletes = DeletePolicy.Propagate,
                Mode = SyncMode.ToRight,
            };
    }

    [Fact]
    public async Task An_edit_that_the_other_app_refused_beats_a_delete_there()
    {
        await using var bench = await SyncBench.StartAsync(20);
        bench.Left.Poison.Add("l0001");
        bench.Right.Edit("r0001", "city", "Ulm");
        await bench.SyncAsync();
        bench.Left.Delete("l0001");

        (await bench.SyncAsync()).Deleted.Right.ShouldBe(0);

        bench.Right["r0001", "city"].ShouldBe("Ulm");
        (await bench.IssuesAsync(IssueKind.Deleted))
            .ShouldHaveSingleItem()
            .Message.ShouldBe(
                "crm l0001 was deleted; erp r0001 was kept, since crm never got its 'city'."
            );
    }

    [Fact]
    public async Task A_refused_edit_of_the_one_that_is_deleted_keeps_nobody()
    {
        await using var bench = await SyncBench.StartAsync(20);
        bench.Right.Poison.Add("r0001");
        bench.Left.Edit("l0001", "city", "Ulm");
        await bench.SyncAsync();
        bench.Right.Poison.Clear();
        bench.Left.Delete("l0001");

        (await bench.SyncAsync()).Deleted.Right.ShouldBe(1);

        (await bench.IssuesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Where_records_have_versions_an_edit_in_the_instant_before_a_delete_wins()
    {
        await using var bench = await SyncBench.StartAsync(
            20,
            s => s with { Deletes = DeletePolicy.Propagate }
        );
        bench.Right.HasVersions = true;
        bench.Left.Delete("l0001");
        bench.Right.BeforeDelete = id => bench.Right.Edit(id, "city", "Ulm");

        var report = await bench.SyncAsync();

        (report.Deleted.Right, report.Postponed).ShouldBe((0, 1));
        bench.Right["r0001", "city"].ShouldBe("Ulm");
        bench.Right.BeforeDelete = null;
        await bench.SyncAsync();
        bench.Left[bench.Left.IdOf(bench.Right["r0001", "email"]), "city"].ShouldBe("Ulm");
    }

    [Fact]
    public async Task Archived_means_tagged_and_kept()
    {
        await using var bench = await ArchivedAsync();

        bench.Right.Writes.ShouldBe(["update r0001 tags"]);
        bench.Right["r0001", "tags"].ShouldBe("t1; gone-from-left");
        (await bench.IssuesAsync()).ShouldBeEmpty();
        var entry = (await bench.JournalAsync(JournalKind.Updated)).ShouldHaveSingleItem();
        (entry.RightId, entry.Cause).ShouldBe(("r0001", "deleted on left, archived"));
        (await bench.SyncAsync()).Writes.ShouldBe(0);
    }

    [Fact]
    public async Task The_tag_comes_off_when_the_record_comes_back()
    {
        await using var bench = await SyncBench.StartAsync(20, Archive);
        var putBack = bench.Left.Delete("l0001");
        await bench.SyncAsync();
        bench.Right.Edit("r0001", "tags", "t1;gone-from-left;friend");

        putBack();
        await bench.SyncAsync();

        foreach (var tags in new[] { bench.Right["r0001", "tags"], bench.Left["l0001", "tags"] })
            tags.Split("; ").ShouldBe(["t1", "friend"], ignoreOrder: true);
        (await bench.SyncAsync()).Writes.ShouldBe(0);
        (await bench.VerifyAsync()).InSync.ShouldBeTrue();
    }

    [Fact]
    public async Task A_tag_that_a_person_gave_is_not_taken_off()
    {
        await using var bench = await SyncBench.StartAsync(20, Archive);
        bench.Left.Edit("l0001", "tags", "gone-from-left");
        await bench.SyncAsync();
        var putBack = bench.Left.Delete("l0001");
        await bench.SyncAsync();

        putBack();
        await bench.SyncAsync();

        bench.Right["r0001", "tags"].ShouldBe("gone-from-left");
    }

    [Fact]
    public async Task An_edit_beats_archiving_too()
    {
        await using var bench = await SyncBench.StartAsync(20, Archive);
        bench.Left.Delete("l0001");
        bench.Right.Edit("r0001", "city", "Newtown");

        await bench.SyncAsync();
        await bench.SyncAsync();

        bench.Right["r0001", "tags"].ShouldBe("t1");
        bench.Left[bench.Left.IdOf("p1@x"), "city"].ShouldBe("Newtown");
    }

    [Fact]
    public async Task An_edit_that_nothing_can_come_of_is_kept_beside_the_tag()
    {
        await using var bench = await SyncBench.StartAsync(20, Archive);
        bench.Stream = bench.Stream with { Mode = SyncMode.ToRight };
        bench.Left.Delete("l0001");
        bench.Right.Edit("r0001", "city", "Newtown");

        await bench.SyncAsync();
        var quiet = await bench.SyncAsync();

        bench.Right["r0001", "tags"].ShouldBe("t1; gone-from-left");
        bench.Right["r0001", "city"].ShouldBe("Newtown");
        (quiet.Writes, quiet.Postponed).ShouldBe((0, 0));
        (await bench.VerifyAsync()).InSync.ShouldBeTrue();
    }

    [Fact]
    public async Task Archiving_can_be_undone()
    {
        await using var bench = await SyncBench.StartAsync(20, Archive);
        bench.Left.Delete("l0001");
        var run = (await bench.SyncAsync()).Run;

        await bench.Session().UndoAsync(new() { Run = run }, new(), default);

        bench.Right["r0001", "tags"].ShouldBe("t1");
        (await bench.SyncAsync()).Writes.ShouldBe(0);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task Who_was_typed_in_anew_is_not_brought_back_as_a_double(bool finds, bool syncs)
    {
        await using var bench = await SyncBench.StartAsync(20);
        if (finds)
            bench.Right.Finds.Add("email");
        bench.Left.Delete("l0001");
        var run = (await bench.SyncAsync()).Run;
        var app = syncs ? bench.Left : bench.Right;
        app.Add(("email", "p1@x"), ("name", "Typed anew"));
        if (syncs)
            await bench.SyncAsync();

        var report = await bench.Session().UndoAsync(new() { Run = run }, new(), default);

        report.Created.Total.ShouldBe(0);
        report.Skips.ShouldHaveSingleItem().Reason.ShouldContain("has a record there again");
        bench.Right.Count.ShouldBe(20);
        await bench.SyncAsync();
        (bench.Left.Count, bench.Right.Count).ShouldBe((20, 20));
    }

    [Fact]
    public async Task The_archive_tag_can_be_chosen()
    {
        await using var bench = await SyncBench.StartAsync(
            20,
            s => Archive(s) with { ArchiveTag = "Ended ({side})" }
        );
        bench.Right.Delete("r0001");

        await bench.SyncAsync();

        bench.Left["l0001", "tags"].ShouldBe("t1; Ended (right)");
    }

    [Fact]
    public async Task Archiving_needs_a_set_to_put_the_tag_in()
    {
        await using var bench = await SyncBench.StartAsync(0);
        bench.Stream = Archive(bench.Stream) with { Fields = [new FieldPair("email", "email")] };

        var problem = await Should.ThrowAsync<MappingException>(() => bench.SyncAsync());

        problem.Message.ShouldContain("no set field");
        bench.Stream = bench.Stream with { Deletes = DeletePolicy.Ask };
        await bench.SyncAsync();
    }

    private static StreamDefinition Archive(StreamDefinition stream) =>
        stream with
        {
            Deletes = DeletePolicy.Archive,
        };

    private static async Task<SyncBench> ArchivedAsync()
    {
        var bench = await SyncBench.StartAsync(20, Archive);
        bench.Left.Delete("l0001");
        await bench.SyncAsync();
        return bench;
    }
}
