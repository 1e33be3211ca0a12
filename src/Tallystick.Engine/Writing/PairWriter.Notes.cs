using Tallystick.Core.Mapping;
using Tallystick.Core.Merging;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.References;
using Tallystick.Engine.Runs;

namespace Tallystick.Engine.Writing;

/// <summary>What the journal and the issues are told of a pair.</summary>
internal sealed partial class PairWriter
{
    /// <summary>What a write is about to replace and no shadow remembers.</summary>
    /// <param name="isRemembered">The store has the pair's link as it is here.</param>
    private IEnumerable<JournalEntry> Overwritten(Pair pair, MergeResult merge, bool isRemembered)
    {
        foreach (var conflict in merge.Conflicts.Where(c => c.IsSettled))
        foreach (var entry in ConflictEntries(pair, conflict))
            yield return entry;
        foreach (var back in merge.PutBacks.Where(b => b.Before.HasContent))
            yield return Overwriting(
                pair,
                back.Edited,
                "the field flows one way",
                [new JournalField(back.Field.Name, back.Before, back.After)]
            );
        // There is no link yet whose shadow would tell, or it has not met this field.
        foreach (var side in SidesOf(merge))
        {
            var fields = merge[side]
                .Changes.Where(c => pair[side].Row[c.Ordinal].HasContent)
                .Where(c => !isRemembered || IsUntold(pair, merge, side, c))
                .Select(c => new JournalField(
                    FieldOf(side, c.Ordinal).Name,
                    pair[side].Row[c.Ordinal],
                    c.New
                ))
                .ToArray();
            if (fields.Length > 0)
                yield return Overwriting(pair, side, "not remembered yet", fields);
        }
    }

    /// <summary>
    /// One side's word goes over what no shadow of the other's tells, at a first meeting or where both
    /// were edited, and is no conflict, as the field flows one way.
    /// </summary>
    private bool IsUntold(Pair pair, MergeResult merge, Side side, FieldChange change)
    {
        var field = FieldOf(side, change.Ordinal);
        return change.Added is null
            && field.Direction is not Direction.Both
            && !merge.Conflicts.Any(c => c.Field == field)
            && !merge.PutBacks.Any(b => b.Field == field)
            && (
                !pair.HasMet(field)
                || !field.AreEqual(
                    side,
                    pair[side].Row[change.Ordinal],
                    OldShadow(pair, side, field)
                )
            );
    }

    private JournalEntry Overwriting(
        Pair pair,
        Side side,
        string cause,
        IReadOnlyList<JournalField> fields
    ) => Entry(JournalKind.Overwriting, pair, side, cause) with { Fields = fields };

    /// <summary>
    /// The conflict, and what the right side held before it where that is not what the left side
    /// held, as when an app cuts texts: a run that was cut off may have overwritten it unnoted.
    /// </summary>
    private IEnumerable<JournalEntry> ConflictEntries(Pair pair, MergeConflict conflict)
    {
        yield return ConflictEntry(pair, conflict);
        var field = conflict.Field;
        var old = OldShadow(pair, Side.Right, field);
        if (old.HasContent && old != OldShadow(pair, Side.Left, field))
            yield return Overwriting(
                pair,
                Side.Right,
                "both sides changed it",
                [new JournalField(field.Name, old, conflict.Right)]
            );
    }

    private JournalEntry ConflictEntry(Pair pair, MergeConflict conflict) =>
        Entry(
            JournalKind.Conflict,
            pair,
            null,
            pair.HasMet(conflict.Field) ? "both sides changed it" : "different at the first meeting"
        ) with
        {
            Actor = conflict.Ruling?.Actor ?? JournalEntry.Sync,
            Fields =
            [
                new JournalField(
                    conflict.Field.Name,
                    OldShadow(pair, Side.Left, conflict.Field),
                    Value.Unknown
                )
                {
                    Left = conflict.Left,
                    Right = conflict.Right,
                    Winner = conflict.Ruling?.Word ?? conflict.Winner?.Word ?? "ask",
                },
            ],
        };

