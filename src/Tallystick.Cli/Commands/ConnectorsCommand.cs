using System.CommandLine;
using Tallystick.Cli.Connections;
using Tallystick.Cli.Output;

namespace Tallystick.Cli.Commands;

/// <summary><c>tally connectors</c>: what a connection can be.</summary>
internal static class ConnectorsCommand
{
    public static Command Build(Terminal terminal)
    {
        var command = new Command("connectors", "List the connectors that a sync file can name.");
        command.SetAction(
            TallyRoot.Action(
                terminal,
                (_, _) =>
                {
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

    private static string About(string name) =>
        name switch
        {
            "highlevel" => "the contacts of a HighLevel location; settings: token, location",
            "csv" => "a CSV file; settings: path, key",
            "postgres" => "a PostgreSQL table or view; settings: connection, table, key",
            "sqlite" => "a SQLite table or view; settings: path, table, key",
            "rest" =>
                "any REST app by your own manifest; settings: manifest, base-url, and its secrets",
            _ =>
                $"{Connectors.Rest.RestManifests.Find(name)?.Title}, by its manifest; settings: base-url, and its secrets",
        };
}
