using Tallystick.Core.Records;
using Tallystick.Core.Stores;

namespace Tallystick.Tests.Storage;

public sealed class StoreKeyGroupsTests
{
    [Fact]
    public async Task Groups_of_two_or_more_hold_both_sides_in_the_order_of_key_and_id()
    {
        await using var desk = await StoreDesk.OpenAsync(inFile: false);
        await desk.StageAsync(
            Side.Left,
            StoreDesk.Row("l2", "b"),
            StoreDesk.Row("l1", "b"),
            StoreDesk.Row("l3", "a"),
            StoreDesk.Row("l4", "alone"),
            StoreDesk.Row("none")
        );

        await desk.StageAsync(
            Side.Right,
            StoreDesk.Row("r1", "b"),
            StoreDesk.Row("r3", "C"),
            StoreDesk.Row("r2", "C"),
            StoreDesk.Row("r4", "a")
        );

        (await desk.GroupsAsync()).ShouldBe(["C:  | r2 r3", "a: l3 | r4", "b: l1 l2 | r1"]);
    }

    [Fact]
    public async Task Linked_holders_are_in_the_groups_of_rows_without_link()
    {
        await using var desk = await StoreDesk.OpenAsync(inFile: false);
        await desk.LinkAsync("l1", "r1", "k");
        await desk.LinkAsync("l2", "r2", "only linked");

        await desk.StageAsync(Side.Right, StoreDesk.Row("r9", "k"));

        (await desk.GroupsAsync()).ShouldBe(["k: l1@1 | r1@1 r9"]);
    }

    [Fact]
    public async Task Held_rows_are_in_their_groups()
    {
        await using var desk = await StoreDesk.OpenAsync(inFile: false);
        await desk.StageAsync(Side.Left, StoreDesk.Row("l1", "k"));

        await desk.CommitAsync(new Commit { Held = [(Side.Left, "l1", "why")] });

        await desk.StageAsync(Side.Right, StoreDesk.Row("r9", "k"));
        (await desk.GroupsAsync()).ShouldBe(["k: l1 | r9"]);
    }

    [Fact]
    public async Task Each_rule_has_its_own_groups()
    {
        await using var desk = await StoreDesk.OpenAsync(inFile: false);

        await desk.StageAsync(
            Side.Left,
            StoreDesk.Row("l1") with
            {
                Keys = [null, "phone"],
            },
            StoreDesk.Row("l2") with
            {
                Keys = ["mail", "phone"],
            }
        );

        await desk.StageAsync(Side.Right, StoreDesk.Row("r9", "mail"));
        (await desk.GroupsAsync(0)).ShouldBe(["mail: l2 | r9"]);
        (await desk.GroupsAsync(1)).ShouldBe(["phone: l1 l2 | "]);
        (await desk.GroupsAsync(2)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_row_staged_again_has_its_new_keys_only()
    {
        await using var desk = await StoreDesk.OpenAsync(inFile: false);
        await desk.StageAsync(Side.Left, StoreDesk.Row("l1", "old"));

        await desk.StageAsync(Side.Left, StoreDesk.Row("l1", "new"));

        await desk.StageAsync(Side.Right, StoreDesk.Row("r8", "old"), StoreDesk.Row("r9", "new"));
        (await desk.GroupsAsync()).ShouldBe(["new: l1 | r9"]);
    }

    [Fact]
    public async Task A_settled_row_without_link_takes_its_keys_along()
    {
        await using var desk = await StoreDesk.OpenAsync(inFile: false);
        await desk.StageAsync(Side.Left, StoreDesk.Row("l1", "k"));
        await desk.StageAsync(Side.Right, StoreDesk.Row("r1", "k"));

        await desk.CommitAsync(new Commit { Settled = [(Side.Left, "l1")] });

        await desk.StageAsync(Side.Left, StoreDesk.Row("l9", "k"));
        (await desk.GroupsAsync()).ShouldBe(["k: l9 | r1"]);
    }

    [Fact]
    public async Task A_settled_row_leaves_its_keys_to_its_link()
    {
        await using var desk = await StoreDesk.OpenAsync(inFile: false);
        var link = await desk.LinkAsync("l1", "r1", "old");
        await desk.StageAsync(Side.Left, StoreDesk.Row("l1", "new", link.Id));

        await desk.CommitAsync(new Commit { Settled = [(Side.Left, "l1")] });

        await desk.StageAsync(Side.Right, StoreDesk.Row("r8", "old"), StoreDesk.Row("r9", "new"));
        (await desk.GroupsAsync()).ShouldBe(["new: l1@1 | r9", "old:  | r1@1 r8"]);
    }

    [Fact]
    public async Task A_commit_without_keys_leaves_the_stored_ones()
    {
        await using var desk = await StoreDesk.OpenAsync(inFile: false);
        var link = await desk.LinkAsync("l1", "r1", "k");

        await desk.CommitAsync(
            new Commit
            {
                Links = [StoreDesk.Pair("l1", "r1", id: link.Id) with { RightKeys = [null] }],
            }
        );

        await desk.StageAsync(Side.Right, StoreDesk.Row("r9", "k"));
        (await desk.GroupsAsync()).ShouldBe(["k: l1@1 | r9"]);
    }

    [Fact]
    public async Task A_tombstone_drops_its_keys_but_not_those_of_freed_rows()
    {
        await using var desk = await StoreDesk.OpenAsync(inFile: false);
        var link = await desk.LinkAsync("l1", "r1", "k");
        await desk.StageAsync(Side.Left, StoreDesk.Row("l1", "k", link.Id));

        await desk.CommitAsync(
            new Commit
            {
                Links = [StoreDesk.Pair("l1", "r1", id: link.Id, state: LinkState.Deleted)],
            }
        );

        await desk.StageAsync(Side.Right, StoreDesk.Row("r9", "k"));
        (await desk.GroupsAsync()).ShouldBe(["k: l1 | r9"]);
    }

    [Theory]
    [InlineData(false, 4_500)]
    [InlineData(true, 4_500)]
    [InlineData(false, 21_000)]
    [InlineData(true, 21_000)]
    public async Task The_caller_may_link_what_it_is_given_while_it_reads(bool inFile, int count)
    {
        await using var desk = await StoreDesk.OpenAsync(inFile);
        // The last two stand for keys that UTF-16 and code points order differently.
        string[] keys = [.. Enumerable.Range(0, count).Select(i => $"k{i:00000}"), "\uFF21", "😀"];
        await desk.StageAsync(Side.Left, [.. keys.Select(k => StoreDesk.Row($"l{k}", k))]);
        await desk.StageAsync(Side.Right, [.. keys.Select(k => StoreDesk.Row($"r{k}", k))]);
        var seen = new List<string>();
        var pairs = new List<(string, string)>();

        await foreach (var group in desk.Store.KeyGroupsAsync(StoreDesk.Stream, 0, default))
        {
            seen.Add(group.Key);
            pairs.Add((group.Left[0].RecordId, group.Right[0].RecordId));
            if (pairs.Count < 500)
                continue;
            await desk.Store.ProposeLinksAsync(desk.Run, pairs, default);
            pairs.Clear();
        }

        seen.ShouldBe(keys);
    }
}
