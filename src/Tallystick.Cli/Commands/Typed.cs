using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;
using Tallystick.Core.Yaml;

namespace Tallystick.Cli.Commands;

/// <summary>
/// Options whose values are one of a few words, or a number: written as everywhere else, and with a
/// short word about what does not fit.
/// </summary>
internal static class Typed
{
    /// <param name="what">What the words are, for the one that is none: "kind of issue".</param>
    public static Option<T?> Word<T>(string name, string what, string description)
        where T : struct, Enum
    {
        var option = new Option<T?>(name)
        {
            Description = description,
            HelpName = what.Split(' ')[0],
            CustomParser = result => WordOf<T>(result, what),
        };
        option.CompletionSources.Clear();
        option.CompletionSources.Add([.. Words<T>()]);
        return option;
    }

    public static Option<T?> Number<T>(string name, T min, T max, string description)
        where T : struct, IBinaryInteger<T> =>
        new(name)
        {
            Description = description,
            HelpName = "number",
            CustomParser = result => NumberOf(result, name, min, max),
        };

    public static Option<T> NumberOr<T>(string name, T usual, T min, T max, string description)
        where T : struct, IBinaryInteger<T> =>
        new(name)
        {
            Description = description,
            HelpName = "number",
            CustomParser = result => NumberOf(result, name, min, max),
            DefaultValueFactory = _ => usual,
        };

    /// <summary>The numbers of issues, runs and the like.</summary>
    public static long[] Numbers(ArgumentResult result, string what)
    {
        var numbers = new List<long>();
        foreach (var token in result.Tokens)
            if (TryParse(token.Value, out long number) && number > 0)
                numbers.Add(number);
            else
                result.AddError($"'{token.Value}' is no {what}.");
        return [.. numbers];
    }

    /// <summary>"two-way", also with other capitals or without the hyphen.</summary>
    public static T WordOf<T>(ArgumentResult result, string what)
        where T : struct, Enum
    {
        var word = result.Tokens[^1].Value;
        foreach (var value in Enum.GetValues<T>())
            if (Joined(value.ToString()).Equals(Joined(word), StringComparison.OrdinalIgnoreCase))
                return value;
        result.AddError($"'{word}' is no {what}. There are: {string.Join(", ", Words<T>())}.");
        return default;
    }

    private static T NumberOf<T>(ArgumentResult result, string name, T min, T max)
        where T : struct, IBinaryInteger<T>
    {
        var word = result.Tokens[^1].Value;
        if (TryParse(word, out T number) && number >= min && number <= max)
            return number;
        var range =
            max == T.CreateSaturating(long.MaxValue) || max == T.CreateSaturating(int.MaxValue)
                ? $"of at least {min}"
                : $"from {min} to {max}";
        result.AddError($"{name} takes a whole number {range}, not '{word}'.");
        return default;
    }

    private static bool TryParse<T>(string word, out T number)
        where T : struct, IBinaryInteger<T> =>
        T.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);

    private static IEnumerable<string> Words<T>()
        where T : struct, Enum => Enum.GetNames<T>().Select(YamlWords.Kebab);

    private static string Joined(string word) => word.Replace("-", "", StringComparison.Ordinal);
}
