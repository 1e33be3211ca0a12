using System.Net;
using System.Text.Json.Nodes;

namespace Tallystick.Tests.Sandbox;

public sealed class AcmePeopleApiTests
{
    [Fact]
    public async Task A_created_person_comes_back_whole_with_version_one_and_no_update_time()
    {
        await using var acme = await AcmeDesk.OpenAsync();

        var person = await acme.PostAsync("/api/people", new { givenName = "Ada", score = 4.5 });

        ((string)person["id"]!).ShouldMatch("^p_[A-Za-z0-9]{10}$");
        ((string)person["createdAt"]!).ShouldBe("2026-03-01T09:00:00Z");
        person["updatedAt"].ShouldBeNull();
        ((int)person["version"]!).ShouldBe(1);
        ((string)person["stage"]!).ShouldBe("lead");
        ((bool)person["optOut"]!).ShouldBeFalse();
        ((decimal)person["score"]!).ShouldBe(4.5m);
        person.AsObject().ContainsKey("familyName").ShouldBeTrue();
    }

    [Fact]
    public async Task Values_are_stored_in_the_ways_of_the_house()
    {
        await using var acme = await AcmeDesk.OpenAsync();

        var person = await acme.PostAsync(
            "/api/people",
            new
            {
                givenName = "  Zoë ",
                emailAddress = " Zoe@Example.COM ",
                mobile = "+1 (512) 555-0123",
                labels = (string[])[" VIP ", "vip", "Trade fair", ""],
                countryCode = "us",
                jobTitle = "",
                remarks = new string('x', 499) + "😀 tail",
            }
        );

        ((string)person["givenName"]!).ShouldBe("Zoë");
        ((string)person["emailAddress"]!).ShouldBe("zoe@example.com");
        ((string)person["mobile"]!).ShouldBe("15125550123");
        person["labels"]!.AsArray().Select(l => (string)l!).ShouldBe(["VIP", "Trade fair"]);
        ((string)person["countryCode"]!).ShouldBe("US");
        person["jobTitle"].ShouldBeNull();
        ((string)person["remarks"]!).ShouldBe(new string('x', 499));
    }

    [Theory]
    [InlineData("""{"emailAddress":"nobody"}""", "emailAddress")]
    [InlineData("""{"emailAddress":5}""", "emailAddress")]
    [InlineData("""{"mobile":"call me"}""", "mobile")]
    [InlineData("""{"birthday":"1990-02-30"}""", "birthday")]
    [InlineData("""{"stage":"friend"}""", "stage")]
    [InlineData("""{"score":"high"}""", "score")]
    [InlineData("""{"optOut":null}""", "optOut")]
    [InlineData("""{"labels":"VIP"}""", "labels")]
    [InlineData("""{"labels":[1]}""", "labels")]
    [InlineData("""{"countryCode":"USA"}""", "countryCode")]
    [InlineData("""{"givenName":{}}""", "givenName")]
    public async Task A_bad_value_is_refused_by_the_name_of_its_field(string body, string field)
    {
        await using var acme = await AcmeDesk.OpenAsync();

        var answer = await acme.PostAsync(
            "/api/people",
            JsonNode.Parse(body),
            HttpStatusCode.BadRequest
        );

        ((string)answer["error"]!["code"]!).ShouldBe("invalid");
        ((string)answer["error"]!["field"]!).ShouldBe(field);
        ((int)(await acme.GetAsync("/api/people"))["total"]!).ShouldBe(0);
    }

