using System.Text.Json;

namespace Tallystick.EndToEnd.Tests;

/// <summary>What runs wrote is put back, and nothing that people did since is lost by it.</summary>
public sealed class UndoTests
{
    [Fact]
    public async Task A_run_is_put_back_field_by_field_but_for_what_was_edited_since()
    {
        await using var scene = await FewPeople.StartAsync(TimeSpan.FromSeconds(1));
        await FewPeople.WriteAsync(
            scene,
            Enumerable.Range(1, 400).Select(i => FewPeople.Row(i, "Oldtown"))
        );
        (await scene.SyncAsync()).ShouldExit(0).Last.Number("created.left").ShouldBe(400);
        await scene.PostAsync("index/flush", new { });

        // 300 move in the file; ten others, and ten of these, are renamed in HighLevel.
        await FewPeople.WriteAsync(
            scene,
            Enumerable.Range(1, 400).Select(i => FewPeople.Row(i, i <= 300 ? "Newtown" : "Oldtown"))
        );
        var ids = await FewPeople.IdsAsync(scene);
        foreach (var i in Enumerable.Range(291, 20))
            scene.Sandbox.Edit(ids[i], new { firstName = $"Renamed{i}" });
        await scene.PostAsync("index/flush", new { });
        var wrong = (await scene.SyncAsync()).ShouldExit(0).Last;
        wrong.Number("updated.left").ShouldBe(300);
        wrong.Number("updated.right").ShouldBe(20);

        // Since then: people edited five cities in HighLevel, and the file moved five more again.
        foreach (var i in Enumerable.Range(1, 5))
            scene.Sandbox.Edit(ids[i], new { city = $"Hometown{i}" });
        await scene.PostAsync("index/flush", new { });
        await FewPeople.ReplaceAsync(
            scene,
            lines =>
            {
                for (var i = 6; i <= 10; i++)
                    lines[i] = lines[i].Replace("Newtown", $"Third{i}", StringComparison.Ordinal);
            }
        );
        (await scene.SyncAsync()).ShouldExit(0).Last.Number("writes").ShouldBe(10);

        var file = await File.ReadAllTextAsync(scene.PathOf("people.csv"));
        var plan = (await FewPeople.UndoAsync(scene, "--run", wrong.Number("run")))
            .ShouldExit(0)
            .Last;
        plan.GetProperty("applied").GetBoolean().ShouldBeFalse();
        ShouldBeUndone(plan);
        (await File.ReadAllTextAsync(scene.PathOf("people.csv"))).ShouldBe(file);
        (await FewPeople.ContactsAsync(scene))[20]
            .GetProperty("city")
            .GetString()
            .ShouldBe("Newtown");

        var undone = (await FewPeople.UndoAsync(scene, "--run", wrong.Number("run"), "--apply"))
            .ShouldExit(0)
            .Last;
        undone.GetProperty("applied").GetBoolean().ShouldBeTrue();
        ShouldBeUndone(undone);
        var contacts = await FewPeople.ContactsAsync(scene);
        foreach (var i in Enumerable.Range(1, 400))
            contacts[i]
                .GetProperty("city")
                .GetString()
                .ShouldBe(
                    i <= 5 ? $"Hometown{i}"
                    : i <= 10 ? $"Third{i}"
                    : "Oldtown"
                );
        var rows = await File.ReadAllLinesAsync(scene.PathOf("people.csv"));
        rows[295].ShouldContain("First295");
        rows[295].ShouldContain("Newtown");

        await ShouldRestAsync(scene);
        await LaterEditsFlowAsync(scene, ids);
        await TheUndoCanBeUndoneAsync(scene, undone.Number("run"));
    }

    private static void ShouldBeUndone(JsonElement report)
    {
        report.Number("entries").ShouldBe(320);
        report.Number("updated.left").ShouldBe(290);
        report.Number("updated.right").ShouldBe(20);
        report.Number("fields").ShouldBe(310);
        report.Number("editedSince").ShouldBe(5);
        report.Number("changedByLaterRun").ShouldBe(5);
    }

    private static async Task ShouldRestAsync(Scene scene)
    {
        var synced = (await scene.SyncAsync()).ShouldExit(0).Last;
        synced.Number("writes").ShouldBe(0, (await scene.JournalAsync("--limit", "30")).Output);
        await scene.PostAsync("index/flush", new { });
        (await scene.SyncAsync("--full")).ShouldExit(0).Last.Number("writes").ShouldBe(0);
        var verified = (await scene.VerifyAsync()).ShouldExit(3).Last;
        verified.Number("different").ShouldBe(0);
        verified.Number("held").ShouldBe(300);
        verified
            .GetProperty("differences")
            .EnumerateArray()
            .ShouldAllBe(d => d.GetProperty("why").GetString() == "undone");
    }

