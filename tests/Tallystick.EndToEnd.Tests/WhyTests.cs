using System.Text.Json;
using Tallystick.Sandbox;

namespace Tallystick.EndToEnd.Tests;

/// <summary>Every record and every field can be explained from what is remembered.</summary>
public sealed class WhyTests
{
    private const string Csv = """
        connector: csv
        path: people.csv
        key: Id
        """;

    private const string Stream = """
        left: contact
        right: row
        match: [email]
        conflict: left
        fields:
          - [email, E-mail]
          - { left: city, right: City, direction: to-left }
          - { left: lastName, right: Last, fill: true }
        """;

    [Fact]
    public async Task A_field_tells_who_wrote_it_and_by_which_rule()
    {
        await using var scene = await StartAsync();
        var synced = await EditAndSyncAsync(scene);

        var why = (await WhyAsync(scene, "right:1", "City")).ShouldExit(0).Last;
        why.GetProperty("state").GetString().ShouldBe("Linked");
        why.GetProperty("partnerId").GetString().ShouldBe(await IdAsync(scene, "ada@example.com"));
        why.Number("linkedInRun").ShouldBe(1);
        why.GetProperty("linkedBy").GetString().ShouldBe("created, new on right");
        var field = why.GetProperty("fields").EnumerateArray().Single();
        field.GetProperty("field").GetString().ShouldBe("city ↔ City");
        field.GetProperty("left").GetString().ShouldBe("Cambridge");
        field.GetProperty("right").GetString().ShouldBe("Cambridge");
        field.GetProperty("direction").GetString().ShouldBe("ToLeft");
        field.GetProperty("conflict").GetString().ShouldBe("Left");
        var write = field.GetProperty("lastWrite");
        write.Number("run").ShouldBe(synced.Number("run"));
        write.GetProperty("side").GetString().ShouldBe("Left");
        write.GetProperty("actor").GetString().ShouldBe("sync");
        write.GetProperty("before").GetString().ShouldBe("London");
        write.GetProperty("after").GetString().ShouldBe("Cambridge");

        (await WhyAsync(scene, "right:1")).Last.GetProperty("fields").GetArrayLength().ShouldBe(3);
        (await WhyAsync(scene, "right:1", "Shoes")).ShouldExit(2);
        (await WhyAsync(scene, "1")).ShouldExit(2);
    }

    [Fact]
    public async Task An_undone_field_says_so()
    {
        await using var scene = await StartAsync();
        await EditAndSyncAsync(scene);
        string[] undo = ["undo", "tallystick.yaml", "--run", "2", "--apply"];
        (await Tally.JsonAsync(scene.Folder, undo)).ShouldExit(0);

        var field = (await WhyAsync(scene, "right:1", "city"))
            .Last.GetProperty("fields")
            .EnumerateArray()
            .Single();
        field.GetProperty("left").GetString().ShouldBe("London");
        field.GetProperty("mark").GetString().ShouldBe("Undone");
        field.GetProperty("lastWrite").GetProperty("actor").GetString().ShouldBe("undo");
        field.GetProperty("lastWrite").GetProperty("cause").GetString().ShouldBe("undo of run 2");
        var text = await Tally.RunAsync(scene.Folder, "why", "tallystick.yaml", "right:1");
        text.ShouldExit(0).Output.ShouldContain("'Cambridge' → 'London': undo of run 2");
    }

    [Fact]
    public async Task A_held_record_tells_what_holds_it()
    {
        await using var scene = await StartAsync();
        await WriteAsync(scene, "1,same@example.com,London,One", "2,same@example.com,London,Two");
        (await scene.SyncAsync()).ShouldExit(3);

        foreach (var id in new[] { "1", "2" })
        {
            var why = (await WhyAsync(scene, $"right:{id}")).ShouldExit(0).Last;
            why.GetProperty("state").GetString().ShouldBe("Held");
            why.GetProperty("heldBy").GetString().ShouldBe("match:duplicate");
            why.GetProperty("issues")
                .EnumerateArray()
                .Single()
                .GetProperty("kind")
                .GetString()
                .ShouldBe("DuplicateWithinSide");
            why.GetProperty("hint").GetString().ShouldNotBeNull().ShouldContain("Merge them");
        }
    }

    [Fact]
    public async Task An_unknown_and_a_deleted_record_are_told_apart()
    {
        await using var scene = await StartAsync("deletes: propagate\ndelete-share-max: 100%");
        await WriteAsync(scene, "1,ada@example.com,London,Lovelace", "2,b@example.com,Rome,Bee");
        (await scene.SyncAsync()).ShouldExit(0);
        var id = await IdAsync(scene, "b@example.com");
        await WriteAsync(scene, "1,ada@example.com,London,Lovelace");
        (await scene.SyncAsync()).ShouldExit(0).Last.Number("deleted.left").ShouldBe(1);

        var gone = (await WhyAsync(scene, $"left:{id}")).ShouldExit(0).Last;
        gone.GetProperty("state").GetString().ShouldBe("Past");
        gone.GetProperty("explanation").GetString()!.ShouldContain("deleted on right, run 2");
        var unknown = (await WhyAsync(scene, "left:nobody")).ShouldExit(0).Last;
        unknown.GetProperty("state").GetString().ShouldBe("Unknown");
        unknown.GetProperty("hint").GetString()!.ShouldContain("--full");
    }

    private static async Task<Scene> StartAsync(string more = "deletes: keep")
    {
        var scene = await Scene.StartAsync(
            new SandboxOptions
            {
                Contacts = 0,
                Limits = false,
                SearchLag = TimeSpan.Zero,
            }
        );
        await scene.WriteSyncFileAsync(Csv, $"{Stream}\n{more}", "limit: none\nsearch-lag: 0s");
        return scene;
    }

    private static async Task<JsonElement> EditAndSyncAsync(Scene scene)
    {
        await WriteAsync(scene, "1,ada@example.com,London,Lovelace");
        (await scene.SyncAsync()).ShouldExit(0);
        await WriteAsync(scene, "1,ada@example.com,Cambridge,Lovelace");
        return (await scene.SyncAsync()).ShouldExit(0).Last;
    }

    private static Task WriteAsync(Scene scene, params string[] rows) =>
        File.WriteAllLinesAsync(scene.PathOf("people.csv"), rows.Prepend("Id,E-mail,City,Last"));

    private static Task<TallyResult> WhyAsync(Scene scene, params string[] more) =>
        Tally.JsonAsync(scene.Folder, ["why", "tallystick.yaml", .. more]);

    private static async Task<string> IdAsync(Scene scene, string email) =>
        (await scene.ContactsAsync())
            .Single(c => c.GetProperty("email").GetString() == email)
            .GetProperty("id")
            .GetString()!;
}
