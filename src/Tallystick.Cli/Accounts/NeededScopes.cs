using Tallystick.Connectors.HighLevel;
using Tallystick.Core.Connectors;
using Tallystick.Core.Mapping;
using Tallystick.Engine.Configuration;

namespace Tallystick.Cli.Accounts;

/// <summary>The scopes that a file's streams need, and no more.</summary>
internal static class NeededScopes
{
    /// <summary>By the streams of one connection.</summary>
    public static IReadOnlyList<string> Of(SyncFile file, string connection) =>
        HighLevelConnector.ScopesFor(UsesOf(file, connection));

    /// <summary>By the connections that take their token from the account; else by all of HighLevel.</summary>
    public static IReadOnlyList<string> OfAccount(SyncFile? file, string account)
    {
        var all = file?.Connections.Values.Where(c => c.Connector == "highlevel").ToArray() ?? [];
        var own = all.Where(c => c.SecretName("token") == account).ToArray();
        var uses = (own.Length > 0 ? own : all).SelectMany(c => UsesOf(file!, c.Name)).ToArray();
        return HighLevelConnector.ScopesFor(
            uses.Length > 0
                ? uses
                : [.. HighLevelConnector.ObjectTypes.Select(type => new ObjectUse(type, true))]
        );
    }

    /// <summary>What the file's streams do with the object types of one connection.</summary>
    public static IReadOnlyList<ObjectUse> UsesOf(SyncFile file, string connection) =>
        [
            .. file
                .Syncs.Where(s => s.Left == connection)
                .SelectMany(s => s.Streams)
                .SelectMany(s => UsesOf(s, s.LeftObject, f => f.Left, SyncMode.ToLeft)),
            .. file
                .Syncs.Where(s => s.Right == connection)
                .SelectMany(s => s.Streams)
                .SelectMany(s => UsesOf(s, s.RightObject, f => f.Right, SyncMode.ToRight)),
        ];

    private static IEnumerable<ObjectUse> UsesOf(
        StreamDefinition stream,
        string objectType,
        Func<FieldPair, string> keyOf,
        SyncMode towards
    )
    {
        yield return new ObjectUse(
            objectType,
            stream.Mode == SyncMode.TwoWay || stream.Mode == towards
        );
        if (stream.Fields.Any(f => HighLevelConnector.HoldsUser(objectType, keyOf(f))))
            yield return new ObjectUse("user", false);
    }
}
