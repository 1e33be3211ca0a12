using Tallystick.Core.Stores;
using Tallystick.Engine.Matching;
using Tallystick.Engine.Runs;

namespace Tallystick.Tests.Engine;

/// <summary>A side that cannot even say what it has, from the first moment on.</summary>
public sealed class UndescribedSideTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_run_stops_with_the_apps_own_words_and_leaves_an_issue_until_it_is_back(
        bool isLeft
    )
    {
        await using var bench = await SyncBench.StartAsync(0);
        var app = isLeft ? bench.Left : bench.Right;
        app.Trouble = AppTrouble.Unauthorized;

        var stop = await bench.SyncAsync().ShouldThrowAsync<RunStoppedException>();

        stop.Message.ShouldBe($"{(isLeft ? "crm" : "erp")}: Unauthorized.");
        (await bench.IssuesAsync()).ShouldHaveSingleItem().Kind.ShouldBe(IssueKind.Connection);
        app.Trouble = AppTrouble.None;
        (await bench.SyncAsync()).OpenIssues.ShouldBe(0);
    }

    [Fact]
    public async Task Whatever_only_looks_stops_with_them_too()
    {
        await using var bench = await SyncBench.StartAsync(0);
        bench.Right.Trouble = AppTrouble.Unauthorized;
        Func<Task>[] looks =
        [
            bench.PlanAsync,
            bench.VerifyAsync,
            () => bench.Session().MatchAsync(new MatchOptions(), default),
            () => bench.Session().CoverageAsync(default),
            () => bench.Session().VerifyStepAsync(1, new RunOptions(), default),
            () => bench.Session().CompileAsync(default),
        ];

        foreach (var look in looks)
            (await look.ShouldThrowAsync<RunStoppedException>()).Message.ShouldBe(
                "erp: Unauthorized."
            );
    }
}
