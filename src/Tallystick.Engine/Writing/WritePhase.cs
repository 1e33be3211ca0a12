using System.Threading.Channels;
using Tallystick.Core.Connectors;
using Tallystick.Core.Merging;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.Reading;
using Tallystick.Engine.Runs;

namespace Tallystick.Engine.Writing;

/// <summary>
/// Works off what is staged: decides each record by the pure merge, sends what must be written with
/// bounded parallelism, and commits outcomes in groups, each group after the written sides are
/// flushed. Memory holds a few pages; a kill loses no more than the last group, which its intents
/// and the next reading find again.
/// </summary>
internal sealed partial class WritePhase
{
    private const int PageMax = 500;
    private const int WorkersMax = 32;

    /// <summary>Up to this many changes, a record is read again before it is written to.</summary>
    private const long RereadsMax = 1_000;

    /// <summary>So many records in a row that could not be reached mean the app is down.</summary>
    private const int FailuresMax = 8;

    private readonly RunContext _context;
    private readonly FieldIssues _issues;
    private PairWriter _pairs;
    private RecordCreator _creator;
    private OutcomeCommitter? _commits;
    private IReadOnlySet<Side> _hidden = new HashSet<Side>();
    private int _failures;
    private int _lookAgain;

    public WritePhase(RunContext context)
    {
        _context = context;
        _issues = new FieldIssues(context);
        _pairs = new PairWriter(context, _issues, Rereading.Never, TellAheadAsync);
        _creator = new RecordCreator(context, _pairs, _issues);
    }

    /// <param name="isLate">The run has waited since it read.</param>
    /// <returns>Whether another round must look for what lost answers left behind.</returns>
    public async Task<bool> WriteAsync(bool isLate, CancellationToken cancellationToken)
    {
        var total = await _context.Store.CountWorkAsync(_context.Stream, cancellationToken);
        _lookAgain = 0;
        if (total == 0)
            return false;
        _pairs = new PairWriter(_context, _issues, RereadingOf(total, isLate), TellAheadAsync);
        _creator = new RecordCreator(_context, _pairs, _issues);
        _hidden = await ListingDoubt.HiddenAsync(_context, cancellationToken);

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var jobs = Channel.CreateBounded<Job>(PageMax);
        var commits = _commits = new OutcomeCommitter(_context, total);
        var committing = GuardAsync(commits.RunAsync(), stop);
        var producing = GuardAsync(ProduceAsync(jobs.Writer, commits.Writer, stop.Token), stop);
        var workers = Enumerable
            .Range(0, Workers)
            .Select(_ => GuardAsync(WorkAsync(jobs.Reader, commits.Writer, stop.Token), stop))
            .Append(producing)
            .ToArray();
        try
        {
            await Task.WhenAll(workers);
        }
        finally
        {
            // What was done is committed even when the run was told to stop.
            commits.Writer.TryComplete();
            await committing;
        }
        return _lookAgain > 0;
    }

    private Rereading RereadingOf(long total, bool isLate) =>
        total > RereadsMax && !IsMostlyWaiting ? Rereading.Never
        : isLate ? Rereading.Always
        : _context.IsFirstRun && _context.Gate.Canary is null ? Rereading.Never
        : Rereading.WhereListingsLag;

    /// <summary>Of what is staged, no more than the canary's few are written.</summary>
    private bool IsMostlyWaiting => _context.Plan.Definition.Canary?.Count <= RereadsMax;

    private int Workers =>
        Math.Min(
            WorkersMax,
            Math.Max(
                _context[Side.Left].Capabilities.ConcurrencyMax,
                _context[Side.Right].Capabilities.ConcurrencyMax
            )
        );

    /// <summary>The first failure stops the others, and is the one that is told.</summary>
    private static async Task GuardAsync(Task task, CancellationTokenSource stop)
    {
        try
        {
            await task;
        }
        catch
        {
            stop.Cancel();
            throw;
        }
    }

    private async Task ProduceAsync(
        ChannelWriter<Job> jobs,
        ChannelWriter<Outcome> outcomes,
        CancellationToken cancellationToken
    )
    {
        try
        {
            string? after = null;
            do
            {
                var (items, next) = await _context.Store.WorkAsync(
                    _context.Stream,
                    after,
                    PageMax,
                    cancellationToken
                );
                after = next;
                var page = items.Select(i => Decide(Current(i))).ToArray();
                await DoubtAsync(page, cancellationToken);
                await AnnounceCreatesAsync(page.Select(p => p.Job), cancellationToken);
                foreach (var (job, outcome) in page)
                {
                    if (job is not null)
                        await jobs.WriteAsync(job, cancellationToken);
                    else if (outcome is not null)
                        await outcomes.WriteAsync(outcome, cancellationToken);
                    else
                        _commits!.Skip();
                }
            } while (after is not null);
        }
        finally
        {
            jobs.TryComplete();
        }
    }

    /// <summary>Marks creates whose source a lagging listing may show although it is gone.</summary>
    private async Task DoubtAsync(
        (Job? Job, Outcome? Outcome)[] page,
        CancellationToken cancellationToken
    )
    {
        foreach (var from in new[] { Side.Left, Side.Right })
        {
            if (_context[from].Capabilities.ListLag <= TimeSpan.Zero)
                continue;
            var ids = page.Select(p => p.Job)
                .OfType<Job.Create>()
                .Where(j => j.From == from)
                .Select(j => j.Source.Record.Id)
                .ToArray();
            if (ids.Length == 0)
                continue;
            var gone = await _context.Store.TombstonesAsync(
                _context.Stream,
                from,
                ids,
                cancellationToken
            );
            for (var i = 0; i < page.Length; i++)
                if (
                    page[i].Job is Job.Create create
                    && create.From == from
                    && gone.Contains(create.Source.Record.Id)
                )
                    page[i].Job = create with { IsDoubtful = true };
        }
    }

