using System.Globalization;
using Tallystick.Sandbox;

namespace Tallystick.EndToEnd.Tests;

/// <summary>Issues that a person settles, through the program itself.</summary>
public sealed class DecisionTests
{
    private const string Csv = """
        connector: csv
        path: people.csv
        key: Id
        """;

    private const string Stream = """
        left: contact
        right: row
        match: [email, phone]
        conflict: ask
        deletes: keep
        fields:
          - [email, E-mail]
          - [phone, Mobile]
          - [firstName, First]
          - [lastName, Last]
          - [companyName, Company]
          - [city, City]
        """;

    private const string Header = "Id,E-mail,Mobile,First,Last,Company,City";

    [Fact]
    public async Task A_conflict_goes_as_a_person_decided_and_then_rests()
    {
        await using var scene = await StartAsync(5);
        await ConflictAsync(scene, 1, 2, 3, 4);
        (await scene.SyncAsync()).ShouldExit(3).Last.Number("conflicts").ShouldBe(4);
        var numbers = await ConflictNumbersAsync(scene);

        var shown = (await IssuesAsync(scene, "show", numbers[1])).ShouldExit(0).Last;
        var value = shown.GetProperty("values").EnumerateArray().ShouldHaveSingleItem();
        value.GetProperty("left").GetString().ShouldBe("Leftville 1");
        value.GetProperty("right").GetString().ShouldBe("Rightville 1");
        value.GetProperty("agreed").GetString().ShouldBe("Oldtown");

        await ResolveAsync(scene, numbers[1], "--left", "--actor", "ada");
        await ResolveAsync(scene, numbers[2], "--right");
        await ResolveAsync(scene, numbers[3], "--value", "Midtown");
        await ResolveAsync(scene, numbers[4], "--skip");
        var settled = (await scene.SyncAsync()).ShouldExit(0).Last;

        settled.Number("resolved").ShouldBe(4);
        settled.Number("writes").ShouldBe(4);
        (await CitiesAsync(scene)).ShouldBe([
            "1: Leftville 1 / Leftville 1",
            "2: Rightville 2 / Rightville 2",
            "3: Midtown / Midtown",
            "4: Leftville 4 / Rightville 4",
            "5: Oldtown / Oldtown",
        ]);
        (await scene.SyncAsync()).ShouldExit(0).Last.Number("writes").ShouldBe(0);
        var verified = (await scene.VerifyAsync()).ShouldExit(3).Last;
        (verified.Number("equal"), verified.Number("held")).ShouldBe((4, 1));

        var entries = (await scene.JournalAsync("--kind", "Updated")).Events("entry").ToList();
        entries.ShouldContain(e => e.GetProperty("actor").GetString() == "ada");
        var conflicts = (await scene.JournalAsync("--kind", "Conflict")).Events("entry");
        conflicts
            .SelectMany(c => c.GetProperty("fields").EnumerateArray())
            .Select(f => f.GetProperty("winner").GetString())
            .ShouldBeSubsetOf(["ask", "left", "right", "value", "skip"]);

        // The one that was left as it is flows again with the next edit.
        await ReplaceAsync(scene, "Rightville 4", "Newtown");
        (await scene.SyncAsync()).ShouldExit(0);
        (await CitiesAsync(scene))[3].ShouldBe("4: Newtown / Newtown");
    }

    [Fact]
    public async Task What_was_edited_after_the_decision_is_asked_anew_and_not_overwritten()
    {
        await using var scene = await StartAsync(2);
        await ConflictAsync(scene, 1);
        (await scene.SyncAsync()).ShouldExit(3);
        var number = (await ConflictNumbersAsync(scene))[1];
        await ResolveAsync(scene, number, "--left", "--actor", "ada");
        await ReplaceAsync(scene, "Rightville 1", "Righttown 1");

        var second = (await scene.SyncAsync()).ShouldExit(3).Last;

        (second.Number("writes"), second.Number("resolved")).ShouldBe((0, 0));
        (await CitiesAsync(scene))[0].ShouldBe("1: Leftville 1 / Righttown 1");
        var issue = (await IssuesAsync(scene)).ShouldExit(3).Events("issue").ShouldHaveSingleItem();
        issue.GetProperty("message").GetString()!.ShouldContain("edited again after ada decided");

        await ResolveAsync(scene, number, "--left");
        (await scene.SyncAsync()).ShouldExit(0).Last.Number("resolved").ShouldBe(1);
        (await CitiesAsync(scene))[0].ShouldBe("1: Leftville 1 / Leftville 1");
    }

