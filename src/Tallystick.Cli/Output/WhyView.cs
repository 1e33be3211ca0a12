using Spectre.Console;
using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Yaml;
using Tallystick.Engine.Explaining;

namespace Tallystick.Cli.Output;

/// <summary>The explanation of a record, for people.</summary>
internal static class WhyView
{
    public static void Show(Terminal terminal, WhyReport report)
    {
        terminal.SayMarkup(
            $"[bold]{Markup.Escape($"{report.Side.Word} {report.RecordId}")}[/] "
                + $"in {Markup.Escape(report.Stream)}: {Markup.Escape(report.Explanation)}"
        );
        if (report.LinkedAt is { } at)
            terminal.Say(
                $"  A pair since {at:yyyy-MM-dd HH:mm:ss} UTC, run {report.LinkedInRun}: {report.LinkedBy}."
            );
        if (report.Hint is { } hint)
            terminal.SayMarkup($"  [grey]{Markup.Escape(hint)}[/]");
        foreach (var issue in report.Issues)
            Show(terminal, issue);
        if (report.Fields.Count > 0 && report.Mode is not SyncMode.TwoWay)
            terminal.Say($"  The sync's mode is {YamlWords.Kebab(report.Mode.ToString())}.");
        foreach (var field in report.Fields)
            Show(terminal, field);
    }

    private static void Show(Terminal terminal, WhyField field)
    {
        terminal.SayMarkup($"[bold]{Markup.Escape(field.Field)}[/]");
        var agreed = field.Agreed is { } value ? $"; last agreed: {Quoted(value)}" : "";
        terminal.Say(
            $"  left holds {Quoted(field.Left)}, right holds {Quoted(field.Right)}{agreed}"
        );
        terminal.Say(
            field.LastWrite is { } write
                ? $"  {write.At:yyyy-MM-dd HH:mm:ss} UTC, run {write.Run}: {write.Actor} {write.Kind} it on the "
                    + $"{write.Side.Word}, '{write.Before}' → '{write.After}': {write.Cause}"
                : $"  never written{(field is { Left: "", Right: "" } ? "" : ": both sides had it")}"
        );
        terminal.SayMarkup($"  [grey]{Markup.Escape(RuleOf(field))}[/]");
        if (field.Mark is { } mark)
            terminal.SayMarkup($"  [yellow]may stay unlike: {YamlWords.Kebab(mark.ToString())}[/]");
        if (field.Issue is { } issue)
            Show(terminal, issue);
    }

    private static void Show(Terminal terminal, WhyIssue issue)
    {
        terminal.SayMarkup(
            $"  [yellow]issue {issue.Number} ({YamlWords.Kebab(issue.Kind.ToString())})[/]: {Markup.Escape(issue.Message)}"
        );
        if (issue.Hint is { } hint)
            terminal.SayMarkup($"    [grey]{Markup.Escape(hint)}[/]");
    }

    private static string RuleOf(WhyField field)
    {
        var direction = field.Direction switch
        {
            Direction.Both => "both ways",
            Direction.ToRight => "left to right",
            Direction.ToLeft => "right to left",
        };
        return string.Concat(
            $"{direction}, conflict: {YamlWords.Kebab(field.Conflict.ToString())}",
            field.FillOnly ? ", fills only" : "",
            field.EmptyOverwrites ? "" : ", empty does not overwrite",
            field.ToRight is { } toRight ? $", to right: {toRight}" : "",
            field.ToLeft is { } toLeft ? $", to left: {toLeft}" : "",
            field.Where is { } where ? $" ({where})" : ""
        );
    }

    private static string Quoted(string? value) =>
        value switch
        {
            null => "what was not read",
            "" => "nothing",
            _ => $"'{value}'",
        };
}
