using Tallystick.Core.Connectors;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.Runs;
using Tallystick.Engine.Writing;

namespace Tallystick.Engine.Undoing;

/// <summary>
/// Writes one step and says what to remember. Before it is sent, a step is announced by the link as
/// it will be: a kill in between can then not make a run carry the undo to the other side, nor take
/// what undo has deleted for somebody's deletion.
/// </summary>
internal sealed partial class UndoWriter(RunContext context, UndoRequest request, UndoTally tally)
{
    /// <summary>Who wrote it, in the journal.</summary>
    public const string Actor = "undo";

    /// <summary>A page of steps is sent within so long of its announcement, where the limit is not very low.</summary>
    private static readonly TimeSpan SentWithin = TimeSpan.FromMinutes(2);

    private readonly RestingLink _resting = new(context.Plan);

    /// <summary>The link and what is staged of the record, as they will be.</summary>
    public Outcome Announce(UndoStep step)
    {
        var outcome = new Outcome();
        switch (step, step.Link)
        {
            case (UndoStep.Restore restore, { } link):
                var patch = PatchOf(restore);
                link = Pending(restore.Side, Restored(restore, link, patch, null));
                outcome.Link = CommitOf(link);
                Keep(link, step.Side, RowOf(restore, link, patch, null), outcome);
                break;
            case (UndoStep.Delete, { } link):
                outcome.Link = CommitOf(RestingLink.WithoutRecord(link, step.Side));
                outcome.Settled.Add((step.Side, step.Target.Id));
                break;
        }
        return outcome;
    }

    /// <summary>
    /// It will be written any moment. Should nobody live to note when, a listing that lags must not be
    /// taken for newer than the write.
    /// </summary>
    private Link Pending(Side side, Link link) =>
        context[side].Capabilities.ListLag > TimeSpan.Zero
            ? link.With(side, link[side] with { WrittenAt = context.Now + SentWithin })
            : link;

    /// <summary>What to commit for a step that was announced and not sent.</summary>
    public Outcome Withdraw(UndoStep step)
    {
        var outcome = new Outcome();
        var now = step switch
        {
            UndoStep.Restore restore => restore.Now,
            UndoStep.Delete delete => delete.Now,
            _ => null,
        };
        if (now is not null)
            TakeBack(step, now, outcome);
        return outcome;
    }

    /// <exception cref="ConnectorException">
    /// It did not happen, or may happen again without harm; the outcome has what to commit all the same.
    /// </exception>
    public async Task WriteAsync(
        UndoStep step,
        Outcome outcome,
        CancellationToken cancellationToken
    )
    {
        switch (step)
        {
            case UndoStep.Restore restore:
                await RestoreAsync(restore, outcome, cancellationToken);
                return;
            case UndoStep.Delete delete:
                await DeleteAsync(delete, outcome, cancellationToken);
                return;
            case UndoStep.Recreate recreate:
                await RecreateAsync(recreate, outcome, cancellationToken);
                return;
        }
    }

    private async Task RestoreAsync(
        UndoStep.Restore step,
        Outcome outcome,
        CancellationToken cancellationToken
    )
    {
        var target = context[step.Side];
        var patch = PatchOf(step);
        while (patch.Changes.Count > 0)
        {
            try
            {
                var version = target.Capabilities.ConditionalWrites ? step.Now.Version : null;
                var result = await target.Connector.UpdateAsync(
                    context.Plan[step.Side],
                    step.Target.Id,
                    patch,
                    version,
                    cancellationToken
                );
                var after = await ProofAsync(
                    step.Side,
                    result,
                    patch,
                    c => step.Now.Values[c.Ordinal],
                    cancellationToken
                );
                await NoteRestoredAsync(step, patch, after, outcome, cancellationToken);
                return;
            }
            catch (ConnectorException e) when (e.Kind is ProblemKind.NotFound)
            {
                tally.Skip(UndoCount.Gone, step.Target, null, "the record is no longer there");
                TakeBack(step, null, outcome);
                return;
            }
            catch (ConnectorException e) when (IsRefusal(e))
            {
                patch = Without(step, patch, e, outcome);
            }
            catch (ConnectorException e) when (e.SurelyDidNothing)
            {
                TakeBack(step, step.Now, outcome);
                throw;
            }
            catch (ConnectorException)
            {
                var (isKnown, now) = await FindOutAsync(step, cancellationToken);
                if (now is not null && patch.Changes.All(c => IsShown(step.Side, now, c)))
                {
                    await NoteRestoredAsync(step, patch, now, outcome, cancellationToken);
                    return;
                }
                if (isKnown)
                    TakeBack(step, now, outcome);
                throw;
            }
        }
        TakeBack(step, step.Now, outcome);
    }

