using Tallystick.Core.Connectors;
using Tallystick.Core.Mapping;
using Tallystick.Core.Merging;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.Runs;

namespace Tallystick.Engine.Writing;

/// <summary>
/// Carries a pair's news to where it is missing, proves that it was stored, and says what to
/// remember. The shadow of a written field becomes what the written side now reports; the shadow of
/// a field we did not write stays what we merged from, so that an edit that slipped in between is
/// seen next time.
/// </summary>
internal sealed class PairWriter(RunContext context, FieldIssues issues, bool rereads)
{
    /// <returns>
    /// False when one of the two records turned out to be gone: the outcome then holds the
    /// tombstone, and the other record waits for work as one without partner.
    /// </returns>
    public async Task<bool> WriteAsync(
        Pair pair,
        MergeResult merge,
        Outcome outcome,
        string cause,
        CancellationToken cancellationToken
    )
    {
        foreach (var side in SidesOf(merge))
        {
            if (!rereads || context[side].Capabilities.ListLag <= TimeSpan.Zero)
                continue;
            if (await RefreshAsync(pair, side, cancellationToken) is not { } fresh)
            {
                NoteGone(pair, side, outcome);
                return false;
            }
            pair = fresh;
            merge = MergeOf(pair);
        }
        var written = new List<Written>();
        foreach (var side in SidesOf(merge))
        {
            var result = await ApplyAsync(pair, side, merge[side], outcome, cancellationToken);
            if (result is null)
            {
                NoteGone(pair, side, outcome);
                return false;
            }
            written.Add(result);
        }
        Conclude(pair, merge, written, outcome, cause);
        return true;
    }

    public MergeResult MergeOf(Pair pair) =>
        pair.Merge(context.Plan, side => context[side].Capabilities.TrustworthyTimes);

    /// <summary>Remembers a merge whose writes, if any, are done.</summary>
    public void Conclude(
        Pair pair,
        MergeResult merge,
        IReadOnlyList<Written> written,
        Outcome outcome,
        string cause
    )
    {
        var marks = new List<FieldMark>(merge.Marks);
        var postponed = written.Where(w => w.IsPostponed).ToArray();
        var left = Shadow(pair, merge, Side.Left, written);
        var right = Shadow(pair, merge, Side.Right, written);
        foreach (var write in written)
            Prove(pair, write, marks, outcome);
        foreach (var conflict in merge.Conflicts)
            NoteConflict(pair, conflict, outcome);
        foreach (var problem in merge.Problems)
            NoteProblem(pair, problem, outcome);
        foreach (var write in written)
            NoteUpdate(pair, write, outcome, cause);

        var link = pair.Link with
        {
            State = LinkState.Active,
            Left = SideOf(pair, Side.Left, left, written),
            Right = SideOf(pair, Side.Right, right, written),
            Marks = MarksOf(pair.Link, merge, marks, outcome, (left, right)),
        };
        outcome.Link = new LinkCommit(
            link,
            context.Plan.KeysOf(Side.Left, RowAfter(pair, Side.Left, written)),
            context.Plan.KeysOf(Side.Right, RowAfter(pair, Side.Right, written))
        );
        if (postponed.Length > 0)
            context.Tally.Add(Count.Postponed);
        else
            Settle(pair, outcome);
    }

    private static IEnumerable<Side> SidesOf(MergeResult merge)
    {
        if (merge.Left.Changes.Count > 0)
            yield return Side.Left;
        if (merge.Right.Changes.Count > 0)
            yield return Side.Right;
    }

