using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tallystick.Core.Records;
using Tallystick.Core.Schema;

namespace Tallystick.Connectors.Rest;

/// <summary>Values between the app's JSON and our wire forms (<see cref="FieldType"/>).</summary>
internal static class Wire
{
    private const string Day = "yyyy-MM-dd";

    private static readonly long SecondMin = DateTimeOffset.MinValue.ToUnixTimeSeconds();
    private static readonly long SecondMax = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    /// <exception cref="WireException">The element is of another type than the field says.</exception>
    public static Value Read(JsonElement element, RestField field) =>
        element.ValueKind is JsonValueKind.Null ? Value.Empty
        : field.Field.Type is FieldType.Set ? ReadSet(element, field.Form)
        : Value.Of(ReadScalar(element, field));

    /// <exception cref="WireException">The value cannot be written in the field's form.</exception>
    public static JsonNode? Write(Value value, RestField field, RestClear clear)
    {
        if (field.Field.Type is FieldType.Set)
            return WriteSet(value, field.Form);
        if (value.Text is not { } text)
            return value.IsSet ? throw new WireException("one value is needed, not several")
                : clear is RestClear.Blank && IsText(field) ? ""
                : null;
        return WriteScalar(text, field);
    }

    /// <summary>A JSON text; null when it is none, or broken (half a surrogate pair, bad UTF-8).</summary>
    public static string? TextOf(JsonElement element)
    {
        if (element.ValueKind is not JsonValueKind.String)
            return null;
        try
        {
            return element.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    public static DateTimeOffset? ReadTime(JsonElement? element, TimeForm form)
    {
        if (element is not { ValueKind: not JsonValueKind.Null } present)
            return null;
        return form switch
        {
            TimeForm.Iso => Iso(Text(present)) is { } time
                ? time
                : throw new WireException("not an ISO 8601 time"),
            TimeForm.EpochMs => FromEpoch(present, 1_000),
            TimeForm.EpochS => FromEpoch(present, 1),
        };
    }

    /// <summary>Rounded down to what the form can hold, so that "since" leaves nothing out.</summary>
    public static string WriteTime(DateTimeOffset time, TimeForm form) =>
        form switch
        {
            TimeForm.Iso => time.UtcDateTime.ToString(
                "yyyy-MM-dd'T'HH:mm:ss'Z'",
                CultureInfo.InvariantCulture
            ),
            TimeForm.EpochMs => time.ToUnixTimeMilliseconds()
                .ToString(CultureInfo.InvariantCulture),
            TimeForm.EpochS => time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
        };

    private static bool IsText(RestField field) =>
        field.Form is not (WireForm.Number or WireForm.EpochMs or WireForm.EpochS or WireForm.Cents)
        && field.Field.Type
            is FieldType.Text
                or FieldType.Email
                or FieldType.Phone
                or FieldType.Choice
                or FieldType.Reference;

    private static string ReadScalar(JsonElement e, RestField field) =>
        (field.Form, field.Field.Type) switch
        {
            (WireForm.Number, _) => Number(e),
            (WireForm.NumberText, _) => NumberOf(Text(e)),
            (WireForm.Cents, _) => Plain(Decimal(Number(e)) / 100m),
            (WireForm.BoolYesNo, _) => Either(Text(e), "yes", "no"),
            (WireForm.BoolOneZero, _) => Either(Number(e), "1", "0"),
            (WireForm.BoolText, _) => Either(Text(e), "true", "false"),
            (WireForm.EpochMs, FieldType.Date) => DayOf(FromEpoch(e, 1_000)),
            (WireForm.EpochS, FieldType.Date) => DayOf(FromEpoch(e, 1)),
            (WireForm.EpochMs, _) => Utc(FromEpoch(e, 1_000)),
            (WireForm.EpochS, _) => Utc(FromEpoch(e, 1)),
            (WireForm.DateTime, _) => DayOf(Iso(Text(e)) ?? throw NotA("an ISO 8601 time")),
            (WireForm.E164Digits, _) => Text(e) is { Length: >= 11 } digits && digits[0] is not '0'
                ? "+" + digits.TrimStart('+')
                : Text(e),
            (_, FieldType.Number or FieldType.Money) => Number(e),
            (_, FieldType.Bool) => e.ValueKind switch
            {
                JsonValueKind.True => "true",
                JsonValueKind.False => "false",
                _ => throw NotA("true or false", e),
            },
            (_, FieldType.Json) => e.GetRawText(),
            (_, FieldType.Date) => DateOf(Text(e)),
            (_, FieldType.Instant) => Text(e) is { Length: > 0 } time
                ? Utc(Iso(time) ?? throw NotA("an ISO 8601 time"))
                : "",
            _ => Text(e),
        };

    private static JsonNode? WriteScalar(string text, RestField field) =>
        (field.Form, field.Field.Type) switch
        {
            (WireForm.Number, _) => JsonValue.Create(Decimal(text)),
            (WireForm.NumberText, _) => NumberOf(text),
            (WireForm.Cents, _) => JsonValue.Create(Hundredths(Decimal(text))),
            (WireForm.BoolYesNo, _) => Flag(text) ? "yes" : "no",
            (WireForm.BoolOneZero, _) => Flag(text) ? 1 : 0,
            (WireForm.BoolText, _) => Flag(text) ? "true" : "false",
            (WireForm.EpochMs, var type) => Moment(text, type).ToUnixTimeMilliseconds(),
            (WireForm.EpochS, var type) => Moment(text, type).ToUnixTimeSeconds(),
            (WireForm.DateTime, var type) => WriteTime(Moment(text, type), TimeForm.Iso),
            (WireForm.E164Digits, _) => text.TrimStart('+'),
            (_, FieldType.Number or FieldType.Money) => JsonValue.Create(Decimal(text)),
            (_, FieldType.Bool) => Flag(text),
            (_, FieldType.Date) => DateOf(text),
            (_, FieldType.Json) => Json(text),
            _ => text,
        };

    private static Value ReadSet(JsonElement e, WireForm form)
    {
        if (form is WireForm.CommaList or WireForm.SemicolonList)
            return Value.OfSet(Text(e).Split(Separator(form), StringSplitOptions.TrimEntries));
        return e.ValueKind is JsonValueKind.Array
            ? Value.OfSet(e.EnumerateArray().Select(Text))
            : throw NotA("a list", e);
    }

    private static JsonNode WriteSet(Value value, WireForm form)
    {
        if (form is WireForm.Plain)
            return new JsonArray([.. value.Items.Select(i => (JsonNode?)i)]);
        var separator = Separator(form);
        return value.Items.Any(i => i.Contains(separator, StringComparison.Ordinal))
            ? throw new WireException($"no element may contain '{separator}'")
            : (JsonNode)string.Join(separator, value.Items);
    }

    private static char Separator(WireForm form) => form is WireForm.CommaList ? ',' : ';';

    private static string Text(JsonElement e) =>
        e.ValueKind is not JsonValueKind.String ? throw NotA("a text", e)
        : TextOf(e) is { } text ? text
        : throw new WireException("a text with broken characters");

    private static string Number(JsonElement e) =>
        e.ValueKind is JsonValueKind.Number ? NumberOf(e.GetRawText()) : throw NotA("a number", e);

    // A number too large for a decimal keeps its spelling: better odd than rounded.
    private static string NumberOf(string text) =>
        text is "" ? ""
        : decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? Plain(number)
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? text
        : throw NotA("a number");

    private static decimal Decimal(string text) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw NotA("a number");

    private static long Whole(decimal number) =>
        Math.Abs(number) > long.MaxValue ? throw new WireException("too large")
        : number == decimal.Truncate(number) ? decimal.ToInt64(number)
        : throw new WireException("no more than two decimals can be kept");

    private static long Hundredths(decimal number) =>
        Math.Abs(number) > long.MaxValue
            ? throw new WireException("too large")
            : Whole(number * 100m);

    private static string Plain(decimal number) =>
        number.ToString("0.############################", CultureInfo.InvariantCulture);

    private static bool Flag(string text) => Either(text, "true", "false") is "true";

    private static string Either(string text, string yes, string no) =>
        string.Equals(text, yes, StringComparison.OrdinalIgnoreCase) ? "true"
        : string.Equals(text, no, StringComparison.OrdinalIgnoreCase) ? "false"
        : text is "" ? ""
        : throw NotA($"{yes} or {no}");

    private static DateTimeOffset FromEpoch(JsonElement e, int perSecond)
    {
        if (
            e.ValueKind is not JsonValueKind.Number
            || !e.TryGetDecimal(out var number)
            || number / perSecond < SecondMin
            || number / perSecond > SecondMax
        )
            throw NotA("a number of seconds or milliseconds", e);
        return DateTimeOffset.UnixEpoch.AddTicks(
            (long)(number * (TimeSpan.TicksPerSecond / perSecond))
        );
    }

    private static DateTimeOffset? Iso(string text) =>
        text.Length >= 10
        && char.IsAsciiDigit(text[0])
        && text[4] is '-'
        && DateTimeOffset.TryParse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var time
        )
            ? time
            : null;

    private static DateTimeOffset Moment(string text, FieldType type) =>
        Iso(type is FieldType.Date ? DateOf(text) : text) ?? throw NotA("a time");

    private static string DateOf(string text) =>
        text is "" || DateOnly.TryParseExact(text, Day, CultureInfo.InvariantCulture, 0, out _)
            ? text
            : throw NotA("a date as in 2001-12-31");

    private static string DayOf(DateTimeOffset time) =>
        time.UtcDateTime.ToString(Day, CultureInfo.InvariantCulture);

    private static string Utc(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    private static JsonNode? Json(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw new WireException("not JSON", e);
        }
    }

    private static WireException NotA(string what, JsonElement e) =>
        new(
            $"not {what} but {e.ValueKind switch
            {
                JsonValueKind.Object => "an object",
                JsonValueKind.Array => "a list",
                JsonValueKind.String => "a text",
                JsonValueKind.Number => "a number",
                JsonValueKind.True or JsonValueKind.False => "true or false",
                _ => "nothing",
            }}"
        );

    private static WireException NotA(string what) => new($"not {what}");
}

/// <summary>A value does not fit; the message goes on from "the field is …" and shows no data.</summary>
internal sealed class WireException(string message, Exception? inner = null)
    : Exception(message, inner);
