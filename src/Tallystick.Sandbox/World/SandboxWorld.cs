using Tallystick.Sandbox.Generic;
using Tallystick.Sandbox.Locations;
using Tallystick.Sandbox.OAuth;

namespace Tallystick.Sandbox.World;

/// <summary>Everything the sandbox holds. One lock guards it: each call is one step.</summary>
internal sealed class SandboxWorld(SandboxOptions options, TimeProvider time)
{
    private const int EventsMax = 10_000;

    public Lock Gate { get; } = new();

    public SandboxOptions Options => options;

    public SandboxClock Clock { get; } = new(time);

    public SandboxIds Ids { get; } = new(options.Seed);

    public const string CompanyId = "5DP4iH6HLkQsiKESj6rh";

    public Dictionary<string, LocationState> Locations { get; } = new(StringComparer.Ordinal);

    public List<SandboxUser> Users { get; } = [];

    public Dictionary<string, SandboxToken> Tokens { get; } = new(StringComparer.Ordinal);

    public OAuthState OAuth { get; } = new();

    public GenericStore Generic { get; } = new();

    public Queue<SandboxEvent> Events { get; } = new();

    /// <summary>Is raised under the lock.</summary>
    public event Action<SandboxEvent>? Emitted;

    public void Emit(string type, string locationId, object payload)
    {
        if (Events.Count == EventsMax)
            Events.Dequeue();
        var e = new SandboxEvent(type, locationId, Clock.NowMs, payload);
        Events.Enqueue(e);
        Emitted?.Invoke(e);
    }

    public LocationState AddLocation(string id, LocationFacts facts)
    {
        var location = new LocationState(id, facts, Clock, options, Generic);
        Locations.Add(id, location);
        return location;
    }
}
