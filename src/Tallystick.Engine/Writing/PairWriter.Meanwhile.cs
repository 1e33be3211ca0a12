using Tallystick.Core.Records;

namespace Tallystick.Engine.Writing;

/// <summary>What people edited while a pair was written.</summary>
internal sealed partial class PairWriter
{
    private sealed record Done(Pair Pair, IReadOnlyList<Written> Written);

    /// <summary>
    /// The pair anew if a record shows, now that it is written, what it did not show when it was
    /// read, nor what was written: somebody has edited it in between. The next listing may not tell,
    /// since our own write has moved the modified time.
    /// </summary>
    private async Task<Pair?> MeanwhileAsync(
        Done done,
        Outcome outcome,
        CancellationToken cancellationToken
    )
    {
        var (pair, written) = done;
        if (written.Any(w => w.IsPostponed) || outcome.Link is not { } known)
            return null;
        Pair? news = null;
        foreach (var write in written.Where(w => w.Happened))
        {
            if (!HasMoved(pair, write, write.After))
                continue;
            var now = context.Now;
            // An answer may leave out or dress up what a read shows.
            var record = write.IsReadBack
                ? write.After
                : await GetAsync(pair, write.Side, cancellationToken);
            if (record is null || !HasMoved(pair, write, record))
                continue;
            news ??= new Pair(
                known.Link,
                Remembered(pair, Side.Left),
                Remembered(pair, Side.Right)
            );
            // Whatever becomes of what follows, it is not to be forgotten.
            await context.KeepAsync(write.Side, record, known.Link.Id, cancellationToken);
            outcome.Settled.RemoveAll(s => s == (write.Side, record.Id));
            news = news.With(
                write.Side,
                news[write.Side].Refreshed(record) with
                {
                    LookedAt = now,
                    IsStaged = true,
                }
            );
        }
        return news;

        // What was staged of it is settled with what has been written.
        PairSide Remembered(Pair of, Side side) =>
            of[side] with
            {
                IsStaged = false,
                Row = RowWith(of, side, written),
                ModifiedAt = known.Link[side].ModifiedAt,
                Version = known.Link[side].Version,
            };
    }

    private bool HasMoved(Pair pair, Written write, Record? after) =>
        after is not null
        && (
            context.Plan.Fields.Any(f =>
                !write.Has(f)
                && f[write.Side].Ordinal is var i
                && !after.Values[i].IsUnknown
                && !pair[write.Side].Row[i].IsUnknown
                && !f.AreEqual(write.Side, after.Values[i], pair[write.Side].Row[i])
            ) || write.Patch.Changes.Any(c => ValueOf(pair, write, c).IsSomebodysEdit)
        );
}
