using Tallystick.Core.Stores;

namespace Tallystick.Tests.Storage;

public sealed class StoreIssuesTests
{
    private static readonly IssueQuery Everything = new() { State = null };

    [Fact]
    public async Task An_issue_comes_back_with_its_run_and_its_time()
    {
        await using var desk = await StoreDesk.OpenAsync(inFile: false);
        var issue = Issue("k") with
        {
            LeftId = "l",
            RightId = "r",
            Field = "email",
            Hint = "Choose.",
        };

        await desk.CommitAsync(new Commit { Issues = [issue] });

        (await ReadAsync(desk, Everything))
            .ShouldHaveSingleItem()
            .ShouldBe(
                issue with
                {
                    Number = 1,
                    Stream = StoreDesk.Stream,
                    OpenedAt = StoreDesk.Start,
                    SeenInRun = desk.Run.Number,
                }
            );
    }

    [Fact]
    public async Task Opening_an_open_issue_again_renews_all_but_its_time()
    {
        await using var desk = await StoreDesk.OpenAsync(inFile: false);
        await desk.CommitAsync(new Commit { Issues = [Issue("k")] });
        desk.Time.Advance(TimeSpan.FromHours(1));
        await desk.BeginAsync();

        await desk.CommitAsync(
            new Commit { Issues = [Issue("k") with { Message = "new", LeftId = "l" }] }
        );

        var issue = (await ReadAsync(desk, Everything)).ShouldHaveSingleItem();
        (issue.Message, issue.LeftId, issue.SeenInRun).ShouldBe(("new", "l", desk.Run.Number));
        issue.OpenedAt.ShouldBe(StoreDesk.Start);
    }

    [Fact]
    public async Task A_closed_issue_that_is_opened_again_has_a_new_time()
    {
        await using var desk = await StoreDesk.OpenAsync(inFile: false);
        await desk.CommitAsync(new Commit { Issues = [Issue("k")] });
        await desk.CommitAsync(new Commit { IssuesClosed = ["k", "unknown"] });
        (await ReadAsync(desk, new())).ShouldBeEmpty();
        desk.Time.Advance(TimeSpan.FromHours(1));

        await desk.CommitAsync(new Commit { Issues = [Issue("k")] });

        var issue = (await ReadAsync(desk, new())).ShouldHaveSingleItem();
        (issue.State, issue.OpenedAt).ShouldBe((IssueState.Open, StoreDesk.Start.AddHours(1)));
    }