    [Theory]
    [InlineData("nickname")]
    [InlineData("id")]
    [InlineData("version")]
    public async Task An_unknown_or_read_only_property_is_refused(string name)
    {
        await using var acme = await AcmeDesk.OpenAsync();
        var body = new JsonObject { [name] = 1 };

        var answer = await acme.PostAsync("/api/people", body, HttpStatusCode.BadRequest);

        ((string)answer["error"]!["code"]!).ShouldBe("unknown_field");
        ((string)answer["error"]!["field"]!).ShouldBe(name);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"givenName\":")]
    [InlineData("{} {}")]
    public async Task What_is_no_JSON_object_is_refused(string body)
    {
        await using var acme = await AcmeDesk.OpenAsync();

        using var response = await acme.Http.PostAsync("/api/people", new StringContent(body));

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.Content.ReadAsStringAsync()).ShouldContain("invalid_json");
    }

    [Fact]
    public async Task An_update_changes_what_it_names_and_moves_version_and_time()
    {
        await using var acme = await AcmeDesk.OpenAsync();
        var id = await acme.AddPersonAsync(new { givenName = "Ada", town = "Leeds" });
        acme.Clock.Advance(TimeSpan.FromSeconds(90));

        var person = await acme.PatchAsync($"/api/people/{id}", new { town = (string?)null });

        person["town"].ShouldBeNull();
        ((string)person["givenName"]!).ShouldBe("Ada");
        ((string)person["updatedAt"]!).ShouldBe("2026-03-01T09:01:30Z");
        ((int)person["version"]!).ShouldBe(2);
        JsonNode.DeepEquals(person, await acme.GetAsync($"/api/people/{id}")).ShouldBeTrue();
    }

    [Fact]
    public async Task An_update_made_for_another_version_is_refused_and_changes_nothing()
    {
        await using var acme = await AcmeDesk.OpenAsync();
        var id = await acme.AddPersonAsync(new { givenName = "Ada" });
        using var get = await acme.Http.GetAsync($"/api/people/{id}");
        get.Headers.ETag!.Tag.ShouldBe("\"1\"");

        (await PatchIfAsync(acme, id, "\"1\"")).ShouldBe(HttpStatusCode.OK);
        (await PatchIfAsync(acme, id, "\"1\"")).ShouldBe(HttpStatusCode.PreconditionFailed);
        (await PatchIfAsync(acme, id, "\"2\"")).ShouldBe(HttpStatusCode.OK);

        ((int)(await acme.GetAsync($"/api/people/{id}"))["version"]!).ShouldBe(3);
    }

    [Fact]
    public async Task A_deleted_person_is_gone_with_its_children_and_cannot_be_deleted_twice()
    {
        await using var acme = await AcmeDesk.OpenAsync();
        var id = await acme.AddPersonAsync(new { givenName = "Ada" });
        await acme.PostAsync($"/api/people/{id}/notes", new { text = "hello" });

        await acme.DeleteAsync($"/api/people/{id}");

        var answer = await acme.GetAsync($"/api/people/{id}", HttpStatusCode.NotFound);
        ((string)answer["error"]!["code"]!).ShouldBe("not_found");
        await acme.GetAsync($"/api/people/{id}/notes", HttpStatusCode.NotFound);
        await acme.DeleteAsync($"/api/people/{id}", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Two_people_may_share_an_e_mail_and_both_are_found()
    {
        await using var acme = await AcmeDesk.OpenAsync();
        await acme.AddPersonAsync(new { emailAddress = "a@example.com", mobile = "+1 512 5550" });
        await acme.AddPersonAsync(new { emailAddress = "A@example.com", externalRef = "x 1" });

        (await TotalAsync(acme, "email=A%40Example.com")).ShouldBe(2);
        (await TotalAsync(acme, "phone=%2B1-512-5550")).ShouldBe(1);
        (await TotalAsync(acme, "externalRef=x%201")).ShouldBe(1);
        (await TotalAsync(acme, "externalRef=x%201&email=b%40example.com")).ShouldBe(0);
        (await TotalAsync(acme, "externalRef=x%201&email=a%40example.com")).ShouldBe(1);
    }

    private static async Task<int> TotalAsync(AcmeDesk acme, string query) =>
        (int)(await acme.GetAsync($"/api/people?{query}"))["total"]!;

    private static async Task<HttpStatusCode> PatchIfAsync(AcmeDesk acme, string id, string tag)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, $"/api/people/{id}");
        request.Headers.TryAddWithoutValidation("If-Match", tag);
        request.Content = new StringContent("{\"score\":1}");
        using var response = await acme.Http.SendAsync(request);
        return response.StatusCode;
    }
}
