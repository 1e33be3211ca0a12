using Tallystick.Core.Connectors;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.Runs;

namespace Tallystick.Engine.Writing;

/// <summary>How a patch is sent, and how it is known to have arrived.</summary>
internal sealed partial class PairWriter
{
    private async Task<Pair?> RefreshAsync(
        Pair pair,
        Side side,
        CancellationToken cancellationToken
    )
    {
        var now = context.Now;
        var record = await GetAsync(pair, side, cancellationToken);
        return record is null
            ? null
            : pair.With(side, pair[side].Refreshed(record) with { LookedAt = now });
    }

    private Task<Record?> GetAsync(Pair pair, Side side, CancellationToken cancellationToken) =>
        context[side]
            .Connector.GetAsync(context.Plan[side], pair[side].RecordId, cancellationToken);

    /// <returns>Null when the record is gone.</returns>
    private async Task<Written?> ApplyAsync(
        Pair pair,
        Side side,
        Patch patch,
        Outcome outcome,
        CancellationToken cancellationToken
    )
    {
        var refused = new List<(FieldChange, string)>();
        while (patch.Changes.Count > 0)
        {
            try
            {
                var target = context[side];
                var version = target.Capabilities.ConditionalWrites ? pair[side].Version : null;
                var result = await target.Connector.UpdateAsync(
                    context.Plan[side],
                    pair[side].RecordId,
                    patch,
                    version,
                    cancellationToken
                );
                outcome.Wrote.Add(side);
                target.WrittenAt = context.Now;
                var isAnswered = IsAnswered(result, patch);
                var after = isAnswered
                    ? result.After
                    : await target.Connector.GetAsync(
                        context.Plan[side],
                        result.Id,
                        cancellationToken
                    );
                return new Written(side, patch, after, refused, IsPostponed: false)
                {
                    IsReadBack = !isAnswered,
                };
            }
            catch (ConnectorException e) when (e.Kind is ProblemKind.NotFound)
            {
                // It may be something else that was not found, such as what a reference names.
                if (await GetAsync(pair, side, cancellationToken) is null)
                    return null;
                (patch, var dropped) = Drop(side, patch, e);
                refused.AddRange(dropped.Select(c => (c, e.Message)));
            }
            catch (ConnectorException e)
                when (e.Kind
                        is ProblemKind.Invalid
                            or ProblemKind.Permanent
                            or ProblemKind.Duplicate
                )
            {
                var whole = await IsSomebodyElseAsync(pair, side, e, cancellationToken);
                (var rest, var dropped) = Drop(side, patch, e);
                refused.AddRange(dropped.Select(c => (c, e.Message)));
                if (whole)
                    refused.AddRange(rest.Changes.Select(c => (c, Besides(side, e))));
                patch = whole ? new Patch([]) : rest;
            }
            catch (ConnectorException e) when (!Problems.StopsRun(e))
            {
                // Newer version, or trouble that did not pass in time: the next run looks again.
                return new Written(side, patch, null, refused, IsPostponed: true)
                {
                    IsStale = e.Kind is ProblemKind.VersionConflict,
                    MayHaveArrived =
                        e.Kind
                            is ProblemKind.VersionConflict
                                or ProblemKind.Transient
                                or ProblemKind.Ambiguous,
                };
            }
        }
        return new Written(side, patch, null, refused, IsPostponed: false);
    }

    /// <summary>
    /// A write whose answer was lost may have arrived, and what it brought would look like somebody's
    /// edit to the next run.
    /// </summary>
    /// <returns>The write as done; null when the record does not show it, or cannot be asked for.</returns>
    private async Task<Written?> ArrivedAsync(
        Pair pair,
        Written lost,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var record = await GetAsync(pair, lost.Side, cancellationToken);
            if (record is null || !lost.Patch.Changes.All(c => IsShown(lost.Side, record, c)))
                return null;
            context[lost.Side].WrittenAt = context.Now;
            return lost with { After = record, IsPostponed = false, IsReadBack = true };
        }
        catch (ConnectorException e) when (!Problems.StopsRun(e))
        {
            return null;
        }
    }

    private bool IsShown(Side side, Record record, FieldChange change) =>
        WrittenValue.IsShown(FieldOf(side, change.Ordinal), side, change, record);

    /// <summary>Whether the answer itself shows all that was written, so that nothing need be read back.</summary>
    private static bool IsAnswered(WriteResult result, Patch patch) =>
        result.After is { } after && patch.Changes.All(c => !after.Values[c.Ordinal].IsUnknown);

    /// <summary>
    /// The key that was to be written is that of another linked record: rows that changed places, as
    /// after a renumbering by hand. What else is new may belong to that person too.
    /// </summary>
    private async Task<bool> IsSomebodyElseAsync(
        Pair pair,
        Side side,
        ConnectorException e,
        CancellationToken cancellationToken
    )
    {
        if (
            e is not { Kind: ProblemKind.Duplicate, DuplicateOf: { } id }
            || id == pair[side].RecordId
            || await context.Store.LinkOfAsync(context.Stream, side, id, cancellationToken)
                is not { State: LinkState.Active }
        )
            return false;
        context.Contested.TryAdd((side, id), true);
        return true;
    }

    private string Besides(Side side, ConnectorException e) =>
        $"it was not written either, since {context[side].Name} {e.DuplicateOf} has the same key "
        + "as this record is to get: they may have changed places.";

    /// <summary>Leaves out the field the app complained about, or everything when it named none.</summary>
    private (Patch, IReadOnlyList<FieldChange>) Drop(Side side, Patch patch, ConnectorException e)
    {
        var fields = context.Plan[side].Fields;
        var culprit = patch.Changes.Where(c => fields[c.Ordinal].Key == e.Field).ToArray();
        return culprit.Length == 0
            ? (new Patch([]), patch.Changes)
            : (new Patch([.. patch.Changes.Except(culprit)]), culprit);
    }
}
