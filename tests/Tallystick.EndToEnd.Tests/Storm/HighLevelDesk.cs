using System.Net.Http.Json;
using System.Text.Json;

namespace Tallystick.EndToEnd.Tests.Storm;

internal sealed class HighLevelDesk(HttpClient http) : IDeskPeople
{
    public async Task<IReadOnlyList<Held>> AllAsync()
    {
        var all = new List<Held>();
        while (true)
        {
            var page = await http.GetFromJsonAsync<JsonElement>(
                $"_sandbox/contacts?limit=2000&offset={all.Count}"
            );
            all.AddRange(page.GetProperty("contacts").EnumerateArray().Select(Read));
            if (all.Count >= page.GetProperty("total").GetInt32())
                return all;
        }
    }

    public async Task CreateAsync(string token, string first, string city)
    {
        var email = $"{token}@example.com";
        using var answer = await http.PostAsJsonAsync(
            "_sandbox/contacts",
            new
            {
                firstName = first,
                lastName = token,
                email,
                city,
            }
        );
        answer.EnsureSuccessStatusCode();
    }

    public Task<bool> SetAsync(string id, string field, string value) =>
        PatchAsync(
            id,
            new Dictionary<string, object> { [field == "city" ? "city" : "firstName"] = value }
        );

    public async Task<bool> TagAsync(string id, string tag, bool add)
    {
        using var answer = await http.GetAsync($"_sandbox/contacts/{id}");
        if (!answer.IsSuccessStatusCode)
            return false;
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        var contact = body.TryGetProperty("contact", out var inner) ? inner : body;
        var tags = Read(contact).Tags;
        return await PatchAsync(
            id,
            new Dictionary<string, object>
            {
                ["tags"] = add ? [.. tags, tag] : tags.Where(t => t != tag).ToArray(),
            }
        );
    }

    public async Task<bool> DeleteAsync(string id)
    {
        using var answer = await http.DeleteAsync($"_sandbox/contacts/{id}");
        return answer.IsSuccessStatusCode;
    }

    private async Task<bool> PatchAsync(string id, object body)
    {
        using var answer = await http.PatchAsJsonAsync($"_sandbox/contacts/{id}", body);
        return answer.IsSuccessStatusCode;
    }

    private static Held Read(JsonElement contact) =>
        new(
            Text(contact, "id"),
            Text(contact, "lastName"),
            Text(contact, "firstName"),
            Text(contact, "city"),
            [.. contact.GetProperty("tags").EnumerateArray().Select(t => t.GetString()!)]
        );

    private static string Text(JsonElement contact, string name) =>
        contact.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";
}
