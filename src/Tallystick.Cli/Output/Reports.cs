using System.Globalization;
using Spectre.Console;
using Tallystick.Core.Limits;
using Tallystick.Core.Records;
using Tallystick.Engine.Runs;

namespace Tallystick.Cli.Output;

/// <summary>Reports as tables for people.</summary>
internal static class Reports
{
    private const int CellMax = 48;

    /// <summary>How <see cref="RunReport.Reading"/> names a run that schema drift stopped.</summary>
    private const string NothingRead = "nothing";

    public static void Show(Terminal terminal, RunReport report, string left, string right)
    {
        var table = new Table().Border(TableBorder.Rounded).Title(Markup.Escape(report.Stream));
        table.AddColumn("");
        table.AddColumn(new TableColumn(Markup.Escape(left)).RightAligned());
        table.AddColumn(new TableColumn(Markup.Escape(right)).RightAligned());
        Row(table, report.Reading == "full" ? "read" : $"read ({report.Reading})", report.Read);
        Row(table, "created", report.Created);
        Row(table, "updated", report.Updated);
        Row(table, "deleted", report.Deleted);
        table.AddRow("calls", Number(report.LeftCalls.Total), Number(report.RightCalls.Total));
        terminal.Show(table);
        // A run that was stopped before it read anything has not counted the links.
        if (report.Reading != NothingRead)
            terminal.Say(
                $"{Number(report.Links)} linked"
                    + Rest(
                        ("newly matched", report.Matched),
                        ("adopted", report.Adopted),
                        ("settled by decision", report.Resolved),
                        ("conflicts", report.Conflicts),
                        ("ambiguous", report.Ambiguous),
                        ("refused", report.Refused),
                        ("bad rows", report.BadRows),
                        ("new, and the other side takes none", report.Uncreatable),
                        ("waiting for their parent", report.Waiting),
                        ("not there", report.NotThere),
                        ("left for the next run", report.Postponed),
                        ("stopped by a brake", report.HeldByBrake),
                        ("waiting for the canary", report.HeldByCanary)
                    )
                    + $" in {Duration(report.Duration)}."
            );
        if (report.Stopped is { } stopped)
            terminal.SayMarkup($"[yellow]{Markup.Escape(stopped)}[/]");
        ShowDuplicates(terminal, report);
        if (report.OpenIssues > 0)
            terminal.SayMarkup(
                $"[yellow]{Number(report.OpenIssues)} open issues: see[/] tally issues FILE"
            );
    }

    /// <summary>The first run names the first of them; those after it say how many there are.</summary>
    private static void ShowDuplicates(Terminal terminal, RunReport report)
    {
        foreach (var duplicate in report.DuplicatesFirst)
            terminal.SayMarkup($"[yellow]![/] {Markup.Escape(duplicate)}");
        var more = report.Duplicates - report.DuplicatesFirst.Count;
        if (more > 0)
            terminal.Say(
                report.DuplicatesFirst.Count > 0
                    ? $"… {Number(more)} more such."
                    : $"{Number(more)} duplicates are held back: "
                        + "tally issues FILE --kind duplicate-within-side"
            );
    }

    public static void Show(Terminal terminal, PlanReport report, string left, string right)
    {
        var table = new Table()
            .Border(TableBorder.Rounded)
            .Title(Markup.Escape($"plan for {report.Stream}"));
        table.AddColumn("");
        table.AddColumn(new TableColumn(Markup.Escape(left)).RightAligned());
        table.AddColumn(new TableColumn(Markup.Escape(right)).RightAligned());
        Row(table, "read", report.Read);
        Row(table, "to create", report.Create);
        Row(table, "to update", report.Update);
        Row(table, "to delete", report.Delete);
        terminal.Show(table);
        terminal.Say(
            $"{Number(report.Matched)} matched, {Number(report.Ambiguous)} ambiguous, "
                + $"{Number(report.Refused)} refused"
                + Rest(
                    ("linked already", report.Linked),
                    ("equal", report.Equal),
                    ("conflicts", report.Conflicts),
                    ("bad rows", report.BadRows),
                    ("new, and the other side takes none", report.Uncreatable),
                    ("duplicates held back", report.Duplicates),
                    ("waiting for their parent", report.Waiting),
                    ("stopped by a brake", report.HeldByBrake),
                    ("waiting for the canary", report.HeldByCanary)
                )
                + "."
        );
        if (report.Suggestions > 0)
            terminal.Say(
                $"{Number(report.Suggestions)} without a partner look like somebody on the other side: "
                    + "tally match FILE shows them."
            );
        ShowCalls(terminal, report, left, right);
        ShowQuotas(terminal, report);
        ShowChanges(terminal, report, left, right);
        foreach (var problem in report.Problems)
            terminal.SayMarkup($"[yellow]![/] {Markup.Escape(problem)}");
        if (report.Stopped is { } stopped)
            terminal.SayMarkup(
                $"[yellow]{Markup.Escape(stopped)}[/] Once a sync has raised the issue, tally issues "
                    + "show NUMBER lists whom it concerns."
            );
        terminal.Say("Nothing was written.");
    }

