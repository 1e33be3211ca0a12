using Tallystick.Sandbox.Http;
using Tallystick.Sandbox.World;

namespace Tallystick.Sandbox.Opportunities;

/// <summary>Keeps opportunities and tells of them: several events for one change, even an update for a deletion.</summary>
internal sealed class OpportunityDesk(SandboxWorld world)
{
    public Opportunity Get(LocationState location, string id)
    {
        if (location.Opportunities.TryGetValue(id, out var opportunity))
            return opportunity;
        var isElsewhere = world.Locations.Values.Any(l => l.Opportunities.ContainsKey(id));
        throw isElsewhere
            ? Refusal.WrongTenant()
            : Refusal.BadRequest($"Opportunity with id {id} not found");
    }

    public Opportunity Create(LocationState location, Opportunity filled)
    {
        RefuseDuplicate(location, filled);
        var now = location.Contacts.Stamp();
        var opportunity = filled with
        {
            Id = world.Ids.Next(),
            CreatedAt = now,
            UpdatedAt = now,
            StatusChangedAt = now,
            StageChangedAt = now,
        };
        location.Opportunities[opportunity.Id] = opportunity;
        Emit(opportunity, "OpportunityCreate", "OpportunityUpdate");
        return opportunity;
    }

    public Opportunity Store(LocationState location, Opportunity before, Opportunity after)
    {
        var now = location.Contacts.Stamp();
        var stored = after with
        {
            UpdatedAt = now,
            StatusChangedAt = after.Status == before.Status ? before.StatusChangedAt : now,
            StageChangedAt = after.StageId == before.StageId ? before.StageChangedAt : now,
        };
        location.Opportunities[stored.Id] = stored;
        Emit(stored, [.. EventsOf(before, stored)]);
        return stored;
    }

    public void Delete(LocationState location, Opportunity opportunity)
    {
        location.Opportunities.Remove(opportunity.Id);
        Emit(opportunity, "OpportunityDelete", "OpportunityUpdate");
    }

    /// <summary>One that is there for this contact in this pipeline.</summary>
    public static Opportunity? Find(LocationState location, string contactId, string pipelineId) =>
        Sorted(location)
            .FirstOrDefault(o => o.ContactId == contactId && o.PipelineId == pipelineId);

    /// <summary>Oldest first.</summary>
    public static IEnumerable<Opportunity> Sorted(LocationState location) =>
        location
            .Opportunities.Values.OrderBy(o => o.CreatedAt)
            .ThenBy(o => o.Id, StringComparer.Ordinal);

    private static void RefuseDuplicate(LocationState location, Opportunity wanted)
    {
        if (
            !location.OpportunityDuplicatesAllowed
            && wanted.ContactId.Length > 0
            && Find(location, wanted.ContactId, wanted.PipelineId) is not null
        )
            throw Refusal.BadRequest("Can not create duplicate opportunity for the contact.");
    }

    private static IEnumerable<string> EventsOf(Opportunity before, Opportunity after)
    {
        yield return "OpportunityUpdate";
        if (before.Status != after.Status)
            yield return "OpportunityStatusUpdate";
        if (before.StageId != after.StageId)
            yield return "OpportunityStageUpdate";
        if (before.MonetaryValue != after.MonetaryValue)
            yield return "OpportunityMonetaryValueUpdate";
        if (before.AssignedTo != after.AssignedTo)
            yield return "OpportunityAssignedToUpdate";
    }

    private void Emit(Opportunity opportunity, params IReadOnlyList<string> types)
    {
        foreach (var type in types)
            world.Emit(type, opportunity.LocationId, opportunity);
    }
}