    private static async Task LaterEditsFlowAsync(Scene scene, Dictionary<int, string> ids)
    {
        scene.Sandbox.Edit(ids[100], new { city = "Chosen" });
        await FewPeople.ReplaceAsync(
            scene,
            lines => lines[101] = lines[101].Replace("Newtown", "Picked", StringComparison.Ordinal)
        );
        await scene.PostAsync("index/flush", new { });
        (await scene.SyncAsync()).ShouldExit(0).Last.Number("writes").ShouldBe(2);
        (await File.ReadAllLinesAsync(scene.PathOf("people.csv")))[100].ShouldContain("Chosen");
        (await FewPeople.ContactsAsync(scene))[101]
            .GetProperty("city")
            .GetString()
            .ShouldBe("Picked");
        await scene.PostAsync("index/flush", new { });
        (await scene.VerifyAsync()).ShouldExit(3).Last.Number("held").ShouldBe(298);
    }

    private static async Task TheUndoCanBeUndoneAsync(Scene scene, long run)
    {
        var again = (await FewPeople.UndoAsync(scene, "--run", run, "--apply")).ShouldExit(0).Last;
        again.Number("fields").ShouldBe(308);
        again.Number("skipped").ShouldBe(2);
        (await FewPeople.ContactsAsync(scene))[20]
            .GetProperty("city")
            .GetString()
            .ShouldBe("Newtown");
        await scene.PostAsync("index/flush", new { });
        (await scene.SyncAsync()).ShouldExit(0).Last.Number("writes").ShouldBe(0);
        (await scene.VerifyAsync()).ShouldExit(0).Last.Number("equal").ShouldBe(400);
    }

    [Fact]
    public async Task An_undo_that_is_given_twice_finds_everything_done()
    {
        await using var scene = await FewPeople.StartAsync(TimeSpan.Zero);
        await FewPeople.WriteAsync(
            scene,
            Enumerable.Range(1, 20).Select(i => FewPeople.Row(i, "Oldtown"))
        );
        (await scene.SyncAsync()).ShouldExit(0);
        await FewPeople.WriteAsync(
            scene,
            Enumerable.Range(1, 20).Select(i => FewPeople.Row(i, "Newtown"))
        );
        (await scene.SyncAsync()).ShouldExit(0).Last.Number("writes").ShouldBe(20);

        (await FewPeople.UndoAsync(scene, "--run", 2L, "--apply"))
            .Last.Number("fields")
            .ShouldBe(20);
        var again = (await FewPeople.UndoAsync(scene, "--run", 2L, "--apply")).ShouldExit(0).Last;
        again.Number("writes").ShouldBe(0);
        again.Number("already").ShouldBe(20);
        (await scene.SyncAsync()).ShouldExit(0).Last.Number("writes").ShouldBe(0);
    }

    [Fact]
    public async Task A_field_of_one_record_is_undone_by_itself()
    {
        await using var scene = await FewPeople.StartAsync(TimeSpan.Zero);
        await FewPeople.WriteAsync(
            scene,
            [FewPeople.Row(1, "Oldtown"), FewPeople.Row(2, "Oldtown")]
        );
        (await scene.SyncAsync()).ShouldExit(0);
        await FewPeople.ReplaceAsync(
            scene,
            lines =>
            {
                foreach (var i in new[] { 1, 2 })
                    lines[i] = lines[i]
                        .Replace("Oldtown", "Newtown", StringComparison.Ordinal)
                        .Replace("Last", "Changed", StringComparison.Ordinal);
            }
        );
        (await scene.SyncAsync()).ShouldExit(0).Last.Number("writes").ShouldBe(2);

        var undone = (
            await FewPeople.UndoAsync(
                scene,
                "--since",
                "1h",
                "--record",
                "1",
                "--field",
                "City",
                "--apply"
            )
        )
            .ShouldExit(0)
            .Last;
        undone.Number("fields").ShouldBe(1);
        var contacts = await FewPeople.ContactsAsync(scene);
        contacts[1].GetProperty("city").GetString().ShouldBe("Oldtown");
        contacts[1].GetProperty("lastName").GetString().ShouldBe("Changed1");
        contacts[2].GetProperty("city").GetString().ShouldBe("Newtown");
        (await scene.SyncAsync()).ShouldExit(0).Last.Number("writes").ShouldBe(0);
    }

