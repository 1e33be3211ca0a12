using Tallystick.Core.Stores;
using Tallystick.Engine.Runs;
using Tallystick.Engine.Scheduling;
using Tallystick.Tests.Storage;

namespace Tallystick.Tests.Engine.Scheduling;

public sealed class TroubleTests
{
    [Fact]
    public async Task A_run_that_was_taken_over_leaves_the_stream_to_its_successor()
    {
        await using var desk = await StoreDesk.OpenAsync(inFile: false);
        var stale = new StaleRunException(StoreDesk.Stream);

        await RememberAsync(desk, stale);
        await RememberAsync(desk, new RunStoppedException(stale.Message, null, stale));

        await desk.CommitAsync(new Commit());
        (await IssuesAsync(desk)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_keeps_a_stream_from_running_is_an_issue()
    {
        await using var desk = await StoreDesk.OpenAsync(inFile: false);

        await RememberAsync(desk, new RunStoppedException("It is away.", null));

        (await IssuesAsync(desk)).ShouldHaveSingleItem().Message.ShouldBe("It is away.");
    }

    private static Task RememberAsync(StoreDesk desk, Exception problem) =>
        Trouble.RememberAsync(desk.Store, StoreDesk.Stream, problem, null, desk.Time, default);

    private static async Task<IReadOnlyList<Issue>> IssuesAsync(StoreDesk desk) =>
        await desk
            .Store.IssuesAsync(new IssueQuery { Stream = StoreDesk.Stream }, default)
            .ToListAsync();
}
