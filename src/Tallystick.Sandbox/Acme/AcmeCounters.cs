namespace Tallystick.Sandbox.Acme;

/// <summary>
/// Counts the API's requests: those that came to an operation by its name, the others as
/// <c>refused.unauthorized</c>, <c>refused.quota</c> and <c>refused.route</c>; faults by kind.
/// </summary>
internal sealed class AcmeCounters
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, long> _counts = new(StringComparer.Ordinal);

    public void Add(string name)
    {
        lock (_lock)
        {
            _counts[name] = _counts.GetValueOrDefault(name) + 1;
        }
    }

    public IReadOnlyDictionary<string, long> Read()
    {
        lock (_lock)
        {
            return new SortedDictionary<string, long>(_counts, StringComparer.Ordinal);
        }
    }

    public void Reset()
    {
        lock (_lock)
        {
            _counts.Clear();
        }
    }
}
