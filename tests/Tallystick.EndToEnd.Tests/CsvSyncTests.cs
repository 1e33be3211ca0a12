using Tallystick.Sandbox;

namespace Tallystick.EndToEnd.Tests;

/// <summary>A spreadsheet's contacts and HighLevel's, kept the same through the program itself.</summary>
public sealed class CsvSyncTests
{
    private const int CsvCount = 10_000;
    private const int HighLevelCount = 8_000;

    [Fact]
    public async Task Ten_thousand_messy_rows_become_equal_and_later_edits_on_both_sides_settle_in_one_run()
    {
        await using var scene = await Scene.StartAsync(
            new SandboxOptions
            {
                Contacts = HighLevelCount,
                Seed = 7,
                Limits = false,
                SearchLag = TimeSpan.FromSeconds(1),
            }
        );
        var file = scene.PathOf("people.csv");
        await File.WriteAllTextAsync(file, MessyPeople.Csv(7, Enumerable.Range(0, CsvCount)));
        await scene.WriteSyncFileAsync(MessyPeople.CsvSettings, MessyPeople.Stream);

        var plan = (await scene.PlanAsync()).ShouldExit(0).Last;
        plan.Number("matched").ShouldBe(HighLevelCount);
        plan.Number("create.left").ShouldBe(CsvCount - HighLevelCount);
        plan.Number("create.right").ShouldBe(0);
        plan.Number("update.total").ShouldBe(0);

        var first = (await scene.SyncAsync()).ShouldExit(0).Last;
        first.Number("matched").ShouldBe(HighLevelCount);
        first.Number("created.left").ShouldBe(CsvCount - HighLevelCount);
        first.Number("writes").ShouldBe(CsvCount - HighLevelCount);
        (await File.ReadAllTextAsync(file)).ShouldBe(
            MessyPeople.Csv(7, Enumerable.Range(0, CsvCount))
        );

        await scene.PostAsync("index/flush", new { });
        var verified = (await scene.VerifyAsync()).ShouldExit(0).Last;
        verified.Number("equal").ShouldBe(CsvCount);

        await EditAndSettleAsync(scene, file);
    }

    /// <summary>100 rows in the file, 100 others in HighLevel, 10 people on both sides in different fields, 5 in the same one.</summary>
    private static async Task EditAndSettleAsync(Scene scene, string file)
    {
        var lines = await File.ReadAllLinesAsync(file);
        var contacts = (await scene.ContactsAsync()).ToDictionary(
            c => c.GetProperty("emailLowerCase").GetString()!,
            c => c.GetProperty("id").GetString()!
        );
        for (var row = 1; row <= 115; row++)
            lines[row] = WithCell(lines[row], 7, $"Newtown {row}");
        await File.WriteAllTextAsync(file, string.Join('\n', lines) + "\n");
        for (var row = 101; row <= 215; row++)
        {
            var id = contacts[Cell(lines[row], 1).Trim().ToLowerInvariant()];
            if (row is > 110 and <= 115)
                scene.Sandbox.Edit(id, new { city = $"Oldtown {row}" });
            else
                scene.Sandbox.Edit(id, new { firstName = $"Renamed {row}" });
        }
        await scene.PostAsync("index/flush", new { });

        var before = (await scene.ContactsAsync()).ToDictionary(
            c => c.GetProperty("id").GetString()!,
            c => c.GetProperty("dateUpdated").GetString()!
        );
        var settled = (await scene.SyncAsync()).ShouldExit(0).Last;
        settled.Number("updated.left").ShouldBe(110);
        settled.Number("updated.right").ShouldBe(115);
        settled.Number("created.total").ShouldBe(0);
        settled.Number("deleted.total").ShouldBe(0);
        settled.Number("conflicts").ShouldBe(5);

        var after = await scene.ContactsAsync();
        after
            .Count(c =>
                before[c.GetProperty("id").GetString()!] != c.GetProperty("dateUpdated").GetString()
            )
            .ShouldBe(110);
        var written = await File.ReadAllLinesAsync(file);
        written.Where((line, i) => line != lines[i]).Count().ShouldBe(115);
        await ConflictsAreInTheJournalAsync(scene);

        await scene.PostAsync("index/flush", new { });
        (await scene.VerifyAsync()).ShouldExit(0).Last.Number("equal").ShouldBe(CsvCount);
        (await scene.SyncAsync()).ShouldExit(0).Last.Number("writes").ShouldBe(0);
    }

    private static async Task ConflictsAreInTheJournalAsync(Scene scene)
    {
        var journal = (await scene.JournalAsync("--kind", "Conflict", "--limit", "100")).ShouldExit(
            0
        );
        var conflicts = journal.Events("entry").ToList();
        conflicts.Count.ShouldBe(5);
        foreach (var field in conflicts.SelectMany(c => c.GetProperty("fields").EnumerateArray()))
        {
            field.GetProperty("left").GetString().ShouldNotBeNull().ShouldStartWith("Oldtown");
            field.GetProperty("right").GetString().ShouldNotBeNull().ShouldStartWith("Newtown");
            field.GetProperty("winner").GetString().ShouldBe("left");
        }
    }

