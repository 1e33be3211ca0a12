using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Engine.Explaining;

namespace Tallystick.Tests.Engine.Explaining;

/// <summary>Edits that a one-way mode keeps back are remembered nowhere but in a hash of what was listed.</summary>
public sealed class KeptBackExplainedTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Only_a_record_that_was_read_with_something_else_in_it_may_hold_one(
        bool listsAll
    )
    {
        await using var bench = await SyncBench.StartAsync(0);
        bench.Stream = bench.Stream with { Mode = SyncMode.ToRight };
        if (!listsAll)
            bench.Right.Unlisted.Add("phone");
        for (var i = 1; i <= 2; i++)
            bench.Left.Add(("email", $"p{i}@x"), ("phone", $"{i}"), ("city", "Oslo"));
        await bench.SyncAsync();
        await bench.SyncAsync();
        bench.Right.Edit("r0002", "city", "Rome");
        await bench.SyncAsync();

        var quiet = await CityAsync(bench, "r0001");
        var edited = await CityAsync(bench, "r0002");

        (quiet.Right, quiet.Unlike).ShouldBe(("Oslo", null));
        (edited.Right, edited.Agreed).ShouldBe((null, "Oslo"));
        edited.Unlike.ShouldNotBeNull().ShouldContain("may hold one");
    }

    private static async Task<WhyField> CityAsync(SyncBench bench, string id)
    {
        var explainer = new RecordExplainer(bench.Stream, bench.Store);
        return (await explainer.ExplainAsync(Side.Right, id, "city", default)).Fields.Single();
    }
}
