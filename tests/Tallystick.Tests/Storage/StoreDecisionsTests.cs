using Tallystick.Core.Stores;

namespace Tallystick.Tests.Storage;

public sealed class StoreDecisionsTests
{
    [Fact]
    public async Task A_decision_waits_until_a_run_has_acted_on_it()
    {
        await using var desk = await StoreDesk.OpenAsync(inFile: true);
        var decision = new Decision(
            StoreDesk.Stream,
            "deleted:l:r",
            DecisionVerb.Approve,
            null,
            "ada",
            StoreDesk.Start
        );
        await desk.Store.DecideAsync(decision, default);

        await desk.ReopenAsync();

        (await DecisionsAsync(desk)).ShouldBe([decision]);
        await desk.CommitAsync(new Commit { DecisionsDone = ["deleted:l:r", "unknown"] });
        (await DecisionsAsync(desk)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_second_thought_replaces_the_first()
    {
        await using var desk = await StoreDesk.OpenAsync(inFile: false);
        await desk.Store.DecideAsync(Decision("k", DecisionVerb.Left), default);
        await desk.Store.DecideAsync(Decision("k", DecisionVerb.Value, "new"), default);

        var decision = (await DecisionsAsync(desk)).ShouldHaveSingleItem();

        (decision.Verb, decision.Value).ShouldBe((DecisionVerb.Value, "new"));
    }

    [Fact]
    public async Task Decisions_belong_to_a_stream_even_before_its_first_run()
    {
        await using var desk = await StoreDesk.OpenAsync(inFile: false);
        await desk.Store.DecideAsync(
            Decision("k", DecisionVerb.Ignore) with
            {
                Stream = "crm/notes",
            },
            default
        );

        (await DecisionsAsync(desk)).ShouldBeEmpty();
        (await desk.Store.DecisionsAsync("crm/notes", default)).ShouldHaveSingleItem();
        var run = await desk.Store.BeginRunAsync("crm/notes", "sync", StoreDesk.Start, default);
        run.Epoch.ShouldBe(1);
    }

    private static Decision Decision(string key, string verb, string? value = null) =>
        new(StoreDesk.Stream, key, verb, value, "ada", StoreDesk.Start);

    private static Task<IReadOnlyList<Decision>> DecisionsAsync(StoreDesk desk) =>
        desk.Store.DecisionsAsync(StoreDesk.Stream, default);
}
