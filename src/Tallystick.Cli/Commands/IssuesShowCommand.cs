using System.CommandLine;
using Tallystick.Cli.Output;
using Tallystick.Core.Stores;
using Tallystick.Engine.Explaining;

namespace Tallystick.Cli.Commands;

/// <summary><c>tally issues show</c>: one issue with the values behind it.</summary>
internal static class IssuesShowCommand
{
    public static Command Build(Terminal terminal)
    {
        var number = new Argument<long>("number")
        {
            Description = "The issue's number.",
            CustomParser = result => Typed.Numbers(result, "number of an issue").FirstOrDefault(),
        };
        var file = CommonOptions.FileOption();
        var live = new Option<bool>("--live")
        {
            Description = "Ask both apps what the records hold now.",
        };
        var command = new Command(
            "show",
            "Show one issue: what both sides hold, and the ways out of it."
        )
        {
            number,
            file,
            live,
        };
        command.SetAction(
            TallyRoot.Action(
                terminal,
                async (parsed, cancellationToken) =>
                {
                    await using var workspace = await Workspace.OpenAsync(
                        parsed.GetValue(file)!,
                        isWriting: false,
                        terminal,
                        cancellationToken
                    );
                    var found = await FindAsync(
                        workspace,
                        parsed.GetValue(number),
                        cancellationToken
                    );
                    // Where no record is named there are no values to be shown.
                    var isOfRecords = found.Issue is not { LeftId: null, RightId: null };
                    var values = isOfRecords
                        ? await new IssueExplainer(found.Stream, workspace.Store).ExplainAsync(
                            found.Issue,
                            cancellationToken
                        )
                        : [];
                    if (isOfRecords && parsed.GetValue(live))
                        values = await LookAsync(workspace, found, values, cancellationToken);
                    var decisions = await workspace.Store.DecisionsAsync(
                        found.Stream.Name,
                        cancellationToken
                    );
                    IssueView.ShowOne(
                        terminal,
                        found,
                        values,
                        decisions.FirstOrDefault(d => IssueWays.IsAbout(d, found.Issue)),
                        await Concerns.OfAsync(workspace, found, cancellationToken)
                    );
                    return ExitCode.Done;
                }
            )
        );
        return command;
    }

    /// <exception cref="UserException">There is none of this number.</exception>
    public static async Task<FoundIssue> FindAsync(
        Workspace workspace,
        long number,
        CancellationToken cancellationToken
    )
    {
        foreach (var (sync, stream) in workspace.Streams(null))
        {
            var query = new IssueQuery { Stream = stream.Name, State = null };
            await foreach (var issue in workspace.Store.IssuesAsync(query, cancellationToken))
                if (issue.Number == number)
                    return new FoundIssue(sync, stream, issue);
        }
        throw new UserException(
            $"There is no issue with the number {number}.",
            "tally issues lists those that are open, --all the others too.",
            ExitCode.Usage
        );
    }

    private static async Task<IReadOnlyList<IssueValue>> LookAsync(
        Workspace workspace,
        FoundIssue found,
        IReadOnlyList<IssueValue> known,
        CancellationToken cancellationToken
    )
    {
        var session = workspace.Session(
            found.Stream,
            await workspace.EndpointAsync(found.Sync.Left, cancellationToken),
            await workspace.EndpointAsync(found.Sync.Right, cancellationToken),
            null
        );
        var values = await session.LookAsync(
            found.Issue.LeftId,
            found.Issue.RightId,
            cancellationToken
        );
        return
        [
            .. values
                .Where(v => found.Issue.Field is not { } field || v.Field == field)
                .Select(v =>
                    v with
                    {
                        Agreed = known.FirstOrDefault(k => k.Field == v.Field)?.Agreed,
                        IsSubject = v.Field == found.Issue.Field,
                    }
                ),
        ];
    }
}
