using System.Collections.Immutable;
using System.Text.Json;

namespace Tallystick.Sandbox.Opportunities;

/// <summary>A deal with a contact, at a stage of a pipeline.</summary>
/// <param name="ContactId">Empty for one that an upsert made, which names no contact.</param>
internal sealed record Opportunity(string Id, string LocationId, string ContactId)
{
    public string Name { get; init; } = "";

    public string PipelineId { get; init; } = "";

    public string StageId { get; init; } = "";

    /// <summary>open, won, lost or abandoned.</summary>
    public string Status { get; init; } = "open";

    public double? MonetaryValue { get; init; }

    public string? AssignedTo { get; init; }

    public string? LostReasonId { get; init; }

    public string? Source { get; init; }

    /// <summary>Of v3: a day, and a share of a hundred.</summary>
    public string? ExpectedCloseDate { get; init; }

    public double? Probability { get; init; }

    public ImmutableArray<string> Followers { get; init; } = [];

    /// <summary>By the field's id.</summary>
    public ImmutableSortedDictionary<string, JsonElement> CustomFields { get; init; } =
        ImmutableSortedDictionary<string, JsonElement>.Empty;

    public long CreatedAt { get; init; }

    public long UpdatedAt { get; init; }

    public long StatusChangedAt { get; init; }

    public long StageChangedAt { get; init; }
}

/// <summary>The stages that a deal goes through.</summary>
internal sealed record SalesPipeline(string Id, string Name, IReadOnlyList<PipelineStage> Stages);

internal sealed record PipelineStage(string Id, string Name);

/// <summary>Why deals are lost, for people to choose from.</summary>
internal sealed record LostReason(string Id, string Name);
