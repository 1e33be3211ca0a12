using System.Text.Json;
using Tallystick.Sandbox;

namespace Tallystick.Contract.Tests.HighLevel;

/// <summary>Acceptance cases T07 to T09: code, rotation, a location's token; and installs.</summary>
public sealed class OAuthTests
{
    private const string Refused = "The token is not authorized for this scope.";

    [Fact]
    public async Task A_code_is_exchanged_once_for_tokens_that_work()
    {
        await using var api = await Api.StartAsync();
        var code = await api.ConsentAsync();
        var reply = await api.ExchangeAsync(code);

        reply.Status.ShouldBe(200, reply.ToString());
        reply.Text("token_type").ShouldBe("Bearer");
        reply["expires_in"].GetInt32().ShouldBe(86_399);
        reply.Text("scope").ShouldBe("contacts.readonly contacts.write");
        reply.Text("userType").ShouldBe("Location");
        reply.Text("locationId").ShouldBe(Api.L1);
        reply.Text("companyId").ShouldBe(OAuthApi.Company);
        reply.Text("refreshTokenId").ShouldNotBeEmpty();
        reply["isBulkInstallation"].GetBoolean().ShouldBeFalse();
        var token = reply.Text("access_token");
        (await api.SendAsync("GET", $"/contacts/{Api.C1}", token: token)).Status.ShouldBe(200);
        (await api.SendAsync("GET", $"/locations/{Api.L1}", token: token)).ShouldRefuse(
            401,
            Refused
        );

        ShouldBeUnauthorized(await api.ExchangeAsync(code), "Authorization code not found");
    }

    [Fact]
    public async Task A_wrong_secret_looks_like_a_wrong_code()
    {
        await using var api = await Api.StartAsync();
        var reply = await api.ExchangeAsync(await api.ConsentAsync(), secret: "wrong");
        ShouldBeUnauthorized(reply, "Authorization code not found");
    }

