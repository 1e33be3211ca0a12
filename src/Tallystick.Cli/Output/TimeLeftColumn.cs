using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Tallystick.Cli.Output;

/// <summary>How long it will still take; nothing while that is not known, or when it is done.</summary>
internal sealed class TimeLeftColumn : ProgressColumn
{
    private static readonly TimeSpan ShownMax = TimeSpan.FromDays(4);

    public override IRenderable Render(
        RenderOptions options,
        ProgressTask task,
        TimeSpan deltaTime
    ) =>
        new Text(
            !task.IsFinished && task.RemainingTime is { } left && left < ShownMax
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"{(int)left.TotalHours:00}:{left:mm\\:ss}"
                )
                : ""
        );
}
