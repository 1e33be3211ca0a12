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
        (await api.GetAsync($"/opportunities/{id}")).Status.ShouldBe(404);
    }

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
