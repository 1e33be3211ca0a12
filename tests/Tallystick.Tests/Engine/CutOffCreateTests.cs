using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.Runs;

namespace Tallystick.Tests.Engine;

/// <summary>A run that was cut off while it created records, and what the next one makes of them.</summary>
public sealed class CutOffCreateTests
{
    [Theory]
    [InlineData(ConflictPolicy.Ask)]
    [InlineData(ConflictPolicy.Right)]
    public async Task What_was_edited_before_the_next_run_is_an_edit_and_no_first_meeting(
        ConflictPolicy conflict
    )
    {
        await using var bench = await SyncBench.StartAsync(3, s => s with { Conflict = conflict });
        var source = bench.Left.Add(("email", "new@x"), ("name", "Ada"), ("tags", "a;b"));
        await AnnounceAsync(bench, source, ("email", "new@x"), ("name", "Ada"), ("tags", "a;b"));
        bench.Right.Add(("email", "new@x"), ("name", "Ada"), ("tags", "a;b;app"));
        bench.Left.Edit(source, "name", "Ada Lovelace");
        bench.Left.Edit(source, "tags", "b;c");

        var report = await bench.SyncAsync();

        (report.Adopted, report.Created.Total, report.Conflicts).ShouldBe((1, 0, 0));
        var made = bench.Right.IdOf("new@x");
        bench.Right[made, "name"].ShouldBe("Ada Lovelace");
        bench.Right[made, "tags"].Split("; ").Order().ShouldBe(["app", "b", "c"]);
        bench.Left[source, "tags"].Split("; ").Order().ShouldBe(["app", "b", "c"]);
        (await bench.IssuesAsync()).ShouldBeEmpty();
        (await bench.SyncAsync()).Writes.ShouldBe(0);
    }

    [Fact]
    public async Task Tags_that_the_other_side_keeps_in_one_text_are_merged_one_by_one()
    {
        await using var bench = await SyncBench.StartAsync(
            3,
            s =>
                s with
                {
                    Fields = [new("email", "email"), new("name", "name"), new("tags", "city")],
                }
        );
        var source = bench.Left.Add(("email", "new@x"), ("name", "Ada"), ("tags", "a;b"));
        await AnnounceAsync(bench, source, ("email", "new@x"), ("name", "Ada"), ("city", "a; b"));
        bench.Right.Add(("email", "new@x"), ("name", "Ada"), ("city", "a; b; app"));
        bench.Left.Edit(source, "tags", "b;c");

        (await bench.SyncAsync()).Adopted.ShouldBe(1);

        var made = bench.Right.IdOf("new@x");
        bench.Right[made, "city"].Split("; ").Order().ShouldBe(["app", "b", "c"]);
        bench.Left[source, "tags"].Split("; ").Order().ShouldBe(["app", "b", "c"]);
    }

