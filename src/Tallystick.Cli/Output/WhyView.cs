using Spectre.Console;
using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
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
        foreach (var note in report.Notes)
            terminal.SayMarkup($"  [grey]{Markup.Escape(note)}[/]");
        foreach (var issue in report.Issues)
            Show(terminal, issue);
        if (report.Fields.Count > 0 && report.Mode is not SyncMode.TwoWay)
            terminal.Say($"  The sync's mode is {YamlWords.Kebab(report.Mode.ToString())}.");
        foreach (var field in report.Fields)
            Show(terminal, field, report.GoneOn);
    }

    private static void Show(Terminal terminal, WhyField field, Side? gone)
    {
        terminal.SayMarkup($"[bold]{Markup.Escape(field.Field)}[/]");
        var agreed = field.Agreed is { } value ? $"; last agreed: {Quoted(value)}" : "";
        terminal.Say(
            $"  {Holds(Side.Left, field.Left, gone)}, {Holds(Side.Right, field.Right, gone)}{agreed}"
        );
        terminal.Say(
            field.LastWrite is { } write
                ? $"  {write.At:yyyy-MM-dd HH:mm:ss} UTC, run {write.Run}: {write.Actor} {write.Kind} it on the "
                    + $"{write.Side.Word}, '{write.Before}' → '{write.After}': {write.Cause}"
                : $"  never written{(gone is null && IsOnBoth(field) ? ": both sides had it" : "")}"
        );
        terminal.SayMarkup($"  [grey]{Markup.Escape(RuleOf(field))}[/]");
        if (UnlikeOf(field) is { } unlike)
            terminal.SayMarkup($"  [yellow]may stay unlike: {Markup.Escape(unlike)}[/]");
        if (field.Issue is { } issue)
            Show(terminal, issue);
    }

    private static string Holds(Side side, string? value, Side? gone) =>
        side == gone ? $"{side.Word} is gone" : $"{side.Word} holds {Quoted(value)}";

    /// <summary>Nothing was ever in the way of its being the same on both sides.</summary>
    private static bool IsOnBoth(WhyField field) =>
        field
            is { Left.Length: > 0, Right.Length: > 0, Issue: null }
                and ({ Unlike: null } or { Mark: MarkReason.Normalised });

    private static string? UnlikeOf(WhyField field) =>
        field switch
        {
            { Mark: { } mark, Unlike: { } unlike } =>
                $"{YamlWords.Kebab(mark.ToString())}, {unlike}",
            { Mark: { } mark } => YamlWords.Kebab(mark.ToString()),
            _ => field.Unlike,
        };

    private static void Show(Terminal terminal, WhyIssue issue)
    {
        terminal.SayMarkup(
            $"  [yellow]issue {issue.Number} ({YamlWords.Kebab(issue.Kind.ToString())})[/]: {Markup.Escape(issue.Message)}"
        );
        if (issue.Ignored is { } reason)
            terminal.SayMarkup($"    {Markup.Escape($"Ignored: {reason}")}");
        else if (issue.Hint is { } hint)
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
