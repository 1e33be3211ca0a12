using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Tallystick.Sandbox;
using Tallystick.Sandbox.Acme;

namespace Tallystick.EndToEnd.Tests;

/// <summary>Contacts with their companies, tasks and notes, between HighLevel and another app that has ids of its own.</summary>
public sealed class FamilySyncTests
{
    private const string Due = "2027-01-31T15:00:00Z";

    [Fact]
    public async Task Companies_tasks_and_notes_hang_on_the_same_people_on_both_sides()
    {
        await using var scene = await Scene.StartAsync(
            new SandboxOptions
            {
                Contacts = 12,
                Limits = false,
                SearchLag = TimeSpan.Zero,
            }
        );
        await using var acme = await AcmeCrm.StartAsync(new AcmeOptions(), TimeProvider.System);
        using var left = HighLevel(scene);
        using var right = Desk(acme);
        await WriteFileAsync(scene, acme);
        var contacts = (await scene.ContactsAsync())
            .Select(c => c.GetProperty("id").GetString()!)
            .ToList();
        await FurnishHighLevelAsync(left, contacts);
        await FurnishAcmeAsync(right);

        (await scene.SyncAsync()).ShouldExit(0);
        (await scene.VerifyAsync()).ShouldExit(0);
        Writes(await scene.SyncAsync()).ShouldBe(0);
        (await ItemsAsync(right, "companies")).Count.ShouldBe(2);
        (await ItemsAsync(right, "todos")).Count.ShouldBe(5 + 1);
        (await ItemsAsync(right, "notes")).Count.ShouldBe(5 + 1);
        var people = (await ItemsAsync(right, "people")).ToDictionary(p =>
            p.GetProperty("id").ToString()
        );
        var acmeCorp = (await ItemsAsync(right, "companies")).Single(c =>
            c.GetProperty("name").GetString() == "Acme Corp"
        );
        people
            .Values.Count(p =>
                p.GetProperty("companyId").ToString() == acmeCorp.GetProperty("id").ToString()
            )
            .ShouldBe(3);
        foreach (var note in await ItemsAsync(right, "notes"))
        {
            var person = people[note.GetProperty("personId").ToString()];
            note.GetProperty("text")
                .GetString()
                .ShouldBe($"Note of {person.GetProperty("emailAddress").GetString()}");
        }

        await EditAsync(left, right, contacts);
        (await scene.SyncAsync("--full")).ShouldExit(0);
        (await scene.VerifyAsync()).ShouldExit(0);
        var done = await left.GetFromJsonAsync<JsonElement>($"contacts/{contacts[0]}/tasks");
        done.GetProperty("tasks")[0].GetProperty("completed").GetBoolean().ShouldBeTrue();
        (await ItemsAsync(right, "notes")).Count.ShouldBe(5);
        Writes(await scene.SyncAsync()).ShouldBe(0);
    }

    /// <summary>A company for the first three, tasks and notes for the first five.</summary>
    private static async Task FurnishHighLevelAsync(HttpClient left, List<string> contacts)
    {
        var company = await PostAsync(
            left,
            "businesses/",
            new { name = "Acme Corp", locationId = HighLevelSandbox.DefaultLocation }
        );
        await PostAsync(
            left,
            "contacts/bulk/business",
            new
            {
                locationId = HighLevelSandbox.DefaultLocation,
                ids = contacts.Take(3),
                businessId = company.GetProperty("buiseness").GetProperty("id").GetString(),
            }
        );
        foreach (var id in contacts.Take(5))
        {
            var contact = await left.GetFromJsonAsync<JsonElement>($"contacts/{id}");
            var email = contact.GetProperty("contact").GetProperty("email").GetString();
            var task = new
            {
                title = $"Call {id}",
                dueDate = Due,
                completed = false,
            };
            await PostAsync(left, $"contacts/{id}/tasks", task);
            var note = new { body = $"Note of {email!.ToLowerInvariant()}" };
            await PostAsync(left, $"contacts/{id}/notes", note);
        }
    }