    [Fact]
    public async Task Many_are_decided_at_once_by_filters_after_a_look()
    {
        await using var scene = await StartAsync(6);
        await ConflictAsync(scene, 1, 2, 3, 4, 5);
        (await scene.SyncAsync()).ShouldExit(3);
        string[] bulk = ["--all", "--kind", "conflict", "--field", "City", "--right"];

        (await ResolveAsync(scene, null, [.. bulk, "--dry-run"]))
            .Events("decided")
            .Count()
            .ShouldBe(5);
        (await scene.SyncAsync()).ShouldExit(3).Last.Number("writes").ShouldBe(0);
        (await IssuesAsync(scene, "resolve", "--file", "tallystick.yaml", "--right")).ShouldExit(2);
        var synced = await ResolveAsync(scene, null, [.. bulk, "--now"]);

        synced.Events("synced").ShouldHaveSingleItem().Number("resolved").ShouldBe(5);
        (await CitiesAsync(scene)).Take(5).ShouldAllBe(c => c.Contains("Rightville"));
    }

    [Fact]
    public async Task An_ignored_conflict_is_quiet_until_a_value_changes_and_closes_when_people_agree()
    {
        await using var scene = await StartAsync(2);
        await ConflictAsync(scene, 1);
        (await scene.SyncAsync()).ShouldExit(3);
        var number = (await ConflictNumbersAsync(scene))[1];
        (
            await IssuesAsync(
                scene,
                "resolve",
                number.ToString(CultureInfo.InvariantCulture),
                "--ignore"
            )
        ).ShouldExit(2);

        await ResolveAsync(scene, number, "--ignore", "--reason", "they moved");
        (await scene.SyncAsync("--full")).ShouldExit(0).Last.Number("openIssues").ShouldBe(0);
        (await scene.VerifyAsync()).ShouldExit(3);

        await ReplaceAsync(scene, "Rightville 1", "Righttown 1");
        (await scene.SyncAsync()).ShouldExit(3).Last.Number("openIssues").ShouldBe(1);

        await ReplaceAsync(scene, "Righttown 1", "Leftville 1");
        (await scene.SyncAsync()).ShouldExit(0).Last.Number("openIssues").ShouldBe(0);
    }

    [Fact]
    public async Task A_refused_value_is_sent_again_when_a_person_says_so_and_not_before()
    {
        await using var scene = await StartAsync(2);
        scene.Sandbox.Edit(await IdOfAsync(scene, 2), new { phone = "+12025550102" });
        (await scene.SyncAsync()).ShouldExit(0).Last.Number("updated.right").ShouldBe(1);
        await ReplaceAsync(scene, "person1@example.com,,", "person1@example.com,+12025550102,");

        (await scene.SyncAsync()).ShouldExit(3).Last.Number("refused").ShouldBe(1);
        var issue = (await IssuesAsync(scene, "--side", "left", "--field", "phone"))
            .ShouldExit(3)
            .Events("issue")
            .ShouldHaveSingleItem();
        issue.GetProperty("ways").GetArrayLength().ShouldBe(3);
        scene.Sandbox.Edit(await IdOfAsync(scene, 2), new { phone = "+12025550199" });
        (await scene.SyncAsync()).ShouldExit(3);

        await ResolveAsync(scene, issue.GetProperty("number").GetInt64(), "--retry");
        var again = (await scene.SyncAsync()).ShouldExit(0).Last;

        (again.Number("resolved"), again.Number("updated.left")).ShouldBe((1, 1));
        (await FewPeople.ContactsAsync(scene))[1]
            .GetProperty("phone")
            .GetString()
            .ShouldBe("+12025550102");
    }

    [Fact]
    public async Task A_column_that_vanished_stops_the_stream_before_it_writes_until_it_is_back()
    {
        await using var scene = await StartAsync(3);
        var whole = await File.ReadAllTextAsync(scene.PathOf("people.csv"));
        await File.WriteAllTextAsync(
            scene.PathOf("people.csv"),
            whole.Replace(",City", ",Town", StringComparison.Ordinal)
        );
        scene.Sandbox.Edit(await IdOfAsync(scene, 1), new { city = "Elsewhere" });

        var stopped = (await scene.SyncAsync()).ShouldExit(3).Last;

        stopped.Number("writes").ShouldBe(0);
        stopped.GetProperty("stopped").GetString()!.ShouldContain("City");
        var issue = (await IssuesAsync(scene)).Events("issue").ShouldHaveSingleItem();
        issue.GetProperty("kind").GetString().ShouldBe("schema-drift");
        (await scene.PlanAsync()).ShouldExit(0);

        await File.WriteAllTextAsync(scene.PathOf("people.csv"), whole);
        (await scene.SyncAsync()).ShouldExit(0).Last.Number("openIssues").ShouldBe(0);
        (await CitiesAsync(scene))[0].ShouldBe("1: Elsewhere / Elsewhere");
    }

