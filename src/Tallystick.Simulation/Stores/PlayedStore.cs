using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Simulation.Apps;
using Tallystick.Simulation.Laws;
using Tallystick.Simulation.Mappings;
using Tallystick.Simulation.Time;

namespace Tallystick.Simulation.Stores;

/// <summary>The store of one process, as the laws watch it.</summary>
internal sealed class PlayedStore(
    ISyncStore inner,
    SimProcess process,
    Stage stage,
    PlayedPair apps,
    Watch watch,
    Func<bool, bool> diesHere
) : ProcessStore(inner, process, diesHere)
{
    protected override void Staged(Run run, Side side, SideProgress progress)
    {
        apps.Noted(Process);
        if (progress.Listing is { Complete: true, Since: null })
            apps[side][stage.PlanOf(run.Stream)[side].ObjectType].WasListed = true;
    }

    protected override void Intended(Run run, IReadOnlyList<Intent> intents) =>
        watch.OnIntents(run.Stream, intents);

    protected override void Committed(Run run, Commit commit)
    {
        apps.Noted(Process);
        foreach (var link in commit.Links)
            watch.OnAgreed(run.Stream, link.Link);
    }
}
