using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.Runs;
using Tallystick.Engine.Writing;

namespace Tallystick.Engine.Matching;

/// <summary>
/// Remembers of a record that was found again what was sent when it was created: on that both sides
/// agreed, though nobody lived to note it, and what one of them holds else by now is an edit.
/// Without that, the two would meet as strangers do, and our own value could beat a person's.
/// </summary>
internal sealed class SentRows(RunContext context)
{
    /// <param name="found">Creates without answer, and the rows that read as they were sent.</param>
    public async Task RememberAsync(
        IReadOnlyList<(Intent Intent, StagedRow Row)> found,
        CancellationToken cancellationToken
    )
    {
        foreach (var side in found.GroupBy(f => f.Intent.Target.Other))
        {
            var sources = await context.Store.StagedAsync(
                context.Stream,
                side.Key,
                [.. side.Select(f => f.Intent.SourceId)],
                cancellationToken
            );
            foreach (var source in sources)
            {
                var (intent, row) = side.First(f => f.Intent.SourceId == source.Record.Id);
                await CommitAsync(intent, source.Record, row.Record, cancellationToken);
            }
        }
    }

    private async Task CommitAsync(
        Intent intent,
        Record source,
        Record made,
        CancellationToken cancellationToken
    )
    {
        var (from, target) = (intent.Target.Other, intent.Target);
        var link = await context.Store.LinkOfAsync(
            context.Stream,
            from,
            source.Id,
            cancellationToken
        );
        if (link is not { Left.Shadow: null, Right.Shadow: null })
            return;
        var shadows = Pair(
            from,
            new Value[context.Plan[from].Fields.Count],
            new Value[context.Plan[target].Fields.Count]
        );
        foreach (var field in context.Plan.Fields)
            Agree(field, intent, source, made, shadows);
        await context.Store.CommitAsync(
            context.Run,
            new Commit
            {
                Links =
                [
                    new LinkCommit(
                        link with
                        {
                            Left = link.Left with { Shadow = shadows.Left },
                            Right = link.Right with { Shadow = shadows.Right },
                        },
                        null,
                        null
                    ),
                ],
                Journal =
                [
                    new JournalEntry(JournalKind.Adopted, context.Now)
                    {
                        Stream = context.Stream,
                        Run = context.Run.Number,
                        Side = target,
                        LeftId = link.Left.RecordId,
                        RightId = link.Right.RecordId,
                        Cause = $"new on {from.Word}, found again by what was sent",
                    },
                ],
                IssuesClosed = [FieldIssues.KeyOfCreate(from, source.Id)],
            },
            cancellationToken
        );
    }

    private void Agree(
        FieldPlan field,
        Intent intent,
        Record source,
        Record made,
        (Value[] Left, Value[] Right) shadows
    )
    {
        var (from, target) = (intent.Target.Other, intent.Target);
        var sent = intent.Sent[field[target].Ordinal];
        var now = made.Values[field[target].Ordinal];
        // Where an expression stands between the two, what was sent does not tell what it came from.
        if (
            !sent.HasContent
            || now.IsUnknown
            || !field.FlowsTo(target)
            || field.Left.Outgoing is not null
            || field.Right.Outgoing is not null
            || field[target].Field.RefersTo is not null
            || (field.IsSet && !HasAll(field, target, now, sent))
        )
            return;
        var before = source.Values[field[from].Ordinal];
        var carried = field.Translate(from, source.Values, context.Plan[from]).Value;
        var isAsSent = !before.IsUnknown && field.AreEqual(target, carried, sent);
        Set(from, field, isAsSent ? before : sent);
        Set(target, field, field.IsSet ? Common(field, target, now, sent) : now);

        void Set(Side side, FieldPlan f, Value value) =>
            (side is Side.Left ? shadows.Left : shadows.Right)[f[side].Ordinal] = value;
    }

    private static (Value[] Left, Value[] Right) Pair(Side from, Value[] own, Value[] other) =>
        from is Side.Left ? (own, other) : (other, own);

    private static bool HasAll(FieldPlan field, Side side, Value now, Value sent)
    {
        var there = now.Items.Select(field[side].Form.OfElement).ToHashSet();
        return sent.Items.All(i => there.Contains(field[side].Form.OfElement(i)));
    }

    /// <summary>What else it holds, somebody has added since.</summary>
    private static Value Common(FieldPlan field, Side side, Value now, Value sent)
    {
        var wanted = sent.Items.Select(field[side].Form.OfElement).ToHashSet();
        return Value.OfSet(now.Items.Where(i => wanted.Contains(field[side].Form.OfElement(i))));
    }
}
