using Tallystick.Core.Mapping;
using Tallystick.Core.Schema;

namespace Tallystick.Simulation.Mappings;

/// <summary>What the name of a field tells of how people fill it.</summary>
internal static class FieldNames
{
    private static readonly string[] Identities =
    [
        "id",
        "ref",
        "reference",
        "number",
        "no",
        "nr",
        "code",
        "key",
        "uuid",
        "guid",
        "sku",
        "login",
        "username",
        "external",
    ];

    public static NameKind KindOf(Field field) =>
        MappingSuggester.Means(field, "firstname") ? NameKind.First
        : MappingSuggester.Means(field, "lastname") ? NameKind.Last
        : MappingSuggester.Means(field, "country") ? NameKind.Country
        : MappingSuggester.Means(field, "name") ? NameKind.Whole
        : IsPlace(field) ? NameKind.Place
        : NameKind.Other;

    /// <summary>Nobody shares their address, their phone or their customer number.</summary>
    public static bool IsIdentity(Field field) =>
        field.Type is FieldType.Email or FieldType.Phone
        || WordsOf(field.Key).Concat(WordsOf(field.Label)).Any(Identities.Contains);

    private static bool IsPlace(Field field) =>
        MappingSuggester.Means(field, "city")
        || MappingSuggester.Means(field, "state")
        || MappingSuggester.Means(field, "company")
        || MappingSuggester.Means(field, "source");

    /// <summary>"externalRef" is "external" and "ref".</summary>
    private static IEnumerable<string> WordsOf(string name)
    {
        var start = 0;
        for (var i = 1; i <= name.Length; i++)
            if (
                i == name.Length
                || !char.IsLetter(name[i])
                || (char.IsUpper(name[i]) && char.IsLower(name[i - 1]))
            )
            {
                yield return name[start..i].Trim(' ', '_', '-', '.').ToLowerInvariant();
                start = i;
            }
    }
}
