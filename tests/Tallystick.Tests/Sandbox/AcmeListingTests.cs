using System.Net;

namespace Tallystick.Tests.Sandbox;

public sealed class AcmeListingTests
{
    [Fact]
    public async Task Pages_follow_creation_and_show_each_person_once()
    {
        await using var acme = await AcmeDesk.OpenAsync();
        var ids = new List<string>();
        for (var i = 0; i < 7; i++)
        {
            ids.Add(await acme.AddPersonAsync(new { givenName = $"P{i}" }));
            acme.Clock.Advance(TimeSpan.FromSeconds(1));
        }
        await acme.PatchAsync($"/api/people/{ids[0]}", new { town = "Leeds" });

        var seen = new List<string>();
        for (var offset = 0; offset < 9; offset += 3)
        {
            seen.AddRange(await IdsAsync(acme, $"offset={offset}&limit=3"));
        }

        seen.ShouldBe(ids);
        (await IdsAsync(acme, "offset=100")).ShouldBeEmpty();
    }

    [Fact]
    public async Task People_of_one_second_are_ordered_by_id()
    {
        await using var acme = await AcmeDesk.OpenAsync();
        for (var i = 0; i < 20; i++)
        {
            await acme.AddPersonAsync(new { givenName = $"P{i}" });
        }

        var ids = await IdsAsync(acme, "limit=200");

        ids.Count.ShouldBe(20);
        ids.ShouldBe(ids.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Changed_since_means_changed_or_made_at_that_time_or_later()
    {
        await using var acme = await AcmeDesk.OpenAsync();
        var old = await acme.AddPersonAsync(new { givenName = "Old" });
        var edited = await acme.AddPersonAsync(new { givenName = "Edited" });
        acme.Clock.Advance(TimeSpan.FromMinutes(1));
        var made = await acme.AddPersonAsync(new { givenName = "Made" });
        acme.Clock.Advance(TimeSpan.FromMinutes(1));
        await acme.PatchAsync($"/api/people/{edited}", new { town = "Leeds" });

        (await IdsAsync(acme, "updatedSince=2026-03-01T09:01:00Z")).ShouldBe([made, edited]);
        (await IdsAsync(acme, "updatedSince=2026-03-01T09:01:01Z")).ShouldBe([edited]);
        (await IdsAsync(acme, "updatedSince=2026-03-01T10:02:00%2B01:00")).ShouldBe([edited]);
        (await IdsAsync(acme, "updatedSince=2026-03-01T09:00:00Z")).ShouldBe([old, made, edited]);
    }

    [Theory]
    [InlineData("limit=201", "limit")]
    [InlineData("limit=0", "limit")]
    [InlineData("offset=-1", "offset")]
    [InlineData("updatedSince=yesterday", "updatedSince")]
    public async Task A_bad_query_is_refused_by_name(string query, string parameter)
    {
        await using var acme = await AcmeDesk.OpenAsync();

        var answer = await acme.GetAsync($"/api/people?{query}", HttpStatusCode.BadRequest);

        ((string)answer["error"]!["field"]!).ShouldBe(parameter);
    }

    [Fact]
    public async Task Todos_hang_on_their_person()
    {
        await using var acme = await AcmeDesk.OpenAsync();
        var ada = await acme.AddPersonAsync(new { givenName = "Ada" });
        var bob = await acme.AddPersonAsync(new { givenName = "Bob" });

        var todo = await acme.PostAsync(
            $"/api/people/{ada}/todos",
            new { subject = "Call", dueOn = "2026-03-05" }
        );
        var path = $"/api/people/{ada}/todos/{todo["id"]}";
        acme.Clock.Advance(TimeSpan.FromSeconds(5));
        var done = await acme.PatchAsync(path, new { done = true });

        ((bool)todo["done"]!).ShouldBeFalse();
        ((bool)done["done"]!).ShouldBeTrue();
        ((string)done["updatedAt"]!).ShouldBe("2026-03-01T09:00:05Z");
        ((int)(await acme.GetAsync($"/api/people/{ada}/todos"))["total"]!).ShouldBe(1);
        ((int)(await acme.GetAsync($"/api/people/{bob}/todos"))["total"]!).ShouldBe(0);
        await acme.GetAsync($"/api/people/{bob}/todos/{todo["id"]}", HttpStatusCode.NotFound);
        (await acme.GetAsync($"/api/people/{ada}"))["updatedAt"].ShouldBeNull();
        await acme.DeleteAsync(path);
        await acme.GetAsync(path, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_todo_without_subject_is_refused_and_so_is_one_for_nobody()
    {
        await using var acme = await AcmeDesk.OpenAsync();
        var ada = await acme.AddPersonAsync(new { givenName = "Ada" });

        await acme.PostAsync($"/api/people/{ada}/todos", new { }, HttpStatusCode.BadRequest);
        await acme.PostAsync(
            "/api/people/p_nobody/todos",
            new { subject = "Call" },
            HttpStatusCode.NotFound
        );
    }

    [Fact]
    public async Task Everybodys_todos_are_listed_together_with_whose_they_are()
    {
        await using var acme = await AcmeDesk.OpenAsync();
        var ada = await acme.AddPersonAsync(new { givenName = "Ada" });
        var bob = await acme.AddPersonAsync(new { givenName = "Bob" });
        await acme.PostAsync($"/api/people/{ada}/todos", new { subject = "Call" });
        acme.Clock.Advance(TimeSpan.FromMinutes(1));
        await acme.PostAsync($"/api/people/{bob}/todos", new { subject = "Write" });
        await acme.PostAsync($"/api/people/{bob}/notes", new { text = "Likes tea" });

        (await WhoseAsync("todos?limit=200")).ShouldBe([ada, bob]);
        (await WhoseAsync("todos?updatedSince=2026-03-01T09:01:00Z")).ShouldBe([bob]);
        (await WhoseAsync($"todos?personId={ada}")).ShouldBe([ada]);
        (await WhoseAsync("todos?personId=p_nobody")).ShouldBeEmpty();
        (await WhoseAsync("notes")).ShouldBe([bob]);
        await acme.PostAsync(
            "/api/todos",
            new { subject = "Whose?" },
            HttpStatusCode.MethodNotAllowed
        );

        async Task<List<string>> WhoseAsync(string path)
        {
            var page = await acme.GetAsync($"/api/{path}");
            return [.. page["items"]!.AsArray().Select(todo => (string)todo!["personId"]!)];
        }
    }

    [Fact]
    public async Task People_have_a_company_that_exists_or_none()
    {
        await using var acme = await AcmeDesk.OpenAsync();
        var company = (string)
            (await acme.PostAsync("/api/companies", new { name = "Acme" }))["id"]!;
        var ada = await acme.AddPersonAsync(new { givenName = "Ada", companyId = company });
        await acme.AddPersonAsync(new { givenName = "Bob" });

        (await IdsAsync(acme, $"companyId={company}")).ShouldBe([ada]);
        await acme.PatchAsync(
            $"/api/people/{ada}",
            new { companyId = "c_none" },
            HttpStatusCode.BadRequest
        );
        await acme.DeleteAsync($"/api/companies/{company}");
        var left = await acme.GetAsync($"/api/people/{ada}");

        left["companyId"].ShouldBeNull();
        ((int)left["version"]!).ShouldBe(2);
    }

    [Fact]
    public async Task Companies_are_made_found_changed_and_deleted()
    {
        await using var acme = await AcmeDesk.OpenAsync();
        var company = await acme.PostAsync(
            "/api/companies",
            new { name = " Acme ", phone = "+44 20 7946 0000" }
        );
        var path = $"/api/companies/{company["id"]}";

        ((string)company["name"]!).ShouldBe("Acme");
        ((int)(await acme.GetAsync("/api/companies?phone=442079460000"))["total"]!).ShouldBe(1);
        await acme.PatchAsync(path, new { name = "" }, HttpStatusCode.BadRequest);
        ((int)(await acme.PatchAsync(path, new { town = "London" }))["version"]!).ShouldBe(2);
        await acme.DeleteAsync(path);
        ((int)(await acme.GetAsync("/api/companies"))["total"]!).ShouldBe(0);
    }

    private static async Task<List<string>> IdsAsync(AcmeDesk acme, string query)
    {
        var page = await acme.GetAsync($"/api/people?{query}");
        return [.. page["items"]!.AsArray().Select(person => (string)person!["id"]!)];
    }
}