    [Fact]
    public async Task An_issue_closed_and_opened_in_one_commit_is_open()
    {
        await using var desk = await StoreDesk.OpenAsync(inFile: false);

        await desk.CommitAsync(new Commit { Issues = [Issue("k")], IssuesClosed = ["k"] });

        (await ReadAsync(desk, new())).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_run_closes_the_issues_of_the_kinds_it_names_that_it_did_not_see()
    {
        await using var desk = await StoreDesk.OpenAsync(inFile: false);
        await desk.CommitAsync(
            new Commit
            {
                Issues =
                [
                    Issue("unseen"),
                    Issue("seen"),
                    Issue("other kind") with
                    {
                        Kind = IssueKind.Deleted,
                    },
                ],
            }
        );
        await desk.BeginAsync();
        await desk.CommitAsync(new Commit { Issues = [Issue("seen")] });

        await desk.Store.EndRunAsync(
            desk.Run,
            StoreDesk.Start,
            "{}",
            [IssueKind.BadRow, IssueKind.Conflict],
            default
        );

        var open = await ReadAsync(desk, new());
        open.Select(i => i.Key).ShouldBe(["seen", "other kind"]);
    }

    [Fact]
    public async Task Issues_come_oldest_first_over_all_pages()
    {
        await using var desk = await StoreDesk.OpenAsync(inFile: false);
        await desk.CommitAsync(new Commit { Issues = [Issue("young")] });
        await desk.CommitAsync(new Commit { IssuesClosed = ["young"] });
        await desk.CommitAsync(
            new Commit { Issues = [.. Enumerable.Range(0, 1_100).Select(i => Issue($"k{i}"))] }
        );
        desk.Time.Advance(TimeSpan.FromSeconds(1));
        await desk.CommitAsync(new Commit { Issues = [Issue("young")] });

        var issues = await ReadAsync(desk, new());

        issues
            .Select(i => i.Key)
            .ShouldBe([.. Enumerable.Range(0, 1_100).Select(i => $"k{i}"), "young"]);
    }

    [Fact]
    public async Task A_query_narrows_by_stream_state_and_kind()
    {
        await using var desk = await StoreDesk.OpenAsync(inFile: false);
        await desk.CommitAsync(
            new Commit { Issues = [Issue("a"), Issue("b") with { Kind = IssueKind.Deleted }] }
        );
        await desk.CommitAsync(new Commit { IssuesClosed = ["a"] });

        (await KeysAsync(desk, Everything)).ShouldBe(["a", "b"]);
        (await KeysAsync(desk, new())).ShouldBe(["b"]);
        (await KeysAsync(desk, new() { State = IssueState.Closed })).ShouldBe(["a"]);
        (await KeysAsync(desk, Everything with { Kind = IssueKind.Deleted })).ShouldBe(["b"]);
        (await KeysAsync(desk, Everything with { Stream = "un/known" })).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_ignored_issue_stays_so_while_it_is_about_the_same_values()
    {
        await using var desk = await StoreDesk.OpenAsync(inFile: false);
        var issue = Issue("k") with { Fingerprint = "a", Side = Tallystick.Core.Records.Side.Left };
        await desk.CommitAsync(new Commit { Issues = [issue] });
        await IgnoreAsync(desk, "k");
        await desk.CommitAsync(new Commit { Issues = [issue with { Message = "other words" }] });

        var ignored = (await ReadAsync(desk, Everything)).ShouldHaveSingleItem();
        (ignored.State, ignored.Reason).ShouldBe((IssueState.Ignored, "known"));
        ignored.Side.ShouldBe(Tallystick.Core.Records.Side.Left);
        (await desk.Store.DecisionsAsync(StoreDesk.Stream, default)).ShouldBeEmpty();

        await desk.CommitAsync(new Commit { Issues = [issue with { Fingerprint = "b" }] });

        var open = (await ReadAsync(desk, new())).ShouldHaveSingleItem();
        (open.State, open.Reason).ShouldBe((IssueState.Open, null));
    }

    [Fact]
    public async Task An_ignored_issue_closes_with_its_cause_and_opens_when_it_comes_back()
    {
        await using var desk = await StoreDesk.OpenAsync(inFile: false);
        await desk.CommitAsync(new Commit { Issues = [Issue("k")] });
        await IgnoreAsync(desk, "k");
        await desk.CommitAsync(new Commit { IssuesClosed = ["k"] });
        (await ReadAsync(desk, Everything))[0].State.ShouldBe(IssueState.Closed);

        await desk.CommitAsync(new Commit { Issues = [Issue("k")] });

        (await ReadAsync(desk, new())).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_decision_is_in_the_journal_with_who_made_it()
    {
        await using var desk = await StoreDesk.OpenAsync(inFile: false);
        await desk.CommitAsync(
            new Commit { Issues = [Issue("k") with { LeftId = "l", Field = "city" }] }
        );

        await desk.Store.DecideAsync(
            new Decision(
                StoreDesk.Stream,
                "k",
                DecisionVerb.Value,
                "Turin",
                "ada",
                StoreDesk.Start
            ),
            default
        );

        var entry = await desk.Store.JournalAsync(new JournalQuery(), default).SingleAsync();
        (entry.Kind, entry.Actor, entry.LeftId).ShouldBe((JournalKind.Decided, "ada", "l"));
        entry.Cause.ShouldBe("value for city");
        entry.Fields.ShouldHaveSingleItem().After.ToString().ShouldBe("Turin");
    }

    private static Task IgnoreAsync(StoreDesk desk, string key) =>
        desk.Store.DecideAsync(
            new Decision(
                StoreDesk.Stream,
                key,
                DecisionVerb.Ignore,
                "known",
                "ada",
                StoreDesk.Start
            ),
            default
        );

    private static Issue Issue(string key) => new(IssueKind.BadRow, key, $"About {key}.");

    private static async Task<string[]> KeysAsync(StoreDesk desk, IssueQuery query) =>
        [.. (await ReadAsync(desk, query)).Select(i => i.Key)];

    private static async Task<List<Issue>> ReadAsync(StoreDesk desk, IssueQuery query) =>
        await desk.Store.IssuesAsync(query, default).ToListAsync();
}
