using System.Globalization;
using Tallystick.Core.Records;
using Tallystick.Core.Schema;

namespace Tallystick.Core.Comparison;

/// <summary>
/// Turns a value as one side typed it into what a field of the other side takes, or says why it
/// cannot. Never changes what the value means: its comparison form stays the same, except where a
/// text is cut. Thread-safe; made once per pair of fields and direction.
/// </summary>
public sealed class Coercion
{
    private const int EmailLengthMax = 254;

    private readonly Field _target;
    private readonly PhoneForm? _phone;
    private readonly InstantForm? _instant;
    private readonly string _phoneProblem;
    private readonly Dictionary<string, string> _options = new(StringComparer.Ordinal);

    private Coercion(FieldType source, Field target, ComparisonContext context)
    {
        _target = target;
        _phone = target.Type is FieldType.Phone ? new PhoneForm(context.Country) : null;
        _instant =
            target.Type is FieldType.Instant || IsDayOfInstant(source, target)
                ? new InstantForm(context.TimeZone)
                : null;
        _phoneProblem = context.Country is { Length: > 0 } country
            ? $"is not a phone number in {country}"
            : "is not an international phone number";
        foreach (var option in target.Options)
            _options.TryAdd(TextForm.Caseless(option), option);
    }

    /// <param name="sourceContext">What the source means by a national number or a bare time.</param>
    public static Coercion For(Field source, Field target, ComparisonContext sourceContext) =>
        // An id means the same wherever it is stored; everything else is decided by the target.
        source.Type is FieldType.Reference
        && target.Type is FieldType.Text or FieldType.Reference
            ? new Coercion(source.Type, target with { Type = FieldType.Reference }, sourceContext)
            : new Coercion(source.Type, target, sourceContext);

    private static bool IsDayOfInstant(FieldType source, Field target) =>
        source is FieldType.Instant && target.Type is FieldType.Date;

    /// <summary>Empty stays empty and unknown stays unknown.</summary>
    public CoercionResult Apply(Value value)
    {
        if (!value.HasContent)
            return new CoercionResult(value, null);
        if (_target.Type is FieldType.Set)
            return ToSet(value);
        if (_target.Type is FieldType.Json && value.IsSet)
            return Written(JsonForm.OfElements(value.Items));
        var text = TextForm.Tidy(value.Text ?? value.ToString());
        return text.Length == 0 ? new CoercionResult(Value.Empty, null) : ToScalar(text);
    }

    private CoercionResult ToScalar(string text) =>
        _target.Type switch
        {
            FieldType.Text => Cut(text),
            FieldType.Email => IsEmail(text) ? Written(text) : Refused("is not an e-mail address"),
            FieldType.Phone => WrittenOr(_phone!.Wire(text), _phoneProblem),
            FieldType.Number or FieldType.Money => WrittenOr(
                NumberForm.Parse(text) is { } number ? NumberForm.Wire(number) : null,
                "is not a number"
            ),
            FieldType.Bool => WrittenOr(
                BoolForm.Parse(text) is { } flag ? BoolForm.Wire(flag) : null,
                "is neither yes nor no"
            ),
            FieldType.Date => WrittenOr(
                (_instant is null ? DateForm.Parse(text) : _instant.Day(text)) is { } date
                    ? DateForm.Wire(date)
                    : null,
                "is not a date"
            ),
            FieldType.Instant => WrittenOr(_instant!.Wire(text), "is not a date and time"),
            FieldType.Choice => WrittenOr(Option(text), "is not one of the field's options"),
            FieldType.Json => JsonForm.IsJson(text) ? Written(text) : Refused("is not JSON"),
            FieldType.Reference or FieldType.Set => Written(text),
        };

    private CoercionResult ToSet(Value value)
    {
        var elements = new List<string>();
        foreach (var element in ComparisonForm.ElementsOf(value))
        {
            if (TextForm.Tidy(element) is not { Length: > 0 } tidy)
                continue;
            if (Option(tidy) is not { } option)
                return Refused("has an element that is not one of the field's options");
            elements.Add(option);
        }
        return new CoercionResult(Value.OfSet(elements), null);
    }

    private string? Option(string text) =>
        _options.Count == 0 ? text : _options.GetValueOrDefault(TextForm.Caseless(text));

    /// <summary>As much as fits, and no letter parted from its accents, no emoji cut in two.</summary>
    private CoercionResult Cut(string text)
    {
        if (_target.LengthMax is not { } max || text.Length <= max)
            return new CoercionResult(Value.Of(text), null);
        var end = 0;
        while (
            StringInfo.GetNextTextElementLength(text, end) is > 0 and var next && end + next <= max
        )
            end += next;
        var cut = TextForm.Tidy(text[..end]);
        return new CoercionResult(Value.Of(cut), null) { Truncated = true };
    }

    private CoercionResult Written(string text) =>
        _target.LengthMax is { } max && text.Length > max
            ? Refused($"is longer than {max} characters")
            : new CoercionResult(Value.Of(text), null);

    private CoercionResult WrittenOr(string? text, string problem) =>
        text is null ? Refused(problem) : Written(text);

    private static CoercionResult Refused(string problem) => new(Value.Unknown, problem);

    private static bool IsEmail(string text)
    {
        var at = text.IndexOf('@');
        if (at < 1 || at != text.LastIndexOf('@') || text.Length > EmailLengthMax)
            return false;
        var domain = text.AsSpan(at + 1);
        var dot = domain.LastIndexOf('.');
        return dot > 0
            && dot < domain.Length - 1
            && domain[0] != '.'
            && !text.Any(char.IsWhiteSpace);
    }
}
