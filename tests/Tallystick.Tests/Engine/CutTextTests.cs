using Tallystick.Core.Stores;

namespace Tallystick.Tests.Engine;

/// <summary>A text that is longer than the other side takes.</summary>
public sealed class CutTextTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_did_not_fit_is_an_issue_until_the_text_is_shortened(bool isTold)
    {
        await using var bench = await StartAsync(isTold);
        bench.Left.Edit("l0001", "name", "Ada Lovelace");
        var created = bench.Left.Add(("email", "new@x"), ("name", "Grace Hopper"));

        await bench.SyncAsync();

        bench.Right["r0001", "name"].ShouldBe("Ada L");
        var issues = await bench.IssuesAsync(IssueKind.NotStored);
        issues.Select(i => i.LeftId).Order().ShouldBe(["l0001", created]);
        issues[0].Message.ShouldContain("only the first 5 characters of 'name'");
        bench.Forget();
        (await bench.SyncAsync()).Writes.ShouldBe(0);
        (await bench.VerifyAsync()).ShouldSatisfyAllConditions(
            v => v.Held.ShouldBe(2),
            v => v.Different.ShouldBe(0),
            v => v.InSync.ShouldBeTrue()
        );

        bench.Left.Edit("l0001", "name", "Ada");
        bench.Left.Edit(created, "name", "Amazing Grace");
        await bench.SyncAsync();

        (await bench.IssuesAsync(IssueKind.NotStored))
            .Select(i => (i.LeftId, i.State))
            .ShouldContain((created, IssueState.Open));
        (await bench.IssuesAsync()).ShouldHaveSingleItem();
        bench.Left["l0001", "name"].ShouldBe("Ada");
    }

    [Fact]
    public async Task Where_the_schema_tells_the_limit_a_first_meeting_is_content_with_what_fits()
    {
        await using var bench = await StartAsync(isTold: true, people: 0);
        bench.Left.Add(("email", "ada@x"), ("name", "Ada Lovelace"));
        bench.Right.Add(("email", "ada@x"), ("name", "Ada L"));

        (await bench.SyncAsync()).Updated.Total.ShouldBe(0);

        var verified = await bench.VerifyAsync();
        (verified.Different, verified.Held).ShouldBe((0, 1));
        verified
            .Differences.ShouldHaveSingleItem()
            .Why.ShouldBe("one side takes only the beginning of the text");
    }

    private static async Task<SyncBench> StartAsync(bool isTold, int people = 3)
    {
        var bench = await SyncBench.StartAsync(people);
        (bench.Right.NameMax, bench.Right.TellsNameMax) = (5, isTold);
        return bench;
    }
}
