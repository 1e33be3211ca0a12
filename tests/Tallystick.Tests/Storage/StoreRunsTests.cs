using System.Globalization;
using Microsoft.Data.Sqlite;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;

namespace Tallystick.Tests.Storage;

public sealed class StoreRunsTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_second_run_fences_the_first(bool inFile)
    {
        await using var desk = await StoreDesk.OpenAsync(inFile);
        var first = desk.Run;
        await desk.BeginAsync();
        var commit = new Commit { Links = [StoreDesk.Pair("l1", "r1")] };

        var attempt = () => desk.Store.CommitAsync(first, commit, default);

        await attempt.ShouldThrowAsync<StaleRunException>();
        (await desk.LinkOfAsync(Side.Left, "l1")).ShouldBeNull();
    }

    [Fact]
    public async Task Every_write_of_a_fenced_run_is_refused()
    {
        await using var desk = await StoreDesk.OpenAsync(inFile: false);
        var (store, old) = (desk.Store, desk.Run);
        await desk.BeginAsync();
        var progress = new SideProgress { Listing = new Checkpoint() };
        Func<Task>[] writes =
        [
            () => store.EndRunAsync(old, StoreDesk.Start, "{}", [], default),
            () => store.SetMappingAsync(old, "m", default),
            () => store.SetProgressAsync(old, Side.Left, progress, default),
            () => store.StageAsync(old, Side.Left, [StoreDesk.Row("l1")], progress, default),
            () => store.SweepStagedAsync(old, Side.Left, StoreDesk.Start, default),
            () => store.ProposeLinksAsync(old, [("l1", "r1")], default),
            () => store.AddIntentsAsync(old, [], default),
            () => store.CommitAsync(old, new Commit(), default),
        ];

        foreach (var write in writes)
            await write.ShouldThrowAsync<StaleRunException>();
    }

    [Fact]
    public async Task A_run_of_another_stream_fences_nothing()
    {
        await using var desk = await StoreDesk.OpenAsync(inFile: false);
        await desk.Store.BeginRunAsync("crm/companies", "sync", StoreDesk.Start, default);

        await desk.CommitAsync(new Commit { Links = [StoreDesk.Pair("l1", "r1")] });

        (await desk.LinkOfAsync(Side.Left, "l1")).ShouldNotBeNull();
    }

    [Fact]
    public async Task Run_numbers_grow_over_all_streams()
    {
        await using var desk = await StoreDesk.OpenAsync(inFile: false);

        var other = await desk.Store.BeginRunAsync("a/b", "sync", StoreDesk.Start, default);

        other.Number.ShouldBeGreaterThan(desk.Run.Number);
        other.Epoch.ShouldBe(1);
    }

    [Fact]
    public async Task Old_runs_that_wrote_nothing_are_forgotten_and_those_in_the_journal_are_not()
    {
        await using var desk = await StoreDesk.OpenAsync(inFile: true);
        var entry = new JournalEntry(JournalKind.Created, StoreDesk.Start);
        await desk.CommitAsync(new Commit { Journal = [entry] });
        var telling = desk.Run.Number;

        for (var i = 0; i < 130; i++)
        {
            await desk.BeginAsync();
            await desk.Store.EndRunAsync(desk.Run, StoreDesk.Start, "{}", [], default);
        }

        await using var database = new SqliteConnection($"Data Source={desk.Path};Pooling=False");
        await database.OpenAsync();
        await using var command = database.CreateCommand();
        command.CommandText = "SELECT group_concat(number) FROM runs";
        var numbers = ((string)(await command.ExecuteScalarAsync())!)
            .Split(',')
            .Select(n => long.Parse(n, CultureInfo.InvariantCulture))
            .Order();
        numbers.ShouldBe([
            telling,
            .. Enumerable.Range(0, 100).Select(i => desk.Run.Number - 99 + i),
        ]);
    }

    [Fact]
    public async Task A_stream_has_no_mapping_before_its_first()
    {
        await using var desk = await StoreDesk.OpenAsync(inFile: false);

        (await desk.Store.MappingOfAsync(StoreDesk.Stream, default)).ShouldBeNull();
        (await desk.Store.MappingOfAsync("un/known", default)).ShouldBeNull();
        await desk.Store.SetMappingAsync(desk.Run, "m1", default);
        (await desk.Store.MappingOfAsync(StoreDesk.Stream, default)).ShouldBe("m1");
    }

    [Fact]
    public async Task Progress_comes_back_as_it_was_stored()
    {
        await using var desk = await StoreDesk.OpenAsync(inFile: false);
        var progress = new SideProgress
        {
            Listing = new Checkpoint
            {
                Cursor = "page 3",
                Since = StoreDesk.Start.AddTicks(-7),
                StartedAt = StoreDesk.Start,
                HighWater = StoreDesk.Start.AddDays(-1),
            },
            ChangedThrough = StoreDesk.Start.AddTicks(3),
            WrittenAt = StoreDesk.Start.AddMinutes(1),
            SweptAt = StoreDesk.Start,
        };

        await desk.Store.SetProgressAsync(desk.Run, Side.Right, progress, default);

        (await desk.Store.ProgressAsync(StoreDesk.Stream, Side.Right, default)).ShouldBe(progress);
        (await desk.Store.ProgressAsync(StoreDesk.Stream, Side.Left, default)).ShouldBe(
            new SideProgress()
        );
    }

    [Fact]
    public async Task A_cancelled_write_stores_nothing()
    {
        await using var desk = await StoreDesk.OpenAsync(inFile: false);
        var commit = new Commit { Links = [StoreDesk.Pair("l1", "r1")] };

        var attempt = () => desk.Store.CommitAsync(desk.Run, commit, new CancellationToken(true));

        await attempt.ShouldThrowAsync<OperationCanceledException>();
        (await desk.LinkOfAsync(Side.Left, "l1")).ShouldBeNull();
    }

    [Fact]
    public async Task Intents_come_back_and_replace_those_of_their_source()
    {
        await using var desk = await StoreDesk.OpenAsync(inFile: false);
        Value[] sent = [Value.Of("Ann"), Value.Unknown, Value.Empty, Value.OfSet(["a", "b"])];
        var first = new Intent(Side.Right, "l1", [], StoreDesk.Start);
        var second = first with { Sent = sent, At = StoreDesk.Start.AddSeconds(1) };
        await desk.Store.AddIntentsAsync(desk.Run, [first], default);

        await desk.Store.AddIntentsAsync(desk.Run, [second], default);

        var intent = (
            await desk.Store.IntentsAsync(StoreDesk.Stream, default)
        ).ShouldHaveSingleItem();
        intent.Sent.ShouldBe(sent);
        intent.ShouldBe(second with { Sent = intent.Sent });
    }

    [Fact]
    public async Task An_intent_that_is_done_is_forgotten()
    {
        await using var desk = await StoreDesk.OpenAsync(inFile: false);
        var left = new Intent(Side.Left, "x", [], StoreDesk.Start);
        var right = new Intent(Side.Right, "x", [], StoreDesk.Start);
        await desk.Store.AddIntentsAsync(desk.Run, [left, right], default);

        await desk.CommitAsync(new Commit { IntentsDone = [(Side.Left, "x")] });

        var kept = await desk.Store.IntentsAsync(StoreDesk.Stream, default);
        kept.ShouldHaveSingleItem().Target.ShouldBe(Side.Right);
    }
}
