using System.Text.Json.Nodes;
using Tallystick.Catalogs;
using Tallystick.Contract.Tests.HighLevel;
using Tallystick.Sandbox;

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

    [Fact]
    public async Task A_calendar_that_a_call_made_can_be_listed_read_and_booked()
    {
        await using var api = await Api.StartAsync();
        const string Version = "2021-04-15";

        var made = await api.SendAsync(
            "POST",
            "/calendars/",
            new { locationId = Api.L1, name = "Visits at home" },
            version: Version
        );
        var id = made["calendar"].GetProperty("id").GetString();
        var read = await api.SendAsync("GET", $"/calendars/{id}", version: Version);
        var listed = await api.SendAsync(
            "GET",
            $"/calendars/?locationId={Api.L1}",
            version: Version
        );
        var booked = await api.SendAsync(
            "POST",
            "/calendars/events/appointments",
            new
            {
                calendarId = id,
                locationId = Api.L1,
                contactId = Api.C1,
                startTime = "2026-12-23T03:30:00+05:30",
                ignoreFreeSlotValidation = true,
            },
            version: Version
        );

        read["calendar"].GetProperty("name").GetString().ShouldBe("Visits at home");
        listed["calendars"].GetArrayLength().ShouldBe(3);
        booked.Status.ShouldBe(200, booked.ToString());
    }

    [Fact]
    public async Task A_user_is_made_changed_and_taken_away()
    {
        await using var api = await Api.StartAsync();

        var made = await api.PostAsync(
            "/users/",
            new
            {
                companyId = "5DP4iH6HLkQsiKESj6rh",
                firstName = "New",
                lastName = "User",
                email = "new.user@agency.example",
                password = "Secret-1",
                type = "account",
                role = "user",
                locationIds = new[] { Api.L1 },
            }
        );
        var one = $"/users/{made["id"].GetString()}";
        var changed = await api.PutAsync(one, new { firstName = "Newer" });
        var found = await api.SendAsync(
            "POST",
            "/users/search/filter-by-email",
            new { companyId = "5DP4iH6HLkQsiKESj6rh", emails = "new.user@agency.example" },
            token: "oauth-sandbox-company"
        );
        var gone = await api.DeleteAsync(one);
        var after = await api.GetAsync(one);

        made.Status.ShouldBe(201);
        changed["firstName"].GetString().ShouldBe("Newer");
        found["users"].GetArrayLength().ShouldBe(1);
        gone.Status.ShouldBe(200);
        after.ShouldRefuse(400, "User not found");
    }

    [Fact]
    public async Task A_data_file_keeps_what_generic_calls_made()
    {
        var file = Path.Combine(Path.GetTempPath(), $"tallystick-{Guid.CreateVersion7()}.json");
        var options = new Sandbox.SandboxOptions { Limits = false, DataFile = file };
        try
        {
            await using (var api = await Api.StartAsync(options))
                await api.PostAsync(
                    "/links/",
                    new
                    {
                        locationId = Api.L1,
                        name = "A",
                        redirectTo = "https://example.com/a",
                    }
                );
            await using var again = await Api.StartAsync(options);

            var listed = await again.GetAsync($"/links/?locationId={Api.L1}");

            listed["links"][0].GetProperty("name").GetString().ShouldBe("A");
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task A_day_is_told_as_an_instant_where_the_document_says_so()
    {
        await using var calls = await OperationCalls.StartAsync();
        var catalog = BuiltInCatalogs.HighLevel2021;

        var (status, text) = await calls.SendAsync(
            catalog,
            catalog.Find("invoices.create-new-estimate")!,
            body => body["issueDate"] = "2026-03-01"
        );

        status.ShouldBe(201, text);
        text.ShouldContain("\"issueDate\":\"2026-03-01T00:00:00.000Z\"");
        calls.Handler.Deviations.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_answer_without_content_leaves_the_connection_open()
    {
        await using var api = await Api.StartAsync();
        using var http = new HttpClient { BaseAddress = api.Sandbox.BaseAddress };
        http.DefaultRequestHeaders.Authorization = new("Bearer", HighLevelSandbox.DefaultToken);
        http.DefaultRequestHeaders.Add("Version", "2021-04-15");
        var token = TestContext.Current.CancellationToken;

        for (var i = 0; i < 5; i++)
        {
            using var gone = await http.DeleteAsync(
                $"/voice-ai/agents/agent{i}?locationId={Api.L1}",
                token
            );
            gone.StatusCode.ShouldBe(System.Net.HttpStatusCode.NoContent);
            using var other = await http.GetAsync($"/voice-ai/agents?locationId={Api.L1}", token);
            other.IsSuccessStatusCode.ShouldBeTrue();
        }
    }

    [Theory]
    [InlineData("2021", "\"NONE\"")]
    [InlineData("v3", "[\"NONE\"]")]
    public async Task Where_two_documents_differ_the_one_that_the_request_follows_is_taken(
        string surface,
        string categories
    )
    {
        var catalog = surface == "v3" ? BuiltInCatalogs.HighLevelV3 : BuiltInCatalogs.HighLevel2021;
        var operation = catalog.Operations.Single(o =>
            o is { Method: "PUT", Path: "/ad-publishing/facebook/campaigns" }
        );
        await using var calls = await OperationCalls.StartAsync();

        var (status, text) = await calls.SendAsync(
            catalog,
            operation,
            body => body["specialAdCategories"] = JsonNode.Parse(categories)
        );

        status.ShouldBe(200, text);
    }

    [Fact]
    public async Task Free_slots_are_days_and_nothing_else()
    {
        await using var api = await Api.StartAsync();

        var slots = await api.SendAsync(
            "GET",
            "/calendars/BqTwX8QFwXzpegMve9EQ/free-slots?startDate=1798000000000&endDate=1798100000000",
            version: "2021-04-15"
        );

        slots.Status.ShouldBe(200);
        slots.Has("traceId").ShouldBeFalse();
    }

    [Fact]
    public async Task Options_of_a_list_of_text_boxes_are_objects_with_labels()
    {
        await using var api = await Api.StartAsync();

        var made = await api.PostAsync(
            $"/locations/{Api.L1}/customFields",
            new
            {
                name = "Boxes",
                dataType = "TEXTBOX_LIST",
                textBoxListOptions = new[] { new { label = "First", prefillValue = "" } },
            }
        );

        made.Status.ShouldBe(201, made.ToString());
        made["customField"].GetProperty("picklistOptions")[0].GetString().ShouldBe("First");
    }
}