    private async Task<Pair?> RefreshAsync(
        Pair pair,
        Side side,
        CancellationToken cancellationToken
    )
    {
        var record = await context[side]
            .Connector.GetAsync(context.Plan[side], pair[side].RecordId, cancellationToken);
        return record is null ? null : pair.With(side, pair[side].Refreshed(record));
    }

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
                var after = await ProofAsync(side, result, patch, cancellationToken);
                return new Written(side, patch, after, refused, IsPostponed: false);
            }
            catch (ConnectorException e) when (e.Kind is ProblemKind.NotFound)
            {
                return null;
            }
            catch (ConnectorException e)
                when (e.Kind
                        is ProblemKind.Invalid
                            or ProblemKind.Permanent
                            or ProblemKind.Duplicate
                )
            {
                (patch, var dropped) = Drop(side, patch, e);
                refused.AddRange(dropped.Select(c => (c, e.Message)));
            }
            catch (ConnectorException e) when (!Problems.StopsRun(e))
            {
                // Newer version, or trouble that did not pass in time: the next run looks again.
                return new Written(side, patch, null, refused, IsPostponed: true);
            }
        }
        return new Written(side, patch, null, refused, IsPostponed: false);
    }

    /// <summary>The answer, or a read-back where the answer does not show what was written.</summary>
    private async Task<Record?> ProofAsync(
        Side side,
        WriteResult result,
        Patch patch,
        CancellationToken cancellationToken
    )
    {
        if (result.After is { } after && patch.Changes.All(c => !after.Values[c.Ordinal].IsUnknown))
            return after;
        return await context[side]
            .Connector.GetAsync(context.Plan[side], result.Id, cancellationToken);
    }

    /// <summary>Leaves out the field the app complained about, or everything when it named none.</summary>
    private (Patch, IReadOnlyList<FieldChange>) Drop(Side side, Patch patch, ConnectorException e)
    {
        var fields = context.Plan[side].Fields;
        var culprit = patch.Changes.Where(c => fields[c.Ordinal].Key == e.Field).ToArray();
        return culprit.Length == 0
            ? (new Patch([]), patch.Changes)
            : (new Patch([.. patch.Changes.Except(culprit)]), culprit);
    }

    private void Prove(Pair pair, Written write, List<FieldMark> marks, Outcome outcome)
    {
        foreach (var (change, message) in write.Refused)
        {
            var field = FieldOf(write.Side, change.Ordinal);
            marks.Add(new FieldMark(field.Name, MarkReason.Refused));
            outcome.Issues.Add(issues.Refused(pair, field, write.Side, message));
            outcome.Journal.Add(Refusal(pair, write.Side, field, change));
            context.Tally.Add(Count.Refused);
        }
        if (write.After is not { } after)
            return;
        foreach (var change in write.Patch.Changes)
        {
            var field = FieldOf(write.Side, change.Ordinal);
            var reported = after.Values[change.Ordinal];
            if (reported.IsUnknown || field.AreEqual(write.Side, reported, change.New))
                continue;
            var before = pair[write.Side].Row[change.Ordinal];
            var isUnmoved = !before.IsUnknown && field.AreEqual(write.Side, reported, before);
            marks.Add(
                new FieldMark(field.Name, isUnmoved ? MarkReason.NotStored : MarkReason.Normalised)
            );
            if (isUnmoved && !field.IsSet)
                outcome.Issues.Add(issues.NotStored(pair, field, write.Side));
        }
    }

    /// <summary>The shadow of one side after all that was written, and not written, to both.</summary>
    private Value[] Shadow(Pair pair, MergeResult merge, Side side, IReadOnlyList<Written> written)
    {
        var shadow = (Value[])merge.ShadowOf(side).Clone();
        foreach (var write in written)
        {
            foreach (var change in write.Patch.Changes)
            {
                var field = FieldOf(write.Side, change.Ordinal);
                if (write.IsPostponed)
                    shadow[field[side].Ordinal] = OldShadow(pair, side, field);
                else if (write.Side == side && write.After is { } after)
                    shadow[change.Ordinal] = after.Values[change.Ordinal] is { IsUnknown: false } v
                        ? v
                        : change.New;
            }
            // A refused value never arrived: the written side still has what it had.
            foreach (var (change, _) in write.Refused)
                if (write.Side == side)
                    shadow[change.Ordinal] = pair[side].Row[change.Ordinal];
        }
        return shadow;
    }

    private static Value OldShadow(Pair pair, Side side, FieldPlan field) =>
        pair.Link[side].Shadow is { } shadow ? shadow[field[side].Ordinal] : Value.Unknown;

    private LinkSide SideOf(Pair pair, Side side, Value[] shadow, IReadOnlyList<Written> written)
    {
        var link = pair.Link[side];
        var write = written.FirstOrDefault(w => w.Side == side && w.Happened);
        var row = RowAfter(pair, side, written);
        return link with
        {
            Shadow = shadow,
            Hash =
                write is not null || pair[side].Hash is not null
                    ? StreamPlan.HashOf(row)
                    : link.Hash,
            ModifiedAt = write?.After?.ModifiedAt ?? Later(pair[side].ModifiedAt, link.ModifiedAt),
            Version = write?.After?.Version ?? pair[side].Version ?? link.Version,
            WrittenAt = write is null ? link.WrittenAt : context[side].WrittenAt,
        };
    }

    /// <summary>The row as the next listing should show it if nobody else edits it.</summary>
    private Value[] RowAfter(Pair pair, Side side, IReadOnlyList<Written> written)
    {
        var row = (Value[])pair[side].Row.Clone();
        foreach (var write in written.Where(w => w.Side == side && w.Happened))
        foreach (var change in write.Patch.Changes)
            row[change.Ordinal] = write.After?.Values[change.Ordinal] is { IsUnknown: false } v
                ? v
                : change.New;
        var fields = context.Plan[side].Fields;
        for (var i = 0; i < row.Length; i++)
            if (!fields[i].Can(Core.Schema.FieldAccess.List))
                row[i] = Value.Unknown;
        return row;
    }

    private static DateTimeOffset? Later(DateTimeOffset? a, DateTimeOffset? b) =>
        a is null || a < b ? b : a;

    /// <summary>Marks of fields this merge had no say in stay; issues whose cause is gone are closed.</summary>
    private List<FieldMark> MarksOf(
        Link link,
        MergeResult merge,
        List<FieldMark> marks,
        Outcome outcome,
        (Value[] Left, Value[] Right) shadows
    )
    {
        var kept = link.Marks.Where(m =>
            !merge.Settled.Contains(m.Field) || IsStillUndone(m, shadows)
        );
        foreach (var mark in link.Marks)
            if (merge.Settled.Contains(mark.Field) && !marks.Contains(mark))
                outcome.IssuesClosed.Add(
                    FieldIssues.KeyOf(
                        mark.Reason,
                        link.Left.RecordId,
                        link.Right.RecordId,
                        mark.Field
                    )
                );
        return [.. kept.Concat(marks).Distinct()];
    }

    /// <summary>A set settles by element: what an undo took back of it stays unlike beside later news.</summary>
    private bool IsStillUndone(FieldMark mark, (Value[] Left, Value[] Right) shadows) =>
        mark.Reason is MarkReason.Undone
        && context.Plan.Fields.FirstOrDefault(f => f.Name == mark.Field) is { IsSet: true } field
        && !Agreement.IsEqual(context.Plan, field, shadows.Left, shadows.Right);

    private void NoteConflict(Pair pair, MergeConflict conflict, Outcome outcome)
    {
        context.Tally.Add(Count.Conflicts);
        outcome.Journal.Add(
            Entry(JournalKind.Conflict, pair, null, "both sides changed it") with
            {
                Fields =
                [
                    new JournalField(conflict.Field.Name, Value.Unknown, Value.Unknown)
                    {
                        Left = conflict.Left,
                        Right = conflict.Right,
                        Winner = conflict.Winner?.Word ?? "ask",
                    },
                ],
            }
        );
        if (conflict.Winner is null)
            outcome.Issues.Add(issues.Conflict(pair, conflict));
    }

    private void NoteProblem(Pair pair, MergeProblem problem, Outcome outcome)
    {
        context.Tally.Add(Count.Refused);
        outcome.Issues.Add(
            issues.Problem(
                pair.Left.RecordId,
                pair.Right.RecordId,
                problem,
                pair[problem.From].Origin
            )
        );
    }

    private void NoteUpdate(Pair pair, Written write, Outcome outcome, string cause)
    {
        if (!write.Happened)
            return;
        context.Tally.Add(write.Side, Count.UpdatedLeft, Count.UpdatedRight);
        outcome.Journal.Add(
            Entry(JournalKind.Updated, pair, write.Side, cause) with
            {
                Fields =
                [
                    .. write.Patch.Changes.Select(c =>
                        JournalFields.Of(
                            FieldOf(write.Side, c.Ordinal),
                            write.Side,
                            c,
                            pair[write.Side].Row[c.Ordinal],
                            write.After
                        )
                    ),
                ],
            }
        );
    }

    private JournalEntry Refusal(Pair pair, Side side, FieldPlan field, FieldChange change) =>
        Entry(JournalKind.Refused, pair, side, "the app refused it") with
        {
            Fields = [new JournalField(field.Name, pair[side].Row[change.Ordinal], change.New)],
        };

    private void NoteGone(Pair pair, Side side, Outcome outcome)
    {
        outcome.Journal.Add(
            Entry(
                JournalKind.DeleteSeen,
                pair,
                side,
                $"gone on {side.Word}, edited on {side.Other.Word}"
            )
        );
        outcome.Link = new LinkCommit(pair.Link with { State = LinkState.Deleted }, null, null);
        outcome.Issues.Add(
            new Issue(
                IssueKind.Deleted,
                $"deleted:{pair.Left.RecordId}:{pair.Right.RecordId}",
                $"{context[side].Name} {pair[side].RecordId} was deleted while "
                    + $"{context[side.Other].Name} {pair[side.Other].RecordId} was edited: the edit wins."
            )
            {
                LeftId = pair.Left.RecordId,
                RightId = pair.Right.RecordId,
                Hint = "Delete it on both sides if it is to go.",
            }
        );
    }

    public JournalEntry Entry(JournalKind kind, Pair pair, Side? side, string cause) =>
        new(kind, context.Now)
        {
            Stream = context.Stream,
            Run = context.Run.Number,
            Side = side,
            LeftId = pair.Left.RecordId,
            RightId = pair.Right.RecordId,
            Cause = cause,
        };

    private static void Settle(Pair pair, Outcome outcome)
    {
        if (pair.Left.IsStaged)
            outcome.Settled.Add((Side.Left, pair.Left.RecordId));
        if (pair.Right.IsStaged)
            outcome.Settled.Add((Side.Right, pair.Right.RecordId));
    }

    private FieldPlan FieldOf(Side side, int ordinal) =>
        context.Plan.Fields.First(f => f[side].Ordinal == ordinal && f.FlowsTo(side));
}

/// <summary>What became of one patch.</summary>
/// <param name="Patch">What was sent, without the fields that were refused.</param>
/// <param name="After">What the app shows now; null when nothing was sent or nothing is known.</param>
internal sealed record Written(
    Side Side,
    Patch Patch,
    Record? After,
    IReadOnlyList<(FieldChange Change, string Message)> Refused,
    bool IsPostponed
)
{
    public bool Happened => !IsPostponed && Patch.Changes.Count > 0;
}
