using Tallystick.Core.Limits;

namespace Tallystick.Engine.Budgets;

/// <summary>
/// The lane that calls made from here take. Travels with the tasks of a run, so that connectors
/// need not know of lanes; what nobody put on a lane is a person's.
/// </summary>
public static class CallLane
{
    private static readonly AsyncLocal<Lane?> Here = new();

    public static Lane Current => Here.Value ?? Lane.User;

    /// <summary>From here on, and in all tasks started from here, until the async method ends.</summary>
    public static void Enter(Lane lane) => Here.Value = lane;

    /// <summary>Like <see cref="Enter"/>, where the lane is a better one than the current.</summary>
    public static void Raise(Lane lane)
    {
        if (lane < Current)
            Enter(lane);
    }
}
