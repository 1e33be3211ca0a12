using Tallystick.Core.Mapping;
using Tallystick.Core.Merging;
using Tallystick.Engine.References;
using Tallystick.Engine.Runs;

namespace Tallystick.Engine.Writing;

/// <summary>Looks at the source of a create once more, where what was read of it may be past.</summary>
internal static class SourceLook
{
    /// <returns>Null when there is nothing to create now: the source is gone, or waits for its parent.</returns>
    public static async Task<Job.Create?> AgainAsync(
        RunContext context,
        Job.Create job,
        Outcome outcome,
        CancellationToken cancellationToken
    )
    {
        var (from, id) = (job.From, job.Source.Record.Id);
        var now = await context[from].Connector.GetAsync(context.Plan[from], id, cancellationToken);
        if (now is null)
        {
            outcome.Settled.Add((from, id));
            return null;
        }
        if (!job.IsOld)
            return job;
        if (WaitsFor.ForParent(context.Plan, from, now.Values) is { } waiting)
        {
            outcome.Held.Add((from, id, waiting.ToString()));
            return null;
        }
        var creation = Creation.Of(context.Plan, from, now.Values);
        var source = job.Source with
        {
            Record = now,
            Hash = StreamPlan.HashOf(now.Values),
            Keys = context.Plan.KeysOf(from, now.Values),
        };
        return creation.Patch.Changes.Count == 0
            ? job
            : job with
            {
                Source = source,
                Creation = creation,
            };
    }
}
