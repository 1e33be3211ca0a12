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