    private static void ShowCalls(Terminal terminal, PlanReport report, string left, string right)
    {
        if (report.Calls.Count == 0)
            return;
        var table = new Table().Border(TableBorder.Rounded);
        table.AddColumns("calls the writes will take", "operation");
        table.AddColumn(new TableColumn("calls").RightAligned());
        table.AddColumn(new TableColumn("of the day's quota").RightAligned());
        foreach (var call in report.Calls)
            table.AddRow(
                Markup.Escape(call.Side is Side.Left ? left : right),
                Markup.Escape(call.Operation),
                Number(call.Calls),
                call.DayShare is { } share ? Share(share) : "–"
            );
        terminal.Show(table);
    }

    private static void ShowQuotas(Terminal terminal, PlanReport report)
    {
        foreach (var quota in report.Quotas)
        {
            var calls = quota.Reads + quota.Writes;
            var lane =
                quota.Lane is Lane.User ? "" : $" as {quota.Lane.ToString().ToLowerInvariant()}";
            terminal.Say(
                $"{quota.Connection}: {Number(quota.Reads)} calls to read and {Number(quota.Writes)} to write{lane}"
                    + $"{DayOf(quota, calls)}."
            );
            if (quota.Days > 1)
                terminal.SayMarkup(
                    $"[yellow]The day's quota does not last: {quota.Days} days, until "
                        + $"{quota.FinishesAt:yyyy-MM-dd HH:mm} UTC, if it is run again each day.[/]"
                );
        }
        terminal.Say(
            report.Duration < TimeSpan.FromSeconds(1)
                ? "The granted rates hold the run up for less than a second."
                : $"At the granted rates the run will take about {Duration(report.Duration)}."
        );
    }

    private static string DayOf(QuotaForecast quota, long calls) =>
        quota is { DayLimit: { } limit, SpentToday: { } spent, LeftToday: { } left }
            ? $", {Share((double)calls / limit)} of the day's {Number(limit)}; "
                + $"{Share((double)spent / limit)} is spent, {Number(left)} are left for it today"
            : "";

    private static void ShowChanges(Terminal terminal, PlanReport report, string left, string right)
    {
        if (report.Changes.Count == 0)
            return;
        var table = new Table().Border(TableBorder.Rounded).Title("the first differences");
        table.AddColumns("", "on", "field", "is", "will be", "record");
        foreach (var change in report.Changes)
        {
            var isOpen = change.Winner is "ask";
            table.AddRow(
                change.Action,
                isOpen ? "both" : Markup.Escape(change.Target is Side.Left ? left : right),
                Cell(change.Field),
                Cell(isOpen ? $"{change.Before} | {change.After}" : change.Before),
                isOpen ? "[yellow]you are asked[/]" : Cell(change.After),
                Cell($"{change.LeftId ?? "new"} ↔ {change.RightId ?? "new"}")
            );
        }
        terminal.Show(table);
    }

    private static void Row(Table table, string what, PerSide counts) =>
        table.AddRow(what, Number(counts.Left), Number(counts.Right));

    private static string Rest(params (string What, long Count)[] parts) =>
        string.Concat(parts.Where(p => p.Count > 0).Select(p => $", {Number(p.Count)} {p.What}"));

    private static string Share(double share) =>
        share is > 0 and < 0.001
            ? "under 0.1 %"
            : share.ToString("P1", CultureInfo.InvariantCulture);

    public static string Cell(string text)
    {
        var line = text.ReplaceLineEndings(" ");
        return Markup.Escape(line.Length <= CellMax ? line : line[..(CellMax - 1)] + "…");
    }

    public static string Number(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    public static string Duration(TimeSpan span) =>
        span.TotalSeconds < 1
            ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalMilliseconds:0} ms")
        : span.TotalMinutes < 2
            ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.0} s")
        : span.TotalHours < 2
            ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalMinutes:0.0} min")
        : string.Create(CultureInfo.InvariantCulture, $"{span.TotalHours:0.0} h");
}