    private void NoteConflict(Pair pair, MergeConflict conflict, bool isTold, Outcome outcome)
    {
        if (conflict.Ruling is null)
            context.Tally.Add(Count.Conflicts);
        if (!isTold || !conflict.IsSettled)
            outcome.Journal.AddRange(ConflictEntries(pair, conflict));
        if (conflict.IsSettled)
            return;
        var ruling = context
            .Rulings.Of(pair.Link.Id)
            .FirstOrDefault(r => r.Field == conflict.Field.Name);
        outcome.Issues.Add(issues.Conflict(pair, conflict, ruling));
    }

    /// <summary>Both sides left what they last agreed on for the same new value, and this run wrote neither.</summary>
    private void NoteAgreed(Pair pair, IReadOnlyList<Written> written, Outcome outcome)
    {
        if (pair.Link.Left.Shadow is not { } left || pair.Link.Right.Shadow is not { } right)
            return;
        var fields = context
            .Plan.Fields.Where(f =>
                HasLeft(f, Side.Left, left)
                && HasLeft(f, Side.Right, right)
                && (left[f.Left.Ordinal].HasContent || right[f.Right.Ordinal].HasContent)
                && AreAlike(f, pair)
                && !written.Any(w => w.Patch.Changes.Any(c => c.Ordinal == f[w.Side].Ordinal))
            )
            .Select(f => new JournalField(
                f.Name,
                left[f.Left.Ordinal],
                pair.Left.Row[f.Left.Ordinal]
            )
            {
                Left = left[f.Left.Ordinal],
                Right = right[f.Right.Ordinal],
            })
            .ToArray();
        if (fields.Length > 0)
            outcome.Journal.Add(
                Entry(JournalKind.Agreed, pair, null, "found alike on both sides") with
                {
                    Fields = fields,
                }
            );

        bool HasLeft(FieldPlan field, Side side, Value[] shadow)
        {
            var (now, agreed) = (pair[side].Row[field[side].Ordinal], shadow[field[side].Ordinal]);
            return !now.IsUnknown && !agreed.IsUnknown && !field.AreEqual(side, now, agreed);
        }
    }

    /// <summary>By their own forms, or through the expressions that stand between the two.</summary>
    private bool AreAlike(FieldPlan field, Pair pair) =>
        field.FormOf(Side.Left, pair.Left.Row[field.Left.Ordinal])
            == field.FormOf(Side.Right, pair.Right.Row[field.Right.Ordinal])
        || new[] { Side.Left, Side.Right }.Any(from =>
            field[from].Outgoing is not null
            && field.FlowsTo(from.Other)
            && field.AreEqual(
                from.Other,
                field.Translate(from, pair[from].Row, context.Plan[from]).Value,
                pair[from.Other].Row[field[from.Other].Ordinal]
            )
        );

    private void NoteProblem(Pair pair, MergeProblem problem, Outcome outcome)
    {
        context.Tally.Add(Count.Refused);
        outcome.Issues.Add(issues.Problem(pair, problem));
    }

    private void NoteUpdate(Pair pair, Written write, Outcome outcome, string cause)
    {
        if (!write.Happened)
            return;
        context.Tally.Add(write.Side, Count.UpdatedLeft, Count.UpdatedRight);
        var actor = ActorOf(pair, write);
        outcome.Journal.Add(
            Entry(
                JournalKind.Updated,
                pair,
                write.Side,
                actor == JournalEntry.Sync ? cause : "a person's decision"
            ) with
            {
                Actor = actor,
                Fields =
                [
                    .. write.Patch.Changes.Select(c =>
                        JournalFields.Of(
                            FieldOf(write.Side, c.Ordinal),
                            write.Side,
                            c,
                            pair[write.Side].Row[c.Ordinal],
                            // What somebody was faster to type is no write of ours, and not ours to undo.
                            ValueOf(pair, write, c).IsSomebodysEdit
                                ? null
                                : write.After
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

    /// <summary>A row that refers to what has no partner yet stays, to be looked at again when it has.</summary>
    private void Settle(Pair pair, Outcome outcome)
    {
        foreach (var side in new[] { Side.Left, Side.Right })
        {
            if (!pair[side].IsStaged)
                continue;
            var id = pair[side].RecordId;
            if (WaitsFor.ForAny(context.Plan, side, pair[side].Row) is { } waiting)
                outcome.Held.Add((side, id, waiting.ToString()));
            else
                outcome.Settled.Add((side, id));
        }
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
}
