using Tallystick.Core.Matching;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.Runs;

namespace Tallystick.Engine.Matching;

/// <summary>
/// Looks among the records without partner for those that look alike: for a person, who decides.
/// The comparisons are bounded for each record, so that the work grows with the number of records.
/// </summary>
internal sealed class SuggestPhase(RunContext context)
{
    private const int PageMax = 500;

    /// <summary>So many records of a side are looked at; the rest waits until these have partners.</summary>
    private const int CardsMax = 200_000;

    /// <summary>So many suggestions for one record are worth a look.</summary>
    private const int EachMax = 3;

    private readonly List<PersonCard> _left = [];
    private readonly LikenessIndex _right = new();
    private (int Left, int Right) _found;
    private int _rightCards;

    /// <returns>How many records have no partner.</returns>
    public async Task<PerSide> SuggestAsync(MatchReview review, CancellationToken cancellationToken)
    {
        context.Report("suggest");
        var fields = PersonFields.Of(context.Plan);
        await GatherAsync(fields, cancellationToken);
        if (_rightCards > 0)
            foreach (var card in _left)
            {
                cancellationToken.ThrowIfCancellationRequested();
                review.Suggestions.Add(For(card, review.Options.ScoreMin));
            }
        return new PerSide(_found.Left, _found.Right);
    }

    private Suggestion[] For(PersonCard card, int scoreMin) =>
        [
            .. _right
                .CandidatesOf(card)
                .Where(c =>
                    !context.Apart.Contains(Side.Left, card.RecordId, Side.Right, c.RecordId)
                )
                .Select(c => (Card: c, Likeness: Likeness.Of(card, c)))
                .Where(c => c.Likeness is { } likeness && likeness.Score >= scoreMin)
                .OrderByDescending(c => c.Likeness!.Score)
                .ThenBy(c => c.Card.RecordId, StringComparer.Ordinal)
                .Take(EachMax)
                .Select(c => new Suggestion(card.RecordId, c.Card.RecordId, c.Likeness!)),
        ];

    private async Task GatherAsync(PersonFields? fields, CancellationToken cancellationToken)
    {
        await foreach (var items in context.WorkPagesAsync(cancellationToken))
        foreach (var item in items.Where(i => i.Link is null))
        {
            if (item.Left is { } left)
                Take(fields, Side.Left, left);
            if (item.Right is { } right)
                Take(fields, Side.Right, right);
        }
        await GatherHeldAsync(fields, cancellationToken);
    }

    private async Task GatherHeldAsync(PersonFields? fields, CancellationToken cancellationToken)
    {
        var held = await context.Store.HeldAsync(context.Stream, cancellationToken);
        foreach (var side in new[] { Side.Left, Side.Right })
        foreach (var chunk in held.Where(h => h.Side == side).Chunk(PageMax))
        {
            var rows = await context.Store.StagedAsync(
                context.Stream,
                side,
                [.. chunk.Select(h => h.RecordId)],
                cancellationToken
            );
            foreach (var row in rows.Where(r => r.LinkId is null))
                Take(fields, side, row);
        }
    }

    private void Take(PersonFields? fields, Side side, StagedRow row)
    {
        if (side is Side.Left)
            _found.Left++;
        else
            _found.Right++;
        if (fields?.CardOf(side, row.Record, row.Keys) is not { } card)
            return;
        if (side is Side.Left && _left.Count < CardsMax)
            _left.Add(card);
        else if (side is Side.Right && _rightCards++ < CardsMax)
            _right.Add(card);
    }
}
