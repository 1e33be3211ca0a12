using System.Collections.Concurrent;
using Tallystick.Core.Connectors;
using Tallystick.Core.Matching;
using Tallystick.Core.Merging;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.Runs;

namespace Tallystick.Engine.Writing;

/// <summary>
/// Creates the partner of a record that has none. An intent was stored before; whatever happens to
/// the call, the person is not doubled: a duplicate answer is adopted where it is the same person,
/// and a lost answer leaves the intent for the next round, which looks before it tries again.
/// </summary>
internal sealed class RecordCreator(RunContext context, PairWriter pairs, FieldIssues issues)
{
    private const string HeldAsRefused = "create:refused";
    private const int TriesMax = 3;

    /// <summary>Records on either side that got a partner in this run; nobody gets a second one.</summary>
    private readonly ConcurrentDictionary<(Side, string), bool> _claimed = new();

    /// <summary>Creates that were refused and yet might have happened: tried once more after a look.</summary>
    private readonly ConcurrentDictionary<string, bool> _lookedFor = new();

    /// <returns>Whether another round must look for what this create left behind.</returns>
    public async Task<bool> CreateAsync(
        Job.Create job,
        Outcome outcome,
        CancellationToken cancellationToken
    )
    {
        var target = job.From.Other;
        if (job.IsDoubtful || job.IsOld)
        {
            if (
                await SourceLook.AgainAsync(context, job, outcome, cancellationToken)
                is not { } current
            )
            {
                outcome.IntentsDone.Add((target, job.Source.Record.Id));
                return false;
            }
            job = current;
        }
        var patch = job.Creation.Patch;
        var refused = new List<(FieldChange Change, string Message)>();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var result = await context[target]
                    .Connector.CreateAsync(context.Plan[target], patch, cancellationToken);
                return await NoteCreatedAsync(
                    job,
                    patch,
                    result,
                    refused,
                    outcome,
                    cancellationToken
                );
            }
            catch (ConnectorException e) when (e.Kind is ProblemKind.Duplicate)
            {
                await AdoptAsync(job, patch, e, outcome, cancellationToken);
                return false;
            }
            catch (ConnectorException e)
                when (e.Kind is ProblemKind.Invalid or ProblemKind.Permanent)
            {
                if (e.MayHaveHappened && _lookedFor.TryAdd(job.Source.Record.Id, true))
                {
                    // Sent again, the app itself tells whether it has this person.
                    if (IsKnownAgain(target, patch))
                        continue;
                    return true;
                }
                var culprit = patch
                    .Changes.Where(c => context.Plan[target].Fields[c.Ordinal].Key == e.Field)
                    .ToArray();
                if (culprit.Length == 0 || culprit.Length == patch.Changes.Count)
                {
                    Refuse(job, $"{context[target].Name} refused it: {e.Message}", e.Hint, outcome);
                    return false;
                }
                patch = new Patch([.. patch.Changes.Except(culprit)]);
                refused.AddRange(culprit.Select(c => (c, e.Message)));
            }
            catch (ConnectorException e)
                when (e.Kind is ProblemKind.Ambiguous
                    && IsKnownAgain(target, patch)
                    && attempt < TriesMax
                )
            {
                // It may have happened; the app itself refuses a second one, so asking again is safe.
            }
            catch (ConnectorException e) when (e.Kind is ProblemKind.Ambiguous)
            {
                return true;
            }
            catch (ConnectorException e) when (!Problems.StopsRun(e))
            {
                context.Tally.Add(Count.Postponed);
                outcome.IntentsDone.Add((target, job.Source.Record.Id));
                return false;
            }
        }
    }

    /// <summary>The app would refuse a second record with what is sent.</summary>
    private bool IsKnownAgain(Side target, Patch patch)
    {
        var keys = context[target].Capabilities.RefusesDuplicatesOn;
        var fields = context.Plan[target].Fields;
        return patch.Changes.Any(c => keys.Contains(fields[c.Ordinal].Key));
    }

    private async Task<bool> NoteCreatedAsync(
        Job.Create job,
        Patch patch,
        WriteResult result,
        List<(FieldChange Change, string Message)> refused,
        Outcome outcome,
        CancellationToken cancellationToken
    )
    {
        var target = job.From.Other;
        outcome.Wrote.Add(target);
        context[target].WrittenAt = context.Now;
        _claimed.TryAdd((target, result.Id), true);
        context.Tally.Add(target, Count.CreatedLeft, Count.CreatedRight);
        outcome.IntentsDone.Add((target, job.Source.Record.Id));
        var after = result.After ?? await LookAsync(target, result.Id, cancellationToken);
        var pair = PairOf(job, target, patch, result.Id, after, result.After is null);
        outcome.Journal.Add(
            pairs.Entry(JournalKind.Created, pair, target, $"new on {job.From.Word}") with
            {
                Fields =
                [
                    .. patch.Changes.Select(c => new JournalField(
                        context
                            .Plan.Fields.First(f =>
                                f[target].Ordinal == c.Ordinal && f.FlowsTo(target)
                            )
                            .Name,
                        Value.Empty,
                        pair[target].Row[c.Ordinal]
                    )),
                ],
            }
        );
        var written = new Written(target, patch, after, [], IsPostponed: false)
        {
            IsReadBack = result.After is null,
        };
        pair = pair with
        {
            Link = pair.Link with { Marks = pairs.ProveCreated(pair, written, outcome) },
        };
        // What the app set by itself (a default country) is news for the source.
        var merge = pairs.MergeOf(pair);
        NoteProblems(job, pair, target, merge, refused, outcome);
        await pairs.WriteAsync(
            pair,
            merge,
            outcome,
            $"set by {context[target].Name} on creation",
            cancellationToken
        );
        return false;
    }

    /// <summary>What became of it, if that can be seen now: the record exists, whatever the look says.</summary>
    private async Task<Record?> LookAsync(
        Side target,
        string id,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await context[target]
                .Connector.GetAsync(context.Plan[target], id, cancellationToken);
        }
        catch (ConnectorException e) when (!Problems.StopsRun(e))
        {
            return null;
        }
    }

    /// <summary>The pair as it stands after the create: written fields are agreed, others have not met.</summary>
    private Pair PairOf(
        Job.Create job,
        Side target,
        Patch patch,
        string id,
        Record? after,
        bool isReadBack
    )
    {
        var source = PairSide.Of(job.Source) with
        {
            LookedAt = context.LookedAt(job.From, job.Source.Record.Id),
        };
        var row = new Value[context.Plan[target].Fields.Count];
        after?.Values.CopyTo(row, 0);
        var sourceShadow = new Value[source.Row.Length];
        var targetShadow = new Value[row.Length];
        foreach (var change in patch.Changes)
        {
            if (row[change.Ordinal].IsUnknown)
                row[change.Ordinal] = change.New;
            targetShadow[change.Ordinal] = new WrittenValue(
                context.Plan.Fields.First(f => f[target].Ordinal == change.Ordinal),
                target,
                change,
                Value.Empty,
                row[change.Ordinal],
                isReadBack
            ).Agreed;
        }
        foreach (var field in context.Plan.Fields)
            if (!targetShadow[field[target].Ordinal].IsUnknown)
                sourceShadow[field[job.From].Ordinal] = source.Row[field[job.From].Ordinal];
        // A value that could not be sent is an issue now, not a difference to settle again.
        foreach (var problem in job.Creation.Problems)
            sourceShadow[problem.Field[job.From].Ordinal] = source.Row[
                problem.Field[job.From].Ordinal
            ];
        var link = new Link(
            0,
            SideOf(Side.Left, job.From, source.RecordId, sourceShadow, id, targetShadow),
            SideOf(Side.Right, job.From, source.RecordId, sourceShadow, id, targetShadow)
        );
        var created = new PairSide(id, row)
        {
            Hash = Core.Mapping.StreamPlan.HashOf(row),
            ModifiedAt = after?.ModifiedAt,
            Version = after?.Version,
        };
        return new Pair(link, source, source).With(target, created);
    }

    private LinkSide SideOf(
        Side side,
        Side from,
        string sourceId,
        Value[] sourceShadow,
        string createdId,
        Value[] targetShadow
    ) =>
        side == from
            ? new LinkSide(sourceId) { Shadow = sourceShadow }
            : new LinkSide(createdId) { Shadow = targetShadow, WrittenAt = context.Now };

    /// <param name="merge">The merge that follows; what it finds again is noted there.</param>
    private void NoteProblems(
        Job.Create job,
        Pair pair,
        Side target,
        MergeResult merge,
        List<(FieldChange Change, string Message)> refused,
        Outcome outcome
    )
    {
        foreach (
            var problem in job.Creation.Problems.Where(p =>
                !merge.Problems.Any(again => again.Field == p.Field)
            )
        )
        {
            context.Tally.Add(Count.Refused);
            outcome.Issues.Add(issues.Problem(pair, problem));
        }
        foreach (var (change, message) in refused)
        {
            var field = context.Plan.Fields.First(f => f[target].Ordinal == change.Ordinal);
            context.Tally.Add(Count.Refused);
            outcome.Issues.Add(issues.Refused(pair, field, target, message));
        }
    }

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
                outcome
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
                outcome
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
                outcome
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
            if (keys[rule] is { } key && key == job.Source.Keys[rule])
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

    private void Refuse(Job.Create job, string message, string? hint, Outcome outcome)
    {
        var id = job.Source.Record.Id;
        var origin = job.Source.Record.Origin is { } o ? $" {o}" : "";
        context.Tally.Add(Count.Refused);
        outcome.IntentsDone.Add((job.From.Other, id));
        outcome.Held.Add((job.From, id, HeldAsRefused));
        outcome.Issues.Add(
            new Issue(
                IssueKind.RefusedWrite,
                FieldIssues.KeyOfCreate(job.From, id),
                $"{context[job.From].Name}{origin} ({id}) was not created: {message}"
            )
            {
                LeftId = job.From is Side.Left ? id : null,
                RightId = job.From is Side.Right ? id : null,
                Side = job.From.Other,
                Hint =
                    hint
                    ?? "It is tried again when the record changes, or by tally issues resolve NUMBER --retry.",
            }
        );
        outcome.Journal.Add(
            new JournalEntry(JournalKind.Refused, context.Now)
            {
                Stream = context.Stream,
                Run = context.Run.Number,
                Side = job.From.Other,
                LeftId = job.From is Side.Left ? id : null,
                RightId = job.From is Side.Right ? id : null,
                Cause = $"new on {job.From.Word}",
            }
        );
    }
}
