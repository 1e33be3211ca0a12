using System.CommandLine;
using Tallystick.Cli.Commands;
using Tallystick.Cli.Output;

namespace Tallystick.Cli.Catalogs;

/// <summary><c>tally catalog</c>: every operation and trigger of the apps, to look up and to import.</summary>
internal static class CatalogCommand
{
    public static Command Build(Terminal terminal) =>
        new("catalog", "Look up the operations and triggers of apps, and import those of others.")
        {
            List(terminal),
            Search(terminal),
            Show(terminal),
            Import(terminal),
            CatalogExport.Build(terminal),
        };

    private static Command List(Terminal terminal)
    {
        var app = new Argument<string?>("app")
        {
            Description = "Only this app's.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var api = Api();
        var group = new Option<string?>("--group") { Description = "Only this group." };
        var command = new Command("list", "List all operations and triggers.") { app, api, group };
        command.SetAction(
            TallyRoot.Action(
                terminal,
                (parsed, _) =>
                {
                    CatalogView.List(
                        terminal,
                        Shelf.Find(parsed.GetValue(app), parsed.GetValue(api)),
                        parsed.GetValue(app),
                        parsed.GetValue(group)
                    );
                    return Task.FromResult(ExitCode.Done);
                }
            )
        );
        return command;
    }

    private static Command Search(Terminal terminal)
    {
        var words = new Argument<string[]>("words")
        {
            Description = "Words that its name, title, path or fields have.",
            Arity = ArgumentArity.OneOrMore,
        };
        var app = new Option<string?>("--app") { Description = "Only this app's." };
        var api = Api();
        var command = new Command("search", "Find operations and triggers by words.")
        {
            words,
            app,
            api,
        };
        command.SetAction(
            TallyRoot.Action(
                terminal,
                (parsed, _) =>
                {
                    var found = CatalogView.Search(
                        terminal,
                        Shelf.Find(parsed.GetValue(app), parsed.GetValue(api)),
                        parsed.GetValue(words)!
                    );
                    return Task.FromResult(found ? ExitCode.Done : ExitCode.Failed);
                }
            )
        );
        return command;
    }

    private static Command Show(Terminal terminal)
    {
        var name = new Argument<string>("name")
        {
            Description = "An operation or a trigger, such as contacts.create or ContactCreate.",
        };
        var app = new Option<string?>("--app") { Description = "Of this app." };
        var api = Api();
        var command = new Command("show", "Show one operation or trigger with all its fields.")
        {
            name,
            app,
            api,
        };
        command.SetAction(
            TallyRoot.Action(
                terminal,
                (parsed, _) =>
                {
                    CatalogView.Show(
                        terminal,
                        Shelf.Find(parsed.GetValue(app), parsed.GetValue(api)),
                        parsed.GetValue(name)!
                    );
                    return Task.FromResult(ExitCode.Done);
                }
            )
        );
        return command;
    }

    private static Command Import(Terminal terminal)
    {
        var sources = new Argument<string[]>("documents")
        {
            Description = "OpenAPI documents (JSON or YAML), or folders of them.",
            Arity = ArgumentArity.OneOrMore,
        };
        var name = new Option<string>("--as")
        {
            Description = "The app's short name.",
            Required = true,
        };
        var surface = new Option<string>("--surface")
        {
            Description = "The name of this version of its API, where it has several.",
            DefaultValueFactory = _ => "default",
        };
        var to = new Option<string?>("--to")
        {
            Description = "Write the catalog to this file. [default: catalogs/NAME.json]",
        };
        var command = new Command("import", "Make a catalog of an app's OpenAPI documents.")
        {
            sources,
            name,
            surface,
            to,
        };
        command.SetAction(
            TallyRoot.Action(
                terminal,
                async (parsed, cancellationToken) =>
                {
                    var (app, version) = (parsed.GetValue(name)!, parsed.GetValue(surface)!);
                    var (catalog, warnings) = await CatalogImporter.ReadAsync(
                        parsed.GetValue(sources)!,
                        app,
                        version,
                        cancellationToken
                    );
                    var path = parsed.GetValue(to) ?? Shelf.PathOf(app, version);
                    Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
                    await File.WriteAllTextAsync(
                        path,
                        Tallystick.Catalogs.CatalogJson.Write(catalog),
                        cancellationToken
                    );
                    CatalogView.Imported(terminal, catalog, path, warnings);
                    return ExitCode.Done;
                }
            )
        );
        return command;
    }

    private static CatalogShelf Shelf => new(Environment.CurrentDirectory);

    private static Option<string?> Api() =>
        new("--surface", "--api")
        {
            Description = "Only this version of the API, such as 2021 or v3.",
        };
}
