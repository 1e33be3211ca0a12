using Tallystick.Core.Mapping;
using Tallystick.Core.Stores;

namespace Tallystick.Tests.Engine;

/// <summary>A record is gone and another of the same identity is there, as after a merge within an app.</summary>
public sealed class SuccessionTests
{
    [Fact]
    public async Task What_a_merge_left_behind_takes_the_place_of_the_one_that_is_gone()
    {
        await using var bench = await SyncBench.StartAsync(20);
        bench.Right.Edit("r0001", "phone", "0151");
        await bench.SyncAsync();
        bench.Forget();
        var heir = Merge(bench, "l0001", ("city", "Ulm"));

        var report = await bench.SyncAsync();

        report.Deleted.Right.ShouldBe(0);
        bench.Right.Writes.ShouldBe(["update r0001 city,tags"]);
        bench.Right["r0001", "city"].ShouldBe("Ulm");
        bench.Right["r0001", "phone"].ShouldBe("0151");
        bench.Left[heir, "phone"].ShouldBe("0151");
        bench.Left[heir, "tags"].ShouldBe(bench.Right["r0001", "tags"]);
        (await bench.IssuesAsync()).ShouldBeEmpty();
        bench.Forget();
        (await bench.SyncAsync()).Deleted.Right.ShouldBe(0);
        bench.Left.Writes.Concat(bench.Right.Writes).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(DeletePolicy.Ask)]
    [InlineData(DeletePolicy.Keep)]
    [InlineData(DeletePolicy.Archive)]
    public async Task One_that_is_typed_in_anew_later_meets_the_partner_that_was_kept(
        DeletePolicy policy
    )
    {
        await using var bench = await SyncBench.StartAsync(20, s => s with { Deletes = policy });
        bench.Left.Delete("l0001");
        await bench.SyncAsync();
        bench.Forget();
        var heir = bench.Left.Add(("email", "p1@x"), ("name", "Ada"));

        await bench.SyncAsync();

        bench.Right["r0001", "name"].ShouldBe("Ada");
        bench.Left[heir, "city"].ShouldBe("C1");
        bench.Right.Count.ShouldBe(20);
        (await bench.IssuesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_archive_tag_comes_off_when_somebody_is_typed_in_anew()
    {
        await using var bench = await SyncBench.StartAsync(
            20,
            s => s with { Deletes = DeletePolicy.Archive }
        );
        bench.Right.Edit("r0001", "tags", "old;kept");
        await bench.SyncAsync();
        bench.Left.Delete("l0001");
        await bench.SyncAsync();
        bench.Right["r0001", "tags"].ShouldContain("gone-from-left");
        var heir = bench.Left.Add(("email", "p1@x"), ("name", "Ada"), ("tags", "new"));

        await bench.SyncAsync();

        foreach (var tags in new[] { bench.Left[heir, "tags"], bench.Right["r0001", "tags"] })
            tags.Split("; ").Order().ShouldBe(["kept", "new", "old"]);
    }

    [Fact]
    public async Task The_other_sides_edit_goes_by_the_fields_policy()
    {
        await using var bench = await SyncBench.StartAsync(
            20,
            s => s with { Conflict = ConflictPolicy.Ask }
        );
        Merge(bench, "l0001", ("city", "Ulm"));
        bench.Right.Edit("r0001", "city", "Bonn");

        await bench.SyncAsync();

        (await bench.IssuesAsync()).ShouldHaveSingleItem().Kind.ShouldBe(IssueKind.Conflict);
        bench.Right["r0001", "city"].ShouldBe("Bonn");
    }

    [Fact]
    public async Task A_double_of_one_that_is_there_takes_nobodys_place()
    {
        await using var bench = await SyncBench.StartAsync(20);
        bench.Left.Add(("email", "p1@x"), ("name", "Ada"));

        await bench.SyncAsync();
        await bench.SyncAsync();

        (await bench.IssuesAsync())
            .ShouldHaveSingleItem()
            .Kind.ShouldBe(IssueKind.DuplicateWithinSide);
        bench.Right.Writes.ShouldBeEmpty();
        bench.Right["r0001", "name"].ShouldBe("N1");
    }

    [Fact]
    public async Task Of_two_that_could_take_the_place_neither_does()
    {
        await using var bench = await SyncBench.StartAsync(
            20,
            s => s with { Deletes = DeletePolicy.Ask }
        );
        bench.Left.Delete("l0001");
        bench.Left.Add(("email", "p1@x"), ("name", "Ada"));
        bench.Left.Add(("email", "p1@x"), ("name", "Bea"));

        await bench.SyncAsync();

        bench.Right["r0001", "name"].ShouldBe("N1");
        (await bench.IssuesAsync(IssueKind.DuplicateWithinSide)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task The_journal_tells_who_took_whose_place()
    {
        await using var bench = await SyncBench.StartAsync(20);
        var heir = Merge(bench, "l0001");

        await bench.SyncAsync();

        var entry = (await bench.JournalAsync(JournalKind.Linked))[0];
        (entry.LeftId, entry.RightId).ShouldBe((heir, "r0001"));
        entry.Cause.ShouldBe($"left {heir} took the place of l0001, which is gone");
    }

    [Fact]
    public async Task Both_gone_and_one_typed_in_anew_is_somebody_new()
    {
        await using var bench = await SyncBench.StartAsync(20);
        bench.Left.Delete("l0001");
        bench.Right.Delete("r0001");
        bench.Left.Add(("email", "p1@x"), ("name", "Ada"));

        await bench.SyncAsync();
        await bench.SyncAsync();

        bench.Right[bench.Right.IdOf("p1@x"), "name"].ShouldBe("Ada");
        (await bench.IssuesAsync()).ShouldBeEmpty();
    }

    /// <summary>The app makes one record of two: the other's id is gone, the new one holds what both had.</summary>
    private static string Merge(SyncBench bench, string id, params (string, string)[] chosen)
    {
        var email = bench.Left[id, "email"];
        var name = bench.Left[id, "name"];
        bench.Left.Delete(id);
        return bench.Left.Add([("email", email), ("name", name), ("tags", "t1;vip"), .. chosen]);
    }
}
