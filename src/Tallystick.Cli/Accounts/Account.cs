using Tallystick.HighLevel.Tokens;

namespace Tallystick.Cli.Accounts;

/// <summary>How an account is logged in to.</summary>
internal enum AccountKind
{
    /// <summary>A private integration token, which stays until it is rotated.</summary>
    Token,

    /// <summary>Tokens that end and are renewed.</summary>
    OAuth,

    /// <summary>Whatever secrets the app's manifest asks for.</summary>
    Secrets,
}

/// <summary>An account that was connected. Its text form shows no secret.</summary>
internal sealed record Account
{
    public required string Connector { get; init; }

    public required AccountKind Kind { get; init; }

    public required DateTimeOffset ConnectedAt { get; init; }

    /// <summary>HighLevel's sub-account; null where the sync file says which.</summary>
    public string? Location { get; init; }

    /// <summary>Where the app answers; null for its usual address.</summary>
    public Uri? BaseUrl { get; init; }

    /// <summary>The file of a manifest that does not come along.</summary>
    public string? Manifest { get; init; }

    /// <summary>The secrets by name; a token's is "token", and an app's registration is among them.</summary>
    public IReadOnlyDictionary<string, string> Values { get; init; } =
        new Dictionary<string, string>();

    /// <summary>The token before the last rotation, and until when HighLevel keeps it alive.</summary>
    public PreviousToken? Previous { get; init; }

    /// <summary>For <see cref="AccountKind.OAuth"/>: what was asked for, where the app itself says it.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>For <see cref="AccountKind.OAuth"/> of HighLevel: the app that was installed.</summary>
    public HighLevelApp? App { get; init; }

    /// <summary>For an agency's install.</summary>
    public string? CompanyId { get; init; }

    public const string TokenValue = "token";

    /// <summary>What connects it again, for hints.</summary>
    public string CommandOf(string name) => CommandOf(Connector, name, Manifest);

    public static string CommandOf(string connector, string name, string? manifest = null) =>
        $"tally connect {connector} --name {name}"
        + (connector == "rest" ? $" --manifest {manifest ?? "FILE"}" : "");

    public override string ToString() => $"Account {{ {Connector}, {Kind}, {Location} }}";
}

internal sealed record PreviousToken(string Token, DateTimeOffset Until)
{
    public override string ToString() => $"PreviousToken {{ until {Until:O} }}";
}
