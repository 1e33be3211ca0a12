using System.Globalization;
using System.Text.Json;
using Tallystick.Sandbox;

namespace Tallystick.EndToEnd.Tests;

/// <summary>A small spreadsheet of numbered people against an empty HighLevel.</summary>
internal static class FewPeople
{
    private const string Header = "Id,E-mail,First,Last,City,Tags";

    private const string Csv = """
        connector: csv
        path: people.csv
        key: Id
        columns:
          Tags: { type: set }
        """;

    private const string Stream = """
        left: contact
        right: row
        match: [email]
        conflict: left
        deletes: propagate
        delete-share-max: 100%
        changes-max: 1000000
        fields:
          - [email, E-mail]
          - [firstName, First]
          - [lastName, Last]
          - [city, City]
          - [tags, Tags]
        """;

    /// <param name="toldLag">What the sync file says of it; null for the truth.</param>
    public static async Task<Scene> StartAsync(TimeSpan lag, TimeSpan? toldLag = null)
    {
        var scene = await Scene.StartAsync(
            new SandboxOptions
            {
                Contacts = 0,
                Limits = false,
                SearchLag = lag,
            }
        );
        await scene.WriteSyncFileAsync(
            Csv,
            Stream,
            $"limit: none\nsearch-lag: {(toldLag ?? lag).TotalSeconds}s"
        );
        return scene;
    }

    public static Task<TallyResult> UndoAsync(Scene scene, params object[] more) =>
        Tally.JsonAsync(
            scene.Folder,
            [
                "undo",
                "tallystick.yaml",
                .. more.Select(m => Convert.ToString(m, CultureInfo.InvariantCulture)!),
            ]
        );

    public static string Row(int i, string city, string tags = "") =>
        $"{i},person{i}@example.com,First{i},Last{i},{city},{tags}";

    public static Task WriteAsync(Scene scene, IEnumerable<string> rows) =>
        File.WriteAllLinesAsync(scene.PathOf("people.csv"), rows.Prepend(Header));

    public static async Task ReplaceAsync(Scene scene, Action<string[]> edit)
    {
        var lines = await File.ReadAllLinesAsync(scene.PathOf("people.csv"));
        edit(lines);
        await File.WriteAllLinesAsync(scene.PathOf("people.csv"), lines);
    }

    /// <summary>HighLevel's contacts by the number in their address.</summary>
    public static async Task<Dictionary<int, JsonElement>> ContactsAsync(Scene scene) =>
        (await scene.ContactsAsync()).ToDictionary(c =>
            int.Parse(
                c.GetProperty("email").GetString()!["person".Length..].Split('@')[0],
                CultureInfo.InvariantCulture
            )
        );

    public static async Task<Dictionary<int, string>> IdsAsync(Scene scene) =>
        (await ContactsAsync(scene)).ToDictionary(
            c => c.Key,
            c => c.Value.GetProperty("id").GetString()!
        );

    public static IEnumerable<string> Tags(JsonElement contact) =>
        contact.GetProperty("tags").EnumerateArray().Select(t => t.GetString()!);
}
