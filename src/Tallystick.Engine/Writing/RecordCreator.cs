using System.Collections.Concurrent;
using Tallystick.Core.Connectors;
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
internal sealed partial class RecordCreator(
    RunContext context,
    PairWriter pairs,
    FieldIssues issues
)
{
    private const string HeldAsRefused = "create:refused";
    private const string OnCreation = " on creation";
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
        var source = (job.From, job.Source.Record.Id);
        if (!_claimed.TryAdd(source, true))
        {
            // Meanwhile the app named it as the one that another record here is.
            outcome.IntentsDone.Add((job.From.Other, job.Source.Record.Id));
            return false;
        }
        var mustLook = await TryAsync(job, outcome, cancellationToken);
        if (!mustLook && outcome.Link is null)
            _claimed.TryRemove(source, out _);
        return mustLook;
    }

    private async Task<bool> TryAsync(
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
                    Refuse(
                        job,
                        $"{context[target].Name} refused it: {e.Message}{LeftOut(job)}",
                        e.Hint,
                        outcome
                    );
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
                        // Not what somebody has typed by now: that is no write of ours.
                        pair.Link[target].Shadow![c.Ordinal]
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
            $"set by {context[target].Name}{OnCreation}",
            cancellationToken
        );
        return false;
    }

    /// <summary>The entry tells of what the app itself had set in a new record, and of nobody's edit.</summary>
    public static bool IsOfCreation(JournalEntry entry) =>
        entry.Cause.EndsWith(OnCreation, StringComparison.Ordinal);

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

    /// <summary>What it lacked may be why it was refused.</summary>
    private static string LeftOut(Job.Create job) =>
        string.Concat(
            job.Creation.Problems.Select(p =>
                $" '{p.Field[p.From].Field.Key}' had been left out: it {p.Message}."
            )
        );

    /// <param name="heldBy">What the row waits for, if not for its own change.</param>
    private void Refuse(
        Job.Create job,
        string message,
        string? hint,
        Outcome outcome,
        string? heldBy = null
    )
    {
        var id = job.Source.Record.Id;
        var origin = job.Source.Record.Origin is { } o ? $" {o}" : "";
        context.Tally.Add(Count.Refused);
        outcome.IntentsDone.Add((job.From.Other, id));
        outcome.Held.Add((job.From, id, heldBy ?? HeldAsRefused));
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
