using Tallystick.Core.Comparison;
using Tallystick.Core.Matching;
using Tallystick.Core.Records;

namespace Tallystick.Core.Mapping;

/// <summary>Fields that together tell one person: two records match when all of them are equal.</summary>
public sealed class MatchRule(IReadOnlyList<FieldPlan> fields)
{
    private const char Separator = '\u001f';

    public IReadOnlyList<FieldPlan> Fields { get; } = fields;

    /// <summary>"email" or "firstName + lastName", for messages.</summary>
    public string Name { get; } = string.Join(" + ", fields.Select(f => f.Left.Field.Key));

    /// <summary>The key of a row; null when any of the fields is empty or unknown.</summary>
    public string? KeyOf(Side side, Value[] row)
    {
        if (Fields.Count == 1)
            return PartOf(Fields[0], side, row);
        var parts = new string[Fields.Count];
        for (var i = 0; i < parts.Length; i++)
        {
            if (PartOf(Fields[i], side, row) is not { } part)
                return null;
            parts[i] = part;
        }
        return string.Join(Separator, parts);
    }

    /// <summary>How keys are made, for the fingerprint of what was stored with them.</summary>
    internal string Signature =>
        string.Join('+', Fields.Select(f => IsFolded(f) ? $"{f.Name} folded" : f.Name));

    private static bool IsFolded(FieldPlan field) =>
        field.Kind is ComparisonKind.Text or ComparisonKind.Caseless;

    private static string? PartOf(FieldPlan field, Side side, Value[] row)
    {
        var value = row[field[side].Ordinal];
        if (!value.HasContent)
            return null;
        var form = field.FormOf(side, value);
        // Names match whatever their case and accents; what is written keeps them.
        if (IsFolded(field))
            form = NameFold.Of(form);
        return form.Length == 0 ? null : form;
    }
}
