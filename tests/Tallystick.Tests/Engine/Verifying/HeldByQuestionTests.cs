using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.Runs;
using Tallystick.Tests.Engine.References;

namespace Tallystick.Tests.Engine.Verifying;

/// <summary>What waits for an answer of a person, or for its turn, is held and not different.</summary>
public sealed class HeldByQuestionTests
{
    private const int People = 60;

    [Theory]
    [InlineData("")]
    [InlineData("Nowhere")]
    public async Task So_many_changes_that_a_person_was_asked_about_are_held_by_that_issue(
        string text
    )
    {
        await using var bench = await SyncBench.StartAsync(People, s => s with { ChangesMax = 20 });
        foreach (var id in bench.Left.Ids)
            bench.Left.Edit(id, "city", text);
        await bench.SyncAsync();
        var issue = (await bench.IssuesAsync()).Single();

        var verified = await bench.VerifyAsync();

        (verified.Held, verified.Different, verified.InSync).ShouldBe((People, 0, true));
        verified.Differences.ShouldAllBe(d =>
            d.Kind == Difference.IsHeld
            && d.Why == $"suspicious-change: held by issue {issue.Number}"
        );
    }

    [Fact]
    public async Task What_the_question_is_not_about_still_differs()
    {
        await using var bench = await SyncBench.StartAsync(People, s => s with { ChangesMax = 20 });
        foreach (var id in bench.Left.Ids)
            bench.Left.Edit(id, "city", "Nowhere");
        await bench.SyncAsync();
        bench.Left.Edit("l0001", "name", "Renamed");
        bench.Left.Edit("l0002", "city", "");
        bench.Left.Edit("l0003", "city", "C3");
        bench.Right.Edit("r0003", "city", "Other way");

        var verified = await bench.VerifyAsync();

        verified
            .Differences.Where(d => d.Kind == Difference.IsDifferent)
            .Select(d => (d.LeftId, d.Field))
            .ShouldBe([("l0001", "name"), ("l0002", "city"), ("l0003", "city")]);
        (verified.Held, verified.Different).ShouldBe((People - 3, 3));
    }

    [Fact]
    public async Task So_many_deletes_that_a_person_was_asked_about_are_held_by_that_issue()
    {
        await using var bench = await SyncBench.StartAsync(People);
        foreach (var id in bench.Left.Ids.Take(30).ToArray())
            bench.Left.Delete(id);
        await bench.SyncAsync();
        var issue = (await bench.IssuesAsync()).Single();

        var verified = await bench.VerifyAsync();

        (verified.Held, verified.Missing.Total, verified.InSync).ShouldBe((30, 0, true));
        var first = verified.Differences[0];
        (first.Kind, first.LeftId, first.RightId, first.On).ShouldBe(
            ("held", "l0001", "r0001", Side.Left)
        );
        first.Why.ShouldBe($"suspicious-delete: held by issue {issue.Number}");
        bench.Right.Delete("r0060");
        (await bench.VerifyAsync()).Missing.ShouldBe(new PerSide(0, 1));
    }

    [Fact]
    public async Task A_step_holds_them_as_a_whole_verification_does()
    {
        await using var bench = await SyncBench.StartAsync(People, s => s with { ChangesMax = 5 });
        foreach (var id in bench.Left.Ids.Skip(30).ToArray())
            bench.Left.Edit(id, "city", "Nowhere");
        bench.Left.Edit("l0030", "city", "Nowhere");
        foreach (var id in bench.Left.Ids.Take(29).ToArray())
            bench.Left.Delete(id);
        await bench.SyncAsync();
        (await bench.IssuesAsync()).Count.ShouldBe(2);

        var step = await bench.Session().VerifyStepAsync(1_000, new RunOptions(), default);

        (step.Held, step.Different, step.Missing.Total, step.InSync).ShouldBe((60, 0, 0, true));
    }

    [Fact]
    public async Task Who_is_gone_outside_the_canary_is_held_until_it_takes_part()
    {
        await using var bench = await SyncBench.StartAsync(
            People,
            s => s with { DeleteShareMax = 1, DeletesMax = 100 }
        );
        bench.Stream = bench.Stream with { Canary = Canary.Of(0.3) };
        await bench.SyncAsync();
        foreach (var id in bench.Left.Ids.Take(30).ToArray())
            bench.Left.Delete(id);
        var report = await bench.SyncAsync();

        var verified = await bench.VerifyAsync();

        (verified.Held, verified.Missing.Total).ShouldBe((30 - report.Deleted.Right, 0));
        verified.Differences.ShouldAllBe(d => d.Why == "waits until more records take part");
        (await bench.Session().VerifyStepAsync(1_000, new RunOptions(), default)).Held.ShouldBe(
            verified.Held
        );
    }

    [Fact]
    public async Task Once_answered_they_are_equal_or_rest()
    {
        await using var bench = await SyncBench.StartAsync(People);
        foreach (var id in bench.Left.Ids.Take(30).ToArray())
            bench.Left.Delete(id);
        await bench.SyncAsync();
        await bench.DecideAsync((await bench.IssuesAsync()).Single(), DecisionVerb.Approve);
        await bench.SyncAsync();

        var verified = await bench.VerifyAsync();

        (verified.Compared, verified.Held, verified.Missing.Total).ShouldBe((30, 0, 0));
    }

    [Fact]
    public async Task A_child_that_went_with_a_parent_who_is_asked_about_waits_with_it()
    {
        await using var town = await Town.OpenAsync();
        town.Configure = s => s with { DeletesMax = 2 };
        for (var i = 0; i < 5; i++)
            town.Left.Add("contact", ("email", $"p{i}@x.org"));
        var ada = town.Left.IdOf("contact", "email", "p0@x.org");
        var bob = town.Left.IdOf("contact", "email", "p4@x.org");
        town.Left.Add("task", ("title", "Call"), ("contact", ada));
        town.Left.Add("task", ("title", "Write"), ("contact", bob));
        await town.SyncAsync();
        for (var i = 0; i < 4; i++)
            town.Left.Delete("contact", town.Left.IdOf("contact", "email", $"p{i}@x.org"));
        await town.SyncAsync();
        var issue = await town.Store.IssuesAsync(new IssueQuery(), default).SingleAsync();
        var tasks = town.SessionOf(town.Streams().Single(s => s.Name == "crm/tasks"));

        var verified = await tasks.VerifyAsync(new RunOptions(), default);

        (verified.Equal, verified.Held, verified.Missing.Total).ShouldBe((1, 1, 0));
        verified
            .Differences.Single()
            .Why.ShouldBe($"with its contact, suspicious-delete: held by issue {issue.Number}");
        town.Left.Delete("task", town.Left.IdOf("task", "title", "Write"));
        (await tasks.VerifyAsync(new RunOptions(), default)).Missing.Left.ShouldBe(1);
    }
}
