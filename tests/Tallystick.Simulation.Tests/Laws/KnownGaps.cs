using Tallystick.Simulation.Tests.Apps;

namespace Tallystick.Simulation.Tests.Laws;

/// <summary>What the engine is known to do wrong, and what is therefore not held against it yet.</summary>
internal static class KnownGaps
{
    /// <summary>
    /// Somebody deleted a person, who came back there under another id: typed in anew, or created
    /// again by the sync because an edit of the partner beat the delete. The other side keeps the
    /// person, and its tasks there are taken for deleted one by one: they should be created at the
    /// new person.
    /// </summary>
    /// <param name="tasks">Those of the side where the person was deleted.</param>
    /// <param name="partner">The task of the other side.</param>
    public static bool IsOfOneWhoCameBack(SimTasks tasks, SimPerson partner) =>
        tasks.DeletedByPeople.Values.Any(d =>
            d.WithPerson
            && d.Last.Token == partner.Token
            && d.Last[TaskFields.Person].Text is { } owner
            && tasks.App.DeletedByPeople.TryGetValue(owner, out var person)
            && CameBack(tasks.App, person.Last)
        );

    private static bool CameBack(SimApp app, SimPerson person) =>
        app.Retyped.ContainsValue(person.Token)
        || app.SyncCreated.Any(c => c.Value.Token == person.Token && c.Key != person.Id);
}
