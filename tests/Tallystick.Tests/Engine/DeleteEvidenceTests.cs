using Tallystick.Core.Mapping;
using Tallystick.Core.Stores;
using Tallystick.Engine.Runs;

namespace Tallystick.Tests.Engine;

/// <summary>What an app fails to show is not yet deleted.</summary>
public sealed class DeleteEvidenceTests
{
    private const int People = 40;

    [Theory]
    [InlineData((int)AppTrouble.EmptyList)]
    [InlineData((int)AppTrouble.HalfPages)]
    [InlineData((int)AppTrouble.TotalTooLarge)]
    public async Task A_listing_that_lacks_records_deletes_nothing_and_heals_by_itself(int trouble)
    {
        await using var bench = await SyncBench.StartAsync(People);
        bench.Left.Trouble = (AppTrouble)trouble;

        var sick = await bench.SyncAsync();

        sick.Writes.ShouldBe(0);
        sick.Stopped.ShouldNotBeNull();
        (await bench.IssuesAsync())
            .ShouldHaveSingleItem()
            .Kind.ShouldBe(IssueKind.SuspiciousDelete);
        bench.Left.Trouble = AppTrouble.None;
        await HealsAsync(bench);
    }

    [Theory]
    [InlineData((int)AppTrouble.EmptyList)]
    [InlineData((int)AppTrouble.HalfPages)]
    [InlineData((int)AppTrouble.TotalTooLarge)]
    public async Task Nobody_is_created_where_a_listing_hides_who_is_there(int trouble)
    {
        await using var bench = await SyncBench.StartAsync(People);
        bench.Left.Add(("email", "new@x"), ("name", "Ada"));
        bench.Right.Add(("email", "new@x"), ("name", "Ada"));
        bench.Right.Trouble = (AppTrouble)trouble;

        (await bench.SyncAsync()).Created.Total.ShouldBe(0);

        bench.Right.Trouble = AppTrouble.None;
        (await bench.SyncAsync()).Created.Total.ShouldBe(0);
        (bench.Left.Count, bench.Right.Count).ShouldBe((People + 1, People + 1));
        (await bench.IssuesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Where_partners_are_kept_nobody_is_asked_about_many_that_are_gone()
    {
        await using var bench = await SyncBench.StartAsync(
            People,
            s => s with { Deletes = DeletePolicy.Keep }
        );
        foreach (var id in bench.Left.Ids.Take(People / 2).ToArray())
            bench.Left.Delete(id);

        var report = await bench.SyncAsync();

        (report.Stopped, report.Writes).ShouldBe((null, 0));
        (await bench.IssuesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_is_gone_on_both_sides_was_deleted_by_nobody_here()
    {
        await using var bench = await SyncBench.StartAsync(
            People,
            s => s with { Deletes = DeletePolicy.Propagate }
        );
        bench.Left.Delete("l0001");
        bench.Right.Delete("r0001");

        var report = await bench.SyncAsync();

        report.Deleted.Total.ShouldBe(0);
        (await bench.JournalAsync(JournalKind.Deleted)).ShouldBeEmpty();
        (await bench.JournalAsync(JournalKind.DeleteSeen)).ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData((int)AppTrouble.Unauthorized)]
    [InlineData((int)AppTrouble.ForbiddenHalfWay)]
    public async Task A_refused_reading_stops_the_run_and_the_next_one_goes_on(int trouble)
    {
        await using var bench = await SyncBench.StartAsync(People);
        bench.Left.Trouble = (AppTrouble)trouble;

        await Should.ThrowAsync<RunStoppedException>(() => bench.SyncAsync());

        bench.Right.Writes.ShouldBeEmpty();
        bench.Left.Trouble = AppTrouble.None;
        await HealsAsync(bench);
    }

    [Fact]
    public async Task One_record_that_may_no_longer_be_seen_is_an_issue_and_stops_nobody_else()
    {
        await using var bench = await SyncBench.StartAsync(People);
        bench.Left.Hidden.Add("l0001");
        bench.Left.Delete("l0002");

        (await bench.SyncAsync()).Deleted.Right.ShouldBe(1);

        bench.Right.Count.ShouldBe(People - 1);
        var issue = (await bench.IssuesAsync()).ShouldHaveSingleItem();
        (issue.Kind, issue.LeftId).ShouldBe((IssueKind.BadRow, "l0001"));
        (await bench.VerifyAsync()).ShouldSatisfyAllConditions(
            v => v.Held.ShouldBe(1),
            v => v.InSync.ShouldBeTrue()
        );
        bench.Left.Hidden.Clear();
        await bench.SyncAsync();
        (await bench.IssuesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_schema_without_fields_is_no_reason_to_clear_or_delete_anything()
    {
        await using var bench = await SyncBench.StartAsync(People);
        bench.Left.Trouble = AppTrouble.NoFields;

        (await bench.SyncAsync()).Writes.ShouldBe(0);

        bench.Right.Writes.ShouldBeEmpty();
        (await bench.IssuesAsync()).ShouldHaveSingleItem().Kind.ShouldBe(IssueKind.SchemaDrift);
        bench.Left.Trouble = AppTrouble.None;
        await HealsAsync(bench);
    }

    [Fact]
    public async Task A_record_that_is_missing_from_a_listing_and_there_when_asked_for_stays()
    {
        await using var bench = await SyncBench.StartAsync(
            People,
            s => s with { DeletesMax = 100, DeleteShareMax = 1 }
        );
        bench.Left.Trouble = AppTrouble.HalfPages;

        (await bench.SyncAsync()).Deleted.Total.ShouldBe(0);

        bench.Right.Count.ShouldBe(People);
        (await bench.IssuesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Too_many_deletes_stop_even_where_a_whole_listing_is_proof()
    {
        await using var bench = await SyncBench.StartAsync(People, areFiles: true);
        foreach (var id in bench.Left.Ids.Take(6).ToArray())
            bench.Left.Delete(id);

        var report = await bench.SyncAsync();

        report.Deleted.Total.ShouldBe(0);
        report.Stopped!.ShouldContain("6 of 40");
        (await bench.SyncAsync(new RunOptions { AllowDeletes = true })).Deleted.Right.ShouldBe(6);
        (await bench.IssuesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Whose_edit_took_it_out_of_the_filter_is_asked_about_when_its_partner_is_deleted()
    {
        await using var bench = await SyncBench.StartAsync(
            0,
            s => s with { LeftFilter = new Dictionary<string, string> { ["city"] = "Rome" } }
        );
        for (var i = 1; i <= People; i++)
            bench.Left.Add(("email", $"p{i}@x"), ("name", $"N{i}"), ("city", "Rome"));
        await bench.SyncAsync();
        bench.Left.Edit("l0001", "city", "Oslo");
        bench.Right.Delete(bench.Right.IdOf("p1@x"));

        await bench.SyncAsync();

        (await bench.IssuesAsync()).ShouldHaveSingleItem().Kind.ShouldBe(IssueKind.Deleted);
        bench.Left["l0001", "city"].ShouldBe("Oslo");
        (await bench.VerifyAsync()).InSync.ShouldBeTrue();
    }

    [Fact]
    public async Task Who_has_left_the_filter_does_not_count_as_deleted()
    {
        await using var bench = await SyncBench.StartAsync(0, OnlyRome);
        for (var i = 1; i <= People; i++)
            bench.Left.Add(("email", $"p{i}@x"), ("name", $"N{i}"), ("city", "Rome"));
        await bench.SyncAsync();
        foreach (var id in bench.Left.Ids.Take(10).ToArray())
            bench.Left.Edit(id, "city", "Oslo");
        await bench.SyncAsync();
        (await bench.IssuesAsync()).ShouldBeEmpty();
        bench.Left.Delete("l0011");

        var report = await bench.SyncAsync();

        report.Stopped.ShouldBeNull();
        report.Deleted.Right.ShouldBe(1);
        bench.Right.Count.ShouldBe(People - 1);
        foreach (var id in bench.Left.Ids.Skip(20).Take(10).ToArray())
            bench.Left.Delete(id);
        (await bench.SyncAsync()).Stopped!.ShouldContain($"10 of {People - 1}");

        static StreamDefinition OnlyRome(StreamDefinition s) =>
            s with
            {
                LeftFilter = new Dictionary<string, string> { ["city"] = "Rome" },
            };
    }

    [Fact]
    public async Task The_number_of_deletes_is_bounded_whatever_the_share()
    {
        await using var bench = await SyncBench.StartAsync(
            People,
            s => s with { DeletesMax = 2, DeleteShareMax = 1 }
        );
        foreach (var id in bench.Left.Ids.Take(3).ToArray())
            bench.Left.Delete(id);

        (await bench.SyncAsync()).Deleted.Total.ShouldBe(0);

        bench.Right.Count.ShouldBe(People);
    }

    [Fact]
    public async Task An_edit_beats_a_delete()
    {
        await using var bench = await SyncBench.StartAsync(People);
        bench.Left.Delete("l0001");
        bench.Right.Edit("r0001", "city", "Newtown");

        await bench.SyncAsync();
        await bench.SyncAsync();

        bench.Right.Count.ShouldBe(People);
        bench.Left[bench.Left.IdOf("p1@x"), "city"].ShouldBe("Newtown");
    }

    [Fact]
    public async Task A_record_that_cannot_be_deleted_holds_up_no_other()
    {
        await using var bench = await SyncBench.StartAsync(People);
        bench.Left.Delete("l0001");
        bench.Left.Delete("l0002");
        bench.Right.Poison.Add("r0001");

        (await bench.SyncAsync()).Deleted.Right.ShouldBe(1);

        var issue = (await bench.IssuesAsync()).ShouldHaveSingleItem();
        (issue.Kind, issue.RightId).ShouldBe((IssueKind.Deleted, "r0001"));
        issue.Message.ShouldContain("locked");
    }

    [Fact]
    public async Task What_is_only_observed_is_still_a_delete_when_the_sync_is_switched_on()
    {
        await using var bench = await SyncBench.StartAsync(People);
        var on = bench.Stream;
        bench.Stream = on with { Mode = SyncMode.Observe };
        bench.Left.Delete("l0001");

        await bench.SyncAsync();
        bench.Stream = on;

        (await bench.SyncAsync()).Deleted.Right.ShouldBe(1);
    }

    private static async Task HealsAsync(SyncBench bench)
    {
        bench.Left.Edit("l0001", "city", "Healed");
        bench.Left.Delete("l0002");

        // A listing that was cut off goes on first where it stopped.
        var first = await bench.SyncAsync();
        var second = await bench.SyncAsync();

        (first.Stopped, second.Stopped).ShouldBe((null, null));
        (first.Updated.Right + second.Updated.Right).ShouldBe(1);
        bench.Right.Count.ShouldBe(People - 1);
        bench.Right["r0001", "city"].ShouldBe("Healed");
        (await bench.IssuesAsync()).ShouldBeEmpty();
    }
}