    private Task AnnounceCreatesAsync(IEnumerable<Job?> jobs, CancellationToken cancellationToken)
    {
        var intents = jobs.OfType<Job.Create>().Select(IntentOf).ToArray();
        foreach (var intent in intents)
            _context.Vacated.TryRemove((intent.Target, intent.SourceId), out _);
        return intents.Length == 0
            ? Task.CompletedTask
            : _context.Store.AddIntentsAsync(_context.Run, intents, cancellationToken);
    }

    private Intent IntentOf(Job.Create job)
    {
        var target = job.From.Other;
        var sent = new Value[_context.Plan[target].Fields.Count];
        foreach (var change in job.Creation.Patch.Changes)
            sent[change.Ordinal] = change.New;
        return new Intent(target, job.Source.Record.Id, sent, _context.Now);
    }

    private async Task WorkAsync(
        ChannelReader<Job> jobs,
        ChannelWriter<Outcome> outcomes,
        CancellationToken cancellationToken
    )
    {
        while (await NextAsync(jobs, cancellationToken) is { } job)
        {
            var outcome = new Outcome();
            try
            {
                await SettleAsync(job, outcome, cancellationToken);
                Interlocked.Exchange(ref _failures, 0);
            }
            catch (ConnectorException e) when (Problems.StopsRun(e))
            {
                throw Problems.Stop(NameOf(job), e);
            }
            catch (ConnectorException e)
            {
                NoteFailure(job, e);
            }
            await outcomes.WriteAsync(outcome, CancellationToken.None);
        }
    }

    /// <returns>Null after the last.</returns>
    private static async Task<Job?> NextAsync(
        ChannelReader<Job> jobs,
        CancellationToken cancellationToken
    )
    {
        while (await jobs.WaitToReadAsync(cancellationToken))
            if (jobs.TryRead(out var job))
                return job;
        return null;
    }

    private async Task SettleAsync(Job job, Outcome outcome, CancellationToken cancellationToken)
    {
        switch (job)
        {
            case Job.Create create:
                if (await _creator.CreateAsync(create, outcome, cancellationToken))
                    Interlocked.Increment(ref _lookAgain);
                return;
            case Job.Update update:
                await WritePairAsync(update.Pair, update.Merge, outcome, cancellationToken);
                return;
            case Job.ReadFirst read:
                await ReadAndWriteAsync(read.Item, outcome, cancellationToken);
                return;
        }
    }

    private async Task WritePairAsync(
        Pair pair,
        MergeResult merge,
        Outcome outcome,
        CancellationToken cancellationToken
    )
    {
        NoteFirstMeeting(pair, outcome);
        NoteReturn(pair.Link, outcome);
        var cause = pair.IsFirstMeeting ? "first meeting" : "changed on the other side";
        if (!await _pairs.WriteAsync(pair, merge, outcome, cause, cancellationToken))
            Interlocked.Increment(ref _lookAgain);
    }

    private async Task ReadAndWriteAsync(
        WorkItem item,
        Outcome outcome,
        CancellationToken cancellationToken
    )
    {
        var link = item.Link!;
        foreach (var side in new[] { Side.Left, Side.Right })
        {
            if (item[side] is not null || PairSide.IsRemembered(link, side, _context.Plan[side]))
                continue;
            var record = await _context[side]
                .Connector.GetAsync(_context.Plan[side], link[side].RecordId, cancellationToken);
            if (record is null)
            {
                await NoteGoneAsync(
                    link,
                    side,
                    item[side.Other]?.Record,
                    outcome,
                    cancellationToken
                );
                return;
            }
            var row = new StagedRow(
                record,
                Core.Mapping.StreamPlan.HashOf(record.Values),
                link.Id,
                _context.Plan.KeysOf(side, record.Values)
            );
            item = side is Side.Left ? item with { Left = row } : item with { Right = row };
        }
        var pair = Pair.Of(item, link, _context.Plan)!;
        await WritePairAsync(pair, _pairs.MergeOf(pair), outcome, cancellationToken);
    }

    /// <param name="survivor">The other one as it waits for work; null where it does not.</param>
    private async Task NoteGoneAsync(
        Link link,
        Side side,
        Record? survivor,
        Outcome outcome,
        CancellationToken cancellationToken
    )
    {
        if (
            survivor is not null
            && await _pairs.IsGoneTooAsync(side.Other, link, cancellationToken)
        )
        {
            _pairs.NoteBothGone(link, side, survivor.Values, outcome);
            return;
        }
        outcome.Link = new LinkCommit(link with { State = LinkState.Deleted }, null, null);
        outcome.Journal.Add(_pairs.GoneEntry(link, side, survivor?.Values));
        outcome.Settled.Add((side, link[side].RecordId));
        if (survivor is not null)
        {
            await _pairs.DoubtPlaceAsync(side, link, survivor.Values, cancellationToken);
            await _context.KeepAsync(side.Other, survivor, link.Id, cancellationToken);
        }
        Interlocked.Increment(ref _lookAgain);
    }

    private void NoteFailure(Job job, ConnectorException problem)
    {
        _context.Tally.Add(Count.Postponed);
        if (Interlocked.Increment(ref _failures) >= FailuresMax)
            throw Problems.Stop(NameOf(job), problem);
    }

    private Task TellAheadAsync(
        IEnumerable<JournalEntry> entries,
        CancellationToken cancellationToken
    ) => _commits!.TellAheadAsync(entries, cancellationToken);

    private string NameOf(Job job) =>
        job is Job.Create create
            ? _context[create.From.Other].Name
            : $"{_context[Side.Left].Name} / {_context[Side.Right].Name}";
}
