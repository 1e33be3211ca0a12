using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Record = Tallystick.Core.Records.Record;

namespace Tallystick.Tests.Storage;

public sealed class StoreStagingTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_staged_row_comes_back_as_it_was_stored(bool inFile)
    {
        await using var desk = await StoreDesk.OpenAsync(inFile);
        var record = new Record("l1", [Value.Of("Ann"), Value.Unknown, Value.OfSet(["x"])])
        {
            Version = "e1",
            ModifiedAt = StoreDesk.Start.AddTicks(9),
            CreatedAt = StoreDesk.Start,
            Origin = "line 17",
        };
        var row = new StagedRow(record, 77, null, ["k1", null, "k3"]);

        await desk.StageAsync(Side.Left, row);

        var stored = (await desk.StagedAsync(Side.Left, "l1"))!;
        stored.Keys.ShouldBe(row.Keys);
        stored.Record.Values.ShouldBe(record.Values);
        stored.Record.ShouldBe(record with { Values = stored.Record.Values });
        (stored.Hash, stored.LinkId, stored.HeldBy).ShouldBe((row.Hash, null, null));
    }

    [Fact]
    public async Task Staging_stores_the_listings_checkpoint_with_the_rows()
    {
        await using var desk = await StoreDesk.OpenAsync(inFile: false);
        var progress = new SideProgress
        {
            Listing = new Checkpoint { Cursor = "2", StartedAt = StoreDesk.Start },
        };

        await desk.Store.StageAsync(desk.Run, Side.Left, [], progress, default);

        (await desk.Store.ProgressAsync(StoreDesk.Stream, Side.Left, default)).ShouldBe(progress);
    }

    [Theory]
    [InlineData(1, "refused")]
    [InlineData(2, null)]
    public async Task A_held_row_stays_held_only_while_its_hash_is_the_same(
        int hash,
        string? heldBy
    )
    {
        await using var desk = await StoreDesk.OpenAsync(inFile: false);
        await desk.StageAsync(Side.Left, StoreDesk.Row("l1", hash: 1));
        await desk.CommitAsync(new Commit { Held = [(Side.Left, "l1", "refused")] });

        await desk.StageAsync(Side.Left, StoreDesk.Row("l1", hash: (ulong)hash));

        (await desk.StagedAsync(Side.Left, "l1"))!.HeldBy.ShouldBe(heldBy);
    }

    [Fact]
    public async Task A_released_row_waits_for_work_again()
    {
        await using var desk = await StoreDesk.OpenAsync(inFile: false);
        await desk.StageAsync(Side.Left, StoreDesk.Row("l1"));
        await desk.CommitAsync(new Commit { Held = [(Side.Left, "l1", "refused")] });
        (await desk.Store.CountWorkAsync(StoreDesk.Stream, default)).ShouldBe(0);

        await desk.CommitAsync(new Commit { Released = [(Side.Left, "l1")] });

        (await desk.Store.CountWorkAsync(StoreDesk.Stream, default)).ShouldBe(1);
    }

    [Fact]
    public async Task Held_rows_are_told_by_side_and_id()
    {
        await using var desk = await StoreDesk.OpenAsync(inFile: false);
        await desk.StageAsync(Side.Right, StoreDesk.Row("a"), StoreDesk.Row("waits"));
        await desk.StageAsync(Side.Left, StoreDesk.Row("z"), StoreDesk.Row("b"));

        await desk.CommitAsync(
            new Commit
            {
                Held = [(Side.Right, "a", "1"), (Side.Left, "z", "2"), (Side.Left, "b", "3")],
            }
        );

        (await desk.Store.HeldAsync(StoreDesk.Stream, default)).ShouldBe([
            new(Side.Left, "b", "3"),
            new(Side.Left, "z", "2"),
            new(Side.Right, "a", "1"),
        ]);
    }

    [Fact]
    public async Task A_sweep_forgets_what_the_listing_did_not_bring()
    {
        await using var desk = await StoreDesk.OpenAsync(inFile: false);
        await desk.StageAsync(Side.Left, StoreDesk.Row("old", "k"), StoreDesk.Row("both"));
        await desk.StageAsync(Side.Right, StoreDesk.Row("other", "k"));
        desk.Listing = StoreDesk.Start.AddHours(1);
        await desk.StageAsync(Side.Left, StoreDesk.Row("both"), StoreDesk.Row("new"));

        await desk.Store.SweepStagedAsync(desk.Run, Side.Left, desk.Listing, default);

        (await desk.PagesAsync(10)).ShouldBe(["/both/ /new/ //other"]);
        await desk.StageAsync(Side.Right, StoreDesk.Row("other", "k"), StoreDesk.Row("r9", "k"));
        (await desk.GroupsAsync()).ShouldBe(["k:  | other r9"]);
    }

    [Fact]
    public async Task A_sweep_leaves_what_was_read_of_a_linked_record()
    {
        await using var desk = await StoreDesk.OpenAsync(inFile: false);
        await desk.StageAsync(Side.Left, StoreDesk.Row("l1"), StoreDesk.Row("old"));
        await desk.StageAsync(Side.Right, StoreDesk.Row("r1"));
        var link = await desk.LinkAsync("l1", "r1");
        desk.Listing = StoreDesk.Start.AddHours(1);

        await desk.Store.SweepStagedAsync(desk.Run, Side.Left, desk.Listing, default);

        (await desk.PagesAsync(10)).ShouldBe([$"{link.Id}/l1/r1"]);
    }

    [Fact]
    public async Task A_new_link_takes_over_the_staged_rows_of_its_records()
    {
        await using var desk = await StoreDesk.OpenAsync(inFile: false);
        await desk.StageAsync(Side.Left, StoreDesk.Row("l1"));
        await desk.StageAsync(Side.Right, StoreDesk.Row("r1"), StoreDesk.Row("r2"));

        var link = await desk.LinkAsync("l1", "r1");

        (await desk.PagesAsync(10)).ShouldBe([$"{link.Id}/l1/r1 //r2"]);
    }

    [Fact]
    public async Task A_held_row_waits_again_when_a_link_is_proposed_for_it()
    {
        await using var desk = await StoreDesk.OpenAsync(inFile: false);
        await desk.StageAsync(Side.Left, StoreDesk.Row("l1"));
        await desk.CommitAsync(new Commit { Held = [(Side.Left, "l1", "ambiguous")] });

        await desk.Store.ProposeLinksAsync(desk.Run, [("l1", "r1")], default);

        var row = (await desk.StagedAsync(Side.Left, "l1"))!;
        (row.LinkId, row.HeldBy).ShouldBe((1L, null));
        (await desk.LinkOfAsync(Side.Right, "r1"))!.Right.Shadow.ShouldBeNull();
    }

    [Fact]
    public async Task A_held_row_stays_held_when_its_own_link_is_committed_again()
    {
        await using var desk = await StoreDesk.OpenAsync(inFile: false);
        var link = await desk.LinkAsync("l1", "r1");
        await desk.StageAsync(Side.Left, StoreDesk.Row("l1", link: link.Id));
        await desk.CommitAsync(new Commit { Held = [(Side.Left, "l1", "conflict")] });

        await desk.CommitAsync(new Commit { Links = [StoreDesk.Pair("l1", "r1", id: link.Id)] });

        (await desk.StagedAsync(Side.Left, "l1"))!.HeldBy.ShouldBe("conflict");
    }

    [Fact]
    public async Task Links_of_a_commit_come_before_what_it_settles_and_holds()
    {
        await using var desk = await StoreDesk.OpenAsync(inFile: false);
        await desk.StageAsync(Side.Left, StoreDesk.Row("l1"));
        await desk.StageAsync(Side.Right, StoreDesk.Row("r1"));

        await desk.CommitAsync(
            new Commit
            {
                Links = [StoreDesk.Pair("l1", "r1")],
                Settled = [(Side.Left, "l1")],
                Held = [(Side.Right, "r1", "why")],
            }
        );

        (await desk.StagedAsync(Side.Left, "l1")).ShouldBeNull();
        var held = (await desk.StagedAsync(Side.Right, "r1"))!;
        (held.LinkId, held.HeldBy).ShouldBe((1L, "why"));
    }

    [Fact]
    public async Task A_tombstone_sets_its_staged_rows_free()
    {
        await using var desk = await StoreDesk.OpenAsync(inFile: false);
        var link = await desk.LinkAsync("l1", "r1");
        await desk.StageAsync(Side.Left, StoreDesk.Row("l1", link: link.Id));
        await desk.CommitAsync(new Commit { Held = [(Side.Left, "l1", "why")] });

        await desk.CommitAsync(
            new Commit
            {
                Links = [StoreDesk.Pair("l1", "r1", id: link.Id, state: LinkState.Deleted)],
            }
        );

        var row = (await desk.StagedAsync(Side.Left, "l1"))!;
        (row.LinkId, row.HeldBy).ShouldBe((null, null));
    }

    [Fact]
    public async Task A_link_whose_state_changes_keeps_its_held_rows_and_its_keys()
    {
        await using var desk = await StoreDesk.OpenAsync(inFile: false);
        var link = await desk.LinkAsync("l1", "r1", "k");
        await desk.StageAsync(Side.Left, StoreDesk.Row("l1", "k", link.Id));
        await desk.CommitAsync(new Commit { Held = [(Side.Left, "l1", "why")] });
        var gone = StoreDesk.Pair("l1", "r1", id: link.Id, state: LinkState.RightGone);

        await desk.CommitAsync(new Commit { Links = [gone] });

        var row = (await desk.StagedAsync(Side.Left, "l1"))!;
        (row.LinkId, row.HeldBy).ShouldBe((link.Id, "why"));
        await desk.StageAsync(Side.Right, StoreDesk.Row("r9", "k"));
        (await desk.GroupsAsync()).ShouldBe(["k: l1@1 | r1@1 r9"]);
        (await desk.Store.CountLinksAsync(StoreDesk.Stream, default)).ShouldBe((1, link.Id));
    }

    [Fact]
    public async Task Staged_rows_are_found_by_side_and_id()
    {
        await using var desk = await StoreDesk.OpenAsync(inFile: false);
        await desk.StageAsync(Side.Left, StoreDesk.Row("a"), StoreDesk.Row("b"));
        await desk.StageAsync(Side.Right, StoreDesk.Row("c"));

        var rows = await desk.Store.StagedAsync(
            StoreDesk.Stream,
            Side.Left,
            ["a", "a", "c"],
            default
        );

        rows.ShouldHaveSingleItem().Record.Id.ShouldBe("a");
    }
}
