using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.Deleting;
using Tallystick.Engine.Runs;

namespace Tallystick.Engine.Verifying;

/// <summary>Tells why nothing is done about a linked record that is not there any more.</summary>
internal sealed class MissingJudge(RunContext context, BrakeIssues brakes)
{
    private readonly ParentFates _parents = new(context);
    private readonly Dictionary<string, BrakeIssues> _ofParents = new(StringComparer.Ordinal);

    /// <summary>What holds the delete back; null where the next run carries it over.</summary>
    /// <param name="gone">The side on which the record is missing.</param>
    public async Task<string?> HeldByAsync(
        Side gone,
        Link link,
        CancellationToken cancellationToken
    ) =>
        !context.Gate.MayWrite(link, gone.Other) ? PairComparer.OutsideCanary
        : brakes.OnDeletes(gone) is { } issue ? PairComparer.HeldBy(issue)
        : await HeldWithParentAsync(gone, link, cancellationToken);

    /// <summary>A child goes with its parent, and so waits with it.</summary>
    private async Task<string?> HeldWithParentAsync(
        Side gone,
        Link link,
        CancellationToken cancellationToken
    )
    {
        if (!_parents.HasParents)
            return null;
        var parent = context.Plan.References.First(r =>
            r.IsParent && !r.Streams.Contains(context.Stream)
        );
        foreach (var stream in parent.Streams)
            if (
                (await BrakesOfAsync(stream, cancellationToken)).OnDeletes(gone) is { } issue
                && await _parents.IsOpenAsync(gone, link, cancellationToken)
            )
                return $"with its {parent.TypeOn(gone)}, {PairComparer.HeldBy(issue)}";
        return null;
    }

    private async Task<BrakeIssues> BrakesOfAsync(
        string stream,
        CancellationToken cancellationToken
    )
    {
        if (_ofParents.TryGetValue(stream, out var known))
            return known;
        var issues = context.Store.IssuesAsync(
            new IssueQuery { Stream = stream, Kind = IssueKind.SuspiciousDelete },
            cancellationToken
        );
        return _ofParents[stream] = new BrakeIssues(await issues.ToListAsync(cancellationToken));
    }
}
