using Tallystick.Core.Records;
using Tallystick.Core.Stores;

namespace Tallystick.Tests.Storage;

public sealed class StoreWorkTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(8)]
    public async Task Work_comes_in_one_order_whatever_the_page(int limit)
    {
        await using var desk = await DeskWithWorkAsync();

        var pages = await desk.PagesAsync(limit);

        string.Join(" ", pages).ShouldBe("1/l1/r1 2//r2 4/l4/ /a/ /b/ //a //c");
        pages.Length.ShouldBe((7 + limit - 1) / limit);
    }

    [Fact]
    public async Task A_pair_whose_rows_are_all_held_is_no_work()
    {
        await using var desk = await DeskWithWorkAsync();

        await desk.CommitAsync(
            new Commit
            {
                Held = [(Side.Left, "l1", "x"), (Side.Right, "r2", "x"), (Side.Left, "a", "x")],
            }
        );

        (await desk.PagesAsync(10)).ShouldBe(["1/l1/r1 4/l4/ /b/ //a //c"]);
        (await desk.Store.CountWorkAsync(StoreDesk.Stream, default)).ShouldBe(5);
    }

    [Fact]
    public async Task An_item_carries_its_link_with_both_shadows()
    {
        await using var desk = await StoreDesk.OpenAsync(inFile: false);
        var link = new Link(
            0,
            new LinkSide("l1") { Shadow = [Value.Of("a")] },
            new LinkSide("r1") { Shadow = [Value.Of("b")] }
        );
        await desk.CommitAsync(new Commit { Links = [new LinkCommit(link, null, null)] });
        await desk.StageAsync(Side.Left, StoreDesk.Row("l1", "k", 1));

        var (items, _) = await desk.Store.WorkAsync(StoreDesk.Stream, null, 10, default);

        var item = items.ShouldHaveSingleItem();
        item.Link!.Left.Shadow.ShouldBe(link.Left.Shadow);
        item.Link.Right.Shadow.ShouldBe(link.Right.Shadow);
        item.Left!.Keys.ShouldBe(["k"]);
        item.Right.ShouldBeNull();
    }

    [Fact]
    public async Task What_is_settled_between_pages_moves_nothing()
    {
        await using var desk = await DeskWithWorkAsync();
        var (_, next) = await desk.Store.WorkAsync(StoreDesk.Stream, null, 2, default);

        await desk.CommitAsync(
            new Commit { Settled = [(Side.Left, "l1"), (Side.Right, "r1"), (Side.Right, "r2")] }
        );

        var (items, _) = await desk.Store.WorkAsync(StoreDesk.Stream, next, 2, default);
        items.Select(i => i.Left?.Record.Id).ShouldBe(["l4", "a"]);
    }

    [Fact]
    public async Task No_work_is_one_empty_page()
    {
        await using var desk = await StoreDesk.OpenAsync(inFile: false);

        (await desk.PagesAsync(10)).ShouldBe([""]);
    }

    /// <summary>Links 1 (rows on both sides), 2 (right), 3 (none), 4 (left); four rows without link.</summary>
    private static async Task<StoreDesk> DeskWithWorkAsync()
    {
        var desk = await StoreDesk.OpenAsync(inFile: false);
        for (var i = 1; i <= 4; i++)
            await desk.LinkAsync($"l{i}", $"r{i}");
        await desk.StageAsync(
            Side.Left,
            StoreDesk.Row("l4", link: 4),
            StoreDesk.Row("b"),
            StoreDesk.Row("l1", link: 1),
            StoreDesk.Row("a")
        );
        await desk.StageAsync(
            Side.Right,
            StoreDesk.Row("c"),
            StoreDesk.Row("r1", link: 1),
            StoreDesk.Row("a"),
            StoreDesk.Row("r2", link: 2)
        );
        return desk;
    }
}
