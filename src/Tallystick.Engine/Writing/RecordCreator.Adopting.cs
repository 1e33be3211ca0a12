using Tallystick.Core.Connectors;
using Tallystick.Core.Matching;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.Matching;
using Tallystick.Engine.Runs;

namespace Tallystick.Engine.Writing;

internal sealed partial class RecordCreator
{
    /// <summary>The app has somebody with this key already: the same person, or a question.</summary>
    private async Task AdoptAsync(
        Job.Create job,
        Patch patch,
        ConnectorException duplicate,
        Outcome outcome,
        CancellationToken cancellationToken
    )
    {
        var target = job.From.Other;
        var name = context[target].Name;
        if (duplicate.DuplicateOf is not { } id)
        {
            Refuse(
                job,
                $"{name} says it has this person already: {duplicate.Message}",
                null,
                outcome
            );
            return;
        }
        var heldBy = await new TakenKeys(context).HeldByAsync(target, id, cancellationToken);
        var by = duplicate.Field is null ? "" : $" by {duplicate.Field}";
        var taken =
            await context.Store.LinkOfAsync(context.Stream, target, id, cancellationToken)
                is not null
            || !_claimed.TryAdd((target, id), true);
        if (taken)
        {
            Refuse(
                job,
                $"{name} has this person already{by}: {id}, which belongs to another record here.",
                "Two records share what must be unique; correct one of them.",
                outcome,
                heldBy
            );
            return;
        }
        if (context.Apart.Contains(job.From, job.Source.Record.Id, target, id))
        {
            _claimed.TryRemove((target, id), out _);
            Refuse(
                job,
                $"{name} has a record with the same key{by} ({id}) and takes no second one, and "
                    + "somebody decided that the two are different people.",
                "Give one of them another key, or link them with tally match FILE --link.",
                outcome,
                heldBy
            );
            return;
        }
        var record = await context[target]
            .Connector.GetAsync(context.Plan[target], id, cancellationToken);
        if (record is null || !IsSamePerson(job, patch, record))
        {
            _claimed.TryRemove((target, id), out _);
            Refuse(
                job,
                $"{name} has a record with the same key{by} ({id}), but it is not clear that it is "
                    + "the same person.",
                "Correct the key on one side, or link them by making the stronger keys alike.",
                outcome,
                heldBy
            );
            return;
        }
        await LinkAsync(job, record, outcome, cancellationToken);
    }

    private bool IsSamePerson(Job.Create job, Patch patch, Record record)
    {
        var target = job.From.Other;
        var sent = new Value[context.Plan[target].Fields.Count];
        foreach (var change in patch.Changes)
            sent[change.Ordinal] = change.New;
        if (context.Plan.IsMadeOf(target, sent, record.Values))
            return true;
        var keys = context.Plan.KeysOf(target, record.Values);
        for (var rule = 0; rule < keys.Length; rule++)
            if (keys[rule] is { } key && key == job.Source.KeyOf(rule))
                return !Matcher.IsContradicted(job.Source.Keys, keys, rule);
        return false;
    }

    private async Task LinkAsync(
        Job.Create job,
        Record record,
        Outcome outcome,
        CancellationToken cancellationToken
    )
    {
        var target = job.From.Other;
        var source = PairSide.Of(job.Source);
        var found = new PairSide(record.Id, record.Values).Refreshed(record);
        var ids =
            target is Side.Right
                ? (Left: source.RecordId, Right: record.Id)
                : (Left: record.Id, Right: source.RecordId);
        var link = new Link(0, new LinkSide(ids.Left), new LinkSide(ids.Right));
        var pair = new Pair(link, source, source).With(target, found);
        context.Tally.Add(Count.Adopted);
        outcome.IntentsDone.Add((target, source.RecordId));
        outcome.Journal.Add(
            pairs.Entry(JournalKind.Adopted, pair, target, "the app had this person already")
        );
        await pairs.WriteAsync(
            pair,
            pairs.MergeOf(pair),
            outcome,
            "first meeting",
            cancellationToken
        );
    }
}
