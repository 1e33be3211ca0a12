using System.Runtime.CompilerServices;

namespace Tallystick.Simulation.Laws;

/// <summary>An interpolated text that costs nothing where nobody wants the story.</summary>
[InterpolatedStringHandler]
internal ref struct StoryLine
{
    private DefaultInterpolatedStringHandler _text;

    public StoryLine(int literalLength, int formattedCount, Watch watch, out bool isWanted)
    {
        isWanted = watch.IsTelling;
        if (isWanted)
            _text = new DefaultInterpolatedStringHandler(
                literalLength,
                formattedCount,
                System.Globalization.CultureInfo.InvariantCulture
            );
    }

    public void AppendLiteral(string text) => _text.AppendLiteral(text);

    public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

    public string ToText() => _text.ToStringAndClear();
}
