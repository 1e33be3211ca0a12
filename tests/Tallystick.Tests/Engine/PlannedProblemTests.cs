namespace Tallystick.Tests.Engine;

/// <summary>A record that is to be created, and a value that the other side cannot hold.</summary>
public sealed class PlannedProblemTests
{
    [Fact]
    public async Task A_plan_tells_what_a_new_record_will_lack_and_names_no_id_of_its_own()
    {
        await using var bench = await SyncBench.StartAsync(people: 0);
        bench.Right.Numbers.Add("city");
        bench.Right.NameMax = 5;
        bench.Right.TellsNameMax = true;
        bench.Left.Add(("email", "new@x"), ("name", "Grace Hopper"), ("city", "Rome"));

        var plan = await bench.PlanAsync();

        plan.Create.Right.ShouldBe(1);
        plan.Problems.ShouldContain(p => p.Contains("'city' is not a number"));
        plan.Problems.ShouldContain(p => p.Contains("the new record"));
        plan.Problems.ShouldAllBe(p => !p.Contains("planned:"));
    }
}
