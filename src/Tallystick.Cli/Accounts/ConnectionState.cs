using Tallystick.Core.Connectors;
using Tallystick.HighLevel.Tokens;

namespace Tallystick.Cli.Accounts;

/// <summary>What a test of a connection found, for a person and for programs.</summary>
internal sealed record ConnectionState
{
    private static readonly TimeSpan RotateEvery = TimeSpan.FromDays(90);

    public required string Name { get; init; }

    public required string Connector { get; init; }

    /// <summary>The name in the key store; null where the secret comes from elsewhere.</summary>
    public string? AccountName { get; init; }

    public Account? Account { get; init; }

    /// <summary>What was last given out for it, where tokens are renewed.</summary>
    public TokenSet? Tokens { get; init; }

    public IReadOnlyList<string> Needed { get; init; } = [];

    public IReadOnlyList<Finding> Findings { get; init; } = [];

    public int? QuotaRemaining { get; init; }

    public required DateTimeOffset Now { get; init; }

    /// <summary>Null where the app could not be asked.</summary>
    public bool? IsValid =>
        Findings.Any(f =>
            f.Problem is ProblemKind.Unauthorized
            || f.Topic is "credentials" && f.Level is FindingLevel.Bad
        )
            ? false
        : Findings.Any(f => f.Level is FindingLevel.Good) ? true
        : null;

    /// <summary>Null where the app does not tell: a private integration token's scopes show by use.</summary>
    public IReadOnlyList<string>? Granted =>
        Tokens?.Scopes is { Count: > 0 } scopes ? scopes : null;

    public IReadOnlyList<string> Missing =>
        [
            .. Findings
                .Select(f => f.Scope)
                .OfType<string>()
                .Concat(Granted is { } granted ? Needed.Except(granted) : [])
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];

    public double? ClockSeconds => Findings.FirstOrDefault(f => f.Topic is "clock")?.Figure;

    public int? AgeDays => Account is null ? null : (int)(Now - Account.ConnectedAt).TotalDays;

    /// <summary>A token that does not end by itself is old enough to be replaced.</summary>
    public bool IsRotationDue =>
        Account is { Kind: AccountKind.Token } account && Now - account.ConnectedAt >= RotateEvery;

    public bool IsGood =>
        Missing.Count == 0 && IsValid is true && Findings.All(f => f.Level is not FindingLevel.Bad);
}
