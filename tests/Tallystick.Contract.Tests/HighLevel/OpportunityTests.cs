using System.Text.Json;
using System.Text.Json.Nodes;

namespace Tallystick.Contract.Tests.HighLevel;

/// <summary>Opportunities, which live in pipelines, and the many events of each change.</summary>
public sealed class OpportunityTests
{
    [Fact]
    public async Task T35_One_change_is_told_by_several_events_and_a_deletion_by_an_update_too()
    {
        await using var inbox = await HookInbox.OpenAsync();
        await using var api = await Api.StartAsync();
        await api.DeskAsync("hooks", new { url = inbox.Address });

        var created = await api.PostAsync(
            "/opportunities/",
            new
            {
                pipelineId = "VDm7RPYC2GLUvdpKmBfC",
                locationId = Api.L1,
                name = "First deal",
                pipelineStageId = "7915dedc-8f18-44d5-8bc3-77c04e994a10",
                status = "open",
                contactId = Api.C1,
                monetaryValue = 220,
            }
        );
        created.Status.ShouldBe(201, created.ToString());
        var id = created["opportunity"].GetProperty("id").GetString()!;
        (await TypesAsync(api, inbox)).ShouldBe(["OpportunityCreate", "OpportunityUpdate"]);

        (await api.PutAsync($"/opportunities/{id}/status", new { status = "won" })).Status.ShouldBe(
            200
        );
        (await TypesAsync(api, inbox)).ShouldBe(["OpportunityUpdate", "OpportunityStatusUpdate"]);
        var read = await api.GetAsync($"/opportunities/{id}");
        read["opportunity"].GetProperty("status").GetString().ShouldBe("won");

        await api.PutAsync($"/opportunities/{id}", new { monetaryValue = 300, name = "Big deal" });
        (await TypesAsync(api, inbox)).ShouldBe([
            "OpportunityUpdate",
            "OpportunityMonetaryValueUpdate",
        ]);

        (await api.DeleteAsync($"/opportunities/{id}")).Status.ShouldBe(200);
        var last = await ArrivalsAsync(api, inbox);
        last.Select(a => a["type"]).ShouldBe(["OpportunityDelete", "OpportunityUpdate"]);
        last[0]["id"].ShouldBe(id);
        last[0]["name"].ShouldBe("Big deal");
        last[0].Json.GetProperty("monetaryValue").GetInt32().ShouldBe(300);
        last[0].Json.TryGetProperty("updatedAt", out _).ShouldBeFalse();
        (await api.GetAsync($"/opportunities/{id}")).ShouldRefuse(
            400,
            $"Opportunity with id {id} not found"
        );
    }

    [Fact]
    public async Task A_change_of_stage_and_of_owner_has_an_event_of_its_own_each()
    {
        await using var inbox = await HookInbox.OpenAsync();
        await using var api = await Api.StartAsync();
        var id = await CreateAsync(api, Api.C1, "Deal");
        await api.DeskAsync("hooks", new { url = inbox.Address });

        await api.PutAsync(
            $"/opportunities/{id}",
            new { pipelineStageId = SecondStage, assignedTo = "Qp4tLm7nRs2vXy9zAb3c" }
        );

        (await TypesAsync(api, inbox)).ShouldBe([
            "OpportunityUpdate",
            "OpportunityStageUpdate",
            "OpportunityAssignedToUpdate",
        ]);
    }

    [Fact]
    public async Task A_location_has_pipelines_with_stages_and_reasons_to_lose()
    {
        await using var api = await Api.StartAsync();

        var pipelines = await api.GetAsync($"/opportunities/pipelines?locationId={Api.L1}");
        var reasons = await api.GetAsync(
            $"/opportunities/lost-reason?locationId={Api.L1}&query=expensive"
        );

        var sales = pipelines["pipelines"][0];
        sales.GetProperty("id").GetString().ShouldBe(Pipeline);
        sales.GetProperty("stages")[1].GetProperty("id").GetString().ShouldBe(SecondStage);
        reasons["total"].GetInt32().ShouldBe(1);
        reasons["lostReasons"][0].GetProperty("name").GetString().ShouldBe("Too expensive");
    }

