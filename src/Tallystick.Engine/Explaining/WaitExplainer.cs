using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.References;

namespace Tallystick.Engine.Explaining;

/// <summary>Explains rows that wait for the partner of a record they refer to.</summary>
internal sealed class WaitExplainer(StreamDefinition definition, ISyncStore store)
{
    /// <summary>Null for a row that waits for no other record.</summary>
    public async Task<WhyReport?> ExplainAsync(
        WhyReport report,
        IReadOnlyList<StagedRow> staged,
        CancellationToken cancellationToken
    )
    {
        if (staged is not [var row] || WaitsFor.Parse(row.HeldBy) is not { } waiting)
            return null;
        var reason = await ReasonAsync(report.Side, waiting, cancellationToken);
        return report with
        {
            State = WhyState.Waiting,
            HeldBy = row.HeldBy,
            Explanation = $"It waits for its {NameOf(report.Side, waiting)}, {reason}",
            Hint = "It goes on by itself in the first run after that.",
        };
    }

    /// <summary>What a linked record tells, and what one field of it waits for.</summary>
    public async Task<WhyReport> AddAsync(
        WhyReport report,
        IReadOnlyList<StagedRow> staged,
        CancellationToken cancellationToken
    )
    {
        if (staged is not [var row] || WaitsFor.Parse(row.HeldBy) is not { } waiting)
            return report;
        var reason = await ReasonAsync(report.Side, waiting, cancellationToken);
        return report with
        {
            HeldBy = row.HeldBy,
            Explanation =
                $"{report.Explanation} One field waits for the {NameOf(report.Side, waiting)}, {reason}",
        };
    }

    private async Task<string> ReasonAsync(
        Side side,
        WaitsFor waiting,
        CancellationToken cancellationToken
    )
    {
        if (StreamOf(waiting) is not { } stream)
            return $"which no stream of this sync keeps in step any more ('{waiting.Stream}' did).";
        // The streams that it belongs to in turn are known to this one.
        var explainer = new RecordExplainer(stream with { Siblings = definition.Siblings }, store);
        var why = await explainer.ExplainAsync(side, waiting.RecordId, null, cancellationToken);
        return why.State is WhyState.Linked
            ? "which has a partner by now."
            : "which has no partner: "
                + char.ToLowerInvariant(why.Explanation[0])
                + why.Explanation[1..];
    }

    private string NameOf(Side side, WaitsFor waiting)
    {
        var stream = StreamOf(waiting);
        var type = side is Side.Left ? stream?.LeftObject : stream?.RightObject;
        return $"{type ?? "record"} {waiting.RecordId}";
    }

    private StreamDefinition? StreamOf(WaitsFor waiting) =>
        definition.Siblings.FirstOrDefault(s => s.Name == waiting.Stream);
}
