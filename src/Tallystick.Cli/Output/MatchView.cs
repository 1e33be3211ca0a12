using System.Globalization;
using Spectre.Console;
using Tallystick.Engine.Matching;
using Tallystick.Engine.Runs;

namespace Tallystick.Cli.Output;

/// <summary>Who would be matched with whom, for people and programs.</summary>
internal sealed class MatchView(Terminal terminal, MatchReport report, string left, string right)
{
    public static void Told(Terminal terminal, string verb, string leftId, string rightId)
    {
        terminal.Say($"Decided: {leftId} and {rightId} are {(verb == "link" ? "one" : "two")}.");
        terminal.Emit(
            "decided",
            w =>
            {
                w.WriteString("verb", verb);
                w.WriteString("leftId", leftId);
                w.WriteString("rightId", rightId);
            }
        );
    }

    public void Show()
    {
        terminal.Emit("matched", w => JsonLine.Spread(w, report, ReportJson.Default.MatchReport));
        if (terminal.IsJson)
            return;
        terminal.Say(
            $"{report.Stream}: {Number(report.Read.Left)} read from {left}, "
                + $"{Number(report.Read.Right)} from {right}; {Number(report.Linked)} linked already, "
                + $"{Number(report.Sure)} sure matches; without a partner: "
                + $"{Number(report.Unpartnered.Left)} on {left}, {Number(report.Unpartnered.Right)} on {right}."
        );
        Groups("More than one candidate", report.Ambiguous);
        Groups("The same by a weak key, different by a stronger one", report.Contradicted);
        Groups("The same person twice on one side; held back", report.Duplicates);
        Groups("Perhaps the same person twice on one side", report.PerhapsSame);
        ShowSuggestions();
    }

    /// <summary>Both records' values side by side.</summary>
    public void SideBySide(MatchRecord onLeft, MatchRecord onRight)
    {
        var table = new Table().Border(TableBorder.Rounded);
        table.AddColumns(
            "",
            Markup.Escape($"{left} {onLeft.Id}"),
            Markup.Escape($"{right} {onRight.Id}")
        );
        foreach (var field in onLeft.Values.Keys.Union(onRight.Values.Keys))
        {
            var (l, r) = (
                onLeft.Values.GetValueOrDefault(field, ""),
                onRight.Values.GetValueOrDefault(field, "")
            );
            var mark = l == r ? "green" : "default";
            table.AddRow(
                Markup.Escape(field),
                $"[{mark}]{Reports.Cell(l)}[/]",
                $"[{mark}]{Reports.Cell(r)}[/]"
            );
        }
        terminal.Show(table);
    }

    /// <summary>"Ada Lovelace · ada@example.com": the first few values that it has.</summary>
    public static string Brief(MatchRecord record) =>
        $"{record.Id}{(record.HasPartner ? " (has a partner)" : "")} "
        + string.Join(" · ", record.Values.Values.Take(4));

    private void Groups(string title, MatchList<MatchGroup> groups)
    {
        if (groups.Count == 0)
            return;
        terminal.SayMarkup($"[bold]{Markup.Escape(title)}[/] ({Number(groups.Count)})");
        var table = new Table().Border(TableBorder.Rounded);
        table.AddColumns("by", Markup.Escape(left), Markup.Escape(right));
        foreach (var group in groups.First)
            table.AddRow(Markup.Escape(group.Rule), Lines(group.Left), Lines(group.Right));
        if (groups.First.Count > 0)
            terminal.Show(table);
        More(groups.Count, groups.First.Count);
    }

    private void ShowSuggestions()
    {
        if (report.Suggestions.Count == 0)
            return;
        terminal.SayMarkup(
            $"[bold]Look alike[/] ({Number(report.Suggestions.Count)}): suggestions, nothing is linked by itself"
        );
        var table = new Table().Border(TableBorder.Rounded);
        table.AddColumns("score", Markup.Escape(left), Markup.Escape(right), "because");
        foreach (var suggestion in report.Suggestions.First)
            table.AddRow(
                suggestion.Score.ToString(CultureInfo.InvariantCulture),
                Reports.Cell(Brief(suggestion.Left)),
                Reports.Cell(Brief(suggestion.Right)),
                Markup.Escape(Reasons(suggestion))
            );
        if (report.Suggestions.First.Count > 0)
            terminal.Show(table);
        More(report.Suggestions.Count, report.Suggestions.First.Count);
    }

    public static string Reasons(MatchSuggestion suggestion) =>
        string.Join(
            ", ",
            suggestion.Parts.Select(p =>
                string.Create(CultureInfo.InvariantCulture, $"{p.Name} {p.Score}")
            )
        );

    private void More(long count, int shown)
    {
        if (count > shown)
            terminal.Say(
                $"… {Number(count - shown)} more; "
                    + string.Create(CultureInfo.InvariantCulture, $"--list {count} shows all.")
            );
    }

    private static string Lines(IReadOnlyList<MatchRecord> records) =>
        string.Join('\n', records.Select(r => Reports.Cell(Brief(r))));

    private static string Number(long count) => Reports.Number(count);
}
