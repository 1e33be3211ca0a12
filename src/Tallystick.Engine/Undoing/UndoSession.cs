using System.Collections.Concurrent;
using Tallystick.Core.Connectors;
using Tallystick.Core.Records;
using Tallystick.Engine.Runs;
using Tallystick.Engine.Writing;

namespace Tallystick.Engine.Undoing;

/// <summary>
/// Undoes page by page: each record is read as it is now and decided, the page is announced,
/// written with bounded parallelism, flushed and committed. Memory holds a page and the names of the
/// selected records; after a kill the same undo finds what is done already and does the rest.
/// </summary>
internal sealed class UndoSession
{
    private const int PageMax = 200;
    private const int WorkersMax = 32;

    /// <summary>So many records in a row that could not be reached mean the app is down.</summary>
    private const int FailuresMax = 8;

    private readonly RunContext _context;
    private readonly UndoTally _tally;
    private readonly UndoPlanner _planner;
    private readonly UndoWriter _writer;
    private int _failures;

    public UndoSession(RunContext context, UndoRequest request)
    {
        _context = context;
        _tally = new UndoTally(context.Options.DifferencesMax);
        _planner = new UndoPlanner(context, request, _tally);
        _writer = new UndoWriter(context, request, _tally);
    }

    public async Task<UndoReport> UndoAsync(
        UndoSelection selection,
        CancellationToken cancellationToken
    )
    {
        long done = 0;
        foreach (var page in UndoPages.Of(selection.Records, PageMax))
        {
            await UndoAsync(page, cancellationToken);
            done += page.Length;
            _context.Report("undo", null, done, selection.Records.Count);
        }
        return _tally.Report(_context.Stream, selection);
    }

    private async Task UndoAsync(UndoRecord[] page, CancellationToken cancellationToken)
    {
        var decided = new UndoStep?[page.Length];
        await EachAsync(
            Enumerable.Range(0, page.Length),
            i => _context[page[i].Side].Name,
            async (i, ct) => decided[i] = await _planner.DecideAsync(page[i], ct),
            cancellationToken
        );
        var steps = decided.OfType<UndoStep>().ToArray();
        if (steps.Length == 0)
            return;
        await _context.Store.CommitAsync(
            _context.Run,
            Outcome.Merge([.. steps.Select(_writer.Announce)]),
            cancellationToken
        );
        var outcomes = new ConcurrentDictionary<UndoStep, Outcome>(
            ReferenceEqualityComparer.Instance
        );
        var sent = new ConcurrentDictionary<UndoStep, bool>(ReferenceEqualityComparer.Instance);
        try
        {
            // Deletes free the addresses that others may need to come back.
            await WriteAsync(steps.Where(s => s is not UndoStep.Recreate));
            await WriteAsync(steps.Where(s => s is UndoStep.Recreate));
        }
        finally
        {
            // What was done is committed even when the undo was told to stop, and what was not sent
            // is as if it had not been announced. What is in between stays announced.
            foreach (var step in steps.Where(s => !sent.ContainsKey(s)))
                outcomes[step] = _writer.Withdraw(step);
            await CommitAsync([.. steps.Where(outcomes.ContainsKey).Select(s => outcomes[s])]);
        }

        Task WriteAsync(IEnumerable<UndoStep> wave) =>
            EachAsync(
                wave,
                s => _context[s.Side].Name,
                async (step, ct) =>
                {
                    sent[step] = true;
                    var outcome = new Outcome();
                    try
                    {
                        await _writer.WriteAsync(step, outcome, ct);
                    }
                    finally
                    {
                        outcomes[step] = outcome;
                    }
                },
                cancellationToken
            );
    }

    /// <summary>
    /// Trouble in passing is counted; trouble of the whole app stops the undo. The workers go on in
    /// the context they were started in, so that a simulation can replay every step.
    /// </summary>
    private async Task EachAsync<T>(
        IEnumerable<T> items,
        Func<T, string> nameOf,
        Func<T, CancellationToken, Task> work,
        CancellationToken cancellationToken
    )
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var queue = new ConcurrentQueue<T>(items);
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => WorkAsync()));

        async Task WorkAsync()
        {
            try
            {
                while (queue.TryDequeue(out var item))
                {
                    stop.Token.ThrowIfCancellationRequested();
                    await TryAsync(item, nameOf, work, stop.Token);
                }
            }
            catch
            {
                stop.Cancel();
                throw;
            }
        }
    }

    private async Task TryAsync<T>(
        T item,
        Func<T, string> nameOf,
        Func<T, CancellationToken, Task> work,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await work(item, cancellationToken);
            Interlocked.Exchange(ref _failures, 0);
        }
        catch (ConnectorException e)
        {
            _tally.Add(UndoCount.Postponed);
            if (Problems.StopsRun(e) || Interlocked.Increment(ref _failures) >= FailuresMax)
                throw Problems.Stop(nameOf(item), e);
        }
    }

    private int Workers =>
        Math.Clamp(
            Math.Max(
                _context[Side.Left].Capabilities.ConcurrencyMax,
                _context[Side.Right].Capabilities.ConcurrencyMax
            ),
            1,
            WorkersMax
        );

    private async Task CommitAsync(List<Outcome> outcomes)
    {
        foreach (var side in new[] { Side.Left, Side.Right })
            if (_context[side].Buffer is { } buffer && outcomes.Exists(o => o.Wrote.Contains(side)))
                await FlushAsync(side, buffer);
        await _context.Store.CommitAsync(
            _context.Run,
            Outcome.Merge(outcomes),
            CancellationToken.None
        );
    }

    private async Task FlushAsync(Side side, IBufferedConnector buffer)
    {
        try
        {
            await buffer.FlushAsync(CancellationToken.None);
        }
        catch (ConnectorException e)
        {
            throw Problems.Stop(_context[side].Name, e);
        }
    }
}
