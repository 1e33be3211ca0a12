using System.Text.Json;

namespace Tallystick.Contract.Tests.HighLevel;

/// <summary>What an agency does: locations come and go, and so do users.</summary>
public sealed class AgencyTests
{
    private const string Agency = "pit-sandbox-agency";
    private const string Company = OAuthApi.Company;

    [Fact]
    public async Task A_location_is_made_changed_and_closed_by_its_agency()
    {
        await using var api = await Api.StartAsync();

        var made = await CreateAsync(api, new { name = "Third", country = "DE" });
        var id = made.Text("id");
        var changed = await api.SendAsync(
            "PUT",
            $"/locations/{id}",
            new
            {
                companyId = Company,
                timezone = "Europe/Berlin",
                settings = new { allowDuplicateContact = true },
            },
            Agency
        );
        var read = await api.SendAsync("GET", $"/locations/{id}", token: Agency);
        var gone = await api.SendAsync(
            "DELETE",
            $"/locations/{id}?deleteTwilioAccount=false",
            token: Agency
        );
        var after = await api.SendAsync("GET", $"/locations/{id}", token: Agency);

        made.Status.ShouldBe(200, made.ToString());
        changed.Text("timezone").ShouldBe("Europe/Berlin");
        var location = read["location"];
        location.GetProperty("name").GetString().ShouldBe("Third");
        location.GetProperty("country").GetString().ShouldBe("DE");
        location
            .GetProperty("settings")
            .GetProperty("allowDuplicateContact")
            .GetBoolean()
            .ShouldBeTrue();
        gone["success"].GetBoolean().ShouldBeTrue();
        after.Status.ShouldBe(403);
    }

    [Fact]
    public async Task A_location_needs_a_name_its_agency_and_a_time_zone_that_exists()
    {
        await using var api = await Api.StartAsync();

        (await CreateAsync(api, new { })).ShouldBeInvalid("name must be a string");
        (await CreateAsync(api, new { name = "A", timezone = "Mars/Olympus" })).ShouldBeInvalid(
            "timezone must be a name such as America/New_York"
        );
        (await CreateAsync(api, new { name = "A", color = "red" })).ShouldBeInvalid(
            "property color should not exist"
        );
        (
            await CreateAsync(api, new { name = "A", prospectInfo = new { firstName = "B" } })
        ).ShouldBeInvalid("prospectInfo.email must be a string");
        (await CreateAsync(api, new { name = "A", companyId = "another" })).Status.ShouldBe(403);
        (
            await api.PostAsync("/locations/", new { name = "A", companyId = Company })
        ).Status.ShouldBe(401);
    }

    [Fact]
    public async Task A_new_location_is_worked_with_by_a_token_of_its_own()
    {
        await using var api = await Api.StartAsync();
        var id = (await CreateAsync(api, new { name = "Third" })).Text("id");
        var token = await api.FormAsync(
            "/oauth/locationToken",
            [("companyId", Company), ("locationId", id)],
            "oauth-sandbox-company"
        );

        var contact = await api.SendAsync(
            "POST",
            "/contacts/",
            new { locationId = id, email = "third@example.com" },
            token.Text("access_token")
        );

        contact.Status.ShouldBe(201, contact.ToString());
    }

