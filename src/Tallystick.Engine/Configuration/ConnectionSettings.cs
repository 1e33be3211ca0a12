using Tallystick.Core.Connectors;
using Tallystick.Core.Yaml;
using Tallystick.Engine.Budgets;

namespace Tallystick.Engine.Configuration;

/// <summary>
/// One connection of a sync file: which connector, and the settings that it will ask for. Its text
/// form names it and never shows a setting.
/// </summary>
public sealed class ConnectionSettings : SettingsMap
{
    internal ConnectionSettings(YamlMap map, Secrets secrets, string name)
        : base(map, secrets)
    {
        Name = name;
        Connector = map.RequiredText("connector");
        IsUnlimited = map.Texts("limit") is ["none"];
        OwnLimits = IsUnlimited ? [] : Limits("limit");
        Shares = BudgetShares.Usual with
        {
            BackfillOfDay = Share("backfill-share") ?? BudgetShares.Usual.BackfillOfDay,
            AuditOfDay = Share("audit-share") ?? BudgetShares.Usual.AuditOfDay,
        };
    }

    public string Name { get; }

    /// <summary>Name of a built-in connector or of a manifest, such as "highlevel".</summary>
    public string Connector { get; }

    /// <summary>Limits the person set for this connection; empty leaves it to the connector.</summary>
    public IReadOnlyList<RateLimit> OwnLimits { get; }

    /// <summary>The person said "none": the connector's own limits do not hold either.</summary>
    public bool IsUnlimited { get; }

    /// <summary>What backfills and audits may take of the day's quota.</summary>
    public BudgetShares Shares { get; }

    public override string ToString() => $"connection '{Name}' ({Connector})";
}