    [Fact]
    public async Task An_opportunity_needs_a_contact_a_pipeline_and_a_stage_that_are_there()
    {
        await using var api = await Api.StartAsync();

        (await PostAsync(api, new { contactId = "nobody00000000000000" })).ShouldRefuse(
            400,
            "Contact with id nobody00000000000000 not found"
        );
        (await PostAsync(api, new { pipelineId = "none" })).ShouldRefuse(
            400,
            "Pipeline with id none not found"
        );
        (await PostAsync(api, new { pipelineStageId = "none" })).ShouldRefuse(
            400,
            $"Pipeline {Pipeline} has no stage with id none"
        );
        (await PostAsync(api, new { status = "all" })).ShouldBeInvalid(
            "status must be one of the following values: open, won, lost, abandoned"
        );
        (await PostAsync(api, new { color = "red" })).ShouldBeInvalid(
            "property color should not exist"
        );
    }

    [Fact]
    public async Task Without_a_stage_it_starts_at_the_first_and_another_pipeline_begins_anew()
    {
        await using var api = await Api.StartAsync();
        var id = await CreateAsync(api, Api.C1, "Deal");
        var first = (await api.GetAsync($"/opportunities/{id}"))["opportunity"];

        await api.PutAsync($"/opportunities/{id}", new { pipelineStageId = SecondStage });
        await api.PutAsync($"/opportunities/{id}", new { name = "Same place" });
        var second = (await api.GetAsync($"/opportunities/{id}"))["opportunity"];
        await api.PutAsync($"/opportunities/{id}", new { pipelineId = "bCkKGpDsyPP4peuKowkG" });
        var third = (await api.GetAsync($"/opportunities/{id}"))["opportunity"];

        first.GetProperty("pipelineStageId").GetString().ShouldBe(FirstStage);
        first.GetProperty("contact").GetProperty("id").GetString().ShouldBe(Api.C1);
        second.GetProperty("pipelineStageId").GetString().ShouldBe(SecondStage);
        third
            .GetProperty("pipelineStageId")
            .GetString()
            .ShouldBe("5f3e8b1a-27c9-4d60-a1b4-9e6d3c0f7a28");
    }

    [Theory]
    [InlineData("contact_id", "ocQHyuzHvysMo5N5VsXc", "Anvils Boots")]
    [InlineData("pipeline_id", "bCkKGpDsyPP4peuKowkG", "Boots")]
    [InlineData("pipeline_stage_id", SecondStage, "Anvils")]
    [InlineData("status", "won", "Chairs")]
    [InlineData("status", "all", "Anvils Boots Chairs")]
    [InlineData("assigned_to", "sx6wyHhbFdRXh302LLNR", "Anvils")]
    [InlineData("q", "CHAIR", "Chairs")]
    [InlineData("q", "other@example.com", "Chairs")]
    [InlineData("country", "GB", "")]
    [InlineData("campaignId", "any", "")]
    [InlineData("date", "01-01-2020", "Anvils Boots Chairs")]
    [InlineData("endDate", "01-01-2020", "")]
    public async Task A_search_finds_what_its_filters_say(string name, string value, string names)
    {
        await using var api = await Api.StartAsync();
        await ThreeAsync(api);

        var old = await api.GetAsync(
            $"/opportunities/search?location_id={Api.L1}&order=name_asc&{name}={value}"
        );
        var v3 = await api.SendAsync(
            "GET",
            $"/opportunities/search?locationId={Api.L1}&order=name_asc&{Camel(name)}={value}",
            version: "v3"
        );

        NamesOf(old).ShouldBe(names);
        NamesOf(v3).ShouldBe(names);
        old["meta"].GetProperty("total").GetInt32().ShouldBe(names.Split(' ').Count(n => n != ""));
    }

    [Fact]
    public async Task A_search_is_paged_by_number_or_by_the_last_row_newest_first()
    {
        await using var api = await Api.StartAsync();
        await ThreeAsync(api);
        var at = $"/opportunities/search?location_id={Api.L1}&limit=2";

        var first = await api.GetAsync(at);
        var second = await api.GetAsync(at + "&page=2");
        var meta = first["meta"];
        var after = await api.GetAsync(
            $"{at}&startAfter={meta.GetProperty("startAfter")}&startAfterId={meta.GetProperty("startAfterId").GetString()}"
        );

        NamesOf(first).ShouldBe("Chairs Boots");
        NamesOf(second).ShouldBe("Anvils");
        NamesOf(after).ShouldBe("Anvils");
        second["meta"].TryGetProperty("nextPage", out _).ShouldBeFalse();
        (await api.GetAsync(at + "&order=upside_down")).Status.ShouldBe(422);
        (
            await api.SendAsync("GET", $"/opportunities/search?location_id={Api.L1}", version: "v3")
        ).ShouldBeInvalid("property location_id should not exist");
    }

