using System.CommandLine;
using Tallystick.Cli.Output;
using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Core.Yaml;

namespace Tallystick.Cli.Commands;

/// <summary><c>tally issues</c>: what a person must settle.</summary>
internal static class IssuesCommand
{
    public static Command Build(Terminal terminal, TimeProvider time)
    {
        var file = CommonOptions.File();
        var filter = new IssueFilterOptions();
        var olderThan = new Option<string?>("--older-than")
        {
            Description = "Only those that have been open for so long, such as 7d.",
        };
        var all = new Option<bool>("--all")
        {
            Description = "Also those that are closed or ignored.",
        };
        var command = new Command(
            "issues",
            "Show what a person must settle. Exit code 3 when there is something."
        )
        {
            file,
            filter.Only,
            filter.Kind,
            filter.Field,
            filter.Side,
            olderThan,
            all,
            IssuesShowCommand.Build(terminal),
            IssuesResolveCommand.Build(terminal),
        };
        command.SetAction(
            TallyRoot.Action(
                terminal,
                async (parsed, cancellationToken) =>
                {
                    var before = parsed.GetValue(olderThan) is { } text
                        ? time.GetUtcNow() - AgeOf(text)
                        : (DateTimeOffset?)null;
                    await using var workspace = await Workspace.OpenAsync(
                        parsed.GetValue(file)!,
                        isWriting: false,
                        terminal,
                        cancellationToken
                    );
                    var found = await filter.FindAsync(
                        workspace,
                        parsed,
                        parsed.GetValue(all) ? null : IssueState.Open,
                        cancellationToken
                    );
                    var issues = found
                        .Where(f => before is null || f.Issue.OpenedAt < before)
                        .ToArray();
                    IssueView.ShowAll(terminal, issues);
                    return issues.Any(f => f.Issue.State is IssueState.Open)
                        ? ExitCode.DoneWithIssues
                        : ExitCode.Done;
                }
            )
        );
        return command;
    }

    private static TimeSpan AgeOf(string text) =>
        YamlWords.Duration(text)
        ?? throw new UserException(
            $"'{text}' is no length of time.",
            "Write it like 12h or 7d.",
            ExitCode.Usage
        );
}

/// <summary>The filters that commands about issues share.</summary>
internal sealed class IssueFilterOptions
{
    public Option<string?> Only { get; } = CommonOptions.Only();

    public Option<IssueKind?> Kind { get; } =
        Typed.Word<IssueKind>("--kind", "kind of issue", "Only issues of this kind.");

    public Option<string?> Field { get; } =
        new("--field") { Description = "Only issues about this field, by its key on either side." };

    public Option<Side?> Side { get; } =
        Typed.Word<Side>("--side", "side", "Only troubles of this side: left or right.");

    /// <summary>Whether anything narrows the issues at all.</summary>
    public bool IsGiven(ParseResult parsed) =>
        parsed.GetValue(Only) is not null
        || parsed.GetValue(Kind) is not null
        || parsed.GetValue(Field) is not null
        || parsed.GetValue(Side) is not null;

    /// <exception cref="UserException">The field is in no mapping and no issue.</exception>
    public async Task<IReadOnlyList<FoundIssue>> FindAsync(
        Workspace workspace,
        ParseResult parsed,
        IssueState? state,
        CancellationToken cancellationToken
    )
    {
        var found = new List<FoundIssue>();
        var streams = workspace.Streams(parsed.GetValue(Only));
        var field = parsed.GetValue(Field);
        foreach (var (sync, stream) in streams)
        {
            var query = new IssueQuery
            {
                Stream = stream.Name,
                Kind = parsed.GetValue(Kind),
                State = state,
            };
            await foreach (var issue in workspace.Store.IssuesAsync(query, cancellationToken))
                if (
                    IsAbout(issue, field)
                    && (parsed.GetValue(Side) is not { } side || issue.Side == side)
                )
                    found.Add(new FoundIssue(sync, stream, issue));
        }
        if (found.Count == 0 && field is not null)
        {
            var mapped = new MappedFields(streams.Select(s => s.Stream));
            if (!mapped.Have(field))
                throw mapped.Missing(field);
        }
        return found;
    }

    private static bool IsAbout(Issue issue, string? field) =>
        field is null
        || (
            issue.Field is { } name
            && name.Split(FieldPair.Between)
                .Append(name)
                .Contains(field, StringComparer.OrdinalIgnoreCase)
        );
}
