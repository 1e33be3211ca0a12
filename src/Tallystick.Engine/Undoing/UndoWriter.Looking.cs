using Tallystick.Core.Connectors;
using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Engine.Writing;

namespace Tallystick.Engine.Undoing;

/// <summary>What became of a write.</summary>
internal sealed partial class UndoWriter
{
    /// <summary>
    /// The answer, or a read-back where it does not show what was written, or where a listing that
    /// lags could not be told from a later edit without the record's new time.
    /// </summary>
    private async Task<Record?> ProofAsync(
        Side side,
        WriteResult result,
        Patch patch,
        Func<FieldChange, Value> before,
        CancellationToken cancellationToken
    )
    {
        var isDated =
            context[side].Capabilities.ListLag <= TimeSpan.Zero
            || result.After?.ModifiedAt is not null;
        if (
            isDated
            && result.After is { } after
            && patch.Changes.All(c => !after.Values[c.Ordinal].IsUnknown)
        )
            return after;
        try
        {
            var shown = await context[side]
                .Connector.GetAsync(context.Plan[side], result.Id, cancellationToken);
            return shown is null ? null : WithoutEdits(side, patch, before, shown);
        }
        catch (ConnectorException)
        {
            // It was written, and must be remembered so whatever became of the look at it.
            return result.After;
        }
    }

    /// <summary>
    /// The record as it was written: what somebody was faster to change than we to look is news, and
    /// neither agreed on nor ours to undo.
    /// </summary>
    private Record WithoutEdits(
        Side side,
        Patch patch,
        Func<FieldChange, Value> before,
        Record shown
    )
    {
        var values = (Value[])shown.Values.Clone();
        foreach (var change in patch.Changes)
        {
            var field = FieldOf(side, change);
            var now = shown.Values[change.Ordinal];
            values[change.Ordinal] = new WrittenValue(
                field,
                side,
                change,
                before(change),
                now,
                IsReadBack: true
            ).Agreed;
        }
        // At that version and time it was another.
        return patch.Changes.All(c => values[c.Ordinal] == shown.Values[c.Ordinal])
            ? shown
            : shown with
            {
                Values = values,
                Version = null,
                ModifiedAt = null,
            };
    }

    /// <summary>
    /// A write whose answer was lost may have arrived. What cannot be found out stays announced:
    /// should it not have arrived, the next run sees that the record is as it was.
    /// </summary>
    private async Task<(bool IsKnown, Record? Now)> FindOutAsync(
        UndoStep step,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var now = await context[step.Side]
                .Connector.GetAsync(context.Plan[step.Side], step.Target.Id, cancellationToken);
            return (true, now);
        }
        catch (ConnectorException)
        {
            return (false, null);
        }
    }

    private bool IsShown(Side side, Record record, FieldChange change) =>
        WrittenValue.IsShown(FieldOf(side, change), side, change, record);

    private FieldPlan FieldOf(Side side, FieldChange change) =>
        context.Plan.Fields.First(f => f[side].Ordinal == change.Ordinal);
}
