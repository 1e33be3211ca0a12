using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.Writing;

namespace Tallystick.Engine.Undoing;

/// <summary>
/// What stays staged of a record that undo writes. A row of before would look like somebody's edit
/// next to what was put back. But an edit that it shows, and that nobody has carried over yet, must
/// not go with it: a listing that goes on where an earlier run left off may have passed it already.
/// </summary>
internal sealed partial class UndoWriter
{
    /// <summary>Of a step that was announced and did not happen: all is as it was.</summary>
    /// <param name="now">The record as it was last seen; null when it is gone.</param>
    private void TakeBack(UndoStep step, Record? now, Outcome outcome)
    {
        if (step.Link is not { } link)
            return;
        outcome.Link = CommitOf(link);
        if (now is null)
            outcome.Settled.Add((step.Side, step.Target.Id));
        else
            Keep(link, step.Side, now, outcome);
    }

    /// <summary>Stages the record as it is, or nothing of it where its link remembers it so.</summary>
    private void Keep(Link link, Side side, Record now, Outcome outcome)
    {
        if (link.State is LinkState.Deleted || IsRemembered(link[side].Shadow, now.Values))
            outcome.Settled.Add((side, now.Id));
        else
            outcome.Kept.Add(
                (
                    side,
                    new StagedRow(
                        now,
                        StreamPlan.HashOf(now.Values),
                        link.Id,
                        context.Plan.KeysOf(side, now.Values)
                    )
                )
            );
    }

    /// <summary>A record without partner that waits to be matched goes on waiting, as it is now.</summary>
    private async Task KeepWaitingAsync(
        UndoStep.Restore step,
        Patch patch,
        Record? after,
        Outcome outcome,
        CancellationToken cancellationToken
    )
    {
        var (side, id) = (step.Side, step.Target.Id);
        var waiting = await context.Store.StagedAsync(
            context.Stream,
            side,
            [id],
            cancellationToken
        );
        if (waiting is not [var row])
            return;
        var values = WrittenRow.AsRead(context.Plan, side, step.Now.Values, patch, after);
        var record = step.Now with
        {
            Values = values,
            ModifiedAt = after?.ModifiedAt ?? step.Now.ModifiedAt,
            Version = after?.Version ?? step.Now.Version,
        };
        outcome.Kept.Add(
            (
                side,
                row with
                {
                    Record = record,
                    Hash = StreamPlan.HashOf(values),
                    Keys = context.Plan.KeysOf(side, values),
                }
            )
        );
    }

    private static bool IsRemembered(Value[]? shadow, Value[] row) =>
        shadow is not null && row.Zip(shadow).All(v => v.First.IsUnknown || v.First == v.Second);

    /// <summary>The record as a look at it should show it once the patch is written.</summary>
    private Record RowOf(UndoStep.Restore step, Link link, Patch patch, Record? after) =>
        step.Now with
        {
            Values = WrittenRow.AsRead(context.Plan, step.Side, step.Now.Values, patch, after),
            ModifiedAt = link[step.Side].ModifiedAt,
            Version = link[step.Side].Version,
        };
}