    private static async Task FurnishAcmeAsync(HttpClient right)
    {
        var company = await PostAsync(right, "api/companies", new { name = "Initech" });
        var person = await PostAsync(
            right,
            "api/people",
            new
            {
                givenName = "Peter",
                familyName = "Gibbons",
                emailAddress = "peter@initech.example",
                companyId = company.GetProperty("id"),
            }
        );
        var id = person.GetProperty("id").ToString();
        await PostAsync(
            right,
            $"api/people/{id}/todos",
            new { subject = "Reports", dueOn = "2027-03-01" }
        );
        await PostAsync(
            right,
            $"api/people/{id}/notes",
            new { text = "Note of peter@initech.example" }
        );
    }

    /// <summary>A to-do is done there, a note is deleted here.</summary>
    private static async Task EditAsync(HttpClient left, HttpClient right, List<string> contacts)
    {
        var todo = (await ItemsAsync(right, "todos")).Single(t =>
            t.GetProperty("subject").GetString() == $"Call {contacts[0]}"
        );
        using (
            await right.PatchAsJsonAsync(
                $"api/people/{todo.GetProperty("personId")}/todos/{todo.GetProperty("id")}",
                new { done = true }
            )
        ) { }
        var notes = await left.GetFromJsonAsync<JsonElement>($"contacts/{contacts[1]}/notes");
        var note = notes.GetProperty("notes")[0].GetProperty("id").GetString();
        using (await left.DeleteAsync($"contacts/{contacts[1]}/notes/{note}")) { }
    }

    private static Task WriteFileAsync(Scene scene, AcmeCrm acme) =>
        File.WriteAllTextAsync(
            scene.PathOf("tallystick.yaml"),
            $$"""
            version: 1
            connections:
              crm:
                connector: highlevel
                token: {{HighLevelSandbox.DefaultToken}}
                location: {{HighLevelSandbox.DefaultLocation}}
                base-url: {{scene.Sandbox.BaseAddress}}
                limit: none
                search-lag: 0s
              acme:
                connector: acme
                base-url: {{acme.BaseAddress}}
                api-key: acme-demo-key
                limit: none
            syncs:
              everything:
                left: crm
                right: acme
                streams:
                  notes:
                    left: note
                    right: note
                    deletes: propagate
                    match: [[contact, body]]
                    fields:
                      - [contact, person]
                      - [body, text]
                  tasks:
                    left: task
                    right: todo
                    match: [[contact, title]]
                    fields:
                      - [contact, person]
                      - [title, subject]
                      - [body, details]
                      - { left: dueDate, right: dueOn, compare: date }
                      - [completed, done]
                  contacts:
                    left: contact
                    right: person
                    match: [email]
                    fields:
                      - [firstName, givenName]
                      - [lastName, familyName]
                      - [email, emailAddress]
                      - [company, company]
                  companies:
                    left: company
                    right: company
                    match: [name]
                    fields:
                      - [name, name]
                      - [city, town]
            """
        );

    private static HttpClient HighLevel(Scene scene)
    {
        var api = new HttpClient { BaseAddress = scene.Sandbox.BaseAddress };
        api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            HighLevelSandbox.DefaultToken
        );
        api.DefaultRequestHeaders.Add("Version", "2021-07-28");
        return api;
    }

    private static HttpClient Desk(AcmeCrm acme)
    {
        var api = new HttpClient { BaseAddress = acme.BaseAddress };
        api.DefaultRequestHeaders.Add("X-Api-Key", "acme-demo-key");
        return api;
    }

    private static async Task<List<JsonElement>> ItemsAsync(HttpClient right, string what)
    {
        var page = await right.GetFromJsonAsync<JsonElement>($"api/{what}?limit=200");
        return [.. page.GetProperty("items").EnumerateArray()];
    }

    private static async Task<JsonElement> PostAsync(HttpClient api, string path, object body)
    {
        using var response = await api.PostAsJsonAsync(path, body);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        response.IsSuccessStatusCode.ShouldBeTrue(answer.ToString());
        return answer;
    }

    private static long Writes(TallyResult result) =>
        result
            .ShouldExit(0)
            .Lines.Where(line => line.TryGetProperty("writes", out _))
            .Sum(line => line.GetProperty("writes").GetInt64());
}
