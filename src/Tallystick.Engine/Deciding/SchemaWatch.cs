using System.Text.Json;
using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Schema;
using Tallystick.Core.Stores;

namespace Tallystick.Engine.Deciding;

/// <summary>
/// Notices that an app's fields are no longer what the mapping was made for: then the stream writes
/// nothing until it is mended or a person says that it is meant.
/// </summary>
internal static class SchemaWatch
{
    public const string IssueKey = "schema";

    /// <summary>
    /// The mapping fitted in an earlier run and has not been edited since: what does not fit now,
    /// the apps have changed.
    /// </summary>
    public static bool IsDrift(string? known, StreamDefinition definition) =>
        Read(known)?.Written is { } written
        && written.SequenceEqual(StreamPlan.Written(definition));

    /// <summary>Mapped fields that mean something else than when their shadows were made, in words.</summary>
    public static IReadOnlyList<string> Retyped(string? known, StreamPlan plan)
    {
        if (Read(known) is not { } before)
            return [];
        return
        [
            .. Retyped(Side.Left, before.Left, before.LeftTypes, plan.Left.Fields),
            .. Retyped(Side.Right, before.Right, before.RightTypes, plan.Right.Fields),
        ];
    }

    public static Issue IssueOf(IReadOnlyList<string> problems) =>
        new(
            IssueKind.SchemaDrift,
            IssueKey,
            "The fields are no longer those that the mapping was made for, so nothing was written: "
                + string.Join(" ", problems)
        )
        {
            Hint =
                "Bring the field back in its app, or correct the pair in the sync file; "
                + "tally doctor FILE lists the fields. If a new type is meant: "
                + "tally issues resolve NUMBER --approve.",
        };

    private static IEnumerable<string> Retyped(
        Side side,
        IReadOnlyList<string> keys,
        IReadOnlyList<FieldType>? types,
        IReadOnlyList<Field> now
    )
    {
        for (var i = 0; types is not null && i < Math.Min(keys.Count, types.Count); i++)
            if (now.FirstOrDefault(f => f.Key == keys[i]) is { } field)
                if (FamilyOf(field.Type) != FamilyOf(types[i]))
                    yield return $"the {side.Word} field '{field.Key}' was {Word(types[i])} and is "
                        + $"{Word(field.Type)} now.";
    }

    private static string Word(FieldType type) => type.ToString().ToLowerInvariant();

    /// <summary>Types that hold the same kind of thing: a text that is now known as a phone has not changed.</summary>
    private static int FamilyOf(FieldType type) =>
        type switch
        {
            FieldType.Text or FieldType.Email or FieldType.Phone or FieldType.Choice => 0,
            FieldType.Number or FieldType.Money => 1,
            FieldType.Bool => 2,
            FieldType.Date or FieldType.Instant => 3,
            FieldType.Set => 4,
            FieldType.Reference => 5,
            FieldType.Json => 6,
        };

    private static StreamSignature? Read(string? known) =>
        known is null
            ? null
            : JsonSerializer.Deserialize(known, StreamSignatureContext.Default.StreamSignature);
}
