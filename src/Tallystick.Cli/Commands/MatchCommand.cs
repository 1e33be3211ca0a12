using System.CommandLine;
using Tallystick.Cli.Output;
using Tallystick.Core.Records;
using Tallystick.Engine.Matching;

namespace Tallystick.Cli.Commands;

/// <summary><c>tally match</c>: who is who, and what a person says about it.</summary>
internal static class MatchCommand
{
    public static Command Build(Terminal terminal)
    {
        var file = CommonOptions.File();
        var only = CommonOptions.Only();
        var link = new Option<string[]>("--link")
        {
            Description = "These two are one person; may be repeated.",
            HelpName = "left=right",
        };
        var apart = new Option<string[]>("--apart")
        {
            Description = "These two are two people and are never matched; may be repeated.",
            HelpName = "left=right",
        };
        var acceptAbove = Typed.Number(
            "--accept-above",
            0,
            100,
            "Link suggestions with at least this score, 0 to 100; needs --confirm."
        );
        var confirm = new Option<bool>("--confirm")
        {
            Description = "Yes, link what --accept-above finds; without it, only show it.",
        };
        var minScore = Typed.NumberOr(
            "--min-score",
            70,
            0,
            100,
            "Leave out suggestions below this score, 0 to 100."
        );
        var list = Typed.NumberOr("--list", 100, 0, int.MaxValue, "How many of each kind to list.");
        var actor = Actor.Option();
        var command = new Command(
            "match",
            "Show who would be matched with whom, and say who is one person. Writes to neither side."
        )
        {
            file,
            only,
            link,
            apart,
            acceptAbove,
            confirm,
            minScore,
            list,
            actor,
        };
        command.SetAction(
            TallyRoot.Action(
                terminal,
                (parsed, cancellationToken) =>
                    RunAsync(
                        terminal,
                        new ChosenStreams(parsed.GetValue(file)!, parsed.GetValue(only)),
                        new MatchRequest
                        {
                            Link = [.. (parsed.GetValue(link) ?? []).Select(PairOf)],
                            Apart = [.. (parsed.GetValue(apart) ?? []).Select(PairOf)],
                            AcceptAbove = parsed.GetValue(acceptAbove),
                            IsConfirmed = parsed.GetValue(confirm),
                            ScoreMin = parsed.GetValue(minScore),
                            ListMax = parsed.GetValue(list),
                            Actor = Actor.Of(parsed.GetValue(actor)),
                        },
                        cancellationToken
                    )
            )
        );
        return command;
    }

    private static async Task<int> RunAsync(
        Terminal terminal,
        ChosenStreams chosen,
        MatchRequest request,
        CancellationToken cancellationToken
    )
    {
        await using var workspace = await Workspace.OpenAsync(
            chosen.Path,
            isWriting: false,
            terminal,
            cancellationToken
        );
        var streams = workspace.Streams(chosen.Only);
        if (request.NamesRecords && streams.Count > 1)
            throw new UserException(
                "Which stream are the records of?",
                $"Say --sync with one of {string.Join(", ", streams.Select(s => s.Stream.Name))}.",
                ExitCode.Usage
            );
        var open = 0L;
        foreach (var (sync, stream) in streams)
        {
            var left = await workspace.EndpointAsync(sync.Left, cancellationToken);
            var right = await workspace.EndpointAsync(sync.Right, cancellationToken);
            var report = await new ProgressView(terminal, workspace.Time).RunAsync(
                [left, right],
                progress =>
                    workspace
                        .Session(stream, left, right, progress)
                        .MatchAsync(request.Options, cancellationToken)
            );
            open += report.Open;
            var desk = new PairDesk(workspace.Store, stream.Name, request.Actor, workspace.Time);
            var view = new MatchView(terminal, report, left.Name, right.Name);
            view.Show();
            if (request.IsScripted)
                await DecideAsync(terminal, request, report, desk, cancellationToken);
            else if (terminal.IsInteractive)
                await new MatchDialogue(terminal, view, desk).AskAsync(report, cancellationToken);
        }
        return open > 0 ? ExitCode.DoneWithIssues : ExitCode.Done;
    }

    private static async Task DecideAsync(
        Terminal terminal,
        MatchRequest request,
        MatchReport report,
        PairDesk desk,
        CancellationToken cancellationToken
    )
    {
        if (report.Unknown is [var unknown, ..])
            throw new UserException(
                $"The {unknown.Side.Word} side shows no record {unknown.Id}. Nothing was decided.",
                "Ids are written left=right, as this command shows them.",
                ExitCode.Usage
            );
        foreach (var (left, right) in request.Apart)
        {
            await desk.ApartAsync(left, right, cancellationToken);
            MatchView.Told(terminal, "apart", left, right);
        }
        foreach (var (left, right) in request.Link)
        {
            await desk.LinkAsync(left, right, cancellationToken);
            MatchView.Told(terminal, "link", left, right);
        }
        if (request.AcceptAbove is not { } score)
            return;
        if (!request.IsConfirmed)
        {
            terminal.Say(
                $"{report.Acceptable.Count} suggestions have {score} or more. "
                    + "Look at them, then give --confirm as well."
            );
            return;
        }
        foreach (var pair in report.Acceptable)
        {
            await desk.LinkAsync(pair.LeftId, pair.RightId, cancellationToken);
            MatchView.Told(terminal, "link", pair.LeftId, pair.RightId);
        }
    }

    private static (string Left, string Right) PairOf(string text) =>
        text.Split('=', 2) is [{ Length: > 0 } left, { Length: > 0 } right]
            ? (left, right)
            : throw new UserException(
                $"'{text}' names no two records.",
                "Write the left id, =, and the right id, such as --link k3Fz9=1042.",
                ExitCode.Usage
            );
}

/// <summary>What <c>tally match</c> was asked to do.</summary>
internal sealed record MatchRequest
{
    public required IReadOnlyList<(string Left, string Right)> Link { get; init; }

    public required IReadOnlyList<(string Left, string Right)> Apart { get; init; }

    public int? AcceptAbove { get; init; }

    public bool IsConfirmed { get; init; }

    public int ScoreMin { get; init; }

    public int ListMax { get; init; }

    public required string Actor { get; init; }

    public bool NamesRecords => Link.Count + Apart.Count > 0;

    public bool IsScripted => NamesRecords || AcceptAbove is not null;

    public MatchOptions Options =>
        new()
        {
            ScoreMin = Math.Min(ScoreMin, AcceptAbove ?? ScoreMin),
            AcceptAbove = AcceptAbove,
            ListMax = ListMax,
            Asked =
            [
                .. Link.Concat(Apart)
                    .SelectMany(p => new[] { (Side.Left, p.Left), (Side.Right, p.Right) }),
            ],
        };
}