    private async Task NoteRestoredAsync(
        UndoStep.Restore step,
        Patch patch,
        Record? after,
        Outcome outcome,
        CancellationToken cancellationToken
    )
    {
        NoteWrite(step.Side, outcome);
        patch = WithoutUnmoved(step, patch, after, outcome);
        var fields = step
            .Fields.Where(f => patch.Changes.Any(c => c.Ordinal == f.Change.Ordinal))
            .Select(f =>
                JournalFields.Of(
                    f.Field,
                    step.Side,
                    f.Change,
                    step.Now.Values[f.Change.Ordinal],
                    after
                )
            )
            .ToArray();
        if (fields.Length == 0)
        {
            TakeBack(step, after ?? step.Now, outcome);
            return;
        }
        tally.Add(step.Side, UndoCount.UpdatedLeft, UndoCount.UpdatedRight);
        tally.Add(UndoCount.Fields, fields.Length);
        tally.Note("update", step.Target, fields);
        outcome.Journal.Add(Entry(JournalKind.Updated, step.Target, fields));
        if (step.Link is not { } link)
        {
            await KeepWaitingAsync(step, patch, after, outcome, cancellationToken);
            return;
        }
        var resting = Restored(step, link, patch, after);
        var row = WrittenRow.AsListed(context.Plan, step.Side, step.Now.Values, patch, after);
        outcome.Link = CommitOf(resting, step.Side, context.Plan.KeysOf(step.Side, row));
        Keep(resting, step.Side, RowOf(step, resting, patch, after), outcome);
        outcome.IssuesClosed.AddRange(RestingLink.ClosedIssues(link, resting));
    }

    /// <summary>Leaves out what the app said it took, and still shows as it was.</summary>
    private Patch WithoutUnmoved(UndoStep.Restore step, Patch patch, Record? after, Outcome outcome)
    {
        if (after is null)
            return patch;
        var unmoved = step
            .Fields.Where(f => !f.Field.IsSet && patch.Changes.Contains(f.Change))
            .Where(f =>
                f.Field.AreEqual(
                    step.Side,
                    after.Values[f.Change.Ordinal],
                    step.Now.Values[f.Change.Ordinal]
                )
            )
            .ToArray();
        foreach (var f in unmoved)
            Refuse(
                step.Target,
                new JournalField(f.Field.Name, step.Now.Values[f.Change.Ordinal], f.Change.New),
                "it was accepted and not stored",
                outcome
            );
        return new Patch([.. patch.Changes.Except(unmoved.Select(f => f.Change))]);
    }

