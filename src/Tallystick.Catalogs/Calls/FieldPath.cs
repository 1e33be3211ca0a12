using System.Globalization;
using System.Text.RegularExpressions;

namespace Tallystick.Catalogs.Calls;

/// <summary>A way into a value: a name, then names, places in lists, or the end of a list.</summary>
internal sealed partial record FieldPath(string Name, IReadOnlyList<FieldStep> Steps)
{
    private const int IndexMax = 999;

    /// <returns>Null when the text is no path.</returns>
    public static FieldPath? TryParse(string text)
    {
        if (!Whole().IsMatch(text))
            return null;
        var steps = Step().Matches(text).Select(m => StepOf(m.Value)).ToArray();
        return
            steps is [FieldStep.Name(var name), .. var rest]
            && rest.All(s => s is not FieldStep.At { Index: > IndexMax })
            ? new FieldPath(name, rest)
            : null;
    }

    private static FieldStep StepOf(string text) =>
        text == "[]" ? new FieldStep.Append()
        : text[0] == '[' ? new FieldStep.At(int.Parse(text[1..^1], CultureInfo.InvariantCulture))
        : new FieldStep.Name(text.TrimStart('.'));

    [GeneratedRegex(@"\A[^.\[\]]+(\.[^.\[\]]+|\[\d{0,3}\])*\z")]
    private static partial Regex Whole();

    [GeneratedRegex(@"\[\d*\]|[^.\[\]]+")]
    private static partial Regex Step();
}

internal abstract record FieldStep
{
    private FieldStep() { }

    public sealed record Name(string Text) : FieldStep;

    public sealed record At(int Index) : FieldStep;

    public sealed record Append : FieldStep;
}
