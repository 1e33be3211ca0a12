using System.Text.Json.Serialization;

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
}

[JsonSerializable(typeof(StreamSignature))]
public sealed partial class StreamSignatureContext : JsonSerializerContext;
