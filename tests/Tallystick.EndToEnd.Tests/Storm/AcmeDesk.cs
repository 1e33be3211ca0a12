using System.Net.Http.Json;
using System.Text.Json;

namespace Tallystick.EndToEnd.Tests.Storm;

internal sealed class AcmeDesk(HttpClient http) : IDeskPeople
{
    private const int PageMax = 200;

    public async Task<IReadOnlyList<Held>> AllAsync()
    {
        var all = new List<Held>();
        while (true)
        {
            var page = await http.GetFromJsonAsync<JsonElement>(
                $"_acme/people?limit={PageMax}&offset={all.Count}"
            );
            all.AddRange(page.GetProperty("items").EnumerateArray().Select(Read));
            if (all.Count >= page.GetProperty("total").GetInt32())
                return all;
        }
    }

    public async Task CreateAsync(string token, string first, string city)
    {
        using var answer = await http.PostAsJsonAsync(
            "_acme/people",
            new
            {
                givenName = first,
                familyName = token,
                emailAddress = $"{token}@example.com",
                town = city,
            }
        );
        answer.EnsureSuccessStatusCode();
    }

    public Task<bool> SetAsync(string id, string field, string value) =>
        PatchAsync(
            id,
            new Dictionary<string, object> { [field == "city" ? "town" : "givenName"] = value }
        );

    public async Task<bool> TagAsync(string id, string tag, bool add)
    {
        using var answer = await http.GetAsync($"_acme/people/{id}");
        if (!answer.IsSuccessStatusCode)
            return false;
        var tags = Read(await answer.Content.ReadFromJsonAsync<JsonElement>()).Tags;
        return await PatchAsync(
            id,
            new Dictionary<string, object>
            {
                ["labels"] = add ? [.. tags, tag] : tags.Where(t => t != tag).ToArray(),
            }
        );
    }

    public async Task<bool> DeleteAsync(string id)
    {
        using var answer = await http.DeleteAsync($"_acme/people/{id}");
        return answer.IsSuccessStatusCode;
    }

    private async Task<bool> PatchAsync(string id, object body)
    {
        using var answer = await http.PatchAsJsonAsync($"_acme/people/{id}", body);
        return answer.IsSuccessStatusCode;
    }

    private static Held Read(JsonElement person) =>
        new(
            person.GetProperty("id").ToString(),
            Text(person, "familyName"),
            Text(person, "givenName"),
            Text(person, "town"),
            [.. person.GetProperty("labels").EnumerateArray().Select(t => t.GetString()!)]
        );

    private static string Text(JsonElement person, string name) =>
        person.GetProperty(name).GetString() ?? "";
}
