using System.CommandLine;
using Tallystick.Cli.Output;
using Tallystick.Core.Stores;

namespace Tallystick.Cli.Commands;

/// <summary><c>tally issues resolve</c>: a person decides; the next run carries it out.</summary>
internal static class IssuesResolveCommand
{
    public static Command Build(Terminal terminal)
    {
        var numbers = new Argument<long[]>("number")
        {
            Description = "The issues' numbers.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var file = CommonOptions.FileOption();
        var filter = new IssueFilterOptions();
        var verbs = new VerbOptions();
        var all = new Option<bool>("--all")
        {
            Description = "All open issues that the filters leave, instead of numbers.",
        };
        var dryRun = new Option<bool>("--dry-run")
        {
            Description = "Only show what would be decided.",
        };
        var now = new Option<bool>("--now")
        {
            Description = "Sync the streams concerned right away.",
        };
        var actor = Actor.Option();
        var command = new Command(
            "resolve",
            "Decide about issues; the next sync carries it out, if nobody has edited the values since."
        )
        {
            numbers,
            file,
            filter.Only,
            filter.Kind,
            filter.Field,
            filter.Side,
            all,
            dryRun,
            now,
            actor,
        };
        foreach (var option in verbs.All)
            command.Add(option);
        command.SetAction(
            TallyRoot.Action(
                terminal,
                async (parsed, cancellationToken) =>
                {
                    var (verb, value) = verbs.Chosen(parsed);
                    await using var workspace = await Workspace.OpenAsync(
                        parsed.GetValue(file)!,
                        isWriting: false,
                        terminal,
                        cancellationToken
                    );
                    var given = parsed.GetValue(numbers) ?? [];
                    if (given.Length > 0 == parsed.GetValue(all))
                        throw new UserException(
                            "Which issues?",
                            "Give their numbers, or --all with filters such as --kind conflict.",
                            ExitCode.Usage
                        );
                    var chosen = parsed.GetValue(all)
                        ? Fitting(
                            await filter.FindAsync(
                                workspace,
                                parsed,
                                IssueState.Open,
                                cancellationToken
                            ),
                            verb
                        )
                        : await NumberedAsync(workspace, given, verb, cancellationToken);
                    var desk = new IssueDesk(
                        workspace.Store,
                        Actor.Of(parsed.GetValue(actor)),
                        workspace.Time
                    );
                    foreach (var found in chosen)
                    {
                        if (!parsed.GetValue(dryRun))
                            await desk.DecideAsync(found, verb, value, cancellationToken);
                        Tell(terminal, found.Issue, verb, parsed.GetValue(dryRun));
                    }
                    terminal.Say(Summary(chosen.Count, verb, parsed.GetValue(dryRun)));
                    if (parsed.GetValue(now) && !parsed.GetValue(dryRun))
                        return await SyncAsync(terminal, workspace, chosen, cancellationToken);
                    return ExitCode.Done;
                }
            )
        );
        return command;
    }

    private static IReadOnlyList<FoundIssue> Fitting(
        IReadOnlyList<FoundIssue> found,
        string verb
    ) => [.. found.Where(f => IssueWays.Of(f.Issue).Contains(verb))];

    private static async Task<IReadOnlyList<FoundIssue>> NumberedAsync(
        Workspace workspace,
        IReadOnlyList<long> numbers,
        string verb,
        CancellationToken cancellationToken
    )
    {
        var chosen = new List<FoundIssue>();
        foreach (var number in numbers.Distinct())
        {
            var found = await IssuesShowCommand.FindAsync(workspace, number, cancellationToken);
            var ways = IssueWays.Of(found.Issue);
            if (found.Issue.State is IssueState.Closed)
                throw new UserException(
                    $"Number {number} is closed: its cause is gone. Nothing was decided.",
                    null,
                    ExitCode.Usage
                );
            if (!ways.Contains(verb))
                throw new UserException(
                    $"--{verb} is no way out of number {number}. Nothing was decided.",
                    ways.Count > 0
                        ? $"There are: {string.Join(", ", ways.Select(w => $"--{w}"))}."
                        : "It closes by itself when its cause is gone.",
                    ExitCode.Usage
                );
            chosen.Add(found);
        }
        return chosen;
    }

    private static void Tell(Terminal terminal, Issue issue, string verb, bool isDryRun)
    {
        terminal.Say($"  {issue.Number}. {verb}: {issue.Message}");
        terminal.Emit(
            "decided",
            w =>
            {
                w.WriteNumber("number", issue.Number);
                w.WriteString("verb", verb);
                w.WriteBoolean("dryRun", isDryRun);
            }
        );
    }

    private static string Summary(int count, string verb, bool isDryRun) =>
        isDryRun ? $"{count} would be decided. Nothing was."
        : verb == DecisionVerb.Ignore ? $"{count} ignored until their values change."
        : $"{count} decided; the next tally sync carries it out.";

    private static async Task<int> SyncAsync(
        Terminal terminal,
        Workspace workspace,
        IReadOnlyList<FoundIssue> chosen,
        CancellationToken cancellationToken
    )
    {
        var streams = chosen.Select(c => c.Stream.Name).Distinct(StringComparer.Ordinal).ToArray();
        var path = workspace.File.Path;
        // A run of its own takes the state's lock, which this look at the issues does not hold.
        var code = ExitCode.Done;
        foreach (var stream in streams)
            code = Math.Max(
                code,
                await SyncCommand.RunAsync(
                    terminal,
                    new ChosenStreams(path, stream),
                    new Engine.Runs.RunOptions(),
                    cancellationToken
                )
            );
        return code;
    }
}