    [Fact]
    public async Task Tags_are_undone_one_by_one_and_those_of_others_stay()
    {
        await using var scene = await FewPeople.StartAsync(TimeSpan.Zero);
        await FewPeople.WriteAsync(scene, [FewPeople.Row(1, "Oldtown", "one;two")]);
        (await scene.SyncAsync()).ShouldExit(0);
        await FewPeople.WriteAsync(scene, [FewPeople.Row(1, "Oldtown", "two;three")]);
        (await scene.SyncAsync()).ShouldExit(0).Last.Number("updated.left").ShouldBe(1);
        var id = (await FewPeople.IdsAsync(scene))[1];
        scene.Sandbox.Edit(id, new { tags = new[] { "two", "three", "by a person" } });

        (await FewPeople.UndoAsync(scene, "--run", 2L, "--apply"))
            .Last.Number("fields")
            .ShouldBe(1);
        FewPeople
            .Tags((await FewPeople.ContactsAsync(scene))[1])
            .ShouldBe(["one", "two", "by a person"], true);
        // The person's tag goes over; what was undone does not.
        (await scene.SyncAsync())
            .ShouldExit(0)
            .Last.Number("writes")
            .ShouldBe(1);
        (await File.ReadAllLinesAsync(scene.PathOf("people.csv")))[1]
            .ShouldEndWith("two;three;by a person");
        (await scene.SyncAsync()).ShouldExit(0).Last.Number("writes").ShouldBe(0);
        (await scene.VerifyAsync()).ShouldExit(3).Last.Number("held").ShouldBe(1);
    }

    [Fact]
    public async Task A_tag_that_a_person_added_while_a_run_wrote_another_is_not_taken_for_ours()
    {
        // The listing is older than the run knows, as with an edit between its reading and writing.
        await using var scene = await FewPeople.StartAsync(TimeSpan.FromHours(1), TimeSpan.Zero);
        await FewPeople.WriteAsync(scene, [FewPeople.Row(1, "Oldtown", "one")]);
        (await scene.SyncAsync()).ShouldExit(0);
        await scene.PostAsync("index/flush", new { });
        var id = (await FewPeople.IdsAsync(scene))[1];
        scene.Sandbox.Edit(id, new { tags = new[] { "one", "by a person" } });
        await FewPeople.WriteAsync(scene, [FewPeople.Row(1, "Oldtown", "one;two")]);
        (await scene.SyncAsync()).ShouldExit(0).Last.Number("updated.left").ShouldBe(1);

        (await FewPeople.UndoAsync(scene, "--run", 2L, "--apply"))
            .Last.Number("fields")
            .ShouldBe(1);
        FewPeople
            .Tags((await FewPeople.ContactsAsync(scene))[1])
            .ShouldBe(["one", "by a person"], true);
    }

    [Fact]
    public async Task What_was_created_is_deleted_unless_it_was_edited_and_is_not_created_again()
    {
        await using var scene = await FewPeople.StartAsync(TimeSpan.Zero);
        await FewPeople.WriteAsync(
            scene,
            Enumerable.Range(1, 10).Select(i => FewPeople.Row(i, "Oldtown", "one"))
        );
        (await scene.SyncAsync()).ShouldExit(0).Last.Number("created.left").ShouldBe(10);
        var ids = await FewPeople.IdsAsync(scene);
        scene.Sandbox.Edit(ids[3], new { city = "Hometown" });
        (await FewPeople.UndoAsync(scene, "--run", 1L))
            .ShouldExit(0)
            .Last.Number("deleted.left")
            .ShouldBe(9);
        (await FewPeople.ContactsAsync(scene)).Count.ShouldBe(10);

        var undone = (await FewPeople.UndoAsync(scene, "--run", 1L, "--apply")).ShouldExit(0).Last;
        undone.Number("deleted.left").ShouldBe(9);
        undone.Number("editedSince").ShouldBe(1);
        (await FewPeople.ContactsAsync(scene)).Keys.ShouldBe([3]);
        (await FewPeople.UndoAsync(scene, "--run", 1L, "--apply"))
            .Last.Number("already")
            .ShouldBe(9);
        // Only the person's edit flows.
        (await scene.SyncAsync())
            .ShouldExit(0)
            .Last.Number("writes")
            .ShouldBe(1);
        (await scene.SyncAsync("--full")).ShouldExit(0).Last.Number("writes").ShouldBe(0);
        var verified = (await scene.VerifyAsync()).ShouldExit(3).Last;
        verified.Number("heldUnlinked.right").ShouldBe(9);

        var back = (await FewPeople.UndoAsync(scene, "--run", undone.Number("run"), "--apply"))
            .ShouldExit(0)
            .Last;
        back.Number("created.left").ShouldBe(9);
        (await FewPeople.ContactsAsync(scene)).Count.ShouldBe(10);
        FewPeople.Tags((await FewPeople.ContactsAsync(scene))[7]).ShouldBe(["one"]);
        (await scene.SyncAsync()).ShouldExit(0).Last.Number("writes").ShouldBe(0);
        (await scene.VerifyAsync()).ShouldExit(0).Last.Number("equal").ShouldBe(10);
    }

