using System.Globalization;
using System.Text.Json;
using Tallystick.Core.Connectors;
using Tallystick.Core.Records;
using Tallystick.Core.Schema;

namespace Tallystick.Connectors.Sql;

/// <summary>Between what a column's text says and what a value says.</summary>
internal static class SqlText
{
    public static Value Read(SqlColumn column, string? text)
    {
        if (string.IsNullOrEmpty(text))
            return Value.Empty;
        return column.Form switch
        {
            SqlForm.Bool => Value.Of(text is "1" or "t" or "true" or "TRUE" ? "true" : "false"),
            SqlForm.Date => Value.Of(
                text.Length > 10 && text[10] is ' ' or 'T' ? text[..10] : text
            ),
            SqlForm.Instant => Value.Of(Instant(text) is { } at ? Iso(at) : text),
            SqlForm.Array or SqlForm.ListText or SqlForm.ListJson => Value.OfSet(Items(text)),
            _ => Value.Of(text),
        };
    }

    /// <summary>What to send for a value: a text, an array of texts, or null.</summary>
    public static object? Write(SqlColumn column, Value value)
    {
        if (!value.HasContent)
            return null;
        Check(column, value);
        return column.Form switch
        {
            SqlForm.Array => value.Items.ToArray(),
            SqlForm.ListJson => WriteJson(value),
            SqlForm.ListText => string.Join(';', value.Items),
            _ => value.Text ?? string.Join("; ", value.Items),
        };
    }

    /// <summary>The same list for a cell that holds JSON: another program reads it there.</summary>
    public static string WriteJson(Value value) => JsonSerializer.Serialize(value.Items);

    /// <summary>What the database would refuse, or SQLite would keep as it is, told with its field.</summary>
    private static void Check(SqlColumn column, Value value)
    {
        var text = value.Text;
        var isGood = column.Form switch
        {
            SqlForm.Date => DateOnly.TryParseExact(
                text,
                "yyyy-MM-dd",
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out _
            ),
            SqlForm.Instant => Instant(text) is not null,
            SqlForm.Bool => text is "true" or "false",
            SqlForm.ListText => Items(string.Join(';', value.Items))
                .SequenceEqual(value.Items.Select(i => i.Trim())),
            _ when column.Field.Type is FieldType.Number or FieldType.Money => decimal.TryParse(
                text,
                NumberStyles.Float,
                CultureInfo.InvariantCulture,
                out _
            ),
            _ => true,
        };
        if (isGood)
            return;
        throw new ConnectorException(
            ProblemKind.Invalid,
            column.Form is SqlForm.ListText
                ? $"Column '{column.Name}' is a text with ';' between the values, and one of the values would not come back as it is."
                : $"Column '{column.Name}' holds {column.Field.Type.ToString().ToLowerInvariant()} values, and this is none."
        )
        {
            Field = column.Name,
            Hint = "Correct the value, or leave the field out of the mapping.",
        };
    }

    public static DateTimeOffset? Instant(string? text) =>
        DateTimeOffset.TryParse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var at
        )
            ? at
        : long.TryParse(
            text,
            NumberStyles.AllowLeadingSign,
            CultureInfo.InvariantCulture,
            out var epoch
        )
            ? Epoch(epoch)
        : null;

    private static string Iso(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    /// <summary>Seconds, or milliseconds where the number is too big for seconds.</summary>
    private static DateTimeOffset? Epoch(long number) =>
        Math.Abs(number) > 100_000_000_000
            ? DateTimeOffset.FromUnixTimeMilliseconds(
                Math.Clamp(number, -62_135_596_800_000, 253_402_300_799_999)
            )
            : DateTimeOffset.FromUnixTimeSeconds(number);

    private static IEnumerable<string> Items(string text)
    {
        if (text[0] == '[')
        {
            try
            {
                return JsonSerializer.Deserialize<string?[]>(text)?.OfType<string>() ?? [];
            }
            catch (JsonException)
            {
                // Not a list of texts after all: a text that starts with a bracket.
            }
        }
        return text.Split(
            ';',
            StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries
        );
    }
}
