using System.Text.Json;
using Tallystick.Sandbox;

namespace Tallystick.EndToEnd.Tests;

/// <summary>Who is one person and who is two, as people say it, through the program itself.</summary>
public sealed class WhoIsWhoTests
{
    private const string Csv = """
        connector: csv
        path: people.csv
        key: Id
        columns:
          Mobile: { type: phone, country: US }
        """;

    private const string Stream = """
        left: contact
        right: row
        match: [email, phone, [firstName, lastName]]
        conflict: left
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
    public async Task People_who_only_look_alike_are_suggested_and_never_linked_by_themselves()
    {
        await using var scene = await StartAsync(
            "1,,,Jon,Smyth,Acme Inc.,Boston",
            "2,,,Zoe,Kowalsky,Umbrella,Lublin",
            "3,,,Ada,Lovelace,Engines,London",
            "4,,,Charles,Babbage,Engines,London"
        );
        await ContactAsync(
            scene,
            new
            {
                firstName = "John",
                lastName = "Smith",
                companyName = "ACME",
                city = "Boston",
            }
        );
        await ContactAsync(
            scene,
            new
            {
                firstName = "Zoë",
                lastName = "Kowalski",
                companyName = "Umbrella",
                city = "Lublin",
            }
        );
        await ContactAsync(
            scene,
            new
            {
                firstName = "ADA",
                lastName = "Lovelace",
                companyName = "Engines",
                city = "London",
            }
        );

        var report = (await MatchAsync(scene)).ShouldExit(0).Last;

        // Case and accents do not count for a rule of names.
        report.Number("sure").ShouldBe(1);
        report.Number("unpartnered.left").ShouldBe(2);
        var suggestions = report
            .GetProperty("suggestions")
            .GetProperty("first")
            .EnumerateArray()
            .ToList();
        suggestions
            .Select(s => NameOf(s.GetProperty("right")))
            .ShouldBe(["Jon Smyth", "Zoe Kowalsky"], ignoreOrder: true);
        suggestions.ShouldAllBe(s =>
            s.Number("score") >= 85 && s.GetProperty("parts").GetArrayLength() == 3
        );
        (await scene.PlanAsync()).ShouldExit(0).Last.Number("suggestions").ShouldBe(2);

        var unconfirmed = await MatchAsync(scene, "--accept-above", "85");
        unconfirmed.ShouldExit(0).Events("decided").ShouldBeEmpty();
        var synced = (await scene.SyncAsync()).ShouldExit(0).Last;
        synced.Number("matched").ShouldBe(1);
        (synced.Number("created.left"), synced.Number("created.right")).ShouldBe((3, 2));
    }

    [Fact]
    public async Task Suggestions_that_a_person_confirmed_become_pairs()
    {
        await using var scene = await StartAsync(
            "1,,,Jon,Smyth,Acme Inc.,Boston",
            "2,,,Zoe,Kowalsky,Umbrella,Lublin"
        );
        await ContactAsync(
            scene,
            new
            {
                firstName = "John",
                lastName = "Smith",
                companyName = "ACME",
                city = "Boston",
            }
        );
        await ContactAsync(
            scene,
            new
            {
                firstName = "Zoe",
                lastName = "Kowalski",
                companyName = "Umbrella",
                city = "Lublin",
            }
        );

        (await MatchAsync(scene, "--accept-above", "85", "--confirm", "--actor", "ada"))
            .ShouldExit(0)
            .Events("decided")
            .Count()
            .ShouldBe(2);
        var synced = (await scene.SyncAsync()).ShouldExit(0).Last;

        (synced.Number("resolved"), synced.Number("created.total")).ShouldBe((2, 0));
        (await scene.ContactsAsync()).Count.ShouldBe(2);
        var linked = (await scene.JournalAsync("--kind", "Linked")).Events("entry").ToList();
        linked.ShouldAllBe(e => e.GetProperty("actor").GetString() == "ada");
        (await scene.SyncAsync()).ShouldExit(0).Last.Number("writes").ShouldBe(0);
    }

    [Fact]
    public async Task A_pair_that_a_stronger_key_contradicts_is_one_person_or_two_as_a_person_says()
    {
        await using var scene = await StartAsync(
            "1,ada@home.example,,Ada,Lovelace,,",
            "2,charles@home.example,,Charles,Babbage,,"
        );
        var ada = await ContactAsync(
            scene,
            new
            {
                email = "ada@work.example",
                firstName = "Ada",
                lastName = "Lovelace",
            }
        );
        var charles = await ContactAsync(
            scene,
            new
            {
                email = "charles@work.example",
                firstName = "Charles",
                lastName = "Babbage",
            }
        );
        (await scene.SyncAsync()).ShouldExit(3).Last.Number("created.total").ShouldBe(0);
        (await scene.ContactsAsync()).Count.ShouldBe(2);

        var report = (
            await MatchAsync(scene, "--link", $"{ada}=1", "--apart", $"{charles}=2")
        ).ShouldExit(3);
        report.Events("decided").Count().ShouldBe(2);
        (await MatchAsync(scene, "--link", $"{ada}=2")).ShouldExit(2);
        (await MatchAsync(scene, "--link", "nobody=1")).ShouldExit(2);
        var synced = (await scene.SyncAsync()).ShouldExit(0).Last;

        synced.Number("matched").ShouldBe(1);
        synced.Number("created.total").ShouldBe(2);
        (await scene.ContactsAsync()).Count.ShouldBe(3);
        (await scene.SyncAsync("--full")).ShouldExit(0).Last.Number("writes").ShouldBe(0);
        (await scene.VerifyAsync()).ShouldExit(0);
        (await MatchAsync(scene, "--link", $"{ada}=2"))
            .ShouldExit(2)
            .Last.GetProperty("message")
            .GetString()!
            .ShouldContain("has a partner already");
    }

    [Fact]
    public async Task Duplicates_are_told_before_the_first_write_and_synced_once_they_are_told_apart()
    {
        await using var scene = await StartAsync(
            "1,family@example.com,,Ada,Lovelace,,",
            "2,family@example.com,,Byron,Lovelace,,",
            "3,other@example.com,,Charles,Babbage,,"
        );

        var plan = (await scene.PlanAsync()).ShouldExit(0).Last;
        plan.Number("duplicates").ShouldBe(1);
        var first = (await scene.SyncAsync()).ShouldExit(3).Last;
        first.Number("created.left").ShouldBe(1);
        first.GetProperty("duplicatesFirst").EnumerateArray().ShouldHaveSingleItem();

        var issue = (await Tally.JsonAsync(scene.Folder, "issues"))
            .Events("issue")
            .ShouldHaveSingleItem();
        (
            await Tally.JsonAsync(
                scene.Folder,
                "issues",
                "resolve",
                $"{issue.Number("number")}",
                "--apart"
            )
        ).ShouldExit(0);
        var second = (await scene.SyncAsync()).Last;

        // HighLevel takes no second contact with the same address: it says so, and nobody is merged.
        (await scene.ContactsAsync()).Count.ShouldBe(2);
        second.Number("created.left").ShouldBe(1);
        second.Number("refused").ShouldBe(1);
        (await Tally.JsonAsync(scene.Folder, "issues", "--kind", "duplicatewithinside")).ShouldExit(
            0
        );
    }

    [Fact]
    public async Task A_link_that_was_decided_is_made_once_however_often_the_run_is_killed()
    {
        const int people = 40;
        await using var scene = await StartAsync([
            .. Enumerable
                .Range(1, people)
                .Select(i => $"{i},p{i}@home.example,,First{i},Last{i},,Rome"),
        ]);
        var links = new List<string>();
        for (var i = 1; i <= people; i++)
        {
            var id = await ContactAsync(
                scene,
                new
                {
                    email = $"q{i}@work.example",
                    firstName = $"Other{i}",
                    lastName = $"Name{i}",
                }
            );
            links.AddRange(["--link", $"{id}={i}"]);
        }
        (await MatchAsync(scene, [.. links])).ShouldExit(0);
        var random = new Random(4);
        for (var kill = 0; kill < 6; kill++)
        {
            using var process = Tally.Start(scene.Folder, "sync", "tallystick.yaml");
            var output = Task.WhenAll(
                process.StandardOutput.ReadToEndAsync(),
                process.StandardError.ReadToEndAsync()
            );
            using var moment = new CancellationTokenSource(
                TimeSpan.FromMilliseconds(random.Next(300, 1_500))
            );
            try
            {
                await process.WaitForExitAsync(moment.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill();
                await process.WaitForExitAsync();
            }
            await output;
        }

        (await scene.SyncAsync()).ShouldExit(0).Last.Number("links").ShouldBe(people);

        (await scene.ContactsAsync()).Count.ShouldBe(people);
        (await File.ReadAllLinesAsync(scene.PathOf("people.csv"))).Length.ShouldBe(people + 1);
        (await scene.VerifyAsync()).ShouldExit(0);
    }

    private static async Task<Scene> StartAsync(params string[] rows)
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
        await File.WriteAllLinesAsync(scene.PathOf("people.csv"), rows.Prepend(Header));
        return scene;
    }

    /// <summary>A contact that a person makes in HighLevel; its id.</summary>
    private static async Task<string> ContactAsync(Scene scene, object fields)
    {
        var before = (await scene.ContactsAsync()).Select(IdOf).ToHashSet();
        await scene.PostAsync("contacts", fields);
        return (await scene.ContactsAsync()).Select(IdOf).Single(id => !before.Contains(id));

        static string IdOf(JsonElement contact) => contact.GetProperty("id").GetString()!;
    }

    private static Task<TallyResult> MatchAsync(Scene scene, params string[] more) =>
        Tally.JsonAsync(scene.Folder, ["match", "tallystick.yaml", .. more]);

    private static string NameOf(JsonElement record)
    {
        var values = record.GetProperty("values");
        return $"{values.GetProperty("firstName ↔ First").GetString()} {values.GetProperty("lastName ↔ Last").GetString()}";
    }
}
