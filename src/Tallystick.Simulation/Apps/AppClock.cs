using Tallystick.Simulation.Time;

namespace Tallystick.Simulation.Apps;

/// <summary>The clock that an app dates its records by: wrong by so much, and of some apps in whole seconds.</summary>
internal sealed class AppClock(SimLoop loop, TimeSpan skew, bool isCoarse)
{
    public SimLoop Loop => loop;

    public DateTimeOffset Now
    {
        get
        {
            var now = loop.Now + skew;
            return isCoarse ? DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds()) : now;
        }
    }

    /// <summary>When a newborn was modified: an app with coarse times says nothing before the first update.</summary>
    public DateTimeOffset? OfNewborn => isCoarse ? null : Now;
}
