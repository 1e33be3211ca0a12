using System.Text;
using PhoneNumbers;

namespace Tallystick.Core.Comparison;

/// <summary>
/// Phone numbers as E.164, by libphonenumber's rules. Parsing costs some 10 µs, so two short cuts
/// come first: a number that is E.164 already and cannot be read otherwise is taken as it is, and
/// what was parsed before is remembered.
/// </summary>
internal sealed class PhoneForm(string? country)
{
    private const int RememberedMax = 65_536;
    private const int RememberedLengthMax = 64;

    private static readonly PhoneNumberUtil Numbers = PhoneNumberUtil.GetInstance();

    private readonly string? _country = country?.Trim().ToUpperInvariant();
    private readonly Memo _memo = new(RememberedMax);

    public string Of(string text)
    {
        if (E164.IsPlain(text))
            return text;
        if (text.Length > RememberedLengthMax)
            return Canonical(text);
        return _memo.TryGet(text, out var known) ? known : _memo.Add(text, Canonical(text));
    }

    /// <summary>The number as it is sent to an app; null when it cannot be dialled.</summary>
    public string? Wire(string text)
    {
        var number = Parse(text);
        if (number is null || !Numbers.IsPossibleNumber(number))
            return null;
        var e164 = Numbers.Format(number, PhoneNumberFormat.E164);
        return number.HasExtension ? $"{e164} ext. {number.Extension}" : e164;
    }

    internal string Canonical(string text)
    {
        var tidy = TextForm.Of(text);
        if (tidy.Length == 0)
            return "";
        // A trunk prefix can hide behind another: the form is where parsing changes nothing more.
        for (var round = 0; round < 4; round++)
        {
            if (Parse(tidy) is not { } number)
                return Wrong(tidy);
            var form = Format(number);
            if (form == tidy)
                return form;
            tidy = form;
        }
        return Wrong(tidy);
    }

    private static string Format(PhoneNumber number)
    {
        var e164 = Numbers.Format(number, PhoneNumberFormat.E164);
        return number.HasExtension ? $"{e164};ext={number.Extension}" : e164;
    }

    private PhoneNumber? Parse(string text)
    {
        if (text.StartsWith('?'))
            return null;
        try
        {
            return Numbers.Parse(text, _country);
        }
        catch (NumberParseException)
        {
            return null;
        }
    }

    /// <summary>What is left of a wrong number: its letters, digits and plus signs.</summary>
    private static string Wrong(string text)
    {
        var folded = TextForm.Wrong(text);
        var form = new StringBuilder("?", folded.Length);
        foreach (var c in folded)
            if (char.IsLetterOrDigit(c) || c is '+')
                form.Append(c);
        return form.Length > 1 ? Composition.Nfc(form.ToString()) : folded;
    }
}
