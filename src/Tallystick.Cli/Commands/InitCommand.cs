using System.CommandLine;
using Spectre.Console;
using Tallystick.Cli.Connections;
using Tallystick.Cli.Output;
using Tallystick.Cli.Templates;
using Tallystick.Core.Connectors;
using Tallystick.Core.Mapping;
using Tallystick.Core.Schema;
using Tallystick.Engine.Configuration;

namespace Tallystick.Cli.Commands;

/// <summary><c>tally init</c>: writes a commented sync file with a suggested mapping.</summary>
internal static class InitCommand
{
    public static Command Build(Terminal terminal)
    {
        var left = new Option<string?>("--left")
        {
            Description = "The left connection: " + ConnectionSpec.Forms,
            HelpName = "spec",
        };
        var right = new Option<string?>("--right")
        {
            Description = "The right connection, in the same forms.",
            HelpName = "spec",
        };
        var file = new Option<string>("--file", "-f")
        {
            Description = "The file to write.",
            DefaultValueFactory = _ => "tallystick.yaml",
        };
        var template = new Option<string?>("--template")
        {
            Description = "Write this ready sync; without a name, list those there are.",
            HelpName = "name",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var force = new Option<bool>("--force")
        {
            Description = "Overwrite the file if it is there.",
        };
        var command = new Command(
            "init",
            "Write a commented sync file, with a mapping suggested from both schemas."
        )
        {
            left,
            right,
            template,
            file,
            force,
        };
        command.SetAction(
            TallyRoot.Action(
                terminal,
                async (parsed, cancellationToken) =>
                {
                    var chosen = parsed.GetValue(template);
                    if (parsed.GetResult(template) is { Implicit: false } && chosen is null)
                        return TemplateList.Show(terminal);
                    if (chosen is not null)
                        SyncTemplates.Check(chosen);
                    var path = Path.GetFullPath(parsed.GetValue(file)!);
                    if (File.Exists(path) && !parsed.GetValue(force))
                        throw new UserException(
                            $"'{path}' is there already.",
                            "Name another with --file, or overwrite it with --force.",
                            ExitCode.Usage
                        );
                    if (chosen is not null and not SyncTemplates.Usual)
                        return await WriteTemplateAsync(
                            terminal,
                            path,
                            chosen,
                            parsed.GetValue(left) ?? "highlevel",
                            parsed.GetValue(right) ?? "acme",
                            cancellationToken
                        );
                    var leftSpec =
                        parsed.GetValue(left)
                        ?? Ask(terminal, "--left", "Left connection", "highlevel");
                    var rightSpec =
                        parsed.GetValue(right)
                        ?? Ask(terminal, "--right", "Right connection", "csv:people.csv");
                    return await RunAsync(terminal, path, leftSpec, rightSpec, cancellationToken);
                }
            )
        );
        return command;
    }

    private static async Task<int> WriteTemplateAsync(
        Terminal terminal,
        string path,
        string template,
        string leftSpec,
        string rightSpec,
        CancellationToken cancellationToken
    )
    {
        var left = ConnectionSpec.Parse(leftSpec, path, "left");
        var right = ConnectionSpec.Parse(rightSpec, path, "right");
        if (left.Draft.Connector != "highlevel")
            throw new UserException(
                $"Template '{template}' has HighLevel on its left side.",
                "Leave --left out, or name a sandbox with --left sandbox.",
                ExitCode.Usage
            );
        var text = SyncTemplates.Write(template, left.Draft, right.Draft);
        await File.WriteAllTextAsync(path, text, cancellationToken);
        terminal.Emit(
            "written",
            w =>
            {
                w.WriteString("file", path);
                w.WriteString("template", template);
            }
        );
        terminal.Say($"Wrote {path}. Read its first lines and fill in what they say, then:");
        SayNext(terminal, path);
        return ExitCode.Done;
    }

    private static string Ask(Terminal terminal, string option, string question, string usual) =>
        terminal.IsInteractive
            ? terminal.Console.Prompt(
                new TextPrompt<string>(
                    $"{question} ({Markup.Escape(ConnectionSpec.Forms)})?"
                ).DefaultValue(usual)
            )
            : throw new UserException(
                $"{option} is missing.",
                $"Try: tally init --left highlevel --right csv:people.csv. The forms are {ConnectionSpec.Forms}.",
                ExitCode.Usage
            );

    private static async Task<int> RunAsync(
        Terminal terminal,
        string path,
        string leftSpec,
        string rightSpec,
        CancellationToken cancellationToken
    )
    {
        var left = ConnectionSpec.Parse(leftSpec, path, "left");
        var right = ConnectionSpec.Parse(rightSpec, path, "right");
        if (left.Draft.Name == right.Draft.Name)
            right = right with { Draft = right.Draft with { Name = right.Draft.Name + "-2" } };
        var leftSchema = await SchemaOfAsync(terminal, left, path, cancellationToken);
        var rightSchema = await SchemaOfAsync(terminal, right, path, cancellationToken);
        var pairs = MappingSuggester
            .Pairs(leftSchema, rightSchema)
            .Where(p => !right.Draft.Settings.Any(s => s.Key == "key" && s.Value == p.Right))
            .Where(p => !NeedsAnotherStream(leftSchema, p.Left))
            .Where(p => !NeedsAnotherStream(rightSchema, p.Right))
            .ToList();
        if (pairs.Count == 0)
            throw new UserException(
                "No field of the one side looks like one of the other.",
                $"Left has {Names(leftSchema)}; right has {Names(rightSchema)}. Write the pairs by hand: see docs/reference/sync-file.md."
            );
        var draft = DraftOf(left, right, leftSchema, rightSchema, pairs);
        await File.WriteAllTextAsync(path, SyncFileText.Write(draft), cancellationToken);
        Report(terminal, path, left, right, pairs);
        return ExitCode.Done;
    }

    /// <summary>A reference means something only beside a stream of the records that it refers to, and one stream is written.</summary>
    private static bool NeedsAnotherStream(ObjectSchema schema, string key) =>
        schema.Fields.First(f => f.Key == key)
            is { Type: FieldType.Reference, RefersTo: not (null or "user") };

    private static SyncFileDraft DraftOf(
        ConnectionSpec left,
        ConnectionSpec right,
        ObjectSchema leftSchema,
        ObjectSchema rightSchema,
        IReadOnlyList<FieldPair> pairs
    ) =>
        new(
            [left.Draft, right.Draft],
            [
                new SyncDefinition
                {
                    Name = "contacts",
                    Left = left.Draft.Name,
                    Right = right.Draft.Name,
                    Streams =
                    [
                        new StreamDefinition
                        {
                            Name = "contacts/contacts",
                            LeftObject = leftSchema.ObjectType,
                            RightObject = rightSchema.ObjectType,
                            Match = MappingSuggester.MatchRules(leftSchema, rightSchema, pairs),
                            Fields = pairs,
                        },
                    ],
                },
            ]
        );

    /// <summary>Asks the app itself where it can be reached; HighLevel's common fields are known without it.</summary>
    private static async Task<ObjectSchema> SchemaOfAsync(
        Terminal terminal,
        ConnectionSpec spec,
        string path,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var settings = spec.ToSettings(path);
            var opener = new ConnectionOpener(TimeProvider.System, new Random(1), ledger: null);
            await using var connection = await opener.OpenAsync(settings, cancellationToken);
            var schemas = await connection.Endpoint.Connector.DescribeAsync(cancellationToken);
            return schemas.FirstOrDefault(s => s.ObjectType is "contact" or "person" or "row")
                ?? schemas[0];
        }
        catch (Exception e)
            when (spec.Draft.Connector == "highlevel"
                && e is ConnectorException or Core.Yaml.DocumentException
            )
        {
            if (spec.Draft.Connector != "highlevel")
                throw;
            terminal.Say(
                "HighLevel was not asked (no token in HIGHLEVEL_TOKEN, or it did not answer): its common fields are used."
            );
            return Tallystick.Connectors.HighLevel.HighLevelConnector.StandardSchema;
        }
    }