    [Fact]
    public async Task Locations_and_users_are_told_by_webhooks()
    {
        await using var inbox = await HookInbox.OpenAsync();
        await using var api = await Api.StartAsync();
        await api.DeskAsync("hooks", new { url = inbox.Address });

        var location = (await CreateAsync(api, new { name = "Third" })).Text("id");
        await api.SendAsync(
            "PUT",
            $"/locations/{location}",
            new { companyId = Company, name = "Renamed" },
            Agency
        );
        var user = await api.SendAsync(
            "POST",
            "/users/",
            new
            {
                companyId = Company,
                firstName = "New",
                lastName = "User",
                email = "new.user@example.com",
                password = "*******",
                type = "account",
                role = "admin",
                locationIds = new[] { Api.L1 },
            },
            "oauth-sandbox-company"
        );
        await api.PutAsync($"/users/{user.Text("id")}", new { firstName = "Newer" });
        await api.DeleteAsync($"/users/{user.Text("id")}");
        await api.DeskAsync("hooks/settle");

        var told = inbox.Arrivals;
        told.Select(a => a["type"])
            .ShouldBe([
                "LocationCreate",
                "LocationUpdate",
                "UserCreate",
                "UserUpdate",
                "UserDelete",
            ]);
        told[1]["name"].ShouldBe("Renamed");
        told[1]["companyId"].ShouldBe(Company);
        told[3]["firstName"].ShouldBe("Newer");
        told[3]["locationId"].ShouldBe(Api.L1);
    }

    [Fact]
    public async Task Campaigns_and_workflows_are_there_by_name_and_a_locations_own()
    {
        await using var api = await Api.StartAsync();

        var campaigns = await api.GetAsync($"/campaigns/?locationId={Api.L1}");
        var workflows = await api.GetAsync($"/workflows/?locationId={Api.L1}");
        var others = await api.SendAsync(
            "GET",
            $"/workflows/?locationId={Api.L2}",
            token: "pit-sandbox-two"
        );

        campaigns["campaigns"][0].GetProperty("name").GetString().ShouldBe("Welcome series");
        var workflow = workflows["workflows"][0];
        workflow.GetProperty("name").GetString().ShouldBe("New lead follow-up");
        others["workflows"]
            [0]
            .GetProperty("id")
            .GetString()
            .ShouldNotBe(workflow.GetProperty("id").GetString());
        var at = $"/contacts/{Api.C1}/workflow/{workflow.GetProperty("id").GetString()}";
        (await api.PostAsync(at, new { })).Status.ShouldBe(201);
        (await api.DeleteAsync(at, new { })).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_sandbox_that_starts_again_knows_its_locations_and_the_tokens_that_it_gave()
    {
        var file = Path.GetTempFileName();
        File.Delete(file);
        try
        {
            string location;
            Reply tokens;
            Reply refreshed;
            await using (var api = await Api.StartAsync(new() { DataFile = file }))
            {
                location = (await CreateAsync(api, new { name = "Third" })).Text("id");
                tokens = await api.ExchangeAsync(await api.ConsentAsync());
                refreshed = await api.RefreshAsync(tokens.Text("refresh_token"));
                await api.SendAsync(
                    "DELETE",
                    $"/locations/{Api.L2}?deleteTwilioAccount=true",
                    token: Agency
                );
            }

            await using var again = await Api.StartAsync(new() { DataFile = file });

            var contact = await again.SendAsync(
                "GET",
                $"/contacts/{Api.C1}",
                token: refreshed.Text("access_token")
            );
            contact.Status.ShouldBe(200, contact.ToString());
            (await again.RefreshAsync(tokens.Text("refresh_token")))
                .Text("refresh_token")
                .ShouldBe(refreshed.Text("refresh_token"));
            (await again.RefreshAsync(refreshed.Text("refresh_token"))).Status.ShouldBe(200);
            var installs = await again.DeskAsync("oauth", method: "GET");
            installs.GetProperty("installs").GetArrayLength().ShouldBe(1);
            (await again.SendAsync("GET", $"/locations/{location}", token: Agency)).Status.ShouldBe(
                200
            );
            (await again.SendAsync("GET", $"/locations/{Api.L2}", token: Agency)).Status.ShouldBe(
                403
            );
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static Task<Reply> CreateAsync(Api api, object more)
    {
        var body = JsonSerializer.SerializeToNode(more)!.AsObject();
        body.TryAdd("companyId", Company);
        return api.SendAsync("POST", "/locations/", body, Agency);
    }
}
