using System.CommandLine;
using System.CommandLine.Parsing;
using Tallystick.Cli.Output;
using Tallystick.Core.Connectors;
using Tallystick.Core.Mapping;
using Tallystick.Core.Yaml;
using Tallystick.Engine.Runs;
using Tallystick.Storage;

namespace Tallystick.Cli.Commands;

/// <summary>The command line as a whole, and what becomes of failures.</summary>
internal static class TallyRoot
{
    public static readonly Option<OutputFormat> Output = new("--output", "-o")
    {
        Description = "How to speak: text for people, json for programs (one object a line).",
        Recursive = true,
        HelpName = "text|json",
        CustomParser = result => Typed.WordOf<OutputFormat>(result, "form of output"),
        DefaultValueFactory = _ => OutputFormat.Text,
    };

    private const string TraceVariable = "TALLYSTICK_TRACE";

    public static RootCommand Build(Terminal terminal) =>
        new(
            "Keeps contacts the same in HighLevel and any other app, in both directions.\n\n"
                + "Exit codes: 0 done, 1 failed, 2 the command line or a file is wrong, 3 done with open issues."
        )
        {
            Output,
            DemoCommand.Build(terminal),
            InitCommand.Build(terminal),
            ConnectCommand.Build(terminal, TimeProvider.System, ProcessEnvironment.Get),
            ConnectionsCommand.Build(terminal, TimeProvider.System, ProcessEnvironment.Get),
            DoctorCommand.Build(terminal),
            MatchCommand.Build(terminal),
            SimulateCommand.Build(terminal),
            PlanCommand.Build(terminal),
            SyncCommand.Build(terminal),
            PromoteCommand.Build(terminal),
            UpCommand.Build(terminal),
            VerifyCommand.Build(terminal),
            JournalCommand.Build(terminal),
            UndoCommand.Build(terminal, TimeProvider.System),
            WhyCommand.Build(terminal),
            CoverageCommand.Build(terminal),
            IssuesCommand.Build(terminal, TimeProvider.System),
            ConnectorsCommand.Build(terminal),
            Catalogs.CatalogCommand.Build(terminal),
            Calls.CallCommand.Build(terminal, TimeProvider.System),
            Hooks.HooksCommand.Build(terminal, TimeProvider.System),
            SandboxCommand.Build(terminal),
        };

    public static async Task<int> RunAsync(string[] args, Terminal terminal)
    {
        try
        {
            return await ParseAndRunAsync(args, terminal);
        }
        // The last net: nobody who started the program is to be met by a stack trace.
        catch (Exception e) when (Explain(e) is var failure)
        {
            return Fail(terminal, e, failure);
        }
    }

    private static async Task<int> ParseAndRunAsync(string[] args, Terminal terminal)
    {
        var parsed = Build(terminal)
            .Parse(
                args,
                new ParserConfiguration
                {
                    // "@file" is a value to some options; it is no list of arguments.
                    ResponseFileTokenReplacer = null,
                }
            );
        if (parsed.Errors.Count > 0)
        {
            terminal.IsJson = args.Contains("json");
            terminal.Fail(
                string.Join(" ", parsed.Errors.Select(e => e.Message)),
                parsed.CommandResult.Command is RootCommand
                    ? "See tally --help."
                    : $"See tally {PathOf(parsed.CommandResult)} --help."
            );
            return ExitCode.Usage;
        }
        return await parsed.InvokeAsync(
            new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                // A snapshot to be written or a run to be ended may take its time.
                ProcessTerminationTimeout = TimeSpan.FromMinutes(1),
            }
        );
    }

    /// <summary>"issues resolve": the command and those above it, without the program's own name.</summary>
    private static string PathOf(CommandResult command) =>
        command.Parent is CommandResult { Command: not RootCommand } above
            ? $"{PathOf(above)} {command.Command.Name}"
            : command.Command.Name;

    /// <summary>Makes a command's action: sets the output, and turns failures into a message and an exit code.</summary>
    public static Func<ParseResult, CancellationToken, Task<int>> Action(
        Terminal terminal,
        Func<ParseResult, CancellationToken, Task<int>> work
    ) =>
        async (parsed, cancellationToken) =>
        {
            terminal.IsJson = parsed.GetValue(Output) is OutputFormat.Json;
            try
            {
                return await work(parsed, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                terminal.Fail(
                    "Stopped.",
                    "Everything done so far is kept; run the same command again and it goes on from there."
                );
                return ExitCode.Failed;
            }
            catch (Exception e) when (Explain(e) is var failure)
            {
                return Fail(terminal, e, failure);
            }
        };

    private static int Fail(
        Terminal terminal,
        Exception e,
        (string Message, string? Hint, int Code) failure
    )
    {
        Trace(terminal, e);
        terminal.Fail(failure.Message, failure.Hint);
        return failure.Code;
    }

    /// <summary>Shows where an error came from to those who asked for that; it may hold what records hold.</summary>
    public static void Trace(Terminal terminal, Exception e)
    {
        if (ProcessEnvironment.Get(TraceVariable) is { Length: > 0 })
            terminal.Error.WriteLine(e);
    }

    /// <summary>What to tell of a failure; one that is ours is told by its kind only.</summary>
    public static (string Message, string? Hint, int Code) Explain(Exception e) =>
        e switch
        {
            UserException user => (user.Message, user.Hint, user.Code),
            RunStoppedException stopped => (stopped.Message, stopped.Hint, ExitCode.Failed),
            DocumentException document => (document.Message, null, ExitCode.Usage),
            MappingException mapping => (
                "The mapping does not fit what the two sides have:\n" + mapping.Message,
                "Correct the sync file; tally doctor FILE lists the fields of both sides.",
                ExitCode.Usage
            ),
            ConnectorException connector => (connector.Message, connector.Hint, ExitCode.Failed),
            StoreException store => (store.Message, store.Hint, ExitCode.Failed),
            InvalidDataException data => (data.Message, null, ExitCode.Failed),
            IOException or UnauthorizedAccessException => (e.Message, null, ExitCode.Failed),
            Core.Stores.StaleRunException stale => (stale.Message, null, ExitCode.Failed),
            _ => (
                $"This should not have happened: {e.GetType().Name}. It is a fault of tally itself.",
                $"What was done so far is kept. {TraceVariable}=1 shows where it happened; please report that.",
                ExitCode.Failed
            ),
        };
}

internal enum OutputFormat
{
    Text,
    Json,
}
