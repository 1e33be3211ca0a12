using System.Globalization;
using System.Text;

namespace Tallystick.Core.Comparison;

/// <summary>
/// Numbers as people and spreadsheets write them. With both separators present, the last one is
/// the decimal point. A single comma before exactly three digits groups thousands ("1,234"); a
/// single point is always decimal ("1.234"), because that is how apps send decimals.
/// </summary>
internal static class NumberForm
{
    private const NumberStyles Plain =
        NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    private static readonly string[] CurrencyWords =
    [
        "usd",
        "eur",
        "gbp",
        "chf",
        "jpy",
        "cad",
        "aud",
        "nzd",
        "cny",
        "inr",
        "sek",
        "nok",
        "dkk",
        "pln",
        "czk",
        "huf",
        "ron",
        "bgn",
        "brl",
        "mxn",
        "ars",
        "clp",
        "cop",
        "zar",
        "sgd",
        "hkd",
        "aed",
        "sar",
        "ils",
        "try",
        "uah",
        "krw",
        "thb",
        "php",
        "idr",
        "myr",
        "vnd",
        "ngn",
        "kes",
        "us$",
        "ca$",
        "a$",
        "c$",
        "nz$",
        "hk$",
        "s$",
        "r$",
        "mx$",
        "kr.",
        "kr",
        "sfr.",
        "fr.",
        "zł",
        "kč",
        "ft",
        "lei",
        "rs.",
        "rs",
        "rp",
    ];

    public static string Of(string text) =>
        Parse(text) is { } value ? Wire(value) : TextForm.Wrong(text);

    public static string Wire(decimal value) =>
        value == 0
            ? "0"
            : (value / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture);

    public static decimal? Parse(string text)
    {
        var tidy = TextForm.Caseless(text);
        if (decimal.TryParse(tidy, Plain, CultureInfo.InvariantCulture, out var value))
            return value;
        var bare = WithoutCurrency(WithoutSign(WithoutCurrency(tidy), out var isNegative));
        if (!isNegative)
            bare = WithoutSign(bare, out isNegative);
        if (
            bare.Length == 0
            || !char.IsAsciiDigit(bare[^1])
            || Invariant(bare) is not { } invariant
            || !decimal.TryParse(invariant, Plain, CultureInfo.InvariantCulture, out value)
        )
            return null;
        return isNegative ? -value : value;
    }

    private static string WithoutSign(string text, out bool isNegative)
    {
        isNegative = true;
        if (text is ['(', .. var inner, ')'])
            return inner.Trim();
        if (text is ['-' or '\u2212', .. var after])
            return after.Trim();
        if (text is [.. var before, '-' or '\u2212'])
            return before.Trim();
        isNegative = false;
        return text is ['+', .. var positive] ? positive.Trim() : text;
    }

    private static string WithoutCurrency(string text)
    {
        if (text.Length == 0 || (char.IsAsciiDigit(text[0]) && char.IsAsciiDigit(text[^1])))
            return text;
        foreach (var word in CurrencyWords)
        {
            if (text.StartsWith(word, StringComparison.Ordinal))
                return text[word.Length..].Trim();
            if (text.EndsWith(word, StringComparison.Ordinal))
                return text[..^word.Length].Trim();
        }
        if (text is [var first, .. var after] && IsCurrencySign(first))
            return after.Trim();
        return text is [.. var before, var last] && IsCurrencySign(last) ? before.Trim() : text;
    }

    private static bool IsCurrencySign(char c) =>
        char.GetUnicodeCategory(c) is UnicodeCategory.CurrencySymbol;

    /// <summary>The digits with one point at most; null when the grouping makes no sense.</summary>
    private static string? Invariant(string text)
    {
        var decimalAt = DecimalPoint(text);
        var whole = decimalAt < 0 ? text : text[..decimalAt];
        var fraction = decimalAt < 0 ? "" : text[(decimalAt + 1)..];
        if (fraction.AsSpan().ContainsAnyExceptInRange('0', '9'))
            return null;
        if (Ungrouped(whole) is not { } digits)
            return null;
        return fraction.Length > 0 ? $"{digits}.{fraction}" : digits;
    }

    private static int DecimalPoint(string text)
    {
        int point = text.LastIndexOf('.'),
            comma = text.LastIndexOf(',');
        if (point >= 0 && comma >= 0)
            return Math.Max(point, comma);
        if (point >= 0)
            return text.IndexOf('.') == point ? point : -1;
        if (comma < 0 || text.IndexOf(',') != comma)
            return -1;
        var isGroup = comma is >= 1 and <= 3 && text.Length - comma == 4 && text[0] != '0';
        return isGroup ? -1 : comma;
    }

    /// <summary>
    /// Groups of three behind one kind of separator; groups of two before the last, as in India.
    /// </summary>
    private static string? Ungrouped(string whole)
    {
        var digits = new StringBuilder(whole.Length);
        var separator = '\0';
        var group = 0;
        foreach (var c in whole)
        {
            if (char.IsAsciiDigit(c))
            {
                digits.Append(c);
                group++;
                continue;
            }
            var isFirst = separator is '\0';
            if (!IsGroupSeparator(c) || (!isFirst && c != separator))
                return null;
            if (isFirst ? group is < 1 or > 3 : group is not (2 or 3))
                return null;
            separator = c;
            group = 0;
        }
        var isWhole = separator is '\0' ? true : group == 3;
        return isWhole ? (digits.Length == 0 ? "0" : digits.ToString()) : null;
    }

    private static bool IsGroupSeparator(char c) =>
        c is '.' or ',' or '\'' or '\u2019' || char.IsWhiteSpace(c);
}