    [Fact]
    public async Task A_mapping_that_its_author_broke_is_an_error_and_no_drift()
    {
        await using var scene = await StartAsync(1);
        var file = scene.PathOf("tallystick.yaml");
        var text = await File.ReadAllTextAsync(file);
        await File.WriteAllTextAsync(
            file,
            text.Replace("[city, City]", "[city, Citty]", StringComparison.Ordinal)
        );

        (await scene.SyncAsync()).ShouldExit(2);

        (await IssuesAsync(scene)).ShouldExit(0);
    }

    [Fact]
    public async Task A_refused_token_is_an_issue_that_the_next_good_run_closes()
    {
        await using var scene = await StartAsync(1);
        var file = scene.PathOf("tallystick.yaml");
        var text = await File.ReadAllTextAsync(file);
        await File.WriteAllTextAsync(
            file,
            text.Replace(HighLevelSandbox.DefaultToken, "wrong", StringComparison.Ordinal)
        );

        (await scene.SyncAsync()).ShouldExit(1);
        var issue = (await IssuesAsync(scene)).ShouldExit(3).Events("issue").ShouldHaveSingleItem();
        issue.GetProperty("kind").GetString().ShouldBe("connection");

        await File.WriteAllTextAsync(file, text);
        (await scene.SyncAsync()).ShouldExit(0);
        (await IssuesAsync(scene)).ShouldExit(0);
    }

    /// <summary>Numbered people in the file, and after a first sync in HighLevel.</summary>
    private static async Task<Scene> StartAsync(int people)
    {
        var scene = await Scene.StartAsync(
            new SandboxOptions
            {
                Contacts = 0,
                Limits = false,
                SearchLag = TimeSpan.Zero,
            }
        );
        await scene.WriteSyncFileAsync(Csv, Stream, "limit: none\nsearch-lag: 0s");
        await File.WriteAllLinesAsync(
            scene.PathOf("people.csv"),
            Enumerable
                .Range(1, people)
                .Select(i => $"{i},person{i}@example.com,,First{i},Last{i},Acme,Oldtown")
                .Prepend(Header)
        );
        (await scene.SyncAsync()).ShouldExit(0).Last.Number("created.left").ShouldBe(people);
        return scene;
    }

    private static async Task ConflictAsync(Scene scene, params int[] people)
    {
        var lines = await File.ReadAllLinesAsync(scene.PathOf("people.csv"));
        foreach (var i in people)
        {
            lines[i] = lines[i].Replace("Oldtown", $"Rightville {i}", StringComparison.Ordinal);
            scene.Sandbox.Edit(await IdOfAsync(scene, i), new { city = $"Leftville {i}" });
        }
        await File.WriteAllLinesAsync(scene.PathOf("people.csv"), lines);
    }

    private static async Task ReplaceAsync(Scene scene, string before, string after)
    {
        var text = await File.ReadAllTextAsync(scene.PathOf("people.csv"));
        await File.WriteAllTextAsync(
            scene.PathOf("people.csv"),
            text.Replace(before, after, StringComparison.Ordinal)
        );
    }

    private static async Task<string> IdOfAsync(Scene scene, int person) =>
        (await FewPeople.IdsAsync(scene))[person];

    /// <summary>"1: city in HighLevel / city in the file".</summary>
    private static async Task<string[]> CitiesAsync(Scene scene)
    {
        var contacts = await FewPeople.ContactsAsync(scene);
        var rows = await File.ReadAllLinesAsync(scene.PathOf("people.csv"));
        return
        [
            .. contacts
                .OrderBy(c => c.Key)
                .Select(c =>
                    $"{c.Key}: {c.Value.GetProperty("city").GetString()} / {rows[c.Key].Split(',')[6]}"
                ),
        ];
    }

    private static async Task<Dictionary<int, long>> ConflictNumbersAsync(Scene scene)
    {
        var ids = (await FewPeople.IdsAsync(scene)).ToDictionary(p => p.Value, p => p.Key);
        var issues = (await IssuesAsync(scene)).ShouldExit(3).Events("issue");
        return issues.ToDictionary(
            i => ids[i.GetProperty("leftId").GetString()!],
            i => i.GetProperty("number").GetInt64()
        );
    }

    private static Task<TallyResult> IssuesAsync(Scene scene, params object[] more) =>
        Tally.JsonAsync(
            scene.Folder,
            ["issues", .. more.Select(m => Convert.ToString(m, CultureInfo.InvariantCulture)!)]
        );

    private static async Task<TallyResult> ResolveAsync(
        Scene scene,
        long? number,
        params string[] how
    ) =>
        (
            await IssuesAsync(scene, number is { } n ? ["resolve", n, .. how] : ["resolve", .. how])
        ).ShouldExit(0);
}
