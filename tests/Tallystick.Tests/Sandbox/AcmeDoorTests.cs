using System.Net;
using Tallystick.Sandbox.Acme;

namespace Tallystick.Tests.Sandbox;

public sealed class AcmeDoorTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("wrong")]
    public async Task Without_the_right_key_nothing_is_told(string? key)
    {
        await using var acme = await AcmeDesk.OpenAsync();
        acme.Http.DefaultRequestHeaders.Remove("X-Api-Key");
        acme.Http.DefaultRequestHeaders.Add("X-Api-Key", key);

        var answer = await acme.GetAsync("/api/people", HttpStatusCode.Unauthorized);

        ((string)answer["error"]!["code"]!).ShouldBe("unauthorized");
    }

    [Fact]
    public async Task A_path_or_method_that_is_not_there_is_refused()
    {
        await using var acme = await AcmeDesk.OpenAsync();

        await acme.GetAsync("/", HttpStatusCode.NotFound);
        await acme.GetAsync("/api/deals", HttpStatusCode.NotFound);
        await acme.DeleteAsync("/api/people", HttpStatusCode.MethodNotAllowed);
    }

    [Fact]
    public async Task The_fifty_first_request_of_a_second_waits_for_the_next()
    {
        await using var acme = await AcmeDesk.OpenAsync(new AcmeOptions());
        for (var left = 49; left >= 0; left--)
        {
            using var response = await acme.Http.GetAsync("/api/people");
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
            response.Headers.GetValues("X-Quota-Limit").ShouldBe(["50"]);
            response.Headers.GetValues("X-Quota-Remaining").ShouldBe([$"{left}"]);
            response.Headers.GetValues("X-Quota-Reset").ShouldBe(["1"]);
        }

        using var refused = await acme.Http.GetAsync("/api/people");
        refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        refused.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(1));
        await acme.GetAsync("/_acme/people");

        acme.Clock.Advance(TimeSpan.FromSeconds(1));
        await acme.GetAsync("/api/people");
    }

    [Fact]
    public async Task Requests_are_counted_by_operation_and_those_of_the_desk_are_not()
    {
        await using var acme = await AcmeDesk.OpenAsync();
        var id = await acme.AddPersonAsync(new { givenName = "Ada" });
        await acme.PatchAsync($"/api/people/{id}", new { score = 1 });
        await acme.GetAsync("/api/people");
        await acme.GetAsync("/api/people");
        await acme.PatchAsync($"/_acme/people/{id}", new { score = 2 });
        await acme.PostAsync("/_acme/people", new { givenName = "Bob" });

        var counters = await acme.GetAsync("/_acme/counters");
        counters
            .ToJsonString()
            .ShouldBe("""{"people.create":1,"people.list":2,"people.update":1}""");

        await acme.PostAsync("/_acme/counters/reset", null, HttpStatusCode.NoContent);
        (await acme.GetAsync("/_acme/counters")).AsObject().ShouldBeEmpty();
    }

    [Fact]
    public async Task The_desk_needs_no_key_and_its_edits_look_like_any_other()
    {
        await using var acme = await AcmeDesk.OpenAsync();
        acme.Http.DefaultRequestHeaders.Remove("X-Api-Key");
        var person = await acme.PostAsync("/_acme/people", new { givenName = "Ada" });
        acme.Clock.Advance(TimeSpan.FromSeconds(3));

        var edited = await acme.PatchAsync($"/_acme/people/{person["id"]}", new { town = "Leeds" });

        ((int)edited["version"]!).ShouldBe(2);
        ((string)edited["updatedAt"]!).ShouldBe("2026-03-01T09:00:03Z");
        await acme.DeleteAsync($"/_acme/people/{person["id"]}");
        ((int)(await acme.GetAsync("/_acme/people?limit=1"))["total"]!).ShouldBe(0);
    }
}