    [Fact]
    public async Task What_a_propagated_delete_took_comes_back_with_its_tags()
    {
        await using var scene = await FewPeople.StartAsync(TimeSpan.Zero);
        await FewPeople.WriteAsync(
            scene,
            Enumerable.Range(1, 10).Select(i => FewPeople.Row(i, "Oldtown", "one;two"))
        );
        (await scene.SyncAsync()).ShouldExit(0);
        await FewPeople.WriteAsync(
            scene,
            Enumerable.Range(1, 8).Select(i => FewPeople.Row(i, "Oldtown", "one;two"))
        );
        (await scene.SyncAsync()).ShouldExit(0).Last.Number("deleted.left").ShouldBe(2);

        var undone = (await FewPeople.UndoAsync(scene, "--run", 2L, "--apply")).ShouldExit(0).Last;
        undone.Number("created.left").ShouldBe(2);
        var contacts = await FewPeople.ContactsAsync(scene);
        contacts.Count.ShouldBe(10);
        contacts[9].GetProperty("city").GetString().ShouldBe("Oldtown");
        FewPeople.Tags(contacts[9]).ShouldBe(["one", "two"], true);
        var again = (await FewPeople.UndoAsync(scene, "--run", 2L, "--apply")).ShouldExit(0).Last;
        again.Number("already").ShouldBe(2);
        (await scene.SyncAsync()).ShouldExit(0).Last.Number("writes").ShouldBe(0);
        (await scene.VerifyAsync()).ShouldExit(3).Last.Number("heldUnlinked.left").ShouldBe(2);

        // Undone in turn, both are gone for good.
        var redone = (await FewPeople.UndoAsync(scene, "--run", undone.Number("run"), "--apply"))
            .ShouldExit(0)
            .Last;
        redone.Number("deleted.left").ShouldBe(2);
        (await FewPeople.ContactsAsync(scene)).Count.ShouldBe(8);
        (await scene.SyncAsync()).ShouldExit(0).Last.Number("writes").ShouldBe(0);
        (await scene.VerifyAsync()).ShouldExit(0).Last.Number("equal").ShouldBe(8);
    }

    [Fact]
    public async Task An_edit_that_no_run_has_seen_goes_over_what_was_undone()
    {
        await using var scene = await FewPeople.StartAsync(TimeSpan.Zero);
        await FewPeople.WriteAsync(
            scene,
            [FewPeople.Row(1, "Oldtown"), FewPeople.Row(2, "Oldtown")]
        );
        (await scene.SyncAsync()).ShouldExit(0);
        await FewPeople.WriteAsync(
            scene,
            [FewPeople.Row(1, "Newtown"), FewPeople.Row(2, "Newtown")]
        );
        (await scene.SyncAsync()).ShouldExit(0);
        // On the other side in the same field, and on the same side in another field.
        await FewPeople.WriteAsync(
            scene,
            [FewPeople.Row(1, "Pending"), FewPeople.Row(2, "Newtown")]
        );
        scene.Sandbox.Edit((await FewPeople.IdsAsync(scene))[2], new { lastName = "Married" });

        (await FewPeople.UndoAsync(scene, "--run", 2L, "--apply"))
            .Last.Number("fields")
            .ShouldBe(2);
        (await scene.SyncAsync()).ShouldExit(0).Last.Number("writes").ShouldBe(2);
        var contacts = await FewPeople.ContactsAsync(scene);
        contacts[1].GetProperty("city").GetString().ShouldBe("Pending");
        contacts[2].GetProperty("city").GetString().ShouldBe("Oldtown");
        var row = (await File.ReadAllLinesAsync(scene.PathOf("people.csv")))[2];
        row.ShouldContain("Married");
        row.ShouldContain("Newtown");
        (await scene.VerifyAsync()).ShouldExit(3).Last.Number("equal").ShouldBe(1);
    }

