using System.Threading.Channels;
using Tallystick.Core.Connectors;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.Runs;
using Tallystick.Engine.Waiting;

namespace Tallystick.Engine.Writing;

/// <summary>
/// Commits outcomes in groups, each after the sides it wrote are flushed: what the store says was
/// written is in the app.
/// </summary>
internal sealed class OutcomeCommitter
{
    private const int GroupMax = 500;

    private readonly RunContext _context;
    private readonly long _total;
    private readonly Channel<Outcome> _outcomes = Channel.CreateBounded<Outcome>(GroupMax * 4);
    private long _done;

    /// <param name="total">How many outcomes to expect; for progress.</param>
    public OutcomeCommitter(RunContext context, long total)
    {
        _context = context;
        _total = total;
    }

    public ChannelWriter<Outcome> Writer => _outcomes.Writer;

    /// <summary>Counts an item that needs nothing now.</summary>
    public void Skip() => Interlocked.Increment(ref _done);

    /// <summary>
    /// Until the writer completes. Takes what has gathered since the last commit, so that slow
    /// flushes make large groups.
    /// </summary>
    public async Task RunAsync()
    {
        var group = new List<Outcome>();
        while (await _outcomes.Reader.WaitToReadAsync(CancellationToken.None))
        {
            while (group.Count < GroupMax && _outcomes.Reader.TryRead(out var outcome))
                group.Add(outcome);
            await CommitAsync(group);
            group.Clear();
        }
    }

    /// <summary>
    /// Makes entries lasting before their write: what is about to be overwritten and stands nowhere
    /// else must be in the journal even if the process dies right after the write.
    /// </summary>
    public async Task TellAheadAsync(
        IEnumerable<JournalEntry> entries,
        CancellationToken cancellationToken
    )
    {
        var told = new Outcome { Committed = Signal.New() };
        told.Journal.AddRange(entries);
        await Writer.WriteAsync(told, cancellationToken);
        await Signal.WaitAsync(told.Committed, cancellationToken);
    }

    private async Task CommitAsync(List<Outcome> group)
    {
        foreach (var side in new[] { Side.Left, Side.Right })
            if (_context[side].Buffer is { } buffer && group.Exists(o => o.Wrote.Contains(side)))
                await FlushAsync(side, buffer);
        await _context.Store.CommitAsync(
            _context.Run,
            Outcome.Merge(group),
            CancellationToken.None
        );
        foreach (var outcome in group)
            outcome.Committed?.TrySetResult();
        var done = Interlocked.Add(ref _done, group.Count(o => o.Committed is null));
        _context.Report("write", null, done, _total);
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
