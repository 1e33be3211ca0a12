using System.Text.Json;

namespace Tallystick.Contract.Tests.OpenApi;

/// <summary>One call and its answer.</summary>
internal sealed record Exchange(
    string Method,
    string Path,
    IReadOnlyDictionary<string, string> Query,
    string? Version,
    JsonElement? Body,
    int Status,
    JsonElement? Answer
);
