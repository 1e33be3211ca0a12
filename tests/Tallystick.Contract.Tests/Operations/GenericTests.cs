using Tallystick.Contract.Tests.HighLevel;

namespace Tallystick.Contract.Tests.Operations;

/// <summary>Operations that the sandbox knows from the catalog alone.</summary>
public sealed class GenericTests
{
    [Fact]
    public async Task What_was_created_is_there_until_it_is_deleted()
    {
        await using var api = await Api.StartAsync();

        var made = await api.PostAsync(
            "/links/",
            new
            {
                locationId = Api.L1,
                name = "A",
                redirectTo = "https://example.com/a",
            }
        );
        var id = made["link"].GetProperty("id").GetString()!;
        await api.PutAsync(
            $"/links/{id}",
            new { name = "B", redirectTo = "https://example.com/b" }
        );
        var listed = await api.GetAsync($"/links/?locationId={Api.L1}");
        var gone = await api.DeleteAsync($"/links/{id}");
        var after = await api.GetAsync($"/links/?locationId={Api.L1}");

        made.Status.ShouldBe(201);
        listed["links"].EnumerateArray().Single().GetProperty("name").GetString().ShouldBe("B");
        listed["links"][0].GetProperty("id").GetString().ShouldBe(id);
        gone.Status.ShouldBe(201);
        after["links"].GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task What_was_deleted_is_not_found_again()
    {
        await using var api = await Api.StartAsync();
        var group = await api.SendAsync(
            "POST",
            "/calendars/groups",
            new
            {
                locationId = Api.L1,
                name = "A",
                description = "a",
                slug = "a",
            },
            version: "2021-04-15"
        );
        var id = group["group"].GetProperty("id").GetString();

        await api.SendAsync("DELETE", $"/calendars/groups/{id}", version: "2021-04-15");
        var again = await api.SendAsync(
            "PUT",
            $"/calendars/groups/{id}",
            new
            {
                name = "B",
                description = "b",
                slug = "b",
            },
            version: "2021-04-15"
        );

        again.Status.ShouldBe(404);
    }

    [Fact]
    public async Task An_unknown_property_is_refused_by_name()
    {
        await using var api = await Api.StartAsync();

        var reply = await api.PostAsync(
            "/links/",
            new
            {
                locationId = Api.L1,
                name = "A",
                redirectTo = "https://example.com/a",
                color = "red",
            }
        );

        reply.ShouldBeInvalid("property color should not exist");
    }

    [Fact]
    public async Task What_is_required_must_be_there_and_of_its_type()
    {
        await using var api = await Api.StartAsync();

        var reply = await api.PostAsync("/links/", new { locationId = Api.L1, name = 5 });

        reply.ShouldBeInvalid("name must be a string");
        reply.ShouldBeInvalid("redirectTo must be a string");
    }

    [Fact]
    public async Task Another_locations_token_is_refused()
    {
        await using var api = await Api.StartAsync();

        var reply = await api.GetAsync($"/links/?locationId={Api.L2}");

        reply.ShouldRefuse(403, "The token does not have access to this location.");
    }

    [Fact]
    public async Task The_scope_and_the_class_of_a_token_are_looked_at()
    {
        await using var api = await Api.StartAsync();

        var scope = await api.SendAsync(
            "GET",
            $"/links/?locationId={Api.L1}",
            token: "pit-sandbox-readonly"
        );
        var agency = await api.SendAsync("GET", $"/snapshots/?companyId=5DP4iH6HLkQsiKESj6rh");

        scope.ShouldRefuse(401, "The token is not authorized for this scope.");
        agency.Status.ShouldBe(401);
    }

    [Fact]
    public async Task What_nobody_can_create_is_there_from_the_start()
    {
        await using var api = await Api.StartAsync();

        var first = await api.GetAsync($"/campaigns/?locationId={Api.L1}");
        var again = await api.GetAsync($"/campaigns/?locationId={Api.L1}");

        first["campaigns"].GetArrayLength().ShouldBe(2);
        again["campaigns"].ToString().ShouldBe(first["campaigns"].ToString());
    }

    [Fact]
    public async Task Each_location_has_records_of_its_own()
    {
        await using var api = await Api.StartAsync();
        await api.PostAsync(
            "/links/",
            new
            {
                locationId = Api.L1,
                name = "A",
                redirectTo = "https://example.com/a",
            }
        );

        var other = await api.SendAsync(
            "GET",
            $"/links/?locationId={Api.L2}",
            token: "pit-sandbox-two"
        );

        other["links"].GetArrayLength().ShouldBe(0);
    }
}