    private async Task DeleteAsync(
        UndoStep.Delete step,
        Outcome outcome,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await context[step.Side]
                .Connector.DeleteAsync(
                    context.Plan[step.Side].ObjectType,
                    step.Target.Id,
                    context[step.Side].Capabilities.ConditionalWrites ? step.Now.Version : null,
                    cancellationToken
                );
        }
        catch (ConnectorException e) when (IsRefusal(e))
        {
            Refuse(step.Target, null, e.Message, outcome);
            TakeBack(step, step.Now, outcome);
            return;
        }
        catch (ConnectorException e) when (e.SurelyDidNothing)
        {
            TakeBack(step, step.Now, outcome);
            throw;
        }
        catch (ConnectorException)
        {
            var (isKnown, now) = await FindOutAsync(step, cancellationToken);
            if (!isKnown)
                throw;
            if (now is not null)
            {
                TakeBack(step, now, outcome);
                throw;
            }
        }
        NoteWrite(step.Side, outcome);
        var fields = context
            .Plan.Fields.Select(f => new JournalField(
                f.Name,
                step.Now.Values[f[step.Side].Ordinal],
                Value.Empty
            ))
            .ToArray();
        tally.Add(step.Side, UndoCount.DeletedLeft, UndoCount.DeletedRight);
        tally.Note("delete", step.Target, fields.Where(f => f.Before.HasContent));
        outcome.Journal.Add(Entry(JournalKind.Deleted, step.Target, fields));
        outcome.Settled.Add((step.Side, step.Target.Id));
        if (step.Link is { } link)
            outcome.Link = CommitOf(RestingLink.WithoutRecord(link, step.Side));
    }

    private Link Restored(UndoStep.Restore step, Link link, Patch patch, Record? after)
    {
        var side = step.Side;
        var resting = _resting.Restored(
            link,
            side,
            patch,
            WrittenRow.Of(context.Plan, side, patch, after)
        );
        var known = link[side].ModifiedAt > step.Now.ModifiedAt ? link[side].ModifiedAt : null;
        return resting.With(
            side,
            resting[side] with
            {
                ModifiedAt = after?.ModifiedAt ?? known ?? step.Now.ModifiedAt,
                Version = after?.Version ?? step.Now.Version,
                WrittenAt = context.Now,
            }
        );
    }

    private static bool IsRefusal(ConnectorException e) =>
        e.Kind is ProblemKind.Invalid or ProblemKind.Permanent or ProblemKind.Duplicate;

    /// <summary>Leaves out the field the app complained about, or everything when it named none.</summary>
    private Patch Without(UndoStep step, Patch patch, ConnectorException e, Outcome outcome)
    {
        var fields = context.Plan[step.Side].Fields;
        var culprit = patch.Changes.Where(c => fields[c.Ordinal].Key == e.Field).ToArray();
        if (culprit.Length == 0)
            culprit = [.. patch.Changes];
        foreach (var change in culprit)
        {
            var field = FieldOf(step.Side, change);
            Refuse(
                step.Target,
                new JournalField(field.Name, Value.Unknown, change.New),
                e.Message,
                outcome
            );
        }
        return new Patch([.. patch.Changes.Except(culprit)]);
    }

    private void Refuse(UndoRecord record, JournalField? field, string message, Outcome outcome)
    {
        tally.Skip(
            UndoCount.Refused,
            record,
            field?.Field,
            $"{context[record.Side].Name} refused it: {message}"
        );
        outcome.Journal.Add(Entry(JournalKind.Refused, record, field is null ? [] : [field]));
    }

    private void NoteWrite(Side side, Outcome outcome)
    {
        outcome.Wrote.Add(side);
        context[side].WrittenAt = context.Now;
    }

    private JournalEntry Entry(
        JournalKind kind,
        UndoRecord record,
        IReadOnlyList<JournalField> fields
    ) =>
        new(kind, context.Now)
        {
            Stream = context.Stream,
            Run = context.Run.Number,
            Side = record.Side,
            LeftId = record.LeftId,
            RightId = record.RightId,
            Cause = request.Cause,
            Actor = Actor,
            Fields = fields,
        };

    private static Patch PatchOf(UndoStep.Restore step) =>
        new([.. step.Fields.Select(f => f.Change)]);

    private static LinkCommit CommitOf(Link link) => new(link, null, null);

    private static LinkCommit CommitOf(Link link, Side side, string?[] keys) =>
        new(link, side is Side.Left ? keys : null, side is Side.Right ? keys : null);
}
