using System.Globalization;
using System.Text.Json;

namespace Tallystick.Sandbox.Acme;

/// <summary>How Acme reads, checks and stores values: its quirks, listed in the README.</summary>
internal static class AcmeValues
{
    private const int TextLengthMax = 5_000;
    private const int RemarksLengthMax = 500;
    private const int PhoneDigitsMin = 5;
    private const int PhoneDigitsMax = 20;
    private const int LabelsMax = 200;

    private static readonly string[] Stages = ["lead", "qualified", "customer"];

    /// <summary>The bare value at the reader: string, decimal, bool, string[] or null.</summary>
    public static object? Read(AcmeField field, ref Utf8JsonReader reader) =>
        reader.TokenType switch
        {
            JsonTokenType.Null => null,
            JsonTokenType.String => reader.GetString(),
            JsonTokenType.True => true,
            JsonTokenType.False => false,
            JsonTokenType.Number => reader.TryGetDecimal(out var number)
                ? number
                : throw AcmeRefusal.Invalid(field.Name, "is out of range"),
            JsonTokenType.StartArray => ReadStrings(field, ref reader),
            _ => throw AcmeRefusal.Invalid(field.Name, "must not be an object"),
        };

    /// <summary>The value as stored, or a refusal that names the field.</summary>
    public static object? Normalise(AcmeField field, object? value) =>
        (field.Kind, value) switch
        {
            (AcmeKind.Labels, null) => Array.Empty<string>(),
            (AcmeKind.Labels, string[] labels) => Labels(field, labels),
            (AcmeKind.Flag, bool) => value,
            (AcmeKind.Number, null or decimal) => value,
            (AcmeKind.Stage, string stage) when Stages.Contains(stage) => stage,
            (AcmeKind.Labels, _) => throw AcmeRefusal.Invalid(field.Name, "must be strings"),
            (AcmeKind.Flag, _) => throw AcmeRefusal.Invalid(field.Name, "must be true or false"),
            (AcmeKind.Number, _) => throw AcmeRefusal.Invalid(field.Name, "must be a number"),
            (AcmeKind.Stage, _) => throw AcmeRefusal.Invalid(
                field.Name,
                $"must be one of {string.Join(", ", Stages)}"
            ),
            (_, null or "") => null,
            (_, string text) => Text(field, text),
            _ => throw AcmeRefusal.Invalid(field.Name, "must be text"),
        };

    /// <summary>The digits of a phone number, or null when there is anything else in it.</summary>
    public static string? Phone(string text)
    {
        Span<char> digits = stackalloc char[PhoneDigitsMax];
        var count = 0;
        foreach (var c in text.AsSpan().Trim().TrimStart('+'))
        {
            if (char.IsAsciiDigit(c) && count < PhoneDigitsMax)
            {
                digits[count++] = c;
            }
            else if (c is not (' ' or '-' or '(' or ')' or '.' or '/' or '\u00a0'))
            {
                return null;
            }
        }
        return count < PhoneDigitsMin ? null : new string(digits[..count]);
    }

    private static string? Text(AcmeField field, string text)
    {
        if (text.Length > TextLengthMax && field.Kind != AcmeKind.Remarks)
        {
            throw AcmeRefusal.Invalid(field.Name, $"is longer than {TextLengthMax} characters");
        }
        return field.Kind switch
        {
            AcmeKind.Name => text.Trim() is { Length: > 0 } name ? name : null,
            AcmeKind.Remarks => Cut(text),
            AcmeKind.Email => Email(text)
                ?? throw AcmeRefusal.Invalid(field.Name, "is not an e-mail address"),
            AcmeKind.Phone => Phone(text)
                ?? throw AcmeRefusal.Invalid(field.Name, "is not a phone number"),
            AcmeKind.Country => Country(text)
                ?? throw AcmeRefusal.Invalid(field.Name, "is not a two-letter country code"),
            AcmeKind.Date => IsDate(text)
                ? text
                : throw AcmeRefusal.Invalid(field.Name, "is not a date, yyyy-MM-dd"),
            _ => text,
        };
    }

    private static string? Email(string text)
    {
        var email = text.Trim();
        var at = email.IndexOf('@', StringComparison.Ordinal);
        var isAddress =
            at > 0
            && at == email.LastIndexOf('@')
            && email.IndexOf('.', at) > at + 1
            && !email.EndsWith('.')
            && !email.Any(char.IsWhiteSpace);
        return isAddress ? email.ToLowerInvariant() : null;
    }

    private static string? Country(string text)
    {
        var code = text.Trim();
        return code.Length == 2 && code.All(char.IsAsciiLetter) ? code.ToUpperInvariant() : null;
    }

    private static bool IsDate(string text) =>
        DateOnly.TryParseExact(
            text,
            "yyyy-MM-dd",
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out _
        );

    /// <summary>Cuts without a word, as apps do, but never through a surrogate pair.</summary>
    private static string Cut(string text)
    {
        if (text.Length <= RemarksLengthMax)
        {
            return text;
        }
        var isSplit = char.IsHighSurrogate(text[RemarksLengthMax - 1]);
        return text[..(isSplit ? RemarksLengthMax - 1 : RemarksLengthMax)];
    }

    private static string[] Labels(AcmeField field, string[] labels) =>
        labels.Length > LabelsMax
            ? throw AcmeRefusal.Invalid(field.Name, $"has more than {LabelsMax} entries")
            :
            [
                .. labels
                    .Select(label => label.Trim())
                    .Where(label => label.Length > 0)
                    .Distinct(StringComparer.OrdinalIgnoreCase),
            ];

    private static string[] ReadStrings(AcmeField field, ref Utf8JsonReader reader)
    {
        var strings = new List<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.String)
            {
                throw AcmeRefusal.Invalid(field.Name, "must be an array of strings");
            }
            strings.Add(reader.GetString()!);
        }
        return [.. strings];
    }
}
