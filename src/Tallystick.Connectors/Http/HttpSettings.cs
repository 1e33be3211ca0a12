namespace Tallystick.Connectors.Http;

/// <summary>The bounds of every call.</summary>
public sealed record HttpSettings
{
    /// <summary>From asking for a connection to having it, TLS included.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>From the granted slot to the last byte of the answer; waiting for a slot is not in it.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest answer, after decompression.</summary>
    public int BodyBytesMax { get; init; } = 64 * 1024 * 1024;

    public int ConnectionsMax { get; init; } = 64;
}
