using System.Text.Json.Nodes;

namespace Tallystick.Sandbox.Generic;

/// <summary>What generic operations remember: records by the path of their collection.</summary>
internal sealed class GenericStore
{
    private readonly Dictionary<string, GenericCollection> _collections = new(
        StringComparer.Ordinal
    );

    public IEnumerable<KeyValuePair<string, GenericCollection>> All =>
        _collections.OrderBy(c => c.Key, StringComparer.Ordinal);

    public GenericCollection At(string path)
    {
        if (!_collections.TryGetValue(path, out var collection))
            _collections[path] = collection = new GenericCollection();
        return collection;
    }

    public void Restore(
        string path,
        IEnumerable<GenericRecord> records,
        IEnumerable<string> gone
    ) =>
        _collections[path] = new GenericCollection
        {
            Records = [.. records],
            Gone = gone.ToHashSet(StringComparer.Ordinal),
        };

    public void Clear() => _collections.Clear();
}

/// <summary>The records below one path, in the order in which they came.</summary>
internal sealed class GenericCollection
{
    public List<GenericRecord> Records { get; init; } = [];

    /// <summary>Ids that were deleted, and are not made up again.</summary>
    public HashSet<string> Gone { get; init; } = new(StringComparer.Ordinal);

    public GenericRecord? Find(string id, string? location) =>
        Records.Find(r => r.Answers(id) && r.IsSeenFrom(location));

    /// <summary>A location's own.</summary>
    public IEnumerable<GenericRecord> Of(string location) =>
        Records.Where(r => r.Location == location && r.Id != GenericRecord.Single);

    public void Put(GenericRecord record)
    {
        var at = Records.FindIndex(r => r.Id == record.Id && r.Location == record.Location);
        if (at < 0)
            Records.Add(record);
        else
            Records[at] = record;
    }
}

/// <param name="Location">Whose it is; null for the agency's, which all may see.</param>
/// <param name="IsMadeUp">Nobody created it: what is not in its fields is made up too.</param>
internal sealed record GenericRecord(string Id, string? Location, JsonObject Fields, bool IsMadeUp)
{
    /// <summary>The id of what is alone at its path.</summary>
    public const string Single = ".";

    /// <summary>Some records are asked for by a key of theirs.</summary>
    public bool Answers(string id) =>
        Id == id || Fields["key"] is JsonValue key && key.ToString() == id;

    public bool IsSeenFrom(string? location) =>
        location is null || Location is null || Location == location;
}
