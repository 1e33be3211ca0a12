using System.Text.Json.Serialization;
using Tallystick.Core.Schema;

namespace Tallystick.Core.Mapping;

/// <summary>The parts of a mapping that stored rows depend on, as the store keeps them.</summary>
public sealed record StreamSignature(
    IReadOnlyList<string> Left,
    IReadOnlyList<string> Right,
    IReadOnlyList<string> Pairs,
    IReadOnlyList<string> Rules,
    SyncMode Mode,
    IReadOnlyDictionary<string, string> LeftFilter,
    IReadOnlyDictionary<string, string> RightFilter
)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Canary { get; init; }

    /// <summary>What the mapped fields meant; null in what older versions stored.</summary>
    public IReadOnlyList<FieldType>? LeftTypes { get; init; }

    public IReadOnlyList<FieldType>? RightTypes { get; init; }

    /// <summary>How values are compared and keyed, a pair of fields each; null in what older versions stored.</summary>
    public IReadOnlyList<string>? Forms { get; init; }

    /// <summary>The pairs and rules as the author wrote them.</summary>
    public IReadOnlyList<string>? Written { get; init; }
}

[JsonSerializable(typeof(StreamSignature))]
public sealed partial class StreamSignatureContext : JsonSerializerContext;
