using Tallystick.Simulation.Time;

namespace Tallystick.Simulation.Faults;

/// <summary>What an app's listings show: what it holds, or where they lag, what it held a while ago.</summary>
internal sealed class SimIndex<TRow>(SimLoop loop, TimeSpan lag)
    where TRow : class, IDatedRow
{
    private readonly SortedDictionary<string, TRow> _shown = new(StringComparer.Ordinal);
    private readonly Queue<(TimeSpan At, string Id, TRow? Row)> _pending = new();

    /// <param name="row">Null for one that is deleted.</param>
    public void Show(string id, TRow? row) =>
        // What was there when the world began has long been listed.
        _pending.Enqueue((loop.Elapsed + (loop.Elapsed > TimeSpan.Zero ? lag : default), id, row));

    /// <summary>A listing's rows in its order.</summary>
    /// <param name="held">What the app holds by now.</param>
    public IReadOnlyList<TRow> Listed(SortedDictionary<string, TRow> held, DateTimeOffset? since)
    {
        while (_pending.TryPeek(out var next) && next.At <= loop.Elapsed)
        {
            _pending.Dequeue();
            if (next.Row is null)
                _shown.Remove(next.Id);
            else
                _shown[next.Id] = next.Row;
        }
        var source = lag > TimeSpan.Zero ? _shown : held;
        return
        [
            .. source.Values.Where(r => since is null || (r.ModifiedAt ?? r.CreatedAt) >= since),
        ];
    }
}

/// <summary>A row with the times that "changed since" goes by.</summary>
internal interface IDatedRow
{
    DateTimeOffset CreatedAt { get; }

    /// <summary>Null before the first update, in some apps.</summary>
    DateTimeOffset? ModifiedAt { get; }
}
