using Tallystick.Engine.Configuration;

namespace Tallystick.Cli.Accounts;

/// <summary>What <c>tally connect</c> was asked for.</summary>
internal sealed record ConnectRequest
{
    public required string Connector { get; init; }

    public required string Name { get; init; }

    /// <summary>Null while there is none yet.</summary>
    public SyncFile? File { get; init; }

    public required AccountBook Book { get; init; }

    /// <summary>The account that has the name now.</summary>
    public Account? Before { get; init; }

    public Uri? BaseUrl { get; init; }

    /// <summary>A secret was given by an environment variable; its value.</summary>
    public string? Token { get; init; }

    public string? Location { get; init; }

    public bool IsRotation { get; init; }
}

/// <summary>How a person allows an app, or installs it.</summary>
internal sealed record InstallRequest
{
    public string? ClientId { get; init; }

    public string? ClientSecret { get; init; }

    public string? VersionId { get; init; }

    public Uri? InstallAddress { get; init; }

    /// <summary>As registered with the app; null for this machine.</summary>
    public Uri? Redirect { get; init; }

    public int Port { get; init; }

    public bool IsPasted { get; init; }

    public bool IsAgency { get; init; }

    /// <summary>Something was given that only such a log-in needs: where an app takes others too, this one is meant.</summary>
    public bool IsAsked { get; init; }

    /// <summary>Instead of those that the file's streams need.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    // A record prints its properties: this one must not.
    public override string ToString() => "InstallRequest";
}