    [Fact]
    public async Task Tags_that_a_person_added_in_HighLevel_survive_other_tags_from_the_other_side()
    {
        await using var scene = await Scene.StartAsync(
            new SandboxOptions
            {
                Contacts = 20,
                Limits = false,
                SearchLag = TimeSpan.Zero,
            }
        );
        var file = scene.PathOf("people.csv");
        await File.WriteAllTextAsync(file, MessyPeople.Csv(1, Enumerable.Range(0, 20)));
        await scene.WriteSyncFileAsync(
            MessyPeople.CsvSettings,
            MessyPeople.Stream,
            "limit: none\nsearch-lag: 0s"
        );
        (await scene.SyncAsync()).ShouldExit(0);

        var contact = (await scene.ContactsAsync())[0];
        var tags = contact
            .GetProperty("tags")
            .EnumerateArray()
            .Select(t => t.GetString()!)
            .ToArray();
        scene.Sandbox.Edit(
            contact.GetProperty("id").GetString()!,
            new { tags = tags.Append("by a person").ToArray() }
        );
        var lines = await File.ReadAllLinesAsync(file);
        lines[1] = WithCell(
            lines[1],
            11,
            string.Join(';', Cell(lines[1], 11).Split(';').Append("From The Sheet"))
        );
        await File.WriteAllTextAsync(file, string.Join('\n', lines) + "\n");
        (await scene.SyncAsync()).ShouldExit(0);

        var now = (await scene.ContactsAsync())[0]
            .GetProperty("tags")
            .EnumerateArray()
            .Select(t => t.GetString()!);
        now.ShouldBe([.. tags, "by a person", "from the sheet"], ignoreOrder: true);
        Cell((await File.ReadAllLinesAsync(file))[1], 11).ShouldContain("by a person");
    }

    [Fact]
    public async Task A_bad_row_becomes_an_issue_and_the_others_go_on()
    {
        await using var scene = await Scene.StartAsync(
            new SandboxOptions { Limits = false, SearchLag = TimeSpan.Zero }
        );
        await File.WriteAllTextAsync(
            scene.PathOf("people.csv"),
            """
            Id,E-mail,Mobile,First,Last,Company,Street,City,State,Zip,Birthday,Tags,Internal note
            1,ada@example.com,212-555-0100,Ada,Lovelace,,,,,,1815-12-10,,
            2,ragged@example.com,too,few
            3,grace@example.com,not a phone,Grace,Hopper,,,,,,1906-12-09,,
            4,same@example.com,212-555-0101,One,Of Two,,,,,,,,
            5,same@example.com,212-555-0102,Two,Of Two,,,,,,,,
            6,=cmd@example.com,212-555-0103,=1+1,Formula,,,,,,,,
            """ + "\n"
        );
        await scene.WriteSyncFileAsync(
            MessyPeople.CsvSettings,
            MessyPeople.Stream,
            "limit: none\nsearch-lag: 0s"
        );

        var synced = await Tally.JsonAsync(scene.Folder, "sync", "tallystick.yaml");
        synced
            .ShouldExit(3)
            .Events("synced")
            .Single()
            .GetProperty("refused")
            .GetInt32()
            .ShouldBe(1);

        var emails = (await scene.ContactsAsync())
            .Select(c => c.GetProperty("email").GetString())
            .ToList();
        emails.ShouldContain("ada@example.com");
        emails.ShouldContain("grace@example.com");
        var issues = (await Tally.JsonAsync(scene.Folder, "issues", "tallystick.yaml")).ShouldExit(
            3
        );
        var messages = issues
            .Events("issue")
            .Select(i => i.GetProperty("message").GetString()!)
            .ToList();
        messages.ShouldContain(m =>
            m.Contains("people.csv", StringComparison.Ordinal)
            && m.Contains("line 3", StringComparison.Ordinal)
        );
        messages.ShouldContain(m =>
            m.Contains("not a phone", StringComparison.Ordinal)
            || m.Contains("phone", StringComparison.OrdinalIgnoreCase)
        );
    }

    private static string Cell(string line, int column) => Cells(line)[column];

    private static string WithCell(string line, int column, string value)
    {
        var cells = Cells(line);
        cells[column] = value;
        return string.Join(
            ',',
            cells.Select(c =>
                c.AsSpan().ContainsAny(",\"") || c.StartsWith(' ')
                    ? $"\"{c.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
                    : c
            )
        );
    }

    private static List<string> Cells(string line)
    {
        var cells = new List<string> { "" };
        var isQuoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            var isEscape = isQuoted && line[i] == '"' && i + 1 < line.Length && line[i + 1] == '"';
            if (isEscape)
                i++;
            if (line[i] == '"' && !isEscape)
                isQuoted = !isQuoted;
            else if (line[i] == ',' && !isQuoted)
                cells.Add("");
            else
                cells[^1] += line[i];
        }
        return cells;
    }
}
