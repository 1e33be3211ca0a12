using Spectre.Console;
using Tallystick.Engine.Runs;

namespace Tallystick.Cli.Output;

/// <summary>What a verification found, for people.</summary>
internal static class VerifyView
{
    public static void Show(Terminal terminal, VerifyReport report, string left, string right)
    {
        terminal.SayMarkup(
            $"{Sign(report.InSync)} {Markup.Escape(report.Stream)}: "
                + $"{Counts(report.Compared, report.Equal, report.Held)}"
                + $", at {report.At:yyyy-MM-dd HH:mm:ss} UTC in {Reports.Duration(report.Duration)}."
        );
        Line(terminal, "different", report.Different);
        ShowMissing(terminal, report.Missing, left, right);
        Line(
            terminal,
            "outside the filter: linked, not compared and not kept in step",
            report.OutsideFilter
        );
        Line(terminal, $"only on {left}", report.Unlinked.Left);
        Line(terminal, $"only on {right}", report.Unlinked.Right);
        Line(terminal, $"only on {left}, held", report.HeldUnlinked.Left);
        Line(terminal, $"only on {right}, held", report.HeldUnlinked.Right);
        Line(terminal, "share a match key with another record of their side", report.Duplicates);
        ShowDifferences(terminal, report.Differences, left, right);
    }

    public static void Show(Terminal terminal, StepReport report, string left, string right)
    {
        terminal.SayMarkup($"{Sign(report.InSync)} {Markup.Escape(LineOf(report))}");
        Line(terminal, "different", report.Different);
        ShowMissing(terminal, report.Missing, left, right);
        Line(terminal, "differ, and have left the filter", report.OutsideFilter);
        Line(
            terminal,
            $"of {Reports.Number(report.BucketCount)} buckets were not in sync when last proven",
            report.BucketsDifferent
        );
        ShowDifferences(terminal, report.Differences, left, right);
    }

    /// <summary>A step in one line: what was compared, and how old the oldest proof is.</summary>
    public static string LineOf(StepReport report) =>
        report.Buckets.Count == 0
            ? $"{report.Stream}: nothing is linked yet."
            : $"{report.Stream}: bucket {string.Join(", ", report.Buckets)}: "
                + $"{Counts(report.Compared, report.Equal, report.Held)}"
                + $" in {Reports.Duration(report.Duration)}; {OldestOf(report)}.";

    private static string OldestOf(StepReport report)
    {
        var never =
            report.NeverProven == 0
                ? $"{Reports.Number(report.BucketCount)} buckets"
                : $"{Reports.Number(report.NeverProven)} of {Reports.Number(report.BucketCount)} buckets never";
        return report.OldestProof is { } oldest
            ? $"oldest proof: {Reports.Duration(report.At - oldest)} ago ({never})"
            : $"no proof yet ({never})";
    }

    private static string Sign(bool isGood) => isGood ? "[green]✓[/]" : "[red]✗[/]";

    private static string Counts(long compared, long equal, long held) =>
        $"{Reports.Number(compared)} compared, {Reports.Number(equal)} equal"
        + $"{(held > 0 ? $", {Reports.Number(held)} held" : "")}";

    private static void ShowMissing(Terminal terminal, PerSide missing, string left, string right)
    {
        Line(terminal, $"missing on {left}", missing.Left);
        Line(terminal, $"missing on {right}", missing.Right);
    }

    private static void Line(Terminal terminal, string what, long count)
    {
        if (count > 0)
            terminal.Say($"  {Reports.Number(count)} {what}");
    }

    private static void ShowDifferences(
        Terminal terminal,
        IReadOnlyList<Difference> differences,
        string left,
        string right
    )
    {
        if (differences.Count == 0)
            return;
        var table = new Table().Border(TableBorder.Rounded);
        table.AddColumns("", "field", Markup.Escape(left), Markup.Escape(right), "record", "why");
        foreach (var d in differences)
            table.AddRow(
                d.Kind,
                Reports.Cell(d.Field),
                Reports.Cell(d.Left),
                Reports.Cell(d.Right),
                Reports.Cell($"{d.LeftId ?? "–"} ↔ {d.RightId ?? "–"}"),
                Reports.Cell(d.Why ?? "")
            );
        terminal.Show(table);
    }
}
