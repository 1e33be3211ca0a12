using System.Net;
using System.Net.Http.Json;

namespace Tallystick.Tests.Sandbox;

public sealed class AcmeFaultTests
{
    [Fact]
    public async Task The_same_seed_deals_the_same_faults()
    {
        await using var acme = await AcmeDesk.OpenAsync();
        var faults = new
        {
            rate429 = 0.2,
            rate500 = 0.2,
            dropRate = 0.2,
            seed = 5,
        };

        var first = await RunAsync(acme, faults, 60);
        var second = await RunAsync(acme, faults, 60);
        var other = await RunAsync(acme, faults with { seed = 6 }, 60);

        second.ShouldBe(first);
        other.ShouldNotBe(first);
        first.Distinct().Order().ShouldBe([0, 201, 429, 500]);
    }

    [Theory]
    [InlineData("""{"timeoutAfterEffectRate":1,"timeoutMs":0}""", 1)]
    [InlineData("""{"timeoutBeforeEffectRate":1,"timeoutMs":0}""", 0)]
    [InlineData("""{"rate500":1}""", 0)]
    [InlineData("""{"rate429":1}""", 0)]
    public async Task A_fault_leaves_the_effect_its_name_says(string faults, int created)
    {
        await using var acme = await AcmeDesk.OpenAsync();
        using (await acme.Http.PostAsync("/_acme/faults", new StringContent(faults)))
        {
            await StatusAsync(acme);
        }

        ((int)(await acme.GetAsync("/_acme/people"))["total"]!).ShouldBe(created);
    }

    [Fact]
    public async Task A_drop_comes_after_the_effect_as_well_as_before_it()
    {
        await using var acme = await AcmeDesk.OpenAsync();

        var statuses = await RunAsync(acme, new { dropRate = 1 }, 40);

        statuses.ShouldAllBe(status => status == 0);
        ((int)(await acme.GetAsync("/_acme/people"))["total"]!).ShouldBeInRange(8, 32);
    }

    [Fact]
    public async Task A_time_out_is_silence_until_its_time_is_over()
    {
        await using var acme = await AcmeDesk.OpenAsync();
        var faults = new { timeoutAfterEffectRate = 1, timeoutMs = 5_000 };
        await acme.PostAsync("/_acme/faults", faults, HttpStatusCode.OK);

        var call = StatusAsync(acme);
        while ((int)(await acme.GetAsync("/_acme/people"))["total"]! == 0)
        {
            call.IsCompleted.ShouldBeFalse();
        }
        // The wait begins a moment after the effect, so the clock is moved until it has.
        while (!call.IsCompleted)
        {
            acme.Clock.Advance(TimeSpan.FromSeconds(5));
            await acme.GetAsync("/_acme/faults");
        }

        (await call).ShouldBe(0);
    }

    [Fact]
    public async Task Rates_outside_zero_to_one_and_misspelt_names_are_refused()
    {
        await using var acme = await AcmeDesk.OpenAsync();

        await acme.PostAsync("/_acme/faults", new { rate429 = 2 }, HttpStatusCode.BadRequest);
        await acme.PostAsync("/_acme/faults", new { rate = 1 }, HttpStatusCode.BadRequest);
    }

    private static async Task<List<int>> RunAsync(AcmeDesk acme, object faults, int count)
    {
        await acme.PostAsync("/_acme/faults", faults, HttpStatusCode.OK);
        var statuses = new List<int>();
        for (var i = 0; i < count; i++)
        {
            statuses.Add(await StatusAsync(acme));
        }
        return statuses;
    }

    /// <summary>The status of one create; 0 when the connection was cut.</summary>
    private static async Task<int> StatusAsync(AcmeDesk acme)
    {
        try
        {
            using var response = await acme.Http.PostAsJsonAsync("/api/people", new { score = 1 });
            return (int)response.StatusCode;
        }
        catch (HttpRequestException)
        {
            return 0;
        }
    }
}
