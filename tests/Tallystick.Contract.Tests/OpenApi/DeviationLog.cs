using System.Text.Json;

namespace Tallystick.Contract.Tests.OpenApi;

/// <summary>Collects the deviations of one exchange, leaving out the known ones.</summary>
internal sealed class DeviationLog(
    string operation,
    OpenApiGeneration generation,
    IEnumerable<KnownDeviation> known
)
{
    private readonly KnownDeviation[] _known =
    [
        .. known.Where(entry => entry.IsAbout(generation, operation)),
    ];
    private readonly List<Deviation> _deviations = [];

    public IReadOnlyList<Deviation> Deviations => _deviations;

    public void Add(DeviationKind kind, string location, string message)
    {
        if (!IsKnown(kind, location))
        {
            _deviations.Add(new Deviation(kind, operation, location, message));
        }
    }

    public void AddRange(DeviationLog other) => _deviations.AddRange(other._deviations);

    public bool IsKnown(DeviationKind kind, string location) =>
        _known.Any(entry => entry.Kind == kind && entry.Instead is null && entry.IsAt(location));

    /// <summary>The schema that stands in for the documented one at a place, if one does.</summary>
    public JsonElement? Instead(string location) =>
        _known.FirstOrDefault(entry => entry.Instead is not null && entry.IsAt(location))?.Instead;

    /// <summary>An empty log with the same knowledge, to try a branch with.</summary>
    public DeviationLog Branch() => new(operation, generation, _known);
}