    [Fact]
    public async Task The_search_by_a_body_takes_a_text_and_a_page()
    {
        await using var api = await Api.StartAsync();
        await ThreeAsync(api);
        var details = new
        {
            notes = false,
            tasks = false,
            calendarEvents = false,
            unReadConversations = false,
        };

        var all = await api.PostAsync(
            "/opportunities/search",
            new
            {
                locationId = Api.L1,
                query = "",
                limit = 2,
                page = 2,
                searchAfter = Array.Empty<string>(),
                additionalDetails = details,
            }
        );
        var found = await api.PostAsync(
            "/opportunities/search",
            new
            {
                locationId = Api.L1,
                query = "boot",
                limit = 20,
                page = 1,
                searchAfter = Array.Empty<string>(),
                additionalDetails = details,
            }
        );

        NamesOf(all).ShouldBe("Anvils");
        all["total"].GetInt32().ShouldBe(3);
        NamesOf(found).ShouldBe("Boots");
    }

    [Fact]
    public async Task An_upsert_goes_by_the_id_and_else_makes_a_new_one()
    {
        await using var api = await Api.StartAsync();
        var id = await CreateAsync(api, Api.C1, "Deal");

        var changed = await UpsertAsync(
            api,
            new
            {
                id,
                name = "Renamed",
                monetaryValue = 5,
            }
        );
        var made = await UpsertAsync(api, new { name = "Brand new" });
        var again = await UpsertAsync(api, new { name = "Brand new", status = "won" });
        var lost = await UpsertAsync(api, new { id = "nobody" });

        changed["new"].GetBoolean().ShouldBeFalse();
        changed["opportunity"].GetProperty("id").GetString().ShouldBe(id);
        changed["opportunity"].GetProperty("name").GetString().ShouldBe("Renamed");
        made["new"].GetBoolean().ShouldBeTrue();
        again["new"].GetBoolean().ShouldBeFalse();
        again["opportunity"].GetProperty("status").GetString().ShouldBe("won");
        lost.ShouldRefuse(400, "Opportunity with id nobody not found");
    }

