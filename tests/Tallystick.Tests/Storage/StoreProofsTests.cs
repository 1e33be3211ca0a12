using Tallystick.Core.Stores;

namespace Tallystick.Tests.Storage;

public sealed class StoreProofsTests
{
    [Fact]
    public async Task Proofs_are_remembered_and_newer_ones_replace_them()
    {
        await using var desk = await StoreDesk.OpenAsync(inFile: true);
        var old = new BucketProof(3, 64, StoreDesk.Start) { Equal = 5, Different = 1 };
        var other = new BucketProof(3, 128, StoreDesk.Start) { Held = 2, Missing = 4 };
        await NoteAsync(desk, old, other);
        var newer = new BucketProof(3, 64, StoreDesk.Start.AddHours(1)) { Equal = 6 };
        await NoteAsync(desk, newer);
        await NoteAsync(desk, old);

        await desk.ReopenAsync();

        (await ProofsAsync(desk)).ShouldBe([newer, other]);
    }

    [Fact]
    public async Task Another_mapping_voids_them_and_the_same_one_does_not()
    {
        await using var desk = await StoreDesk.OpenAsync(inFile: false);
        await desk.Store.SetMappingAsync(desk.Run, "a", default);
        await NoteAsync(desk, new BucketProof(3, 64, StoreDesk.Start));

        await desk.Store.SetMappingAsync(desk.Run, "a", default);
        (await ProofsAsync(desk)).ShouldHaveSingleItem();

        await desk.Store.SetMappingAsync(desk.Run, "b", default);
        (await ProofsAsync(desk)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Linked_ids_come_in_pages_and_without_tombstones()
    {
        await using var desk = await StoreDesk.OpenAsync(inFile: false);
        await desk.CommitAsync(
            new Commit
            {
                Links =
                [
                    StoreDesk.Pair("l2", "r1"),
                    StoreDesk.Pair("l1", "r2"),
                    StoreDesk.Pair("l3", "r3", state: LinkState.RightGone),
                    StoreDesk.Pair("l0", "r4", state: LinkState.Deleted),
                ],
            }
        );

        (await LinkedAsync(desk, null)).ShouldBe(["l1", "l2"]);
        (await LinkedAsync(desk, "l2")).ShouldBe(["l3"]);
    }

    private static Task<IReadOnlyList<string>> LinkedAsync(StoreDesk desk, string? after) =>
        desk.Store.LinkedIdsAsync(StoreDesk.Stream, after, 2, default);

    private static Task NoteAsync(StoreDesk desk, params BucketProof[] proofs) =>
        desk.Store.NoteProofsAsync(StoreDesk.Stream, proofs, default);

    private static Task<IReadOnlyList<BucketProof>> ProofsAsync(StoreDesk desk) =>
        desk.Store.ProofsAsync(StoreDesk.Stream, default);
}
