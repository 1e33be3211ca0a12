using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Tallystick.Cli.Output;

/// <summary>Records per second.</summary>
internal sealed class RateColumn : ProgressColumn
{
    public override IRenderable Render(
        RenderOptions options,
        ProgressTask task,
        TimeSpan deltaTime
    ) =>
        new Text(
            task.Speed is { } speed and >= 0.5
                ? string.Create(CultureInfo.InvariantCulture, $"{speed:N0}/s")
                : ""
        );
}
