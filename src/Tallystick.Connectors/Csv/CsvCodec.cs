using System.Buffers;
using System.Globalization;
using Tallystick.Core.Connectors;
using Tallystick.Core.Records;
using Tallystick.Core.Schema;

namespace Tallystick.Connectors.Csv;

/// <summary>
/// One column's way between a cell's text and the wire form of its type. A cell that is not what
/// its column should hold travels as it is, so that a check further on can name it.
/// </summary>
internal sealed class CsvCodec(string header, FieldType type, CsvColumn column, bool formulaGuard)
{
    private static readonly string[] Yes = ["true", "yes", "y", "1", "x"];
    private static readonly string[] No = ["false", "no", "n", "0"];

    private static readonly SearchValues<char> OfNumbers = SearchValues.Create(
        "+-0123456789 ()./,"
    );

    public FieldType Type => type;

    public Value Read(string cell)
    {
        var text = formulaGuard ? Unguard(cell) : cell;
        if (type is FieldType.Text or FieldType.Email or FieldType.Phone or FieldType.Json)
            return Value.Of(text);
        var trimmed = text.Trim();
        return type switch
        {
            FieldType.Set => Value.OfSet(Split(text)),
            FieldType.Bool => Value.Of(ReadBool(trimmed)),
            FieldType.Date => Value.Of(ReadDate(trimmed)),
            FieldType.Instant => Value.Of(ReadInstant(trimmed) is { } at ? Wire(at) : trimmed),
            _ => Value.Of(trimmed),
        };
    }

    /// <summary>The cell after the change; <paramref name="cell"/> is what it holds now.</summary>
    public string Write(string cell, FieldChange change)
    {
        if (type is FieldType.Set)
            return WriteSet(cell, change);
        if (Read(cell) == change.New)
            return cell;
        var text = change.New.Text ?? string.Join(column.Separator, change.New.Items);
        if (text.Length == 0)
            return "";
        var written = type switch
        {
            FieldType.Bool => WriteBool(text),
            FieldType.Date => WriteDate(text),
            FieldType.Instant => WriteInstant(text),
            _ => text,
        };
        return formulaGuard ? Guard(written) : written;
    }

    public static DateTimeOffset? ReadInstant(string text, string? format)
    {
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowWhiteSpaces;
        var culture = CultureInfo.InvariantCulture;
        var good = format is null
            ? DateTimeOffset.TryParse(text, culture, Utc, out var at)
            : DateTimeOffset.TryParseExact(text, format, culture, Utc, out at);
        return good ? at : null;
    }

    private DateTimeOffset? ReadInstant(string text) =>
        text.Length == 0 ? null : ReadInstant(text, column.Format);

    private string[] Split(string cell) =>
        cell.Split(
            column.Separator,
            StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries
        );

    private string WriteSet(string cell, FieldChange change)
    {
        var now = Split(formulaGuard ? Unguard(cell) : cell);
        var items =
            change.Added is null && change.Removed is null
                ? change.New.Items
                : now.Except(change.Removed ?? []).Union(change.Added ?? []);
        var after = items.Select(item => item.Trim()).Where(item => item.Length > 0).ToArray();
        if (now.SequenceEqual(after))
            return cell;
        if (
            after.FirstOrDefault(i => i.Contains(column.Separator, StringComparison.Ordinal))
            != null
        )
            throw Invalid(
                $"One of the values contains '{column.Separator}', which stands between values.",
                "Choose another `separator` for this column."
            );
        var spaced = cell.Contains(column.Separator + " ", StringComparison.Ordinal) ? " " : "";
        var text = string.Join(column.Separator + spaced, after);
        return formulaGuard ? Guard(text) : text;
    }

    private string ReadBool(string text)
    {
        if (BoolWords() is var (yes, no))
            return text == yes ? "true"
                : text == no ? "false"
                : text;
        return Yes.Contains(text, StringComparer.OrdinalIgnoreCase) ? "true"
            : No.Contains(text, StringComparer.OrdinalIgnoreCase) ? "false"
            : text;
    }

    private string WriteBool(string text) =>
        (text, BoolWords()) switch
        {
            ("true", var (yes, _)) => yes,
            ("false", var (_, no)) => no,
            ("true" or "false", null) => text,
            _ => throw Invalid("The value is neither true nor false.", "Correct it at its source."),
        };

    private (string Yes, string No)? BoolWords() =>
        column.Format?.Split('/') is [var yes, var no] ? (yes, no) : null;

    private string ReadDate(string text)
    {
        if (column.Format is { } format)
            return DateTime.TryParseExact(
                text,
                format,
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var date
            )
                ? date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
                : text;
        return text;
    }

    private string WriteDate(string text) =>
        DateOnly.TryParseExact(
            text.Length > 10 && text[10] == 'T' ? text[..10] : text,
            "yyyy-MM-dd",
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var date
        )
            ? date.ToString(column.Format ?? "yyyy-MM-dd", CultureInfo.InvariantCulture)
            : throw Invalid("The value is no date.", "Correct it at its source.");

    private string WriteInstant(string text) =>
        ReadInstant(text, null) is { } at
            ? column.Format is { } format
                ? at.ToUniversalTime().ToString(format, CultureInfo.InvariantCulture)
                : Wire(at)
            : throw Invalid("The value is no time.", "Correct it at its source.");

    private static string Wire(DateTimeOffset at) =>
        at.ToUniversalTime()
            .ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    private static string Guard(string text) => IsFormula(text) ? "'" + text : text;

    private static string Unguard(string cell) =>
        cell.Length > 1 && cell[0] == '\'' && IsFormula(cell.AsSpan(1)) ? cell[1..] : cell;

    /// <summary>A phone number or an amount after + or - is none.</summary>
    private static bool IsFormula(ReadOnlySpan<char> text) =>
        text.Length > 0
        && text[0] switch
        {
            '=' or '@' or '\t' or '\r' => true,
            '+' or '-' => text.ContainsAnyExcept(OfNumbers),
            _ => false,
        };

    private ConnectorException Invalid(string message, string hint) =>
        new(ProblemKind.Invalid, message) { Field = header, Hint = hint };
}
