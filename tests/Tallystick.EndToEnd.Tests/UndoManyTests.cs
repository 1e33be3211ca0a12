namespace Tallystick.EndToEnd.Tests;

/// <summary>A mistake in a spreadsheet has gone over to thousands of contacts, and is taken back.</summary>
public sealed class UndoManyTests
{
    private const int Count = 5_000;

    [Fact]
    public async Task A_run_that_changed_five_thousand_is_put_back_but_for_what_people_edited_since()
    {
        await using var scene = await FewPeople.StartAsync(TimeSpan.Zero);
        await WriteAsync(scene, "Oldtown", "kept");
        (await scene.SyncAsync()).ShouldExit(0).Last.Number("created.left").ShouldBe(Count);
        await WriteAsync(scene, "Newtown", "kept;wrong");
        var wrong = (await scene.SyncAsync()).ShouldExit(0).Last;
        wrong.Number("updated.left").ShouldBe(Count);

        var ids = await FewPeople.IdsAsync(scene);
        for (var i = 1; i <= Count; i += 100)
            scene.Sandbox.Edit(ids[i], new { city = $"Hometown{i}" });
        for (var i = 2; i <= Count; i += 100)
            scene.Sandbox.Edit(ids[i], new { firstName = $"Renamed{i}" });
        var undone = (await FewPeople.UndoAsync(scene, "--run", wrong.Number("run"), "--apply"))
            .ShouldExit(0)
            .Last;

        undone.Number("editedSince").ShouldBe(Count / 100);
        undone.Number("updated.left").ShouldBe(Count);
        foreach (var (i, contact) in await FewPeople.ContactsAsync(scene))
        {
            contact
                .GetProperty("city")
                .GetString()
                .ShouldBe(i % 100 == 1 ? $"Hometown{i}" : "Oldtown");
            contact
                .GetProperty("firstName")
                .GetString()
                .ShouldBe(i % 100 == 2 ? $"Renamed{i}" : $"First{i}");
            FewPeople.Tags(contact).ShouldBe(["kept"]);
        }
    }

    private static Task WriteAsync(Scene scene, string city, string tags) =>
        FewPeople.WriteAsync(
            scene,
            Enumerable.Range(1, Count).Select(i => FewPeople.Row(i, city, tags))
        );
}
