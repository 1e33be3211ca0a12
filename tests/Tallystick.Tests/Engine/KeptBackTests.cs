using Tallystick.Core.Mapping;
using Tallystick.Core.Stores;

namespace Tallystick.Tests.Engine;

/// <summary>Edits that a one-way mode does not carry over, and runs that have seen them.</summary>
public sealed class KeptBackTests
{
    [Fact]
    public async Task They_hide_nobody_from_the_brake_on_mass_changes()
    {
        await using var bench = await SyncBench.StartAsync(
            20,
            s => s with { Mode = SyncMode.ToRight, ChangesMax = 5, ChangeShareMax = 0.1 }
        );
        foreach (var id in bench.Right.Ids)
            bench.Right.Edit(id, "name", "Mine");
        await bench.SyncAsync();
        foreach (var id in bench.Left.Ids)
            bench.Left.Edit(id, "city", "Everywhere");

        (await bench.SyncAsync()).Writes.ShouldBe(0);

        (await bench.IssuesAsync(IssueKind.SuspiciousChange)).ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData(SyncMode.ToRight, CreatePolicy.Both)]
    [InlineData(SyncMode.TwoWay, CreatePolicy.ToRight)]
    public async Task A_copy_that_was_edited_is_kept_and_asked_about_where_nothing_can_bring_its_source_back(
        SyncMode mode,
        CreatePolicy creates
    )
    {
        await using var bench = await SyncBench.StartAsync(
            20,
            s => s with { Mode = mode, Creates = creates }
        );
        bench.Right.Edit("r0001", "city", "Mine");
        bench.Left.Delete("l0001");

        (await bench.SyncAsync()).Deleted.Total.ShouldBe(0);
        await bench.SyncAsync();

        bench.Right["r0001", "city"].ShouldBe("Mine");
        (await bench.IssuesAsync()).ShouldHaveSingleItem().Kind.ShouldBe(IssueKind.Deleted);
        (await bench.SyncAsync()).Postponed.ShouldBe(0);
        (await bench.VerifyAsync()).InSync.ShouldBeTrue();
    }

    [Fact]
    public async Task What_a_field_that_flows_one_way_overwrites_at_a_first_meeting_is_told_beforehand()
    {
        await using var bench = await SyncBench.StartAsync(
            0,
            s =>
                s with
                {
                    Fields =
                    [
                        .. s.Fields.Select(f =>
                            f.Left == "city" ? f with { Direction = Direction.ToRight } : f
                        ),
                    ],
                }
        );
        bench.Left.Add(("email", "ada@x"), ("city", "Rome"));
        bench.Right.Add(("email", "ada@x"), ("city", "Oslo"));

        await bench.SyncAsync();

        bench.Right["r0001", "city"].ShouldBe("Rome");
        (await bench.JournalAsync(JournalKind.Overwriting))
            .ShouldHaveSingleItem()
            .Fields.ShouldHaveSingleItem()
            .Before.Text.ShouldBe("Oslo");
    }

    [Theory]
    [InlineData(ConflictPolicy.Ask, 0)]
    [InlineData(ConflictPolicy.Ask, 2)]
    [InlineData(ConflictPolicy.Left, 0)]
    [InlineData(ConflictPolicy.Left, 2)]
    [InlineData(ConflictPolicy.Right, 0)]
    [InlineData(ConflictPolicy.Right, 2)]
    public async Task The_sources_later_edit_meets_them_as_a_conflict(
        ConflictPolicy policy,
        int runsBetween
    )
    {
        await using var bench = await SyncBench.StartAsync(
            20,
            s => s with { Mode = SyncMode.ToRight, Conflict = policy }
        );
        bench.Right.Edit("r0001", "city", "Mine");
        bench.Right.Edit("r0001", "tags", "t1;mine");
        for (var i = 0; i < runsBetween; i++)
            (await bench.SyncAsync()).Writes.ShouldBe(0);
        bench.Left.Edit("l0001", "city", "Theirs");
        bench.Left.Edit("l0001", "tags", "t1;theirs");

        await bench.SyncAsync();

        bench.Right["r0001", "tags"].Split("; ").Order().ShouldBe(["mine", "t1", "theirs"]);
        bench.Right["r0001", "city"].ShouldBe(policy is ConflictPolicy.Left ? "Theirs" : "Mine");
        (await bench.IssuesAsync(IssueKind.Conflict)).Count.ShouldBe(
            policy is ConflictPolicy.Ask ? 1 : 0
        );
        var told = await bench.JournalAsync(JournalKind.Conflict);
        told.SelectMany(e => e.Fields)
            .ShouldContain(f => f.Field == "city" && f.Right.Text == "Mine");
        (await bench.SyncAsync()).Writes.ShouldBe(0);
    }
}
