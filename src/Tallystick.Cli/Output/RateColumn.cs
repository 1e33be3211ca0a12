using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Tallystick.Cli.Output;

/// <summary>Records per second, once there is something to measure it by.</summary>
internal sealed class RateColumn : ProgressColumn
{
    private static readonly TimeSpan MeasureMin = TimeSpan.FromSeconds(1);

    public override IRenderable Render(
        RenderOptions options,
        ProgressTask task,
        TimeSpan deltaTime
    ) =>
        new Text(
            task.Speed is { } speed and >= 0.5 && task.ElapsedTime >= MeasureMin
                ? string.Create(CultureInfo.InvariantCulture, $"{speed:N0}/s")
                : ""
        );
}
