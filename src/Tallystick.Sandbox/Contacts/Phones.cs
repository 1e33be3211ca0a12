using PhoneNumbers;

namespace Tallystick.Sandbox.Contacts;

internal static class Phones
{
    private static readonly PhoneNumberUtil Util = PhoneNumberUtil.GetInstance();

    /// <summary>E.164, read with a location's country; null when it is no possible number.</summary>
    public static string? ToE164(string text, string country)
    {
        if (IsPlain(text))
            return text;
        try
        {
            var number = Util.Parse(text, country);
            return Util.IsPossibleNumber(number)
                ? Util.Format(number, PhoneNumberFormat.E164)
                : null;
        }
        catch (NumberParseException)
        {
            return null;
        }
    }

    /// <summary>A North American number in E.164 already; most are, and parsing is slow.</summary>
    private static bool IsPlain(string text) =>
        text.Length == 12
        && text.StartsWith("+1", StringComparison.Ordinal)
        && !text.AsSpan(1).ContainsAnyExceptInRange('0', '9');
}
