using System.CommandLine;
using Spectre.Console;
using Tallystick.Cli.Connections;
using Tallystick.Cli.Output;
using Tallystick.Connectors.HighLevel.Quirks;

namespace Tallystick.Cli.Commands;

/// <summary><c>tally connectors</c>: what a connection can be.</summary>
internal static class ConnectorsCommand
{
    public static Command Build(Terminal terminal)
    {
        var quirks = new Option<string?>("--quirks")
        {
            Description =
                "Instead, the quirks of a connector's API and what is done about each: highlevel.",
            HelpName = "name",
        };
        var command = new Command("connectors", "List the connectors that a sync file can name.")
        {
            quirks,
        };
        command.SetAction(
            TallyRoot.Action(
                terminal,
                (parsed, _) =>
                {
                    if (parsed.GetValue(quirks) is { } of)
                        return Task.FromResult(ShowQuirks(terminal, of));
                    foreach (var name in ConnectionOpener.ConnectorNames)
                    {
                        terminal.Say($"{name, -12} {About(name)}");
                        terminal.Emit(
                            "connector",
                            w =>
                            {
                                w.WriteString("name", name);
                                w.WriteString("about", About(name));
                            }
                        );
                    }
                    return Task.FromResult(ExitCode.Done);
                }
            )
        );
        return command;
    }

    private static int ShowQuirks(Terminal terminal, string connector)
    {
        if (connector != "highlevel")
            throw new UserException(
                $"No quirks of '{connector}' are listed.",
                "There is a list for: highlevel.",
                ExitCode.Usage
            );
        foreach (var quirk in HighLevelQuirks.All)
        {
            terminal.SayMarkup($"[bold]{Markup.Escape(quirk.Id)}[/]");
            terminal.Say($"  {quirk.What} ({quirk.Source})");
            terminal.Say($"  → {quirk.Answer}");
            terminal.Emit(
                "quirk",
                w =>
                {
                    w.WriteString("id", quirk.Id);
                    w.WriteString("what", quirk.What);
                    w.WriteString("source", quirk.Source);
                    w.WriteString("answer", quirk.Answer);
                    w.WriteString("test", quirk.Test);
                }
            );
        }
        return ExitCode.Done;
    }

    private static string About(string name) =>
        name switch
        {
            "highlevel" =>
                "a HighLevel location: contacts, companies, tasks, notes, appointments; settings: token, location",
            "csv" => "a CSV file; settings: path, key",
            "postgres" => "a PostgreSQL table or view; settings: connection, table, key",
            "sqlite" => "a SQLite table or view; settings: path, table, key",
            "rest" =>
                "any REST app by your own manifest; settings: manifest, base-url, and its secrets",
            _ =>
                $"{Connectors.Rest.RestManifests.Find(name)?.Title}, by its manifest; settings: base-url, and its secrets",
        };
}
