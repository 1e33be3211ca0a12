using Tallystick.Connectors.HighLevel.Objects;
using Tallystick.Core.Connectors;
using Tallystick.HighLevel;

namespace Tallystick.Connectors.HighLevel;

/// <summary>Which scopes which object types need; told without an account.</summary>
public sealed partial class HighLevelConnector
{
    /// <summary>The object types there are.</summary>
    public static IReadOnlyList<string> ObjectTypes => [.. Table.Value.Select(o => o.ObjectType)];

    // What object types say of themselves needs nobody who calls.
    private static readonly Lazy<IReadOnlyList<IHighLevelObject>> Table = new(() =>
        ObjectsOf(null!)
    );

    /// <summary>What a token needs for these object types, and for the location's facts and fields.</summary>
    public static IReadOnlyList<string> ScopesFor(IReadOnlyCollection<ObjectUse> uses) =>
        [
            .. uses.SelectMany(use =>
                    Table
                        .Value.Where(o => o.ObjectType == use.ObjectType)
                        .SelectMany(o => o.Scopes)
                        .Where(s => use.IsWritten || !IsWriting(s))
                )
                .Prepend(Operations.ListCustomFields.Scope)
                .Prepend(Operations.GetLocation.Scope)
                .Distinct(),
        ];

    /// <summary>Whether a field holds a user's id, who is told by asking for the location's users.</summary>
    public static bool HoldsUser(string objectType, string field) =>
        Table
            .Value.Where(o => o.ObjectType == objectType)
            .SelectMany(o => o.Describe(LocationFacts.Unknown).Fields)
            .Any(f => f.Key == field && f.RefersTo == UserObject.Key);

    private static bool IsWriting(string scope) =>
        scope.EndsWith(".write", StringComparison.Ordinal);
}
