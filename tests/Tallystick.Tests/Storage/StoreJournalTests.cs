using Tallystick.Core.Records;
using Tallystick.Core.Stores;

namespace Tallystick.Tests.Storage;

public sealed class StoreJournalTests
{
    [Fact]
    public async Task An_entry_comes_back_as_it_was_stored()
    {
        await using var desk = await StoreDesk.OpenAsync(inFile: false);
        var entry = new JournalEntry(JournalKind.Conflict, StoreDesk.Start.AddTicks(5))
        {
            Side = Side.Right,
            LeftId = "l1",
            RightId = "r1",
            Cause = "both changed",
            Actor = "Ann",
            Fields =
            [
                new JournalField("email", Value.Empty, Value.Of("a@b.c")),
                new JournalField("tags", Value.Unknown, Value.OfSet(["x", "y"]))
                {
                    Left = Value.Of("\"l\""),
                    Right = Value.Empty,
                    Winner = "left",
                },
            ],
        };

        await desk.CommitAsync(new Commit { Journal = [entry] });

        var stored = (await ReadAsync(desk, new JournalQuery())).ShouldHaveSingleItem();
        stored.Fields.ShouldBe(entry.Fields);
        stored.ShouldBe(
            entry with
            {
                Number = 1,
                Stream = StoreDesk.Stream,
                Run = desk.Run.Number,
                Fields = stored.Fields,
            }
        );
    }

    [Theory]
    [InlineData(1_200, 1_000)]
    [InlineData(700, 1_000)]
    [InlineData(1_000, 500)]
    public async Task Entries_come_newest_first_up_to_the_most_asked_for(int stored, int most)
    {
        await using var desk = await StoreDesk.OpenAsync(inFile: false);
        await desk.CommitAsync(
            new Commit { Journal = [.. Enumerable.Range(1, stored).Select(i => Entry($"l{i}"))] }
        );

        var entries = await ReadAsync(desk, new JournalQuery { EntriesMax = most });

        entries
            .Select(e => e.Number)
            .ShouldBe(Enumerable.Range(0, Math.Min(stored, most)).Select(i => (long)stored - i));
    }

    [Fact]
    public async Task A_query_narrows_by_each_of_its_parts()
    {
        await using var desk = await StoreDesk.OpenAsync(inFile: false);
        var first = desk.Run.Number;
        await desk.CommitAsync(
            new Commit { Journal = [Entry("x"), Entry("l2") with { RightId = "x" }] }
        );
        await desk.BeginAsync();
        await desk.CommitAsync(
            new Commit
            {
                Journal =
                [
                    Entry("l3") with
                    {
                        Kind = JournalKind.Deleted,
                        At = StoreDesk.Start.AddHours(1),
                    },
                ],
            }
        );

        (await NumbersAsync(desk, new() { RecordId = "x" })).ShouldBe([2, 1]);
        (await NumbersAsync(desk, new() { RecordId = "x", RecordSide = Side.Left })).ShouldBe([1]);
        (await NumbersAsync(desk, new() { RecordId = "x", RecordSide = Side.Right })).ShouldBe([2]);
        (await NumbersAsync(desk, new() { Run = first })).ShouldBe([2, 1]);
        (await NumbersAsync(desk, new() { Kind = JournalKind.Deleted })).ShouldBe([3]);
        (await NumbersAsync(desk, new() { Since = StoreDesk.Start.AddHours(1) })).ShouldBe([3]);
        (await NumbersAsync(desk, new() { Stream = StoreDesk.Stream })).ShouldBe([3, 2, 1]);
        (await NumbersAsync(desk, new() { Stream = "un/known" })).ShouldBeEmpty();
        (
            await NumbersAsync(desk, new() { RecordId = "x", Kind = JournalKind.Deleted })
        ).ShouldBeEmpty();
    }

    private static JournalEntry Entry(string left) =>
        new(JournalKind.Created, StoreDesk.Start) { LeftId = left };

    private static async Task<long[]> NumbersAsync(StoreDesk desk, JournalQuery query) =>
        [.. (await ReadAsync(desk, query)).Select(e => e.Number)];

    private static async Task<List<JournalEntry>> ReadAsync(StoreDesk desk, JournalQuery query) =>
        await desk.Store.JournalAsync(query, default).ToListAsync();
}
