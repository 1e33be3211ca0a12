using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.Runs;

namespace Tallystick.Engine.Matching;

/// <summary>Turns what matching came across into a report, with the values that a person compares.</summary>
internal sealed class MatchReporter(RunContext context, MatchReview review)
{
    private const int PageMax = 500;

    private readonly Dictionary<(Side, string), MatchRecord> _records = [];

    public async Task<MatchReport> ReportAsync(
        PerSide unpartnered,
        CancellationToken cancellationToken
    )
    {
        await FindPerhapsSameAsync(cancellationToken);
        await LoadAsync(Side.Left, cancellationToken);
        await LoadAsync(Side.Right, cancellationToken);
        var (links, _) = await context.Store.CountLinksAsync(context.Stream, cancellationToken);
        return new MatchReport
        {
            Stream = context.Stream,
            Read = context.Tally.Both(Count.ReadLeft, Count.ReadRight),
            Linked = links - context.Tally[Count.Matched],
            Sure = context.Tally[Count.Matched],
            Unpartnered = unpartnered,
            Unknown = await UnknownAsync(cancellationToken),
            Ambiguous = Of(review.Ambiguous),
            Contradicted = Of(review.Contradicted),
            Duplicates = Of(review.Duplicates),
            PerhapsSame = Of(review.PerhapsSame),
            Acceptable =
            [
                .. review.Suggestions.Acceptable.Select(s => new MatchPair(
                    s.LeftId,
                    s.RightId,
                    s.Likeness.Score
                )),
            ],
            Suggestions = new MatchList<MatchSuggestion>(
                review.Suggestions.Count,
                [
                    .. review.Suggestions.Best.Select(s => new MatchSuggestion(
                        RecordOf(Side.Left, s.LeftId),
                        RecordOf(Side.Right, s.RightId),
                        s.Likeness.Score,
                        s.Likeness.Parts
                    )),
                ]
            ),
        };
    }

    /// <summary>Later rules do not accuse; that a side has a key of theirs twice is worth a look.</summary>
    private async Task FindPerhapsSameAsync(CancellationToken cancellationToken)
    {
        for (var rule = 1; rule < context.Plan.Rules.Count; rule++)
            await foreach (
                var group in context.Store.KeyGroupsAsync(context.Stream, rule, cancellationToken)
            )
                if (IsTwice(Side.Left, group.Left) || IsTwice(Side.Right, group.Right))
                    review.PerhapsSame.Add((rule, MatchReview.Cut(group)));
    }

    private async Task<List<MatchUnknown>> UnknownAsync(CancellationToken cancellationToken)
    {
        var unknown = new List<MatchUnknown>();
        foreach (var (side, id) in review.Options.Asked)
        {
            var staged = await context.Store.StagedAsync(
                context.Stream,
                side,
                [id],
                cancellationToken
            );
            if (
                staged.Count == 0
                && await context.Store.LinkOfAsync(context.Stream, side, id, cancellationToken)
                    is null
            )
                unknown.Add(new MatchUnknown(side, id));
        }
        return unknown;
    }

    private bool IsTwice(Side side, IReadOnlyList<KeyHolder> holders) =>
        holders.Count > 1
        && !holders
            .Skip(1)
            .All(h => context.Apart.Contains(side, holders[0].RecordId, side, h.RecordId));

    private MatchList<MatchGroup> Of(MatchReview.Found<(int Rule, KeyGroup Group)> found) =>
        new(
            found.Count,
            [
                .. found.First.Select(f => new MatchGroup(
                    context.Plan.Rules[f.Rule].Name,
                    [.. f.Group.Left.Select(h => RecordOf(Side.Left, h.RecordId))],
                    [.. f.Group.Right.Select(h => RecordOf(Side.Right, h.RecordId))]
                )),
            ]
        );

    private MatchRecord RecordOf(Side side, string id) =>
        _records.GetValueOrDefault((side, id)) ?? new MatchRecord(id, HasPartner: false);

    private IEnumerable<string> Named(Side side)
    {
        var groups = new[]
        {
            review.Ambiguous,
            review.Contradicted,
            review.Duplicates,
            review.PerhapsSame,
        };
        return groups
            .SelectMany(g => g.First)
            .SelectMany(g => side is Side.Left ? g.Group.Left : g.Group.Right)
            .Select(h => h.RecordId)
            .Concat(review.Suggestions.Best.Select(s => side is Side.Left ? s.LeftId : s.RightId))
            .Distinct(StringComparer.Ordinal);
    }

    private async Task LoadAsync(Side side, CancellationToken cancellationToken)
    {
        foreach (var chunk in Named(side).Chunk(PageMax))
        {
            var rows = await context.Store.StagedAsync(
                context.Stream,
                side,
                chunk,
                cancellationToken
            );
            foreach (var row in rows)
                _records[(side, row.Record.Id)] = RecordOf(
                    side,
                    row.Record.Id,
                    row.LinkId is not null,
                    row.Record.Values
                );
            foreach (var id in chunk.Where(id => !_records.ContainsKey((side, id))))
                if (
                    await context.Store.LinkOfAsync(context.Stream, side, id, cancellationToken) is
                    { } link
                )
                    _records[(side, id)] = RecordOf(side, id, true, link[side].Shadow ?? []);
        }
    }

    private MatchRecord RecordOf(Side side, string id, bool hasPartner, Value[] values) =>
        new(id, hasPartner)
        {
            Values = context
                .Plan.Fields.Where(f =>
                    f[side].Ordinal < values.Length && values[f[side].Ordinal].HasContent
                )
                .DistinctBy(f => f.Name)
                .ToDictionary(f => f.Name, f => values[f[side].Ordinal].ToString()),
        };
}