    [Fact]
    public async Task Followers_come_and_go_and_are_told_once()
    {
        await using var api = await Api.StartAsync();
        var id = await CreateAsync(api, Api.C1, "Deal");
        var body = new { followers = new[] { "sx6wyHhbFdRXh302LLNR" } };

        var added = await api.PostAsync($"/opportunities/{id}/followers", body);
        var again = await api.PostAsync($"/opportunities/{id}/followers", body);
        var gone = await api.DeleteAsync($"/opportunities/{id}/followers", body);

        added["followersAdded"].GetArrayLength().ShouldBe(1);
        again["followersAdded"].GetArrayLength().ShouldBe(0);
        gone["followersRemoved"].GetArrayLength().ShouldBe(1);
        gone["followers"].GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task A_lost_one_names_its_reason_and_keeps_custom_fields_by_key()
    {
        await using var api = await Api.StartAsync();
        await api.PostAsync(
            $"/locations/{Api.L1}/customFields",
            new
            {
                name = "Seats",
                dataType = "NUMERICAL",
                model = "opportunity",
            }
        );
        var id = await CreateAsync(api, Api.C1, "Deal");

        await api.PutAsync(
            $"/opportunities/{id}",
            new { customFields = new[] { new { key = "seats", field_value = "12" } } }
        );
        var lost = await api.PutAsync(
            $"/opportunities/{id}/status",
            new { status = "lost", lostReasonId = "CLu7BaljjqrEjBGKTNNe" }
        );
        var unknown = await api.PutAsync(
            $"/opportunities/{id}/status",
            new { status = "lost", lostReasonId = "none" }
        );

        lost.Status.ShouldBe(200);
        unknown.Status.ShouldBe(400);
        var read = (await api.GetAsync($"/opportunities/{id}"))["opportunity"];
        read.GetProperty("lostReasonId").GetString().ShouldBe("CLu7BaljjqrEjBGKTNNe");
        read.GetProperty("customFields")[0].GetProperty("fieldValue").ToString().ShouldBe("12");
    }

    [Fact]
    public async Task A_contact_shows_its_opportunities_in_search_and_takes_them_along_when_it_goes()
    {
        await using var api = await Api.StartAsync(
            new() { Limits = false, SearchLag = TimeSpan.Zero }
        );
        var id = await CreateAsync(api, Api.C1, "Deal");

        var row = (await api.SearchAsync(new { locationId = Api.L1, pageLimit = 1 }))["contacts"][
            0
        ];
        await api.DeleteAsync($"/contacts/{Api.C1}");

        row.GetProperty("opportunities")[0].GetProperty("id").GetString().ShouldBe(id);
        (await api.GetAsync($"/opportunities/{id}")).Status.ShouldBe(400);
    }

    [Fact]
    public async Task A_second_one_for_a_contact_is_refused_where_the_location_says_so()
    {
        await using var api = await Api.StartAsync();
        await CreateAsync(api, Api.C1, "Deal");
        await api.DeskAsync(
            $"locations/{Api.L1}",
            new { allowDuplicateOpportunity = false },
            "PATCH"
        );

        (await PostAsync(api, new { })).ShouldRefuse(
            400,
            "Can not create duplicate opportunity for the contact."
        );
    }

    [Fact]
    public async Task Opportunities_are_kept_in_the_data_file()
    {
        var file = Path.GetTempFileName();
        File.Delete(file);
        try
        {
            string id;
            await using (var api = await Api.StartAsync(new() { DataFile = file }))
                id = await CreateAsync(api, Api.C1, "Deal");

            await using var again = await Api.StartAsync(new() { DataFile = file });

            var read = await again.GetAsync($"/opportunities/{id}");
            read["opportunity"].GetProperty("name").GetString().ShouldBe("Deal");
        }
        finally
        {
            File.Delete(file);
        }
    }

    private const string Pipeline = "VDm7RPYC2GLUvdpKmBfC";
    private const string FirstStage = "7915dedc-8f18-44d5-8bc3-77c04e994a10";
    private const string SecondStage = "e93ba61a-53b3-45e7-985a-c7732dbcdb69";

    /// <summary>Two of the sample contact, one of another.</summary>
    private static async Task ThreeAsync(Api api)
    {
        var other = await api.CreateAsync("other@example.com");
        await CreateAsync(
            api,
            Api.C1,
            "Anvils",
            new { pipelineStageId = SecondStage, assignedTo = "sx6wyHhbFdRXh302LLNR" }
        );
        await CreateAsync(api, Api.C1, "Boots", new { pipelineId = "bCkKGpDsyPP4peuKowkG" });
        await CreateAsync(api, other, "Chairs", new { status = "won" });
    }

    private static async Task<string> CreateAsync(
        Api api,
        string contactId,
        string name,
        object? more = null
    )
    {
        var body = JsonSerializer.SerializeToNode(more ?? new { })!.AsObject();
        body["contactId"] = contactId;
        body["name"] = name;
        var made = await PostAsync(api, body);
        made.Status.ShouldBe(201, made.ToString());
        return made["opportunity"].GetProperty("id").GetString()!;
    }

    private static Task<Reply> PostAsync(Api api, object more)
    {
        var body = JsonSerializer.SerializeToNode(more)!.AsObject();
        foreach (
            var (name, value) in new[]
            {
                ("locationId", Api.L1),
                ("contactId", Api.C1),
                ("name", "Deal"),
                ("pipelineId", Pipeline),
                ("status", "open"),
            }
        )
            body.TryAdd(name, value);
        return api.PostAsync("/opportunities/", body);
    }

    private static Task<Reply> UpsertAsync(Api api, object more)
    {
        var body = JsonSerializer.SerializeToNode(more)!.AsObject();
        body["locationId"] = Api.L1;
        body["pipelineId"] = Pipeline;
        body["followers"] = new JsonArray();
        body["isRemoveAllFollowers"] = false;
        body["followersActionType"] = "add";
        return api.PostAsync("/opportunities/upsert", body);
    }

    private static string NamesOf(Reply found) =>
        string.Join(
            ' ',
            found["opportunities"].EnumerateArray().Select(o => o.GetProperty("name").GetString())
        );

    private static string Camel(string name) =>
        string.Concat(
            name.Split('_')
                .Select((part, i) => i == 0 ? part : char.ToUpperInvariant(part[0]) + part[1..])
        );

    private static async Task<IEnumerable<string>> TypesAsync(Api api, HookInbox inbox) =>
        (await ArrivalsAsync(api, inbox)).Select(a => a["type"]);

    private static async Task<IReadOnlyList<Arrival>> ArrivalsAsync(Api api, HookInbox inbox)
    {
        await api.DeskAsync("hooks/settle");
        var arrivals = inbox.Arrivals;
        inbox.Clear();
        return arrivals;
    }
}
