using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Storage;

namespace Tallystick.Tests.Storage;

public sealed class StoreLinksTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_link_comes_back_as_it_was_stored(bool inFile)
    {
        await using var desk = await StoreDesk.OpenAsync(inFile);
        var link = new Link(
            0,
            new LinkSide("l1")
            {
                Shadow = [Value.Of("Ann \"A\" Ünal"), Value.Empty, Value.Unknown],
                Hash = UInt128.MaxValue - 5,
                ModifiedAt = StoreDesk.Start.AddTicks(1),
                WrittenAt = StoreDesk.Start.AddTicks(2),
                Version = "v7",
            },
            new LinkSide("r1") { Shadow = [Value.OfSet(["b", "a"])] }
        )
        {
            State = LinkState.RightGone,
            Marks =
            [
                new FieldMark("email", MarkReason.NotStored),
                new FieldMark("tags", MarkReason.Normalised),
            ],
        };

        await desk.CommitAsync(new Commit { Links = [new LinkCommit(link, null, null)] });

        var stored = (await desk.LinkOfAsync(Side.Right, "r1"))!;
        stored.Left.Shadow.ShouldBe(link.Left.Shadow);
        stored.Right.Shadow.ShouldBe(link.Right.Shadow);
        stored.Marks.ShouldBe(link.Marks);
        stored.State.ShouldBe(LinkState.RightGone);
        (stored.Left with { Shadow = null }).ShouldBe(link.Left with { Shadow = null });
        (stored.Right with { Shadow = null }).ShouldBe(link.Right with { Shadow = null });
    }

    [Fact]
    public async Task A_link_with_a_number_is_replaced()
    {
        await using var desk = await StoreDesk.OpenAsync(inFile: false);
        var link = await desk.LinkAsync("l1", "r1");
        var changed = link.With(Side.Left, link.Left with { Hash = 99, Version = "2" });

        await desk.CommitAsync(new Commit { Links = [new LinkCommit(changed, null, null)] });

        (await desk.LinkOfAsync(Side.Left, "l1"))!.Left.ShouldBe(changed.Left);
        (await desk.Store.CountLinksAsync(StoreDesk.Stream, default)).ShouldBe((1, link.Id));
    }

    [Fact]
    public async Task A_link_may_get_another_partner()
    {
        await using var desk = await StoreDesk.OpenAsync(inFile: false);
        var link = await desk.LinkAsync("l1", "r1", "k");

        await desk.CommitAsync(new Commit { Links = [StoreDesk.Pair("l1", "r2", "k", link.Id)] });

        (await desk.LinkOfAsync(Side.Right, "r1")).ShouldBeNull();
        (await desk.LinkOfAsync(Side.Right, "r2"))!.Id.ShouldBe(link.Id);
    }

    [Fact]
    public async Task Replacing_an_unknown_link_is_refused()
    {
        await using var desk = await StoreDesk.OpenAsync(inFile: false);

        var attempt = () =>
            desk.CommitAsync(new Commit { Links = [StoreDesk.Pair("l1", "r1", id: 7)] });

        (await attempt.ShouldThrowAsync<StoreException>()).Message.ShouldContain("7");
    }

    [Fact]
    public async Task A_record_gets_no_second_link_and_the_whole_commit_is_undone()
    {
        await using var desk = await StoreDesk.OpenAsync(inFile: false);
        await desk.LinkAsync("l1", "r1");

        var attempt = () =>
            desk.CommitAsync(
                new Commit { Links = [StoreDesk.Pair("l9", "r9"), StoreDesk.Pair("l1", "r2")] }
            );

        await attempt.ShouldThrowAsync<StoreException>();
        (await desk.LinkOfAsync(Side.Left, "l9")).ShouldBeNull();
        (await desk.LinkAsync("l9", "r9")).Id.ShouldBe(2);
    }

    [Fact]
    public async Task A_tombstone_frees_its_records_for_other_links()
    {
        await using var desk = await StoreDesk.OpenAsync(inFile: false);
        var link = await desk.LinkAsync("l1", "r1");
        var tombstone = StoreDesk.Pair("l1", "r1", id: link.Id, state: LinkState.Deleted);

        await desk.CommitAsync(
            new Commit
            {
                Links = [StoreDesk.Pair("l1", "r2"), tombstone, StoreDesk.Pair("l2", "r1")],
            }
        );

        (await desk.LinkOfAsync(Side.Left, "l1"))!.Right.RecordId.ShouldBe("r2");
        (await desk.LinkOfAsync(Side.Right, "r1"))!.Left.RecordId.ShouldBe("l2");
    }

    [Fact]
    public async Task A_new_record_takes_over_the_id_of_one_that_is_gone()
    {
        await using var desk = await StoreDesk.OpenAsync(inFile: false);
        var gone = StoreDesk.Pair("l1", "r1", "k", state: LinkState.RightGone);
        await desk.CommitAsync(new Commit { Links = [gone] });

        await desk.CommitAsync(new Commit { Links = [StoreDesk.Pair("l2", "r1", "other")] });

        (await desk.LinkOfAsync(Side.Right, "r1"))!.Left.RecordId.ShouldBe("l2");
        var survivor = (await desk.LinkOfAsync(Side.Left, "l1"))!;
        survivor.State.ShouldBe(LinkState.RightGone);
        survivor.Right.RecordId.ShouldNotBe("r1");

        // A survivor as it was read before does not take the id back, and can get a new partner.
        await desk.CommitAsync(
            new Commit { Links = [gone with { Link = gone.Link with { Id = survivor.Id } }] }
        );
        (await desk.LinkOfAsync(Side.Left, "l1"))!.Right.ShouldBe(survivor.Right);
        await desk.CommitAsync(
            new Commit { Links = [StoreDesk.Pair("l1", "r3", "k", survivor.Id)] }
        );
        (await desk.LinkOfAsync(Side.Right, "r3"))!.Id.ShouldBe(survivor.Id);
        (await desk.LinkOfAsync(Side.Right, "r1"))!.Left.RecordId.ShouldBe("l2");
        (await desk.Store.CountLinksAsync(StoreDesk.Stream, default)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Tombstones_are_in_no_answer_but_their_numbers_are_not_used_again()
    {
        await using var desk = await StoreDesk.OpenAsync(inFile: false);
        var link = await desk.LinkAsync("l1", "r1");
        await desk.LinkAsync("l2", "r2");
        var last = await desk.LinkAsync("l3", "r3");

        await desk.CommitAsync(
            new Commit
            {
                Links =
                [
                    StoreDesk.Pair("l1", "r1", id: link.Id, state: LinkState.Deleted),
                    StoreDesk.Pair("l3", "r3", id: last.Id, state: LinkState.Deleted),
                ],
            }
        );

        var links = await desk.Store.LinksAsync(StoreDesk.Stream, 0, 10, default);
        links.Select(l => l.Left.RecordId).ShouldBe(["l2"]);
        (await desk.Store.CountLinksAsync(StoreDesk.Stream, default)).ShouldBe((1, last.Id));
        var glances = await desk.Store.GlanceAsync(StoreDesk.Stream, Side.Left, ["l1"], default);
        glances.ShouldBeEmpty();
        (await desk.LinkAsync("l3", "r3")).Id.ShouldBe(last.Id + 1);
    }

    [Fact]
    public async Task Links_are_paged_by_number_within_their_stream()
    {
        await using var desk = await StoreDesk.OpenAsync(inFile: false);
        var other = await desk.Store.BeginRunAsync("a/b", "sync", StoreDesk.Start, default);
        for (var i = 1; i <= 5; i++)
        {
            await desk.LinkAsync($"l{i}", $"r{i}");
            await desk.Store.ProposeLinksAsync(other, [($"l{i}", $"r{i}")], default);
        }

        var first = await desk.Store.LinksAsync(StoreDesk.Stream, 0, 3, default);
        var rest = await desk.Store.LinksAsync(StoreDesk.Stream, first[^1].Id, 3, default);

        first.Concat(rest).Select(l => l.Left.RecordId).ShouldBe(["l1", "l2", "l3", "l4", "l5"]);
        (await desk.Store.LinksAsync(StoreDesk.Stream, rest[^1].Id, 3, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_glance_tells_what_a_listing_needs()
    {
        await using var desk = await StoreDesk.OpenAsync(inFile: false);
        var side = new LinkSide("r1")
        {
            Hash = 42,
            ModifiedAt = StoreDesk.Start,
            WrittenAt = StoreDesk.Start.AddSeconds(1),
        };
        var link = new Link(0, new LinkSide("l1"), side) { State = LinkState.LeftGone };
        await desk.CommitAsync(new Commit { Links = [new LinkCommit(link, null, null)] });

        var glances = await desk.Store.GlanceAsync(
            StoreDesk.Stream,
            Side.Right,
            ["r1", "l1", "odd \"id\" \\ ü"],
            default
        );

        glances
            .ShouldHaveSingleItem()
            .ShouldBe(
                new(
                    "r1",
                    new LinkGlance(1, 42, side.ModifiedAt, side.WrittenAt)
                    {
                        State = LinkState.LeftGone,
                    }
                )
            );
    }

    [Fact]
    public async Task A_glance_tells_whether_a_row_is_still_staged_on_that_side()
    {
        await using var desk = await StoreDesk.OpenAsync(inFile: false);
        var link = await desk.LinkAsync("x", "x");
        await desk.StageAsync(Side.Left, StoreDesk.Row("x", link: link.Id));

        var left = await desk.Store.GlanceAsync(StoreDesk.Stream, Side.Left, ["x"], default);
        var right = await desk.Store.GlanceAsync(StoreDesk.Stream, Side.Right, ["x"], default);

        left["x"].HasStaged.ShouldBeTrue();
        right["x"].HasStaged.ShouldBeFalse();
    }

    [Fact]
    public async Task Ids_with_any_characters_are_found_again()
    {
        await using var desk = await StoreDesk.OpenAsync(inFile: false);
        string[] ids = ["a\"b", "back\\slash", "ü/é", "12", "1e3", "null", "😀", " lead", "A", "a"];
        foreach (var id in ids)
            await desk.LinkAsync(id, id);

        var glances = await desk.Store.GlanceAsync(StoreDesk.Stream, Side.Left, ids, default);

        glances.Keys.ShouldBe(ids, ignoreOrder: true);
    }

    [Fact]
    public async Task An_unknown_stream_is_empty()
    {
        await using var desk = await StoreDesk.OpenAsync(inFile: false);

        (await desk.Store.LinksAsync("un/known", 0, 10, default)).ShouldBeEmpty();
        (await desk.Store.CountLinksAsync("un/known", default)).ShouldBe((0, 0));
        (await desk.Store.CountWorkAsync("un/known", default)).ShouldBe(0);
        (await desk.Store.WorkAsync("un/known", null, 10, default)).Next.ShouldBeNull();
    }
}
