using Tallystick.Sandbox.World;

namespace Tallystick.Sandbox.Opportunities;

/// <summary>The pipelines and the lost reasons that a location starts with; there is no call that makes one.</summary>
internal static class OpportunityFurniture
{
    /// <param name="own">Ids are a location's own.</param>
    public static void Place(LocationState location, Func<string, string> own)
    {
        location.Pipelines.Add(
            new SalesPipeline(
                own("VDm7RPYC2GLUvdpKmBfC"),
                "Sales",
                [
                    new(own("7915dedc-8f18-44d5-8bc3-77c04e994a10"), "New"),
                    new(own("e93ba61a-53b3-45e7-985a-c7732dbcdb69"), "Contacted"),
                    new(own("2d0f9a4e-6b1c-4f57-9c38-5ae1d07b6f42"), "Proposal sent"),
                    new(own("b6a1c7d2-93e4-4a0f-8d15-0c2e7f9b8a64"), "Negotiation"),
                ]
            )
        );
        location.Pipelines.Add(
            new SalesPipeline(
                own("bCkKGpDsyPP4peuKowkG"),
                "Renewals",
                [
                    new(own("5f3e8b1a-27c9-4d60-a1b4-9e6d3c0f7a28"), "Due"),
                    new(own("c94d2e7f-81a5-4b36-92f0-6d1b8e5a3c70"), "Offered"),
                ]
            )
        );
        location.LostReasons.Add(new LostReason(own("CLu7BaljjqrEjBGKTNNe"), "Too expensive"));
        location.LostReasons.Add(new LostReason(own("Rk3pWq8nTz5vYc2xLm9d"), "Chose another"));
        location.LostReasons.Add(new LostReason(own("Hs6tGb4jNe7wQa1uPf0k"), "No answer"));
    }
}
