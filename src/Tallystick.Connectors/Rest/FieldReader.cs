using Tallystick.Core.Schema;
using Tallystick.Core.Yaml;

namespace Tallystick.Connectors.Rest;

/// <summary>Reads one field of a manifest.</summary>
/// <param name="parent">The object type that records of this one belong to; null for none.</param>
internal sealed class FieldReader(string key, YamlMap map, string? parent)
{
    public RestField Read(AbsentField absentInObject)
    {
        var type = map.Choice<FieldType>("type");
        var isParent =
            type is FieldType.Reference && parent is not null && map.Text("refers-to") == parent;
        var path = isParent ? map.Path("path") : map.RequiredPath("path");
        map.Require("type");
        var field = new Field(key, map.Text("label") ?? key, type ?? FieldType.Text)
        {
            Access = Access(),
            Required = map.Bool("required") ?? false,
            Unique = map.Bool("unique") ?? false,
            Options = map.Texts("options"),
            Aliases = map.Texts("aliases"),
            RefersTo = map.Text("refers-to"),
            LengthMax = map.Int("max-length", 1, RestVocabulary.LengthMax),
        };
        var form = map.Choice<WireForm>("as") ?? WireForm.Plain;
        var absent = map.Choice<AbsentField>("absent") ?? absentInObject;
        Check(field, type, form);
        map.Done();
        return new RestField(field, path, form, absent);
    }

    private FieldAccess Access()
    {
        var access = FieldAccess.All;
        var (readOnly, createOnly) = (map.Bool("read-only"), map.Bool("create-only"));
        if (readOnly is true && createOnly is true)
            map.Fault("create-only", "a read-only field is not written at all");
        if (readOnly is true)
            access &= ~FieldAccess.Write;
        if (createOnly is true)
            access &= ~FieldAccess.Update;
        if (map.Bool("only-in-get") is true)
            access &= ~FieldAccess.List;
        return access;
    }

    private void Check(Field field, FieldType? type, WireForm form)
    {
        if (type is not { } known)
            return;
        var forms = WireForms.Of(known);
        if (!forms.Contains(form))
            map.Fault(
                "as",
                $"a field of type {YamlWords.Kebab(known.ToString())} cannot stand as {YamlWords.Kebab(form.ToString())}",
                $"Possible: {string.Join(", ", forms.Select(f => YamlWords.Kebab(f.ToString())))}."
            );
        if (known is FieldType.Choice && field.Options.Count is 0)
            map.Fault("type", "a choice needs its 'options'");
        if (known is not (FieldType.Choice or FieldType.Set) && field.Options.Count > 0)
            map.Fault("options", "'options' are for choices and sets");
        if (known is not FieldType.Reference && field.RefersTo is not null)
            map.Fault("refers-to", "'refers-to' is for references");
        if (field.Required && !field.Can(FieldAccess.Create))
            map.Fault("required", "a read-only field cannot be required");
    }
}
