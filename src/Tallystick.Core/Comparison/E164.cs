namespace Tallystick.Core.Comparison;

internal static class E164
{
    private const int DigitsMin = 10;
    private const int DigitsMax = 15;

    // https://www.itu.int/pub/T-SP-E.164D: calling codes of two digits; 1 and 7 have one, the
    // others three.
    private static readonly HashSet<int> TwoDigitCodes =
    [
        20,
        27,
        30,
        31,
        32,
        33,
        34,
        36,
        39,
        40,
        41,
        43,
        44,
        45,
        46,
        47,
        48,
        49,
        51,
        52,
        53,
        54,
        55,
        56,
        57,
        58,
        60,
        61,
        62,
        63,
        64,
        65,
        66,
        81,
        82,
        84,
        86,
        90,
        91,
        92,
        93,
        94,
        95,
        98,
    ];

    // Only here is no digit but 0 ever a trunk or carrier prefix that parsing would drop.
    private static readonly HashSet<int> PlainCodes =
    [
        20,
        27,
        30,
        31,
        32,
        33,
        34,
        40,
        41,
        43,
        44,
        45,
        46,
        47,
        48,
        49,
        51,
        60,
        64,
        66,
        81,
        84,
        90,
        91,
        92,
        94,
        351,
        353,
        354,
        356,
        358,
        359,
        380,
        385,
        386,
        420,
        421,
        971,
        972,
    ];

    /// <summary>
    /// "+" and digits, and parsing would change nothing: right after the calling code comes no
    /// digit that could be a trunk prefix. False only means "ask the parser".
    /// </summary>
    public static bool IsPlain(string text)
    {
        if (text.Length is < DigitsMin + 1 or > DigitsMax + 1 || text[0] != '+' || text[1] == '0')
            return false;
        var digits = text.AsSpan(1);
        if (digits.ContainsAnyExceptInRange('0', '9'))
            return false;
        if (digits[0] is '1')
            return digits.Length == 11 && digits[1] is >= '2';
        var two = ((digits[0] - '0') * 10) + digits[1] - '0';
        if (TwoDigitCodes.Contains(two))
            return PlainCodes.Contains(two) && digits[2] != '0';
        return PlainCodes.Contains((two * 10) + digits[2] - '0') && digits[3] != '0';
    }
}
