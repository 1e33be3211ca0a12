using Tallystick.Core.Records;
using Tallystick.Core.Stores;

namespace Tallystick.Tests.Engine;

/// <summary>Somebody who is not created since another record of that side has the same key.</summary>
public sealed class TakenKeysTests
{
    [Theory]
    [InlineData("deleted here")]
    [InlineData("deleted there")]
    [InlineData("changed here")]
    [InlineData("changed there")]
    public async Task Is_created_once_the_other_one_is_gone_or_has_another_key(string what)
    {
        await using var bench = await TakenAsync();
        switch (what)
        {
            case "deleted here":
                bench.Left.Delete("l0001");
                break;
            case "deleted there":
                bench.Right.Delete("r0001");
                break;
            case "changed here":
                bench.Left.Edit("l0001", "phone", "2");
                break;
            default:
                bench.Right.Edit("r0001", "phone", "2");
                break;
        }

        await bench.SyncAsync();
        await bench.SyncAsync();

        bench.Right[bench.Right.IdOf("twin@x"), "phone"].ShouldBe("1");
        (await bench.IssuesAsync()).ShouldBeEmpty();
        (await bench.SyncAsync()).Writes.ShouldBe(0);
    }

    [Fact]
    public async Task Is_not_tried_again_while_the_other_one_stays_as_it_is()
    {
        await using var bench = await TakenAsync();

        (await bench.SyncAsync()).Refused.ShouldBe(0);
        bench.Left.Edit("l0002", "city", "Ulm");
        (await bench.SyncAsync()).Refused.ShouldBe(0);

        (await bench.IssuesAsync(IssueKind.RefusedWrite)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Rows_that_changed_places_make_nobody_somebody_else()
    {
        await using var bench = await SyncBench.StartAsync(20);
        bench.Right.Unique = "email";
        var before = bench.Right.Ids.Select(id => bench.Right[id, "name"]).ToArray();
        // A spreadsheet whose first row was taken out and whose ids were numbered anew.
        for (var i = 1; i < 20; i++)
            foreach (var field in new[] { "email", "name", "city", "tags" })
                bench.Left.Edit(
                    $"l{i:0000}",
                    field,
                    field[0] switch
                    {
                        'e' => $"p{i + 1}@x",
                        'n' => $"N{i + 1}",
                        'c' => $"C{i + 1}",
                        _ => $"t{i + 1}",
                    }
                );
        bench.Left.Delete("l0020");

        var report = await bench.SyncAsync();

        report.Deleted.Total.ShouldBe(0);
        bench.Right.Ids.Select(id => bench.Right[id, "name"]).ShouldBe(before);
        bench.Right["r0001", "tags"].ShouldBe("t1");
        (await bench.IssuesAsync(IssueKind.Deleted))
            .ShouldHaveSingleItem()
            .Message.ShouldEndWith("has its key now: they may have changed places.");
        (await bench.SyncAsync()).Writes.ShouldBe(0);
    }

    [Fact]
    public async Task A_stranger_without_any_key_is_not_taken_for_a_create_whose_answer_was_lost()
    {
        await using var bench = await SyncBench.StartAsync(3);
        var source = bench.Left.Add(("email", "new@x"), ("name", "New"));
        var run = await bench.Store.BeginRunAsync(
            bench.Stream.Name,
            "sync",
            bench.Time.GetUtcNow(),
            default
        );
        Value[] sent = [Value.Of("new@x"), Value.Empty, Value.Of("New"), Value.Empty, Value.Empty];
        await bench.Store.AddIntentsAsync(
            run,
            [new Intent(Side.Right, source, sent, bench.Time.GetUtcNow())],
            default
        );
        bench.Right.Add(("name", "Nobody"));

        await bench.SyncAsync();
        await bench.SyncAsync();

        bench.Right.Count.ShouldBe(5);
        bench.Left.Count.ShouldBe(5);
        (await bench.SyncAsync()).Writes.ShouldBe(0);
    }

    [Fact]
    public async Task Nobody_is_deleted_because_a_table_was_loaded_anew_with_other_numbers()
    {
        await using var bench = await SyncBench.StartAsync(
            30,
            s => s with { ChangesMax = 5, ChangeShareMax = 0.1 }
        );
        for (var i = 1; i < 30; i++)
            bench.Left.Edit($"l{i:0000}", "email", $"p{i + 1}@x");
        bench.Left.Add(("email", "p1@x"), ("name", "N1"));
        bench.Left.Delete("l0030");

        await bench.SyncAsync();

        bench.Right.Count.ShouldBe(30);
        (await bench.IssuesAsync(IssueKind.SuspiciousChange)).ShouldHaveSingleItem();
        (await bench.IssuesAsync(IssueKind.Deleted))
            .ShouldHaveSingleItem()
            .Message.ShouldEndWith("has its key now: they may have changed places.");
    }

    [Fact]
    public async Task A_namesake_of_old_keeps_nobody_from_being_deleted()
    {
        await using var bench = await SyncBench.StartAsync(
            30,
            s =>
                s with
                {
                    Match =
                    [
                        ["email", "city"],
                    ],
                }
        );
        foreach (var id in new[] { "l0001", "l0002" })
        {
            bench.Left.Edit(id, "email", "same@x");
            bench.Left.Edit(id, "city", "Same");
        }
        await bench.SyncAsync();

        bench.Left.Delete("l0001");

        (await bench.SyncAsync()).Deleted.Right.ShouldBe(1);
    }

    private static async Task<SyncBench> TakenAsync()
    {
        var bench = await SyncBench.StartAsync(20);
        bench.Right.Unique = "phone";
        bench.Left.Edit("l0001", "phone", "1");
        await bench.SyncAsync();
        bench.Left.Add(("email", "twin@x"), ("phone", "1"));
        (await bench.SyncAsync()).Refused.ShouldBe(1);
        (await bench.IssuesAsync(IssueKind.RefusedWrite)).ShouldHaveSingleItem();
        return bench;
    }
}
