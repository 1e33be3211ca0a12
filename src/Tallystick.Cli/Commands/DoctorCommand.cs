using System.CommandLine;
using Spectre.Console;
using Tallystick.Cli.Accounts;
using Tallystick.Cli.Output;
using Tallystick.Core.Connectors;
using Tallystick.Core.Mapping;
using Tallystick.Engine.Runs;

namespace Tallystick.Cli.Commands;

/// <summary><c>tally doctor</c>: credentials, scopes, schema, clock, limits and mapping, before anything runs.</summary>
internal static class DoctorCommand
{
    public static Command Build(Terminal terminal)
    {
        var file = CommonOptions.File();
        var fields = new Option<bool>("--fields")
        {
            Description = "Also list the fields of every connection.",
        };
        var command = new Command(
            "doctor",
            "Check credentials, scopes, schema, clock, limits and mapping."
        )
        {
            file,
            fields,
        };
        command.SetAction(
            TallyRoot.Action(
                terminal,
                (parsed, cancellationToken) =>
                    RunAsync(
                        terminal,
                        parsed.GetValue(file)!,
                        parsed.GetValue(fields),
                        cancellationToken
                    )
            )
        );
        return command;
    }

    private static async Task<int> RunAsync(
        Terminal terminal,
        string path,
        bool showFields,
        CancellationToken cancellationToken
    )
    {
        await using var workspace = await Workspace.OpenAsync(
            path,
            isWriting: false,
            terminal,
            cancellationToken
        );
        var isGood = true;
        foreach (var name in workspace.File.Connections.Keys)
        {
            var findings = await CheckAsync(
                workspace,
                name,
                showFields,
                terminal,
                cancellationToken
            );
            isGood &= Show(terminal, $"connection '{name}'", findings);
        }
        foreach (var (sync, stream) in isGood ? workspace.Streams(null) : [])
        {
            var findings = await CompileAsync(
                workspace,
                sync.Left,
                sync.Right,
                stream,
                cancellationToken
            );
            isGood &= Show(terminal, $"stream '{stream.Name}'", findings);
        }
        terminal.Emit("summary", w => w.WriteBoolean("good", isGood));
        return isGood ? ExitCode.Done : ExitCode.Failed;
    }

    private static async Task<IReadOnlyList<Finding>> CheckAsync(
        Workspace workspace,
        string name,
        bool showFields,
        Terminal terminal,
        CancellationToken cancellationToken
    )
    {
        var findings = new List<Finding>(
            await ConnectionTest.RunAsync(workspace, name, cancellationToken)
        );
        if (findings.Any(f => f.Level is FindingLevel.Bad))
            return findings;
        try
        {
            var endpoint = await workspace.EndpointAsync(name, cancellationToken);
            foreach (var schema in await endpoint.Connector.DescribeAsync(cancellationToken))
            {
                findings.Add(
                    new Finding(
                        FindingLevel.Good,
                        "schema",
                        $"{schema.ObjectType}: {schema.Fields.Count} fields"
                    )
                );
                if (showFields)
                    FieldTable.Show(terminal, name, schema);
            }
            return findings;
        }
        catch (ConnectorException e)
        {
            return [.. findings, new Finding(FindingLevel.Bad, "connection", e.Message, e.Hint)];
        }
    }

    private static async Task<IReadOnlyList<Finding>> CompileAsync(
        Workspace workspace,
        string leftName,
        string rightName,
        StreamDefinition stream,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var left = await workspace.EndpointAsync(leftName, cancellationToken);
            var right = await workspace.EndpointAsync(rightName, cancellationToken);
            var plan = await workspace
                .Session(stream, left, right, null)
                .CompileAsync(cancellationToken);
            return
            [
                new Finding(
                    FindingLevel.Good,
                    "mapping",
                    $"{plan.Fields.Count} pairs of fields fit both sides"
                ),
            ];
        }
        catch (MappingException e)
        {
            return
            [
                .. e.Problems.Select(p => new Finding(
                    FindingLevel.Bad,
                    "mapping",
                    $"{p.Where}: {p.Message}",
                    p.Hint
                )),
            ];
        }
        catch (RunStoppedException e)
        {
            return [new Finding(FindingLevel.Bad, "mapping", e.Message, e.Hint)];
        }
    }

    private static bool Show(Terminal terminal, string what, IReadOnlyList<Finding> findings)
    {
        terminal.SayMarkup($"[bold]{Markup.Escape(what)}[/]");
        foreach (var finding in findings)
        {
            var mark = finding.Level switch
            {
                FindingLevel.Good => "[green]✓[/]",
                FindingLevel.Warning => "[yellow]![/]",
                _ => "[red]✗[/]",
            };
            terminal.SayMarkup(
                $"  {mark} {Markup.Escape(finding.Topic)}: {Markup.Escape(finding.Message)}"
            );
            if (finding.Hint is { } hint && finding.Level is not FindingLevel.Good)
                terminal.SayMarkup($"    [grey]{Markup.Escape(hint)}[/]");
            terminal.Emit(
                "finding",
                w =>
                {
                    w.WriteString("of", what);
                    w.WriteString("level", finding.Level.ToString().ToLowerInvariant());
                    w.WriteString("topic", finding.Topic);
                    w.WriteString("message", finding.Message);
                    w.WriteString("hint", finding.Hint);
                }
            );
        }
        return findings.All(f => f.Level is not FindingLevel.Bad);
    }
}