    [Fact]
    public async Task Who_was_edited_on_the_side_of_the_copy_keeps_the_edit()
    {
        await using var bench = await SyncBench.StartAsync(3);
        var source = bench.Left.Add(("email", "new@x"), ("name", "Ada"), ("city", "Rome"));
        await AnnounceAsync(bench, source, ("email", "new@x"), ("name", "Ada"), ("city", "Rome"));
        bench.Right.Add(("email", "new@x"), ("name", "Ada"), ("city", "Rome"), ("phone", "0151"));

        await bench.SyncAsync();

        bench.Left[source, "phone"].ShouldBe("0151");
        bench.Right[bench.Right.IdOf("new@x"), "name"].ShouldBe("Ada");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public async Task Records_that_read_alike_and_were_sent_both_ways_are_not_each_others_copies(
        int secondsLater
    )
    {
        await using var bench = await SyncBench.StartAsync(0, s => s with { Match = [] });
        var left = bench.Left.Add(("email", "ada@x"), ("name", "Ada"));
        var right = bench.Right.Add(("email", "ada@x"), ("name", "Ada"));
        await AnnounceAsync(bench, Side.Right, left, ("email", "ada@x"), ("name", "Ada"));
        bench.Time.Advance(TimeSpan.FromSeconds(secondsLater));
        await AnnounceAsync(bench, Side.Left, right, ("email", "ada@x"), ("name", "Ada"));
        bench.Time.Advance(TimeSpan.FromSeconds(30));
        bench.Left.Add(("email", "ada@x"), ("name", "Ada"));

        await bench.SyncAsync();
        await bench.SyncAsync();

        (bench.Left.Count, bench.Right.Count).ShouldBe((2, 2));
        (await bench.SyncAsync()).Writes.ShouldBe(0);
        (await bench.VerifyAsync()).InSync.ShouldBeTrue();
    }

    [Fact]
    public async Task An_app_that_shows_nobody_is_not_believed_to_have_kept_nothing_of_what_was_sent()
    {
        await using var bench = await SyncBench.StartAsync(0);
        var sources = Enumerable
            .Range(1, 3)
            .Select(i => bench.Left.Add(("email", $"p{i}@x"), ("name", $"N{i}")))
            .ToArray();
        for (var i = 1; i <= 3; i++)
            await AnnounceAsync(bench, sources[i - 1], ("email", $"p{i}@x"), ("name", $"N{i}"));
        bench.Right.Add(("email", "p1@x"), ("name", "N1"));
        bench.Right.Trouble = AppTrouble.EmptyList;

        (await SoonAsync(bench)).Created.Total.ShouldBe(0);
        bench.Time.Advance(TimeSpan.FromMinutes(1));
        (await SoonAsync(bench)).Postponed.ShouldBe(3);

        bench.Right.Trouble = AppTrouble.None;
        bench.Time.Advance(TimeSpan.FromMinutes(1));
        var report = await SoonAsync(bench);
        (report.Adopted, report.Created.Right).ShouldBe((1, 2));
        bench.Right.Count.ShouldBe(3);
    }

    [Fact]
    public async Task An_app_that_stays_empty_for_minutes_is_believed()
    {
        await using var bench = await SyncBench.StartAsync(0);
        var source = bench.Left.Add(("email", "p1@x"), ("name", "N1"));
        await AnnounceAsync(bench, source, ("email", "p1@x"), ("name", "N1"));
        (await SoonAsync(bench)).Created.Total.ShouldBe(0);
        bench.Time.Advance(TimeSpan.FromMinutes(6));

        (await SoonAsync(bench)).Created.Right.ShouldBe(1);
    }

    [Fact]
    public async Task Who_has_left_the_filter_does_not_hold_up_for_ever_what_may_have_been_sent()
    {
        await using var bench = await SyncBench.StartAsync(
            3,
            s => s with { RightFilter = new Dictionary<string, string> { ["phone"] = "1" } }
        );
        var source = bench.Left.Add(("email", "new@x"), ("name", "Ada"), ("phone", "1"));
        await AnnounceAsync(bench, source, ("email", "new@x"), ("name", "Ada"), ("phone", "1"));

        var soon = await bench.SyncAsync();
        var later = await bench.SyncAsync();

        (soon.Created.Right, later.Created.Right).ShouldBe((0, 1));
        (await bench.SyncAsync()).Postponed.ShouldBe(0);
    }

    private static Task<RunReport> SoonAsync(SyncBench bench) =>
        SyncBench.LiveAsync(bench.Session().SyncAsync(new RunOptions(), default), bench.Time);

    private static async Task AnnounceAsync(
        SyncBench bench,
        string source,
        params (string Key, string Text)[] fields
    )
    {
        await AnnounceAsync(bench, Side.Right, source, fields);
        bench.Time.Advance(TimeSpan.FromSeconds(30));
    }

    private static async Task AnnounceAsync(
        SyncBench bench,
        Side target,
        string source,
        params (string Key, string Text)[] fields
    )
    {
        var run = await bench.Store.BeginRunAsync(
            bench.Stream.Name,
            "sync",
            bench.Time.GetUtcNow(),
            default
        );
        var sent = bench
            .Stream.Fields.Select(f => f.Right)
            .Select(k =>
                fields.FirstOrDefault(f => f.Key == k).Text is not { } text ? Value.Unknown
                : k == "tags" ? Value.OfSet(text.Split(';'))
                : Value.Of(text)
            );
        await bench.Store.AddIntentsAsync(
            run,
            [new Intent(target, source, [.. sent], bench.Time.GetUtcNow())],
            default
        );
    }
}
