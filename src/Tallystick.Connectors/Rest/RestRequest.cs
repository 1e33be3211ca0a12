using System.Text.Json.Nodes;

namespace Tallystick.Connectors.Rest;

/// <summary>One call about to be made.</summary>
/// <param name="Operation">Such as "person.create".</param>
/// <param name="Path">Below the base URL, or below its host when <see cref="IsFromHost"/>.</param>
/// <param name="IsRepeatable">Doing it twice is the same as doing it once.</param>
internal sealed record RestRequest(
    string Operation,
    HttpMethod Method,
    string Path,
    bool IsRepeatable = true
)
{
    public IReadOnlyList<KeyValuePair<string, string>> Query { get; init; } = [];

    /// <summary>Path and query as a link gave them.</summary>
    public bool IsFromHost { get; init; }

    /// <summary>Whether "not found" is about a record; else it is about the address.</summary>
    public bool NamesRecord { get; init; }

    /// <summary>What a good answer says does not matter.</summary>
    public bool IgnoresAnswer { get; init; }

    public JsonNode? Body { get; init; }

    public string? IfMatch { get; init; }
}
