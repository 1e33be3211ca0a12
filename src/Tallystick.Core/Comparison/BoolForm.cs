using System.Collections.Frozen;

namespace Tallystick.Core.Comparison;

/// <summary>Yes and no as apps and people in common languages write them.</summary>
internal static class BoolForm
{
    private static readonly FrozenDictionary<string, bool> Words = Table(
        yes: "true t yes y 1 on ja j oui si sí sì sim tak checked ✓ ✔ ☑",
        no: "false f no n 0 off nein nee non não nao nie unchecked ✗ ✘ ☐"
    );

    public static string Of(string text) =>
        Parse(text) is { } value ? Wire(value) : TextForm.Wrong(text);

    public static bool? Parse(string text) =>
        Words.TryGetValue(TextForm.Caseless(text), out var value) ? value : null;

    public static string Wire(bool value) => value ? "true" : "false";

    private static FrozenDictionary<string, bool> Table(string yes, string no) =>
        yes.Split(' ')
            .Select(word => (word, value: true))
            .Concat(no.Split(' ').Select(word => (word, value: false)))
            .ToFrozenDictionary(pair => pair.word, pair => pair.value, StringComparer.Ordinal);
}
