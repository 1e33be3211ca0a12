using System.CommandLine;
using Tallystick.Cli.Catalogs;
using Tallystick.Cli.Commands;
using Tallystick.Cli.Output;
using Tallystick.Connectors.Http;
using Tallystick.Core.Yaml;

namespace Tallystick.Cli.Calls;

/// <summary><c>tally call</c>: any operation of any catalog, checked before it is sent.</summary>
internal static class CallCommand
{
    private const int PagesUsual = 1000;

    public static Command Build(Terminal terminal, TimeProvider time)
    {
        var app = new Argument<string>("app")
        {
            Description = "The app: highlevel, or one of an imported catalog.",
        };
        var operation = new Argument<string>("operation")
        {
            Description =
                "The operation, such as contacts.create: tally catalog list has them all.",
        };
        var field = new Option<string[]>("--field")
        {
            Description =
                "A value by its name, as email=ada@example.com, tags[]=vip, dnd:=true (JSON) or query:type=x; may be repeated.",
            HelpName = "name=value",
        };
        var data = new Option<string?>("--data", "-d")
        {
            Description = "The body, or all values, as JSON; @FILE for a file, - for the input.",
            HelpName = "json",
        };
        var surface = new Option<string?>("--surface", "--api")
        {
            Description =
                "The version of the API, such as 2021 or v3; without it, the first that has the operation.",
        };
        var all = new Option<bool>("--all") { Description = "Follow the pages to the end." };
        var pages = Typed.Number(
            "--pages",
            1,
            int.MaxValue,
            "How many pages --all follows at most (1000)."
        );
        var dryRun = new Option<bool>("--dry-run")
        {
            Description = "Only show the request, with the secret hidden.",
        };
        var curl = new Option<bool>("--curl")
        {
            Description = "Only print a curl command, with the token in a variable.",
        };
        var yes = new Option<bool>("--yes")
        {
            Description = "Do what deletes something without asking.",
        };
        var uncheckedCall = new Option<bool>("--unchecked")
        {
            Description = "Send it although it does not fit the catalog.",
        };
        var save = new Option<string?>("--save")
        {
            Description = "Write the answer to this file as it came.",
            HelpName = "file",
        };
        var timeout = new Option<string>("--timeout")
        {
            Description = "How long one call may take.",
            DefaultValueFactory = _ => "30s",
        };
        var account = new AccountOptions(time, ProcessEnvironment.Get);
        var command = new Command("call", "Call any operation of an app by its catalog.")
        {
            app,
            operation,
            field,
            data,
            surface,
            all,
            pages,
            dryRun,
            curl,
            yes,
            uncheckedCall,
            save,
            timeout,
        };
        foreach (var option in account.All)
            command.Add(option);
        command.Validators.Add(result =>
        {
            if (result.GetValue(all) && result.GetValue(save) is not null)
                result.AddError("--save is for one answer: redirect the output of --all instead.");
        });
        command.SetAction(
            TallyRoot.Action(
                terminal,
                async (parsed, cancellationToken) =>
                {
                    var name = parsed.GetValue(app)!;
                    var (catalog, found) = new CatalogShelf(Environment.CurrentDirectory).Operation(
                        name,
                        parsed.GetValue(surface),
                        parsed.GetValue(operation)!
                    );
                    var isShown = parsed.GetValue(dryRun) || parsed.GetValue(curl);
                    var http = new HttpSettings { CallTimeout = TimeOf(parsed.GetValue(timeout)!) };
                    await using var open = await account.OpenAsync(
                        parsed,
                        name,
                        http,
                        isShown,
                        cancellationToken
                    );
                    var input = await CallReader.ReadAsync(
                        parsed.GetValue(data),
                        parsed.GetValue(field) ?? [],
                        parsed.GetValue(all) ? CallRun.WithStarts(open.Known) : open.Known,
                        Console.In,
                        cancellationToken
                    );
                    var run = new CallRun(terminal, open, catalog, found, time)
                    {
                        IsUnchecked = parsed.GetValue(uncheckedCall),
                        IsConfirmed = parsed.GetValue(yes),
                        PagesMax = parsed.GetValue(pages) ?? PagesUsual,
                        SavePath = parsed.GetValue(save),
                    };
                    var request = run.Build(input);
                    return parsed.GetValue(curl) ? run.ShowCurl(request)
                        : parsed.GetValue(dryRun) ? run.Show(request)
                        : parsed.GetValue(all) ? await run.ListAsync(request, cancellationToken)
                        : await run.CallAsync(request, cancellationToken);
                }
            )
        );
        return command;
    }

    private static TimeSpan TimeOf(string text) =>
        YamlWords.Duration(text) is { } time && time > TimeSpan.Zero
            ? time
            : throw new UserException(
                $"--timeout '{text}' is no time.",
                "Write it like 30s or 2m.",
                ExitCode.Usage
            );
}
