using Tallystick.Sandbox;

namespace Tallystick.Contract.Tests.HighLevel;

/// <summary>Acceptance cases T01 to T06 and T30: version, token, scope, limits.</summary>
public sealed class DoorTests
{
    [Fact]
    public async Task Without_a_version_a_call_is_unauthorized()
    {
        await using var api = await Api.StartAsync();
        (await api.SendAsync("GET", $"/contacts/{Api.C1}", version: null)).ShouldRefuse(
            401,
            "version header was not found."
        );
    }

    [Fact]
    public async Task An_unknown_version_is_a_bad_request_or_by_option_unauthorized()
    {
        await using var api = await Api.StartAsync();
        (await api.SendAsync("GET", $"/contacts/{Api.C1}", version: "bogus-version")).ShouldRefuse(
            400,
            "Invalid API version segment 'bogus-version' at position 0"
        );
        await using var other = await Api.StartAsync(
            new SandboxOptions { Limits = false, BogusVersionIsUnauthorized = true }
        );
        (
            await other.SendAsync("GET", $"/contacts/{Api.C1}", version: "bogus-version")
        ).ShouldRefuse(401, "version header is invalid");
    }

    [Fact]
    public async Task A_path_of_v3_is_not_there_for_older_versions()
    {
        await using var api = await Api.StartAsync();
        var body = new { companyId = "5DP4iH6HLkQsiKESj6rh", locationId = Api.L1 };
        var old = await api.SendAsync(
            "POST",
            "/oauth/location-token",
            body,
            "oauth-sandbox-company"
        );
        old.ShouldRefuse(404, "Cannot POST /oauth/location-token");
        old["error"].GetString().ShouldBe("Not Found");
        var reply = await api.SendAsync(
            "POST",
            "/oauth/location-token",
            body,
            "oauth-sandbox-company",
            "v3"
        );
        reply.Status.ShouldBe(201);
        var token = reply["accessToken"].GetString();
        (await api.SendAsync("GET", $"/contacts/{Api.C1}", token: token)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Listing_still_answers_in_v3_unless_it_is_strict()
    {
        await using var api = await Api.StartAsync(
            new SandboxOptions { Limits = false, StrictV3 = true }
        );
        (
            await api.SendAsync("GET", $"/contacts/?locationId={Api.L1}", version: "v3")
        ).Status.ShouldBe(404);
    }

    [Fact]
    public async Task Another_locations_token_is_forbidden()
    {
        await using var api = await Api.StartAsync();
        (await api.GetAsync($"/contacts/?locationId={Api.L2}")).ShouldRefuse(
            403,
            "The token does not have access to this location."
        );
    }

    [Fact]
    public async Task A_missing_scope_is_unauthorized()
    {
        await using var api = await Api.StartAsync();
        (
            await api.SendAsync(
                "POST",
                "/contacts/",
                new { locationId = Api.L1, email = "a@example.com" },
                "pit-sandbox-readonly"
            )
        ).ShouldRefuse(401, "The token is not authorized for this scope.");
    }

    [Fact]
    public async Task The_wrong_class_of_token_is_unauthorized()
    {
        await using var api = await Api.StartAsync();
        (
            await api.SendAsync("GET", $"/contacts/{Api.C1}", token: "oauth-sandbox-company")
        ).ShouldRefuse(
            401,
            "This authClass type is not allowed to access this scope. Please verify your IAM configuration if this is not the case."
        );
        (
            await api.SendAsync("GET", $"/users/?locationId={Api.L1}", token: "pit-sandbox-agency")
        ).ShouldRefuse(401, "Token's user type mismatch!");
    }

    [Theory]
    [InlineData(null, "Invalid JWT")]
    [InlineData("pit-unknown", "Invalid Private Integration token")]
    [InlineData("gone", "Invalid token: access token is invalid")]
    public async Task A_token_that_is_none_is_unauthorized(string? token, string message)
    {
        await using var api = await Api.StartAsync();
        (await api.SendAsync("GET", $"/contacts/{Api.C1}", token: token)).ShouldRefuse(
            401,
            message
        );
    }

    [Fact]
    public async Task The_hundred_and_first_call_in_ten_seconds_is_one_too_many_and_another_location_is_not_touched()
    {
        await using var api = await Api.StartAsync(new SandboxOptions());
        for (var i = 1; i <= 100; i++)
            (await api.GetAsync($"/contacts/{Api.C1}"))
                .Headers["X-RateLimit-Remaining"]
                .ShouldBe($"{100 - i}");
        var refused = await api.GetAsync($"/contacts/{Api.C1}");
        refused.Status.ShouldBe(429);
        refused.Headers["X-RateLimit-Remaining"].ShouldBe("0");
        int.Parse(refused.Headers["X-RateLimit-Daily-Remaining"]).ShouldBePositive();
        refused.Headers.ContainsKey("Retry-After").ShouldBeFalse();

        (
            await api.SendAsync("GET", $"/locations/{Api.L2}", token: "pit-sandbox-two")
        ).Status.ShouldBe(200);
        await api.AdvanceAsync(10);
        (await api.GetAsync($"/contacts/{Api.C1}")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task The_days_quota_ends_and_begins_anew_the_next_day()
    {
        await using var api = await Api.StartAsync(
            new SandboxOptions { BurstMax = 25, DailyMax = 3 }
        );
        for (var i = 0; i < 3; i++)
            (await api.GetAsync($"/contacts/{Api.C1}")).Status.ShouldBe(200);
        var refused = await api.GetAsync($"/contacts/{Api.C1}");
        refused.Status.ShouldBe(429);
        refused.Headers["X-RateLimit-Daily-Remaining"].ShouldBe("0");
        await api.AdvanceAsync(86_400);
        (await api.GetAsync($"/contacts/{Api.C1}")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Every_answer_tells_of_the_limits()
    {
        await using var api = await Api.StartAsync(new SandboxOptions());
        var headers = (await api.GetAsync($"/contacts/{Api.C1}")).Headers;
        headers["X-RateLimit-Max"].ShouldBe("100");
        headers["X-RateLimit-Interval-Milliseconds"].ShouldBe("10000");
        headers["X-RateLimit-Limit-Daily"].ShouldBe("200000");
        headers["X-RateLimit-Daily-Remaining"].ShouldBe("199999");
        headers["X-RateLimit-Remaining"].ShouldBe("99");
    }
}
