using Tallystick.Simulation.Apps;

namespace Tallystick.Simulation.Laws;

/// <summary>Why somebody may be there twice without anybody's mistake.</summary>
internal static class Doubles
{
    private static readonly TimeSpan HidingMax = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Created while the listing hid the only one there was: no other record tells that this is an outage.
    /// </summary>
    public static bool WasHidden(RecordTable table, string token) =>
        table.HidTheOnlyOneAt is { } hidden
        && table.SyncCreated.Values.Any(c =>
            c.Token == token && c.At >= hidden && c.At - hidden < HidingMax
        );

    /// <summary>Somebody edited what the sync had created before the store knew whose it is.</summary>
    /// <param name="edits">Of that one, on both sides, of what it is recognised by.</param>
    public static bool WereEditedUnmet(
        RecordTable table,
        string token,
        IReadOnlyCollection<HumanEdit> edits,
        Meetings meetings
    ) =>
        table.SyncCreated.Any(c =>
            c.Value.Token == token
            && edits.Any(e => e.At >= c.Value.At && !meetings.HadMet(table.Side, c.Key, e.At))
        );
}
