using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Core.Yaml;
using Tallystick.Engine.Explaining;

namespace Tallystick.Cli.Output;

/// <summary>Issues, for people and programs.</summary>
internal static class IssueView
{
    /// <summary>So many of a kind are shown to people; programs get all.</summary>
    private const int EachMax = 20;

    public static void ShowAll(Terminal terminal, IReadOnlyList<FoundIssue> issues)
    {
        foreach (var found in issues)
            terminal.Emit("issue", w => Write(w, found));
        if (terminal.IsJson)
            return;
        if (issues.Count == 0)
        {
            terminal.SayMarkup("[green]✓[/] No open issues.");
            return;
        }
        foreach (var group in issues.Select(f => f.Issue).GroupBy(i => (i.Stream, i.Kind)))
            Show(terminal, group.Key, [.. group]);
    }

    public static void ShowOne(
        Terminal terminal,
        FoundIssue found,
        IReadOnlyList<IssueValue> values,
        Decision? decision,
        Concerns? concerns
    )
    {
        var issue = found.Issue;
        terminal.Emit(
            "issue",
            w =>
            {
                Write(w, found);
                Write(w, values);
                if (decision is not null)
                    w.WriteString("decided", decision.Verb);
                if (concerns is not null)
                    ConcernsView.Write(w, concerns);
            }
        );
        terminal.SayMarkup(
            $"[bold]{issue.Number}. {Word(issue.Kind)}[/] in {Markup.Escape(issue.Stream)}, "
                + $"{Word(issue.State)}, since {Time(issue.OpenedAt)}"
        );
        terminal.SayMarkup(Markup.Escape(issue.Message));
        if (issue.Reason is { } reason)
            terminal.Say($"Ignored: {reason}");
        if (decision is not null)
            terminal.Say(
                $"{decision.Actor} decided on {Time(decision.At)}: {decision.Verb}; the next run carries it out."
            );
        if (issue.Hint is { } hint)
            terminal.SayMarkup($"[grey]{Markup.Escape(Named(issue, hint))}[/]");
        if (OutageOf(issue.Kind) is { } outage && issue.State is not IssueState.Closed)
            terminal.SayMarkup($"[grey]{outage}[/]");
        Show(terminal, values);
        if (concerns is not null)
            ConcernsView.Show(terminal, concerns);
        var ways = found.Ways;
        if (ways.Count > 0 && issue.State is not IssueState.Closed)
            terminal.Say(
                $"Ways out: tally issues resolve {issue.Number} "
                    + string.Join(" | ", ways.Select(v => $"--{v}"))
            );
    }

    private static void Show(
        Terminal terminal,
        (string Stream, IssueKind Kind) of,
        IReadOnlyList<Issue> issues
    )
    {
        terminal.SayMarkup(
            $"[bold]{Word(of.Kind)}[/] ({issues.Count}) in {Markup.Escape(of.Stream)}"
        );
        foreach (var group in issues.Take(EachMax).GroupBy(i => i.Hint))
        {
            foreach (var issue in group)
            {
                var state = issue.State is IssueState.Open ? "" : $"[grey]{Word(issue.State)}[/] ";
                terminal.SayMarkup($"  {issue.Number}. {state}{Markup.Escape(issue.Message)}");
            }
            if (group.Key is { } hint)
                terminal.SayMarkup($"     [grey]{Markup.Escape(hint)}[/]");
        }
        if (OutageOf(of.Kind) is { } outage)
            terminal.SayMarkup($"     [grey]{outage}[/]");
        if (of.Kind is IssueKind.SuspiciousDelete or IssueKind.SuspiciousChange)
            terminal.SayMarkup(
                $"     [grey]tally issues show {(issues is [var only] ? only.Number : "NUMBER")} lists whom it concerns.[/]"
            );
        if (issues.Count > EachMax)
            terminal.Say($"  … {issues.Count - EachMax} more; narrow with --field or --side.");
    }

    private static void Show(Terminal terminal, IReadOnlyList<IssueValue> values)
    {
        if (values.Count == 0)
            return;
        var table = new Table().Border(TableBorder.Rounded);
        table.AddColumns("field", "left", "right", "last agreed");
        foreach (var value in values)
            table.AddRow(
                Markup.Escape(value.Field),
                Reports.Cell(value.Left ?? "–"),
                Reports.Cell(value.Right ?? "–"),
                Reports.Cell(value.Agreed ?? "")
            );
        terminal.Show(table);
    }

    private static void Write(Utf8JsonWriter writer, FoundIssue found)
    {
        var issue = found.Issue;
        writer.WriteNumber("number", issue.Number);
        writer.WriteString("stream", issue.Stream);
        writer.WriteString("kind", Word(issue.Kind));
        writer.WriteString("state", Word(issue.State));
        writer.WriteString("message", issue.Message);
        writer.WriteString("hint", issue.Hint);
        writer.WriteString("leftId", issue.LeftId);
        writer.WriteString("rightId", issue.RightId);
        writer.WriteString("field", issue.Field);
        writer.WriteString("side", issue.Side?.Word);
        writer.WriteString("reason", issue.Reason);
        writer.WriteString("openedAt", issue.OpenedAt);
        writer.WriteStartArray("ways");
        foreach (var verb in found.Ways)
            writer.WriteStringValue(verb);
        writer.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter writer, IReadOnlyList<IssueValue> values)
    {
        writer.WriteStartArray("values");
        foreach (var value in values)
        {
            writer.WriteStartObject();
            writer.WriteString("field", value.Field);
            writer.WriteString("left", value.Left);
            writer.WriteString("right", value.Right);
            writer.WriteString("agreed", value.Agreed);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    /// <summary>What seems to be deleted may only be hidden, and then there is nothing to approve.</summary>
    private static string? OutageOf(IssueKind kind) =>
        kind is IssueKind.SuspiciousDelete
            ? "If it is an outage, a lost permission or a wrong filter, mend it and run tally sync."
            : null;

    private static string Named(Issue issue, string hint) =>
        hint.Replace(
            "NUMBER",
            issue.Number.ToString(CultureInfo.InvariantCulture),
            StringComparison.Ordinal
        );

    private static string Word<T>(T value)
        where T : struct, Enum => YamlWords.Kebab(value.ToString());

    private static string Time(DateTimeOffset at) =>
        at.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
