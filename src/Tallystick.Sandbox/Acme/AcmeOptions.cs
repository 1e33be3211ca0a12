namespace Tallystick.Sandbox.Acme;

/// <summary>How an Acme CRM starts.</summary>
public sealed record AcmeOptions
{
    /// <summary>The port on 127.0.0.1; zero takes any free one.</summary>
    public int Port { get; init; }

    /// <summary>What a client sends in <c>X-Api-Key</c>.</summary>
    public string ApiKey { get; init; } = "acme-demo-key";

    /// <summary>How long an access token lives.</summary>
    public TimeSpan AccessTokenLifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Whether each refresh gives out a new refresh token, and ends the one it was made with.</summary>
    public bool RefreshRotates { get; init; } = true;

    /// <summary>
    /// A JSON snapshot: read at the start when it is there, written on dispose and on
    /// <c>POST /_acme/save</c>. Null keeps everything in memory only.
    /// </summary>
    public string? DataFile { get; init; }

    /// <summary>Whether 50 requests per second are the limit; without, there is none.</summary>
    public bool Limits { get; init; } = true;

    /// <summary>How many made-up people to start with, when no snapshot was read.</summary>
    public int Contacts { get; init; }

    /// <summary>The seed of ids and of made-up people.</summary>
    public int Seed { get; init; } = 1;
}
