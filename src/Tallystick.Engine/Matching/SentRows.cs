using Tallystick.Core.Comparison;
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
    private const int PageMax = 500;

    /// <param name="found">Creates without answer, and the rows that read as they were sent.</param>
    public async Task RememberAsync(
        IReadOnlyList<(Intent Intent, StagedRow Row)> found,
        CancellationToken cancellationToken
    )
    {
        foreach (var target in found.GroupBy(f => f.Intent.Target))
        foreach (var page in target.Chunk(PageMax))
            await RememberAsync(target.Key, page, cancellationToken);
    }

    private async Task RememberAsync(
        Side target,
        IReadOnlyList<(Intent Intent, StagedRow Row)> page,
        CancellationToken cancellationToken
    )
    {
        var staged = await context.Store.StagedAsync(
            context.Stream,
            target.Other,
            [.. page.Select(f => f.Intent.SourceId)],
            cancellationToken
        );
        var sources = staged.ToDictionary(s => s.Record.Id, s => s.Record);
        var outcomes = new List<Outcome>();
        foreach (var (intent, row) in page)
        {
            var link = await context.Store.LinkOfAsync(
                context.Stream,
                target.Other,
                intent.SourceId,
                cancellationToken
            );
            if (
                link is { Left.Shadow: null, Right.Shadow: null }
                && sources.TryGetValue(intent.SourceId, out var source)
            )
                outcomes.Add(OutcomeOf(intent, link, source, row.Record));
        }
        if (outcomes.Count > 0)
            await context.Store.CommitAsync(
                context.Run,
                Outcome.Merge(outcomes),
                cancellationToken
            );
    }

    private Outcome OutcomeOf(Intent intent, Link link, Record source, Record made)
    {
        var left = new Value[context.Plan.Left.Fields.Count];
        var right = new Value[context.Plan.Right.Fields.Count];
        foreach (var field in context.Plan.Fields)
            Agree(field, intent, source, made, (left, right));
        var known = link with
        {
            Left = link.Left with { Shadow = left },
            Right = link.Right with { Shadow = right },
        };
        var from = intent.Target.Other;
        var outcome = new Outcome { Link = new LinkCommit(known, null, null) };
        outcome.Journal.Add(
            new JournalEntry(JournalKind.Adopted, context.Now)
            {
                Stream = context.Stream,
                Run = context.Run.Number,
                Side = intent.Target,
                LeftId = link.Left.RecordId,
                RightId = link.Right.RecordId,
                Cause = $"new on {from.Word}, found again by what was sent",
            }
        );
        outcome.IssuesClosed.Add(FieldIssues.KeyOfCreate(from, source.Id));
        return outcome;
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
        var before = source.Values[field[from].Ordinal];
        if (field[target].Field.RefersTo is not null)
        {
            // Whom it belongs to both sides tell in the same words, whatever was sent.
            if (!before.IsUnknown && !now.IsUnknown && before == now)
                SetBoth(before);
            return;
        }
        // Where an expression stands between the two, what was sent does not tell what it came from.
        if (
            !sent.HasContent
            || now.IsUnknown
            || !field.FlowsTo(target)
            || field.Left.Outgoing is not null
            || field.Right.Outgoing is not null
            || (field.IsSet && !HasAll(field, target, now, sent))
        )
            return;
        var carried = field.Translate(from, source.Values, context.Plan[from]).Value;
        var isAsSent = !before.IsUnknown && field.AreEqual(target, carried, sent);
        Set(from, field, isAsSent ? before : sent);
        Set(target, field, field.IsSet ? Common(field, target, now, sent) : now);

        void SetBoth(Value value)
        {
            Set(from, field, value);
            Set(target, field, value);
        }

        void Set(Side side, FieldPlan f, Value value) =>
            (side is Side.Left ? shadows.Left : shadows.Right)[f[side].Ordinal] = value;
    }

    private static bool HasAll(FieldPlan field, Side side, Value now, Value sent)
    {
        var form = field[side].Form;
        var there = ComparisonForm.ElementsOf(now).Select(form.OfElement).ToHashSet();
        return ComparisonForm.ElementsOf(sent).All(i => there.Contains(form.OfElement(i)));
    }

    /// <summary>What else it holds, somebody has added since.</summary>
    private static Value Common(FieldPlan field, Side side, Value now, Value sent)
    {
        var form = field[side].Form;
        var wanted = ComparisonForm.ElementsOf(sent).Select(form.OfElement).ToHashSet();
        return Value.OfSet(
            ComparisonForm.ElementsOf(now).Where(i => wanted.Contains(form.OfElement(i)))
        );
    }
}
