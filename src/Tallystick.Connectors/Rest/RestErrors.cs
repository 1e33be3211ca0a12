using Tallystick.Core.Connectors;

namespace Tallystick.Connectors.Rest;

/// <summary>How the app says no.</summary>
public sealed record RestErrors
{
    public JsonPath? Message { get; init; }

    public JsonPath? Code { get; init; }

    /// <summary>Where the answer names the field at fault, in the app's spelling.</summary>
    public JsonPath? Field { get; init; }

    /// <summary>Where a duplicate refusal names the record that is there already.</summary>
    public JsonPath? DuplicateOf { get; init; }

    /// <summary>What the app's codes mean; they come before <see cref="Statuses"/>.</summary>
    public IReadOnlyDictionary<string, ProblemKind> Codes { get; init; } =
        new Dictionary<string, ProblemKind>();

    /// <summary>What a status means where it is not the usual.</summary>
    public IReadOnlyDictionary<int, ProblemKind> Statuses { get; init; } =
        new Dictionary<int, ProblemKind>();

    /// <summary>Statuses by which the app says that a record is gone.</summary>
    public IReadOnlyList<int> Gone { get; init; } = [404, 410];

    /// <summary>Header with the app's own id of the exchange.</summary>
    public string? TraceHeader { get; init; }
}
