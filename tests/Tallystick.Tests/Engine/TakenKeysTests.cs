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
