using System.CommandLine;
using Spectre.Console;
using Tallystick.Cli.Output;
using Tallystick.Core.Stores;
using Tallystick.Core.Yaml;

namespace Tallystick.Cli.Commands;

/// <summary><c>tally issues</c>: what a person must settle.</summary>
internal static class IssuesCommand
{
    public static Command Build(Terminal terminal)
    {
        var file = CommonOptions.File();
        var only = CommonOptions.Only();
        var kind = new Option<IssueKind?>("--kind") { Description = "Only issues of this kind." };
        var all = new Option<bool>("--all") { Description = "Also those that are closed." };
        var command = new Command(
            "issues",
            "Show what a person must settle. Exit code 3 when there is something."
        )
        {
            file,
            only,
            kind,
            all,
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
                    var issues = new List<Issue>();
                    foreach (var (_, stream) in workspace.Streams(parsed.GetValue(only)))
                    {
                        var query = new IssueQuery
                        {
                            Stream = stream.Name,
                            Kind = parsed.GetValue(kind),
                            State = parsed.GetValue(all) ? null : IssueState.Open,
                        };
                        await foreach (
                            var issue in workspace.Store.IssuesAsync(query, cancellationToken)
                        )
                            issues.Add(issue);
                    }
                    Show(terminal, issues);
                    return issues.Any(i => i.State is IssueState.Open)
                        ? ExitCode.DoneWithIssues
                        : ExitCode.Done;
                }
            )
        );
        return command;
    }

    private static void Show(Terminal terminal, IReadOnlyList<Issue> issues)
    {
        foreach (var issue in issues)
            terminal.Emit(
                "issue",
                w =>
                {
                    w.WriteNumber("number", issue.Number);
                    w.WriteString("stream", issue.Stream);
                    w.WriteString("kind", YamlWords.Kebab(issue.Kind.ToString()));
                    w.WriteString("state", YamlWords.Kebab(issue.State.ToString()));
                    w.WriteString("message", issue.Message);
                    w.WriteString("hint", issue.Hint);
                    w.WriteString("leftId", issue.LeftId);
                    w.WriteString("rightId", issue.RightId);
                    w.WriteString("field", issue.Field);
                    w.WriteString("openedAt", issue.OpenedAt);
                }
            );
        if (terminal.IsJson)
            return;
        if (issues.Count == 0)
        {
            terminal.SayMarkup("[green]✓[/] No open issues.");
            return;
        }
        foreach (var group in issues.GroupBy(i => i.Kind))
        {
            terminal.SayMarkup(
                $"[bold]{Markup.Escape(YamlWords.Kebab(group.Key.ToString()))}[/] ({group.Count()})"
            );
            foreach (var issue in group)
            {
                var state = issue.State is IssueState.Closed ? "[grey]closed[/] " : "";
                terminal.SayMarkup($"  {issue.Number}. {state}{Markup.Escape(issue.Message)}");
                if (issue.Hint is { } hint)
                    terminal.SayMarkup($"     [grey]{Markup.Escape(hint)}[/]");
            }
        }
    }
}
