using System.Globalization;
using System.Text.Json;
using Tallystick.Sandbox;

namespace Tallystick.EndToEnd.Tests;

/// <summary>Another integration that writes a field back is noticed and not fought for ever.</summary>
public sealed class OscillationTests
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
        conflict: right
        fields:
          - [email, E-mail]
          - [firstName, First]
          - { left: city, right: City, direction: to-left }
        """;

    [Fact]
    public async Task A_field_that_a_workflow_writes_back_is_left_alone_and_told_of()
    {
        await using var scene = await StartAsync();
        await WriteAsync(scene, "Ada", "Bonn");
        (await scene.SyncAsync()).ShouldExit(0).Last.Number("created.left").ShouldBe(2);

        for (var round = 1; round <= 3; round++)
        {
            await WorkflowAsync(scene);
            (await scene.SyncAsync()).ShouldExit(0).Last.Number("updated.left").ShouldBe(1);
        }
        await WorkflowAsync(scene);
        await WriteAsync(scene, "Adele", "Bonn");
        var run = (await scene.SyncAsync()).ShouldExit(3).Last;

        // Its other fields go on, and so do the others.
        run.Number("updated.left").ShouldBe(1);
        var contact = await ContactAsync(scene, 1);
        contact.GetProperty("firstName").GetString().ShouldBe("Adele");
        contact.GetProperty("city").GetString().ShouldBe("Köln");
        var issue = (await IssuesAsync(scene)).ShouldHaveSingleItem();
        issue.GetProperty("kind").GetString().ShouldBe("oscillation");
        issue.GetProperty("field").GetString().ShouldBe("city ↔ City");
        issue.GetProperty("message").GetString()!.ShouldContain("Another integration");

        await FlushAsync(scene);
        (await scene.SyncAsync()).ShouldExit(3).Last.Number("writes").ShouldBe(0);
        (await scene.VerifyAsync()).ShouldExit(3).Last.Number("held").ShouldBe(1);
    }

    [Fact]
    public async Task A_new_value_is_tried_and_closes_the_issue()
    {
        await using var scene = await StartAsync();
        await WriteAsync(scene, "Ada", "Bonn");
        (await scene.SyncAsync()).ShouldExit(0);
        for (var round = 1; round <= 4; round++)
        {
            await WorkflowAsync(scene);
            await scene.SyncAsync();
        }
        (await IssuesAsync(scene)).Count.ShouldBe(1);

        await WriteAsync(scene, "Ada", "Ulm");
        (await scene.SyncAsync()).ShouldExit(0).Last.Number("updated.left").ShouldBe(1);

        (await ContactAsync(scene, 1)).GetProperty("city").GetString().ShouldBe("Ulm");
        (await IssuesAsync(scene)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_person_can_have_it_tried_again()
    {
        await using var scene = await StartAsync();
        await WriteAsync(scene, "Ada", "Bonn");
        (await scene.SyncAsync()).ShouldExit(0);
        for (var round = 1; round <= 4; round++)
        {
            await WorkflowAsync(scene);
            await scene.SyncAsync();
        }
        var issue = (await IssuesAsync(scene)).ShouldHaveSingleItem();

        var said = await Tally.RunAsync(
            scene.Folder,
            "issues",
            "resolve",
            issue.Number("number").ToString(CultureInfo.InvariantCulture),
            "--retry"
        );
        said.ShouldExit(0);
        (await scene.SyncAsync()).ShouldExit(0).Last.Number("updated.left").ShouldBe(1);

        (await ContactAsync(scene, 1)).GetProperty("city").GetString().ShouldBe("Bonn");
        (await IssuesAsync(scene)).ShouldBeEmpty();
    }

    private static async Task<Scene> StartAsync()
    {
        var scene = await Scene.StartAsync(
            new SandboxOptions { Limits = false, SearchLag = TimeSpan.FromSeconds(1) }
        );
        await scene.WriteSyncFileAsync(Csv, Stream);
        return scene;
    }

    private static Task WriteAsync(Scene scene, string first, string city) =>
        File.WriteAllTextAsync(
            scene.PathOf("people.csv"),
            $"Id,E-mail,First,City\n1,person1@example.com,{first},{city}\n2,person2@example.com,Bea,Kiel\n"
        );

    /// <summary>The location's automation sets the city of every Ada.</summary>
    private static async Task WorkflowAsync(Scene scene)
    {
        var contact = await ContactAsync(scene, 1);
        scene.Sandbox.Edit(contact.GetProperty("id").GetString()!, new { city = "Köln" });
        await FlushAsync(scene);
    }

    private static Task FlushAsync(Scene scene) => scene.PostAsync("index/flush", new { });

    private static async Task<JsonElement> ContactAsync(Scene scene, int number) =>
        (await FewPeople.ContactsAsync(scene))[number];

    private static async Task<IReadOnlyList<JsonElement>> IssuesAsync(Scene scene) =>
        [.. (await Tally.JsonAsync(scene.Folder, "issues", "tallystick.yaml")).Events("issue")];
}
