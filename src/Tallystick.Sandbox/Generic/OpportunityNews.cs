using System.Text.Json.Nodes;
using Tallystick.Sandbox.World;

namespace Tallystick.Sandbox.Generic;

/// <summary>What is told of an opportunity: several events for one change, even an update for a deletion.</summary>
internal static class OpportunityNews
{
    /// <summary>The fields that have an event of their own.</summary>
    private static readonly (string Field, string Event)[] Special =
    [
        ("status", "OpportunityStatusUpdate"),
        ("pipelineStageId", "OpportunityStageUpdate"),
        ("monetaryValue", "OpportunityMonetaryValueUpdate"),
        ("assignedTo", "OpportunityAssignedToUpdate"),
    ];

    private static readonly string[] Paths =
    [
        "/opportunities",
        "/opportunities/{id}",
        "/opportunities/{id}/status",
    ];

    /// <param name="before">Null for a new one.</param>
    /// <param name="after">Null for one that is gone.</param>
    public static void Tell(
        SandboxWorld world,
        GenericCall work,
        JsonObject? before,
        JsonObject? after
    )
    {
        if (!Paths.Contains(work.Operation.Facts.Path.TrimEnd('/')))
            return;
        var fields = (after ?? before)!;
        var location =
            work.Location ?? fields["locationId"]?.ToString() ?? HighLevelSandbox.DefaultLocation;
        foreach (var type in TypesOf(before, after))
            world.Emit(type, location, new OpportunityEvent((JsonObject)fields.DeepClone()));
    }

    private static IEnumerable<string> TypesOf(JsonObject? before, JsonObject? after)
    {
        if (before is null)
            return ["OpportunityCreate", "OpportunityUpdate"];
        if (after is null)
            return ["OpportunityDelete", "OpportunityUpdate"];
        return Special
            .Where(s => !JsonNode.DeepEquals(before[s.Field], after[s.Field]))
            .Select(s => s.Event)
            .Prepend("OpportunityUpdate");
    }
}

/// <summary>An opportunity as it was.</summary>
internal sealed record OpportunityEvent(JsonObject Fields);
