using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;
using Fluid;
using Fluid.Values;
using Tallystick.Core.Comparison;

namespace Tallystick.Core.Transforms;

/// <summary>
/// What Liquid's own filters lack for contacts. A filter that cannot read its input gives it back
/// unchanged; whether the target takes it is decided when it is coerced.
/// </summary>
internal static partial class Filters
{
    /// <summary>No expression may build a longer text, by whatever road.</summary>
    public const int LengthMax = 100_000;

    private const int CountriesMax = 300;
    private const int FormatLengthMax = 100;

    // Not Liquid's but Fluid's; their formats can ask for a text of any length.
    private static readonly string[] Unbounded = ["format_number", "format_string", "format_date"];

    private static readonly ConcurrentDictionary<string, PhoneForm> Phones = new();
    private static readonly InstantForm Utc = new(null);

    public static void AddTo(FilterCollection filters)
    {
        foreach (var name in Unbounded)
            filters.Remove(name);
        Add(filters, "phone_e164", (text, arguments) => PhoneE164(text, Argument(arguments)));
        Add(filters, "digits", (text, _) => Digits(text));
        Add(filters, "titlecase", (text, _) => Names.TitleCase(text));
        Add(filters, "split_name_first", (text, _) => Names.Split(text).First);
        Add(filters, "split_name_last", (text, _) => Names.Split(text).Last);
        Add(
            filters,
            "date_iso",
            (text, _) => DateForm.Parse(text) is { } date ? DateForm.Wire(date) : text
        );
        Add(filters, "lookup", (text, arguments) => Lookup(text, Argument(arguments) ?? ""));
        foreach (var (name, filter) in filters.ToArray())
            filters.AddFilter(
                name,
                name is "date" or "time_zone" ? Dated(filter) : Bounded(filter)
            );
    }

    /// <summary>The two words by which Liquid asks for the current time.</summary>
    public static bool IsClock(FluidValue value) =>
        value is StringValue text
        && text.ToStringValue().Trim().ToLowerInvariant() is "now" or "today";

    private static void Add(
        FilterCollection filters,
        string name,
        Func<string, FilterArguments, string> filter
    ) =>
        filters.AddFilter(
            name,
            (input, arguments, _) => new StringValue(filter(input.ToStringValue(), arguments))
        );

    private static FilterDelegate Bounded(FilterDelegate filter) =>
        async (input, arguments, context) => Checked(await filter(input, arguments, context));

    /// <summary>
    /// Fluid would complete half a date, such as "12:30", from the clock; so its input is parsed
    /// here, and what is no whole date comes back unchanged. A format may not ask for endless
    /// padding.
    /// </summary>
    private static FilterDelegate Dated(FilterDelegate filter) =>
        async (input, arguments, context) =>
        {
            var format = Argument(arguments) ?? "";
            if (format.Length > FormatLengthMax || LongNumber().IsMatch(format))
                throw new TransformException("The date format is too long or pads too far.");
            return Instant(input) is { } instant
                ? Checked(await filter(instant, arguments, context))
                : input;
        };

    private static FluidValue? Instant(FluidValue input)
    {
        if (input is DateTimeValue)
            return input;
        var text = input.ToStringValue();
        // Liquid counts in seconds, apps in milliseconds; these are told apart by their length.
        var isSeconds = text.Length is > 0 and <= 11 && text.All(char.IsAsciiDigit);
        return Utc.Parse(isSeconds && text.Length >= 9 ? text + "000" : text) is { } instant
            ? new DateTimeValue(instant)
            : null;
    }

    public static FluidValue Checked(FluidValue value)
    {
        var length = value switch
        {
            StringValue text => text.ToStringValue().Length,
            ArrayValue array => array.Values.Count,
            _ => 0,
        };
        return length <= LengthMax
            ? value
            : throw new TransformException($"The result is longer than {LengthMax} characters.");
    }

    private static string? Argument(FilterArguments arguments) =>
        arguments.Count > 0 ? arguments.At(0).ToStringValue() : null;

    private static string PhoneE164(string text, string? country)
    {
        var key = country ?? "";
        if (!Phones.TryGetValue(key, out var phone))
        {
            phone = new PhoneForm(country);
            if (Phones.Count < CountriesMax)
                Phones.TryAdd(key, phone);
        }
        return phone.Wire(text) ?? text;
    }

    private static string Digits(string text)
    {
        var digits = new StringBuilder(text.Length);
        foreach (var c in text)
            if (char.IsDigit(c))
                digits.Append((char)('0' + (int)char.GetNumericValue(c)));
        return digits.ToString();
    }

    /// <summary>"a=b;c=d": caseless; "*=x" stands for everything else.</summary>
    private static string Lookup(string text, string table)
    {
        var wanted = TextForm.Caseless(text);
        string? otherwise = null;
        foreach (var entry in table.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = entry.IndexOf('=');
            if (equals < 0)
                continue;
            var key = TextForm.Caseless(entry[..equals]);
            if (key == wanted)
                return entry[(equals + 1)..].Trim();
            if (key == "*")
                otherwise = entry[(equals + 1)..].Trim();
        }
        return otherwise ?? text;
    }

    [GeneratedRegex("[0-9]{4}", RegexOptions.CultureInvariant)]
    private static partial Regex LongNumber();
}
