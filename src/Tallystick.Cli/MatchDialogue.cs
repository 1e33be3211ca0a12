using Spectre.Console;
using Tallystick.Cli.Output;
using Tallystick.Engine.Matching;

namespace Tallystick.Cli;

/// <summary>Goes through what is not clear with a person, one question after the other.</summary>
internal sealed class MatchDialogue(Terminal terminal, MatchView view, PairDesk desk)
{
    private const string Link = "link: one person";
    private const string Apart = "apart: two people, never match them";
    private const string Different = "apart: all of them are different people";
    private const string Skip = "skip";
    private const string Quit = "quit";

    /// <summary>Nobody is linked twice, whatever else looks like them.</summary>
    private readonly HashSet<string> _taken = [];

    public async Task AskAsync(MatchReport report, CancellationToken cancellationToken)
    {
        foreach (var group in report.Contradicted.First.Concat(report.Ambiguous.First))
            if (!await AskGroupAsync(group, cancellationToken))
                return;
        foreach (var group in report.Duplicates.First)
            if (!await AskDuplicatesAsync(group, cancellationToken))
                return;
        foreach (var suggestion in report.Suggestions.First)
        {
            terminal.Say($"Score {suggestion.Score}: {MatchView.Reasons(suggestion)}");
            if (!await AskPairAsync(suggestion.Left, suggestion.Right, cancellationToken))
                return;
        }
        TellRest(report);
    }

    /// <summary>Who has answered everything should know that it was not all.</summary>
    private void TellRest(MatchReport report)
    {
        var rest =
            RestOf(report.Contradicted)
            + RestOf(report.Ambiguous)
            + RestOf(report.Duplicates)
            + RestOf(report.Suggestions);
        if (rest > 0)
            terminal.Say(
                $"That is all of those listed; {Reports.Number(rest)} more wait. "
                    + "Run tally match again, or with a larger --list."
            );
    }

    private static long RestOf<T>(MatchList<T> list) => list.Count - list.First.Count;

    private async Task<bool> AskGroupAsync(MatchGroup group, CancellationToken cancellationToken)
    {
        terminal.Say($"The same {group.Rule}:");
        foreach (var left in group.Left)
        foreach (var right in group.Right)
            if (!await AskPairAsync(left, right, cancellationToken))
                return false;
        return true;
    }

    /// <returns>False when the person has had enough.</returns>
    private async Task<bool> AskPairAsync(
        MatchRecord left,
        MatchRecord right,
        CancellationToken cancellationToken
    )
    {
        if (_taken.Contains($"l{left.Id}") || _taken.Contains($"r{right.Id}"))
            return true;
        view.SideBySide(left, right);
        switch (await ChooseAsync([Link, Apart, Skip, Quit], cancellationToken))
        {
            case Link:
                await desk.LinkAsync(left.Id, right.Id, cancellationToken);
                _taken.Add($"l{left.Id}");
                _taken.Add($"r{right.Id}");
                return true;
            case Apart:
                await desk.ApartAsync(left.Id, right.Id, cancellationToken);
                return true;
            case Quit:
                return false;
            default:
                return true;
        }
    }

    private async Task<bool> AskDuplicatesAsync(
        MatchGroup group,
        CancellationToken cancellationToken
    )
    {
        terminal.Say($"The same {group.Rule}:");
        foreach (var record in group.Left.Concat(group.Right))
            terminal.Say($"  {MatchView.Brief(record)}");
        switch (await ChooseAsync([Skip, Different, Quit], cancellationToken))
        {
            case Different:
                string[] left = [.. group.Left.Select(r => r.Id)];
                string[] right = [.. group.Right.Select(r => r.Id)];
                await desk.ApartAsync(
                    $"{string.Join(',', left)}={string.Join(',', right)}",
                    left,
                    right,
                    cancellationToken
                );
                return true;
            case Quit:
                return false;
            default:
                return true;
        }
    }

    private Task<string> ChooseAsync(string[] choices, CancellationToken cancellationToken) =>
        new SelectionPrompt<string>()
            .AddChoices(choices)
            .ShowAsync(terminal.Console, cancellationToken);
}
