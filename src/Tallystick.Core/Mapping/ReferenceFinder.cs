using Tallystick.Core.Schema;

namespace Tallystick.Core.Mapping;

/// <summary>Finds what the references of a stream mean among the streams of its sync.</summary>
internal static class ReferenceFinder
{
    /// <summary>The object type that connectors have for the people who use the app.</summary>
    public const string User = "user";

    /// <summary>Both fields hold ids of records, and at least one says of which.</summary>
    public static bool IsReference(FieldPair pair, Field left, Field right) =>
        left.Type is FieldType.Reference
        && right.Type is FieldType.Reference
        && (left.RefersTo ?? right.RefersTo) is not null
        && pair is { ToLeft: null, ToRight: null };

    public static bool IsParent(Field left, Field right) => left.Required || right.Required;

    /// <summary>The streams that keep the records in step which the two fields refer to.</summary>
    public static IReadOnlyList<StreamDefinition> StreamsOf(
        IReadOnlyList<StreamDefinition> siblings,
        Field left,
        Field right
    )
    {
        var found = siblings
            .Where(s =>
                (left.RefersTo is null || left.RefersTo == s.LeftObject)
                && (right.RefersTo is null || right.RefersTo == s.RightObject)
            )
            .ToArray();
        // Where one side does not say what it means, only a single answer is one.
        var isTold = left.RefersTo is not null && right.RefersTo is not null;
        return isTold || found.Length == 1 ? found : [];
    }
}
