using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using Tallystick.Cli.Commands;
using Tallystick.Core.Yaml;
using Tallystick.Simulation.Laws;
using Tallystick.Simulation.Mappings;

namespace Tallystick.Cli.Output;

/// <summary>What the storms over a mapping showed, for people and for programs.</summary>
internal static class SimulateView
{
    /// <summary>So much of a story is read; of a longer one the middle is left out.</summary>
    private const int LinesMax = 60;

    /// <summary>Lives the storms through, with a bar where a person sits in front of it.</summary>
    public static MappingReport Watched(
        Terminal terminal,
        SimulatedSync sync,
        int count,
        Func<Action<int>?, MappingReport> work
    )
    {
        var title =
            $"{sync.Name}: {Storms(count)} between a simulated {sync.Left.Name} and a simulated {sync.Right.Name}";
        if (!terminal.IsInteractive)
        {
            terminal.Say($"{title}…");
            return work(null);
        }
        return terminal
            .Console.Progress()
            .Start(progress =>
            {
                var bar = progress.AddTask(Markup.Escape(title), maxValue: count);
                return work(over => bar.Value = over);
            });
    }

    public static void Show(Terminal terminal, MappingReport report, ChosenStreams chosen)
    {
        terminal.Emit("simulated", w => Write(w, report, chosen));
        var lived = report.Lived;
        terminal.Say(
            $"Lived through: {Reports.Number(lived.Born)} records typed in, {Reports.Number(lived.Edits)} edits and "
                + $"{Reports.Number(lived.Deletes)} deletes by people; {Reports.Number(lived.Faults)} faults, "
                + $"{Reports.Number(lived.Deaths)} deaths of the process; {Reports.Number(lived.Runs)} runs with "
                + $"{Reports.Number(lived.Calls)} calls and {Reports.Number(lived.Writes)} writes."
        );
        foreach (var law in report.Laws)
            ShowLaw(terminal, report, law, chosen);
        if (report.Findings.Count > 0)
            terminal.Say("What the storms showed of the mapping:");
        foreach (var finding in report.Findings)
            terminal.Say($"  - {finding.Stream}: {finding.Text}");
        foreach (var story in report.Stories)
            ShowStory(terminal, story);
        terminal.SayMarkup(
            report.Holds
                ? $"[green]✓[/] {Markup.Escape(report.Sync)}: every law held in {Storms(report.Schedules)}."
                : $"[red]✗[/] {Markup.Escape(report.Sync)}: {report.Laws.Count(l => !l.Holds)} of {report.Laws.Count} laws did not hold."
        );
    }

    private static void ShowLaw(
        Terminal terminal,
        MappingReport report,
        LawResult law,
        ChosenStreams chosen
    )
    {
        if (law.Holds)
        {
            terminal.SayMarkup($"[green]✓[/] {Markup.Escape(law.Words)}.");
            return;
        }
        var howOften = law.Seed is null
            ? "never"
            : $"broken in {Reports.Number(law.BrokenIn)} of {Storms(report.Schedules)}";
        terminal.SayMarkup($"[red]✗[/] {Markup.Escape(law.Words)}: {howOften}.");
        terminal.Say($"    {(law.Seed is { } seed ? $"Storm {seed}: " : "")}{law.What}");
        if (law.Seed is not null)
            terminal.Say($"    Again: {CommandOf(law.Seed.Value, chosen)}");
    }

    private static void ShowStory(Terminal terminal, Story story)
    {
        terminal.Say(
            story.Law is { } law
                ? $"How storm {story.Seed} breaks \"{Laws.WordsOf(law)}\", without what has nothing to do with it:"
                : $"The story of storm {story.Seed}:"
        );
        foreach (var line in Readable(story))
            terminal.Say($"  {line}");
    }

    private static IEnumerable<string> Readable(Story story) =>
        story.Law is null || story.Lines.Count <= LinesMax
            ? story.Lines
            :
            [
                .. story.Lines.Take(LinesMax / 2),
                $"… {story.Lines.Count - LinesMax} lines …",
                .. story.Lines.TakeLast(LinesMax / 2),
            ];

    private static string CommandOf(int seed, ChosenStreams chosen) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"tally simulate {Quoted(chosen.Path)}{(chosen.Only is { } only ? $" --sync {Quoted(only)}" : "")} --seed {seed} --schedules 1 --story"
        );

    private static string Quoted(string word) =>
        word.All(c => char.IsLetterOrDigit(c) || c is '.' or '/' or '-' or '_')
            ? word
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static void Write(Utf8JsonWriter writer, MappingReport report, ChosenStreams chosen)
    {
        writer.WriteString("sync", report.Sync);
        writer.WriteNumber("seed", report.FirstSeed);
        writer.WriteNumber("schedules", report.Schedules);
        writer.WriteBoolean("holds", report.Holds);
        Write(writer, report.Lived);
        writer.WriteStartArray("laws");
        foreach (var law in report.Laws)
            Write(writer, law, chosen);
        writer.WriteEndArray();
        writer.WriteStartArray("findings");
        foreach (var finding in report.Findings)
            Write(writer, finding);
        writer.WriteEndArray();
        writer.WriteStartArray("stories");
        foreach (var story in report.Stories)
            Write(writer, story);
        writer.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter writer, LivedThrough lived)
    {
        writer.WriteStartObject("lived");
        writer.WriteNumber("born", lived.Born);
        writer.WriteNumber("edits", lived.Edits);
        writer.WriteNumber("deletes", lived.Deletes);
        writer.WriteNumber("faults", lived.Faults);
        writer.WriteNumber("deaths", lived.Deaths);
        writer.WriteNumber("runs", lived.Runs);
        writer.WriteNumber("calls", lived.Calls);
        writer.WriteNumber("writes", lived.Writes);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, LawResult law, ChosenStreams chosen)
    {
        writer.WriteStartObject();
        writer.WriteString("law", YamlWords.Kebab(law.Law.ToString()));
        writer.WriteString("words", law.Words);
        writer.WriteBoolean("holds", law.Holds);
        writer.WriteNumber("brokenIn", law.BrokenIn);
        if (law.What is not null)
            writer.WriteString("what", law.What);
        if (law.Seed is { } seed)
        {
            writer.WriteNumber("seed", seed);
            writer.WriteString("again", CommandOf(seed, chosen));
        }
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, Story story)
    {
        writer.WriteStartObject();
        writer.WriteNumber("seed", story.Seed);
        if (story.Law is { } law)
            writer.WriteString("law", YamlWords.Kebab(law.ToString()));
        writer.WriteStartArray("lines");
        foreach (var line in story.Lines)
            writer.WriteStringValue(line);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, Finding finding)
    {
        writer.WriteStartObject();
        writer.WriteString("kind", finding.Kind);
        writer.WriteString("stream", finding.Stream);
        writer.WriteString("field", finding.Field);
        writer.WriteNumber("count", finding.Count);
        if (finding.Of is { } all)
            writer.WriteNumber("of", all);
        writer.WriteString("text", finding.Text);
        writer.WriteEndObject();
    }

    private static string Storms(long count) =>
        count == 1 ? "1 storm" : $"{Reports.Number(count)} storms";
}
