using Spectre.Console;
using Tallystick.Core.Records;
using Tallystick.Engine.Coverage;

namespace Tallystick.Cli.Output;

/// <summary>What a stream covers, for people.</summary>
internal static class CoverageView
{
    public static void Show(Terminal terminal, CoverageReport report)
    {
        terminal.SayMarkup($"[bold]{Markup.Escape(report.Stream)}[/]");
        foreach (var side in new[] { report.Left, report.Right })
        {
            terminal.SayMarkup(
                $"  [bold]{Markup.Escape(side.Connection)}[/] {Markup.Escape(side.ObjectType)}"
            );
            terminal.Say($"    changes are found {side.Changes}");
            terminal.Say($"    a change waits {side.Staleness}");
            terminal.Say($"    deletes are found {side.Deletes}");
        }
        var table = new Table().Border(TableBorder.Rounded);
        var (left, right) = (report.Left.Connection, report.Right.Connection);
        table.AddColumns(
            "field",
            Markup.Escape($"on {left}"),
            Markup.Escape($"on {right}"),
            Markup.Escape($"to {right}"),
            Markup.Escape($"to {left}")
        );
        foreach (var field in report.Fields)
            table.AddRow(
                Markup.Escape(field.Field),
                ReachOf(field[Side.Left]),
                ReachOf(field[Side.Right]),
                Markup.Escape(field.ToRight),
                Markup.Escape(field.ToLeft)
            );
        terminal.Show(table);
    }

    /// <summary>"list get create update", as far as each is possible.</summary>
    private static string ReachOf(FieldReach reach)
    {
        var words = new[]
        {
            reach.List ? "list" : null,
            reach.Get ? "get" : null,
            reach.Create ? "create" : null,
            reach.Update ? "update" : null,
        };
        return string.Join(' ', words.OfType<string>());
    }
}
