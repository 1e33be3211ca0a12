using Tallystick.Core.Mapping;
using Tallystick.Core.Yaml;

namespace Tallystick.Engine.Configuration;

/// <summary>How far a sync is switched on.</summary>
/// <param name="Canary">Null when every record takes part.</param>
public sealed record SyncStep(SyncMode Mode, Canary? Canary)
{
    private const int FirstCount = 10;
    private const double FirstShare = 0.1;

    /// <summary>
    /// Observe, then one way, then both, each for 10 records, for 10 % and for all. Null after the
    /// last. While both ways are tried, the others go on one way.
    /// </summary>
    /// <param name="oneWay">Which way comes first.</param>
    public SyncStep? Next(SyncMode oneWay) =>
        (Mode, Canary) switch
        {
            (SyncMode.Observe, _) => new SyncStep(oneWay, Canary.First(FirstCount)),
            (_, { Count: not null } first) => this with
            {
                Canary = Core.Mapping.Canary.Of(FirstShare) with { Rest = first.Rest },
            },
            (_, { Share: not null }) => this with { Canary = null },
            (SyncMode.TwoWay, null) => null,
            _ => new SyncStep(
                SyncMode.TwoWay,
                Core.Mapping.Canary.First(FirstCount) with
                {
                    Rest = Mode,
                }
            ),
        };

    public override string ToString()
    {
        var mode = YamlWords.Kebab(Mode.ToString());
        if (Canary is null)
            return Mode is SyncMode.Observe ? mode : $"{mode}, all records";
        var rest =
            Canary.Rest is SyncMode.Observe
                ? ""
                : $", the others {YamlWords.Kebab(Canary.Rest.ToString())}";
        return Canary.Count is { } count
            ? $"{mode}, the first {count} records{rest}"
            : $"{mode}, {Canary} of the records{rest}";
    }
}