    [Fact]
    public async Task What_an_app_set_by_itself_in_a_new_record_does_not_keep_it()
    {
        await using var scene = await FewPeople.StartAsync(TimeSpan.Zero);
        await scene.WriteSyncFileAsync(
            "connector: csv\npath: people.csv\nkey: Id",
            """
            left: contact
            right: row
            match: [email]
            fields:
              - [email, E-mail]
              - [country, City]
            """,
            "limit: none\nsearch-lag: 0s"
        );
        await FewPeople.WriteAsync(scene, [FewPeople.Row(1, "")]);
        var created = (await scene.SyncAsync()).ShouldExit(0).Last;
        created.Number("created.left").ShouldBe(1);
        created.Number("updated.right").ShouldBe(1);

        var undone = (await FewPeople.UndoAsync(scene, "--run", 1L, "--apply")).ShouldExit(0).Last;
        undone.Number("deleted.left").ShouldBe(1);
        undone.Number("updated.right").ShouldBe(1);
        (await File.ReadAllLinesAsync(scene.PathOf("people.csv")))[1]
            .ShouldBe(FewPeople.Row(1, ""));
        (await scene.SyncAsync()).ShouldExit(0).Last.Number("writes").ShouldBe(0);
    }

    [Fact]
    public async Task A_side_that_the_mode_does_not_write_is_left_alone_and_another_mapping_is_refused()
    {
        await using var scene = await FewPeople.StartAsync(TimeSpan.Zero);
        await FewPeople.WriteAsync(scene, [FewPeople.Row(1, "Oldtown")]);
        (await scene.SyncAsync()).ShouldExit(0);
        var file = scene.PathOf("tallystick.yaml");
        var text = await File.ReadAllTextAsync(file);

        await File.WriteAllTextAsync(
            file,
            text.Replace(
                "right: other\n",
                "right: other\n    mode: to-right\n",
                StringComparison.Ordinal
            )
        );
        var skipped = (await FewPeople.UndoAsync(scene, "--run", 1L, "--apply")).ShouldExit(0).Last;
        skipped.Number("unable").ShouldBe(1);
        skipped.Number("writes").ShouldBe(0);

        await File.WriteAllTextAsync(
            file,
            text.Replace("- [city, City]", "", StringComparison.Ordinal)
        );
        (await FewPeople.UndoAsync(scene, "--run", 1L))
            .ShouldExit(1)
            .Last.GetProperty("hint")
            .GetString()!
            .ShouldContain("tally sync");
        (await FewPeople.ContactsAsync(scene)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Rows_that_undo_deleted_may_give_their_keys_to_new_ones()
    {
        await using var scene = await FewPeople.StartAsync(TimeSpan.Zero);
        await FewPeople.WriteAsync(scene, []);
        foreach (var i in Enumerable.Range(1, 3))
            await CreateAsync(i);
        (await scene.SyncAsync()).ShouldExit(0).Last.Number("created.right").ShouldBe(3);
        (await FewPeople.UndoAsync(scene, "--run", 1L, "--apply"))
            .Last.Number("deleted.right")
            .ShouldBe(3);
        foreach (var i in Enumerable.Range(4, 2))
            await CreateAsync(i);

        (await scene.SyncAsync()).ShouldExit(0).Last.Number("created.right").ShouldBe(2);
        var rows = await File.ReadAllLinesAsync(scene.PathOf("people.csv"));
        rows.Skip(1).Select(r => r[0]).ShouldBe(['1', '2']);
        (await scene.SyncAsync()).ShouldExit(0).Last.Number("writes").ShouldBe(0);

        (await FewPeople.UndoAsync(scene, "--run", 2L, "--apply"))
            .ShouldExit(0)
            .Last.Number("created.right")
            .ShouldBe(3);
        (await scene.SyncAsync()).ShouldExit(0).Last.Number("writes").ShouldBe(0);
        (await scene.VerifyAsync()).ShouldExit(0).Last.Number("equal").ShouldBe(5);

        Task CreateAsync(int i) =>
            scene.PostAsync("contacts", new { email = $"person{i}@example.com" });
    }

    [Fact]
    public async Task An_undo_of_everything_is_refused_and_one_of_nothing_says_so()
    {
        await using var scene = await FewPeople.StartAsync(TimeSpan.Zero);
        await FewPeople.WriteAsync(scene, [FewPeople.Row(1, "Oldtown")]);
        (await scene.SyncAsync()).ShouldExit(0);

        (await FewPeople.UndoAsync(scene, "--apply")).ShouldExit(2);
        (await FewPeople.UndoAsync(scene, "--since", "soon")).ShouldExit(2);
        (await FewPeople.UndoAsync(scene, "--run", 77L, "--apply")).ShouldExit(2);
        var quiet = (await scene.SyncAsync()).ShouldExit(0).Last.Number("run");
        (await FewPeople.UndoAsync(scene, "--run", quiet, "--apply"))
            .ShouldExit(0)
            .Last.Number("entries")
            .ShouldBe(0);
    }
}
