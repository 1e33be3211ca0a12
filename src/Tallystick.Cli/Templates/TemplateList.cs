using Spectre.Console;
using Tallystick.Cli.Output;

namespace Tallystick.Cli.Templates;

/// <summary>The templates that there are, for people and programs.</summary>
internal static class TemplateList
{
    public static int Show(Terminal terminal)
    {
        foreach (var name in SyncTemplates.Names)
        {
            var summary = SyncTemplates.SummaryOf(name);
            terminal.Emit(
                "template",
                w =>
                {
                    w.WriteString("name", name);
                    w.WriteString("summary", summary);
                }
            );
            terminal.SayMarkup($"[bold]{Markup.Escape(name)}[/]  {Markup.Escape(summary)}");
        }
        terminal.Say("tally init --template NAME writes one.");
        return ExitCode.Done;
    }
}
