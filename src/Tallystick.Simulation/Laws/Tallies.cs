namespace Tallystick.Simulation.Laws;

/// <summary>Something about the mapping that the storms showed, of a stream or one of its pairs.</summary>
internal enum Note
{
    Conflicts,
    ConflictsAsked,
    BornOnBothSides,
    Unrecognised,
    Ambiguous,
    Duplicates,
    Refused,
    RefusedRequired,
    Invalid,
    NotStored,
    Cut,
    DeletesAsked,
    DeletesBraked,
    Oscillating,
    RoundTrips,
    RoundTripsBroken,
}

/// <summary>Counts by note, stream and field, each with the first example.</summary>
internal sealed class Tallies
{
    private readonly SortedDictionary<(Note Note, string Stream, string Field), Tally> _all = [];

    public void Add(Note note, string stream, string field = "", Func<string>? example = null)
    {
        if (!_all.TryGetValue((note, stream, field), out var tally))
            _all[(note, stream, field)] = tally = new Tally { Example = example?.Invoke() };
        tally.Count++;
    }

    public void Add(Tallies other)
    {
        foreach (var (key, theirs) in other._all)
        {
            if (!_all.TryGetValue(key, out var tally))
                _all[key] = tally = new Tally { Example = theirs.Example };
            tally.Count += theirs.Count;
        }
    }

    public IEnumerable<(Note Note, string Stream, string Field, long Count, string? Example)> All =>
        _all.Select(t => (t.Key.Note, t.Key.Stream, t.Key.Field, t.Value.Count, t.Value.Example));

    public long Count(Note note, string stream, string field = "") =>
        _all.TryGetValue((note, stream, field), out var tally) ? tally.Count : 0;

    private sealed class Tally
    {
        public long Count { get; set; }

        public string? Example { get; init; }
    }
}
