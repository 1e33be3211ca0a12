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
/// <param name="rereading">Whether a record is read again before it is written to.</param>
/// <param name="tellAhead">Makes journal entries lasting before the write they tell of.</param>
internal sealed partial class PairWriter(
    RunContext context,
    FieldIssues issues,
    Rereading rereading,
    Func<IEnumerable<JournalEntry>, CancellationToken, Task> tellAhead
)
{
    /// <summary>So often a record that moved on before it could be written is read and merged anew.</summary>
    private const int TriesMax = 3;

    /// <summary>So often what somebody edited while a pair was written is carried over at once.</summary>
    private const int RoundsMax = 3;

    private readonly OscillationGuard _guard = new(context, issues);

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
        for (var round = 1; ; round++)
        {
            var done = await WriteOnceAsync(
                pair,
                merge,
                round == 1 && pair.Link.Id != 0,
                outcome,
                cause,
                cancellationToken
            );
            if (done is null)
                return false;
            // After the last round, what is kept waits for the next run.
            if (
                await MeanwhileAsync(done, outcome, cancellationToken) is not { } news
                || round >= RoundsMax
            )
                return true;
            (pair, merge) = (news, MergeOf(news));
            if (merge.Left.Changes.Count + merge.Right.Changes.Count == 0)
            {
                Conclude(pair, merge, [], outcome, cause);
                return true;
            }
        }
    }

    /// <param name="isRemembered">The store has the pair's link as it is here.</param>
    /// <returns>What was read and written; null when a record is gone.</returns>
    private async Task<Done?> WriteOnceAsync(
        Pair pair,
        MergeResult merge,
        bool isRemembered,
        Outcome outcome,
        string cause,
        CancellationToken cancellationToken
    )
    {
        merge = await _guard.CheckAsync(pair, merge, outcome, cancellationToken);
        var targets = SidesOf(merge).ToArray();
        foreach (var side in new[] { Side.Left, Side.Right })
        {
            var isTarget = targets.Contains(side);
            if (!(isTarget ? MustLook(pair, side) : IsHidden(pair, side)))
                continue;
            if (await RefreshAsync(pair, side, cancellationToken) is not { } fresh)
            {
                // What it was last seen to hold goes over before the next run follows its delete.
                if (!isTarget)
                    continue;
                await NoteGoneAsync(pair, side, [], outcome, cause, cancellationToken);
                return null;
            }
            pair = fresh;
            merge = await _guard.CheckAsync(pair, MergeOf(pair), outcome, cancellationToken);
        }
        var written = new List<Written>();
        for (var attempt = 1; ; attempt++)
        {
            var ahead = Overwritten(pair, merge, isRemembered).ToArray();
            if (ahead.Length > 0)
                await tellAhead(ahead, cancellationToken);
            written.Clear();
            Side? stale = null;
            foreach (var side in SidesOf(merge))
            {
                var result = await ApplyAsync(pair, side, merge[side], outcome, cancellationToken);
                if (result is null)
                {
                    await NoteGoneAsync(pair, side, written, outcome, cause, cancellationToken);
                    return null;
                }
                if (result.IsStale && written.Count == 0 && attempt < TriesMax)
                {
                    stale = side;
                    break;
                }
                if (result.MayHaveArrived)
                    result = await ArrivedAsync(pair, result, cancellationToken) ?? result;
                written.Add(result);
            }
            if (stale is not { } moved)
                break;
            if (await RefreshAsync(pair, moved, cancellationToken) is not { } newer)
            {
                await NoteGoneAsync(pair, moved, [], outcome, cause, cancellationToken);
                return null;
            }
            pair = newer;
            merge = await _guard.CheckAsync(pair, MergeOf(pair), outcome, cancellationToken);
        }
        Conclude(pair, merge, written, outcome, cause);
        return new Done(pair, written);
    }

    /// <summary>Remembers a merge whose writes, if any, are done.</summary>
    public void Conclude(
        Pair pair,
        MergeResult merge,
        IReadOnlyList<Written> written,
        Outcome outcome,
        string cause
    )
    {
        if (merge.Held.Count > 0)
            context.Gate.NoteHeld(pair.Link);
        else if (written.Any(w => w.IsPostponed))
            context.Tally.Add(Count.Postponed);
        written = [.. written, .. HeldOf(merge)];
        var marks = new List<FieldMark>(merge.Marks);
        var postponed = written.Where(w => w.IsPostponed).ToArray();
        var left = Shadow(pair, merge, Side.Left, written);
        var right = Shadow(pair, merge, Side.Right, written);
        foreach (var write in written)
            Prove(pair, write, marks, outcome);
        foreach (var conflict in merge.Conflicts)
            NoteConflict(pair, conflict, isTold: written.Count > 0, outcome);
        NoteAgreed(pair, written, outcome);
        if (pair.IsFirstMeeting)
            foreach (var side in new[] { Side.Left, Side.Right })
                outcome.IssuesClosed.Add(FieldIssues.KeyOfCreate(side, pair[side].RecordId));
        foreach (var problem in merge.Problems)
            NoteProblem(pair, problem, outcome);
        foreach (var write in written)
            NoteUpdate(pair, write, outcome, cause);

        var link = pair.Link with
        {
            State = LinkState.Active,
            Left = SideOf(pair, Side.Left, left, written, postponed.Length > 0),
            Right = SideOf(pair, Side.Right, right, written, postponed.Length > 0),
            Marks = MarksOf(
                pair.Link,
                merge,
                marks,
                outcome,
                (left, right),
                context.Gate.IsToBeMarked(pair)
            ),
        };
        outcome.Link = new LinkCommit(
            link,
            context.Plan.KeysOf(Side.Left, RowAfter(pair, Side.Left, written)),
            context.Plan.KeysOf(Side.Right, RowAfter(pair, Side.Right, written))
        );
        if (postponed.Length == 0)
        {
            NoteRulings(pair, merge, outcome);
            Settle(pair, outcome);
            return;
        }
        // What was read of a side that has been written to since is no longer how it is, and holds
        // what has not been carried over: a listing of what changed may not show it again.
        foreach (var side in written.Where(w => w.Happened).Select(w => w.Side))
            if (pair[side].IsStaged)
                outcome.Kept.Add((side, StagedAfter(pair, side, written)));
    }

    private StagedRow StagedAfter(Pair pair, Side side, IReadOnlyList<Written> written)
    {
        var record = RecordAfter(pair, side, written);
        return new StagedRow(
            record,
            StreamPlan.HashOf(record.Values),
            pair.Link.Id,
            context.Plan.KeysOf(side, record.Values)
        );
    }

    private Record RecordAfter(Pair pair, Side side, IReadOnlyList<Written> written)
    {
        var known = pair[side];
        var after = written.LastOrDefault(w => w.Side == side)?.After;
        return new Record(known.RecordId, RowWith(pair, side, written))
        {
            ModifiedAt = after?.ModifiedAt ?? known.ModifiedAt,
            Version = after?.Version ?? known.Version,
            Origin = known.Origin,
        };
    }

    private static IEnumerable<Written> HeldOf(MergeResult merge) =>
        merge
            .Held.GroupBy(h => h.Side)
            .Select(g => new Written(
                g.Key,
                new Patch([.. g.Select(h => h.Change)]),
                null,
                [],
                IsPostponed: true
            ));

    /// <summary>
    /// What was read may no longer be so: the listing lags, or an earlier run began it, or it lacked
    /// the record, as a listing in an outage does, and only an older one showed it.
    /// </summary>
    private bool MustLook(Pair pair, Side side) =>
        rereading is Rereading.Always
        || (
            rereading is Rereading.WhereListingsLag
            && (context[side].Capabilities.ListLag > TimeSpan.Zero || context[side].GoesOn)
        )
        || context[side].Lacked(pair.Link.Id)
        || IsOnlyRemembered(pair[side], context[side].Capabilities);

    /// <summary>
    /// What is to be carried over waits since an older listing, and this one should have shown it: it
    /// may have been taken back.
    /// </summary>
    private bool IsHidden(Pair pair, Side source) =>
        pair[source] is { IsStaged: true, LookedAt: null } && context[source].Lacked(pair.Link.Id);

    /// <summary>
    /// A run by hints has no listing that tells whether the partner is still what was agreed on, and
    /// the last one may be a day old. Only a version keeps a write from going over somebody's edit.
    /// </summary>
    private bool IsOnlyRemembered(PairSide record, Capabilities capabilities) =>
        context.Options.Hints.Count > 0
        && record.LookedAt is null
        && !(capabilities.ConditionalWrites && record.Version is not null);

    private static IEnumerable<Side> SidesOf(MergeResult merge)
    {
        if (merge.Left.Changes.Count > 0)
            yield return Side.Left;
        if (merge.Right.Changes.Count > 0)
            yield return Side.Right;
    }

    /// <summary>Marks and issues for what a create sent and the app does not show.</summary>
    public IReadOnlyList<FieldMark> ProveCreated(Pair pair, Written write, Outcome outcome)
    {
        var marks = new List<FieldMark>();
        Prove(pair, write, marks, outcome, isNew: true);
        return marks;
    }

    private void Prove(
        Pair pair,
        Written write,
        List<FieldMark> marks,
        Outcome outcome,
        bool isNew = false
    )
    {
        foreach (var (change, message) in write.Refused)
        {
            var field = FieldOf(write.Side, change.Ordinal);
            marks.Add(new FieldMark(field.Name, MarkReason.Refused));
            outcome.Issues.Add(issues.Refused(pair, field, write.Side, message));
            outcome.Journal.Add(Refusal(pair, write.Side, field, change));
            context.Tally.Add(Count.Refused);
        }
        if (write.After is null)
            return;
        foreach (var change in write.Patch.Changes)
        {
            var value = ValueOf(pair, write, change);
            if (isNew)
                value = value with { Before = Value.Empty };
            if (value.IsCut)
            {
                marks.Add(new FieldMark(value.Field.Name, MarkReason.NotStored));
                outcome.Issues.Add(issues.Cut(pair, value));
                continue;
            }
            if (value.IsAsWritten || value.IsSomebodysEdit)
                continue;
            var reason = value.IsStored ? MarkReason.Normalised : MarkReason.NotStored;
            marks.Add(new FieldMark(value.Field.Name, reason));
            if (!value.IsStored)
                outcome.Issues.Add(issues.NotStored(pair, value.Field, write.Side));
        }
    }

    private WrittenValue ValueOf(Pair pair, Written write, FieldChange change) =>
        new(
            FieldOf(write.Side, change.Ordinal),
            write.Side,
            change,
            pair[write.Side].Row[change.Ordinal],
            write.After is { } after ? after.Values[change.Ordinal] : Value.Unknown,
            write.IsReadBack
        );

    private static Value OldShadow(Pair pair, Side side, FieldPlan field) =>
        pair.Link[side].Shadow is { } shadow ? shadow[field[side].Ordinal] : Value.Unknown;

    /// <param name="isUnfinished">News of this side has not reached the other: it must be read anew.</param>
    private LinkSide SideOf(
        Pair pair,
        Side side,
        Value[] shadow,
        IReadOnlyList<Written> written,
        bool isUnfinished
    )
    {
        var link = pair.Link[side];
        var write = written.FirstOrDefault(w => w.Side == side && w.Happened);
        var row = RowAfter(pair, side, written);
        return link with
        {
            Shadow = shadow,
            Hash =
                isUnfinished && (write is not null || IsReadAside(pair[side])) ? 0
                : write is not null || pair[side].Hash is not null ? StreamPlan.HashOf(row)
                : link.Hash,
            ModifiedAt = write is null
                ? Later(pair[side].ModifiedAt, link.ModifiedAt)
                : write.After?.ModifiedAt,
            Version = write?.After?.Version ?? pair[side].Version ?? link.Version,
            WrittenAt = write is null
                ? pair[side].LookedAt ?? link.WrittenAt
                : context[side].WrittenAt,
        };
    }

    /// <summary>What is known of it waits nowhere: it was asked for, such as after its creation.</summary>
    private static bool IsReadAside(PairSide side) => side.Hash is not null && !side.IsStaged;

    /// <summary>The row as the next listing should show it if nobody else edits it.</summary>
    private Value[] RowAfter(Pair pair, Side side, IReadOnlyList<Written> written) =>
        context.Plan[side].AsListed(RowWith(pair, side, written));

    private Value[] RowWith(Pair pair, Side side, IReadOnlyList<Written> written)
    {
        var row = (Value[])pair[side].Row.Clone();
        foreach (var write in written.Where(w => w.Side == side && w.Happened))
        foreach (var change in write.Patch.Changes)
            row[change.Ordinal] = ValueOf(pair, write, change).Agreed;
        return row;
    }

    private static DateTimeOffset? Later(DateTimeOffset? a, DateTimeOffset? b) =>
        a is null || a < b ? b : a;

    private FieldPlan FieldOf(Side side, int ordinal) =>
        context.Plan.Fields.First(f => f[side].Ordinal == ordinal && f.FlowsTo(side));
}
