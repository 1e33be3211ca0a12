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
            CustomParser = result => Typed.Numbers(result, "number of an issue"),
        };
        var file = CommonOptions.FileOption();
        var filter = new IssueFilterOptions();
        var verbs = new VerbOptions();
        var all = new Option<bool>("--all")
        {
            Description =
                "All open issues that the filters leave, instead of numbers; needs a filter.",
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
                    var isAll = parsed.GetValue(all);
                    if (given.Length > 0 == isAll || (isAll && !filter.IsGiven(parsed)))
                        throw new UserException(
                            "Which issues?",
                            "Give their numbers, or --all with at least one of --kind, --field, "
                                + "--side and --sync.",
                            ExitCode.Usage
                        );
                    var choice = isAll
                        ? await IssueChoice.OfAllAsync(
                            workspace,
                            await filter.FindAsync(
                                workspace,
                                parsed,
                                IssueState.Open,
                                cancellationToken
                            ),
                            verb,
                            cancellationToken
                        )
                        : await IssueChoice.OfNumbersAsync(
                            workspace,
                            given,
                            verb,
                            cancellationToken
                        );
                    var desk = new IssueDesk(
                        workspace.Store,
                        Actor.Of(parsed.GetValue(actor)),
                        workspace.Time
                    );
                    foreach (var (found, before) in choice.Chosen)
                    {
                        if (!parsed.GetValue(dryRun))
                            await desk.DecideAsync(found, verb, value, cancellationToken);
                        Tell(terminal, found.Issue, verb, before, parsed.GetValue(dryRun));
                    }
                    TellKept(terminal, choice.Kept);
                    terminal.Say(
                        Summary(
                            choice.Chosen.Count,
                            verb,
                            parsed.GetValue(dryRun),
                            parsed.GetValue(now)
                        )
                    );
                    if (parsed.GetValue(now) && !parsed.GetValue(dryRun))
                        return await SyncAsync(
                            terminal,
                            workspace,
                            [
                                .. choice.Chosen.Select(c => c.Found),
                                .. choice.Kept.Select(k => k.Found),
                            ],
                            cancellationToken
                        );
                    return ExitCode.Done;
                }
            )
        );
        return command;
    }

    private static void Tell(
        Terminal terminal,
        Issue issue,
        string verb,
        Decision? before,
        bool isDryRun
    )
    {
        var instead = before is null ? "" : $" (instead of {before.Verb}, by {before.Actor})";
        terminal.Say($"  {issue.Number}. {verb}{instead}: {issue.Message}");
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

    private static void TellKept(
        Terminal terminal,
        IReadOnlyList<(FoundIssue Found, Decision Before)> kept
    )
    {
        foreach (var (found, before) in kept)
        {
            terminal.Say(
                $"  {found.Issue.Number}. stays {before.Verb}, as {before.Actor} decided: {found.Issue.Message}"
            );
            terminal.Emit(
                "kept",
                w =>
                {
                    w.WriteNumber("number", found.Issue.Number);
                    w.WriteString("verb", before.Verb);
                    w.WriteString("actor", before.Actor);
                }
            );
        }
        if (kept.Count > 0)
            terminal.Say(
                $"{kept.Count} were decided before and stay so; name their numbers to decide anew."
            );
    }

    private static string Summary(int count, string verb, bool isDryRun, bool isNow) =>
        isDryRun ? $"{count} would be decided. Nothing was."
        : count == 0 ? "Nothing was decided: no open issue is left that this fits."
        : verb == DecisionVerb.Ignore ? $"{count} ignored until their values change."
        : isNow ? $"{count} decided."
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