    private static void Report(
        Terminal terminal,
        string path,
        ConnectionSpec left,
        ConnectionSpec right,
        IReadOnlyList<FieldPair> pairs
    )
    {
        var table = new Table().Border(TableBorder.Rounded);
        table.AddColumns(left.Draft.Name, "", right.Draft.Name);
        foreach (var pair in pairs)
            table.AddRow(
                Markup.Escape(pair.Left),
                pair.Direction switch
                {
                    Direction.Both => "↔",
                    Direction.ToRight => "→",
                    _ => "←",
                },
                Markup.Escape(pair.Right)
            );
        terminal.Show(table);
        terminal.Say($"Wrote {path}. Look it over, then:");
        SayNext(terminal, path);
        terminal.Emit(
            "written",
            w =>
            {
                w.WriteString("file", path);
                w.WriteNumber("pairs", pairs.Count);
            }
        );
    }

    private static void SayNext(Terminal terminal, string path)
    {
        var name = Path.GetRelativePath(Environment.CurrentDirectory, path);
        terminal.Say($"  tally doctor {name}   checks credentials and mapping");
        terminal.Say($"  tally plan {name}     shows what would be written");
        terminal.Say($"  tally sync {name}     writes it, once");
        terminal.Say($"  tally up {name}       writes it again and again, by its schedule");
    }

    private static string Names(ObjectSchema schema) =>
        string.Join(", ", schema.Fields.Take(12).Select(f => f.Key))
        + (schema.Fields.Count > 12 ? ", …" : "");
}