    [Fact]
    public async Task A_refresh_token_works_once_and_within_the_grace_answers_the_same_again()
    {
        await using var api = await Api.StartAsync();
        var r0 = (await api.ExchangeAsync(await api.ConsentAsync())).Text("refresh_token");
        var first = await api.RefreshAsync(r0);
        var r1 = first.Text("refresh_token");
        r1.ShouldNotBe(r0);

        await api.AdvanceAsync(10);
        var again = await api.RefreshAsync(r0);
        again.Text("refresh_token").ShouldBe(r1);
        again.Text("access_token").ShouldBe(first.Text("access_token"));

        await api.AdvanceAsync(21);
        ShouldBeUnauthorized(await api.RefreshAsync(r0), "Refresh token not found");
        (await api.RefreshAsync(r1)).Status.ShouldBe(200);

        var counts = await api.DeskAsync("oauth", method: "GET");
        counts.GetProperty("refreshes").GetInt32().ShouldBe(2);
        counts.GetProperty("repeats").GetInt32().ShouldBe(1);
        counts.GetProperty("refusals").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task An_access_token_ends_after_a_day()
    {
        await using var api = await Api.StartAsync();
        var token = (await api.ExchangeAsync(await api.ConsentAsync())).Text("access_token");
        await api.AdvanceAsync(86_398);
        (await api.SendAsync("GET", $"/contacts/{Api.C1}", token: token)).Status.ShouldBe(200);
        await api.AdvanceAsync(2);
        (await api.SendAsync("GET", $"/contacts/{Api.C1}", token: token)).ShouldRefuse(
            401,
            "Invalid token: access token is invalid"
        );
    }

    [Fact]
    public async Task A_companys_token_is_exchanged_for_a_locations()
    {
        await using var api = await Api.StartAsync();
        var company = await api.ExchangeAsync(
            await api.ConsentAsync("company", "contacts.readonly oauth.write oauth.readonly")
        );
        company.Text("userType").ShouldBe("Company");
        company.Has("locationId").ShouldBeFalse();
        company["isBulkInstallation"].GetBoolean().ShouldBeTrue();
        var fields = new[] { ("companyId", OAuthApi.Company), ("locationId", Api.L2) };

        var reply = await api.FormAsync(
            "/oauth/locationToken",
            fields,
            company.Text("access_token")
        );
        reply.Status.ShouldBe(201, reply.ToString());
        reply.Text("userType").ShouldBe("Location");
        reply.Text("scope").ShouldBe("contacts.readonly oauth.write oauth.readonly");
        reply.Text("refresh_token").ShouldNotBeEmpty();
        reply["expires_in"].GetInt32().ShouldBe(86_400);
        (
            await api.SendAsync(
                "GET",
                $"/contacts/?locationId={Api.L2}",
                token: reply.Text("access_token")
            )
        ).Status.ShouldBe(200);
        (await api.FormAsync("/oauth/locationToken", fields, "pit-sandbox-agency")).ShouldRefuse(
            401,
            Refused
        );
    }

    [Fact]
    public async Task Right_after_an_install_the_exchange_may_fail_for_a_while()
    {
        await using var api = await Api.StartAsync();
        await api.DeskAsync("faults", new { installRaceSeconds = 3 });
        var fields = new[] { ("companyId", OAuthApi.Company), ("locationId", Api.L1) };
        async Task<int> StatusAsync() =>
            (await api.FormAsync("/oauth/locationToken", fields, "oauth-sandbox-company")).Status;
        (await StatusAsync()).ShouldBe(400);
        await api.AdvanceAsync(2);
        (await StatusAsync()).ShouldBe(400);
        await api.AdvanceAsync(1.5);
        (await StatusAsync()).ShouldBe(201);
    }

    [Fact]
    public async Task Installed_locations_are_listed_for_an_agencys_token_only()
    {
        await using var api = await Api.StartAsync();
        await api.ConsentAsync();
        var path =
            $"/oauth/installedLocations?companyId={OAuthApi.Company}&appId=65f0a1b2c3d4e5f607182930";
        var reply = await api.SendAsync(
            "GET",
            path + "&isInstalled=true",
            token: "oauth-sandbox-company"
        );
        reply["locations"]
            .EnumerateArray()
            .Select(l => l.GetProperty("_id").GetString())
            .ShouldBe([Api.L1]);
        var all = await api.SendAsync("GET", path, token: "oauth-sandbox-company");
        all["count"].GetInt32().ShouldBe(2);
        (await api.SendAsync("GET", path, token: "pit-sandbox-agency")).ShouldRefuse(401, Refused);
        (await api.SendAsync("GET", path)).ShouldRefuse(401, Refused);
        var v3 = await api.SendAsync(
            "GET",
            path.Replace("installedLocations", "installed-locations") + "&pageSize=1",
            token: "oauth-sandbox-company",
            version: "v3"
        );
        v3["items"].GetArrayLength().ShouldBe(1);
        v3["pagination"].GetProperty("nextPageToken").GetString().ShouldBe("1");
    }

    [Fact]
    public async Task V3_spells_the_names_of_tokens_in_camel_case()
    {
        await using var api = await Api.StartAsync();
        var reply = await api.SendAsync(
            "POST",
            "/oauth/token",
            new
            {
                clientId = HighLevelSandbox.DefaultClientId,
                clientSecret = HighLevelSandbox.DefaultClientSecret,
                grantType = "authorization_code",
                code = await api.ConsentAsync(),
            },
            token: null,
            version: "v3"
        );
        reply.Status.ShouldBe(200, reply.ToString());
        reply.Text("accessToken").ShouldNotBeEmpty();
        reply.Text("refreshToken").ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Taking_the_app_out_ends_its_tokens_and_both_are_events()
    {
        await using var api = await Api.StartAsync();
        var tokens = await api.ExchangeAsync(await api.ConsentAsync());
        await api.DeskAsync("oauth/uninstall", new { locationId = Api.L1 });
        (
            await api.SendAsync("GET", $"/contacts/{Api.C1}", token: tokens.Text("access_token"))
        ).Status.ShouldBe(401);
        ShouldBeUnauthorized(
            await api.RefreshAsync(tokens.Text("refresh_token")),
            "Refresh token not found"
        );
        var events = (await api.DeskAsync("events", method: "GET"))
            .EnumerateArray()
            .Where(e => e.TryGetProperty("appId", out _))
            .ToList();
        events.Select(e => e.GetProperty("type").GetString()).ShouldBe(["INSTALL", "UNINSTALL"]);
        events[0].GetProperty("installType").GetString().ShouldBe("Location");
        events[0].GetProperty("locationId").GetString().ShouldBe(Api.L1);
    }

    [Fact]
    public async Task A_suspended_location_refuses_its_refresh_and_keeps_the_token()
    {
        await using var api = await Api.StartAsync();
        var refresh = (await api.ExchangeAsync(await api.ConsentAsync())).Text("refresh_token");
        await api.DeskAsync("oauth/suspend", new { locationId = Api.L1 });
        (await api.RefreshAsync(refresh)).ShouldRefuse(400, "Location is not active");
        await api.DeskAsync("oauth/suspend", new { locationId = Api.L1, active = true });
        (await api.RefreshAsync(refresh)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Revoked_tokens_are_refused()
    {
        await using var api = await Api.StartAsync();
        var tokens = await api.ExchangeAsync(await api.ConsentAsync());
        await api.DeskAsync("oauth/revoke", new { accessTokens = true, refreshTokens = false });
        (
            await api.SendAsync("GET", $"/contacts/{Api.C1}", token: tokens.Text("access_token"))
        ).ShouldRefuse(401, "Invalid token: access token is invalid");
        (await api.RefreshAsync(tokens.Text("refresh_token"))).Status.ShouldBe(200);
    }

    private static void ShouldBeUnauthorized(Reply reply, string description)
    {
        reply.Status.ShouldBe(401, reply.ToString());
        reply["error"].GetString().ShouldBe("UnAuthorized!");
        reply["error_description"].GetString().ShouldBe(description);
        reply["traceId"].ValueKind.ShouldBe(JsonValueKind.String);
    }
}
