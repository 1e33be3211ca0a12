using System.CommandLine;
using Tallystick.Catalogs.Export;
using Tallystick.Cli.Commands;
using Tallystick.Cli.Output;
using Tallystick.HighLevel;

namespace Tallystick.Cli.Catalogs;

/// <summary><c>tally catalog export</c>: valid samples of an app's operations for other tools.</summary>
internal static class CatalogExport
{
    public static Command Build(Terminal terminal)
    {
        var app = new Argument<string>("app") { Description = "The app, such as highlevel." };
        var form = Typed.Word<ExportForm>(
            "--as",
            "form",
            "A Postman collection (v2.1), or .http samples."
        );
        form.Required = true;
        var surface = new Option<string?>("--surface", "--api")
        {
            Description = "The version of the API; without it, the first.",
        };
        var group = new Option<string?>("--group") { Description = "Only this group." };
        var baseUrl = new Option<string?>("--base-url") { Description = "Where the app answers." };
        var to = new Option<string?>("--to")
        {
            Description = "Write it to this file instead of printing it.",
            HelpName = "file",
        };
        var command = new Command("export", "Write samples of all operations for other tools.")
        {
            app,
            form,
            surface,
            group,
            baseUrl,
            to,
        };
        command.SetAction(
            TallyRoot.Action(
                terminal,
                async (parsed, cancellationToken) =>
                {
                    var name = parsed.GetValue(app)!;
                    var shelf = new CatalogShelf(Environment.CurrentDirectory);
                    var catalog = shelf.Find(name, parsed.GetValue(surface))[0];
                    var only = parsed.GetValue(group);
                    var count = catalog.Operations.Count(o => only is null || o.Group == only);
                    if (count == 0)
                        throw new UserException(
                            $"{name} has no group '{only}'.",
                            $"There are {string.Join(", ", catalog.Operations.Select(o => o.Group).Distinct())}.",
                            ExitCode.Usage
                        );
                    var isHighLevel = name == "highlevel";
                    var usual = isHighLevel
                        ? HighLevelOptions.PublicAddress.AbsoluteUri.TrimEnd('/')
                        : "";
                    var options = new ExportOptions(
                        isHighLevel ? "HighLevel" : name,
                        parsed.GetValue(baseUrl)?.TrimEnd('/') ?? usual,
                        only
                    );
                    var help = CatalogShelf.HelpOf(name);
                    var text =
                        parsed.GetValue(form) is ExportForm.Postman
                            ? PostmanExport.Write(catalog, help, options)
                            : HttpFileExport.Write(catalog, help, options);
                    await TellAsync(terminal, text, parsed.GetValue(to), count, cancellationToken);
                    return ExitCode.Done;
                }
            )
        );
        return command;
    }

    private static async Task TellAsync(
        Terminal terminal,
        string text,
        string? path,
        int count,
        CancellationToken cancellationToken
    )
    {
        if (path is null && !terminal.IsJson)
        {
            await terminal.Out.WriteAsync(text.AsMemory(), cancellationToken);
            return;
        }
        if (path is not null)
            await File.WriteAllTextAsync(path, text, cancellationToken);
        terminal.Say($"{count} operations: {path}");
        terminal.Emit(
            "exported",
            w =>
            {
                w.WriteNumber("operations", count);
                w.WriteString("path", path);
                if (path is null)
                    w.WriteString("text", text);
            }
        );
    }
}

internal enum ExportForm
{
    Postman,
    Http,
}
