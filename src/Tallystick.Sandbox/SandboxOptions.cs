using Tallystick.Sandbox.Faults;
using Tallystick.Sandbox.Hooks;

namespace Tallystick.Sandbox;

/// <summary>How the sandbox is to behave. What nobody outside HighLevel knows is an option here, with the safest default.</summary>
public sealed record SandboxOptions
{
    /// <summary>Port on 127.0.0.1; 0 for a free one.</summary>
    public int Port { get; init; }

    /// <summary>How many contacts the first location starts with.</summary>
    public int Contacts { get; init; }

    public int Seed { get; init; } = 1;

    /// <summary>How far the search index is behind the records; reported between a few seconds and a minute.</summary>
    public TimeSpan SearchLag { get; init; } = TimeSpan.FromSeconds(12);

    /// <summary>Whether the rate limits are kept.</summary>
    public bool Limits { get; init; } = true;

    public int BurstMax { get; init; } = 100;

    public TimeSpan BurstWindow { get; init; } = TimeSpan.FromSeconds(10);

    public int DailyMax { get; init; } = 200_000;

    /// <summary>How calls fail from the start.</summary>
    public FaultRates Faults { get; init; } = new();

    /// <summary>Where webhooks are sent.</summary>
    public HookOptions Hooks { get; init; } = new();

    /// <summary>A JSON snapshot: read at the start if it exists, written on stop and on request.</summary>
    public string? DataFile { get; init; }

    /// <summary>The location's setting "allow duplicate contacts".</summary>
    public bool DuplicatesAllowed { get; init; }

    /// <summary>Answer an unknown Version header with 401 instead of 400; both were reported.</summary>
    public bool BogusVersionIsUnauthorized { get; init; }

    /// <summary>Whether tag, follower and business changes move dateUpdated; unpublished.</summary>
    public bool TagsMoveDateUpdated { get; init; } = true;

    /// <summary>Answer 404 to paths that the v3 documents lack although they were still seen to work.</summary>
    public bool StrictV3 { get; init; }

    /// <summary>How long an access token lives.</summary>
    public TimeSpan AccessTokenLifetime { get; init; } = TimeSpan.FromSeconds(86_399);

    /// <summary>How long the same refresh is answered with the same tokens.</summary>
    public TimeSpan RefreshGrace { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether the way back from the consent page lacks the state; unpublished.</summary>
    public bool StateIsDropped { get; init; }

    /// <summary>The host name that answers refer to.</summary>
    public string Host { get; init; } = "127.0.0.1";
}
