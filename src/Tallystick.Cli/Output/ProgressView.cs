using System.Globalization;
using Spectre.Console;
using Tallystick.Core.Records;
using Tallystick.Engine.Runs;

namespace Tallystick.Cli.Output;

/// <summary>
/// Shows where a run is: bars with rate, time left and calls left on a terminal; a plain line per
/// phase, and one in a while within it, when piped; nothing for programs.
/// </summary>
internal sealed class ProgressView(Terminal terminal, TimeProvider time)
{
    private static readonly TimeSpan PlainEvery = TimeSpan.FromSeconds(10);

    /// <summary>An end nearer than this is not worth a line.</summary>
    private static readonly TimeSpan EndAfter = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();

    /// <summary>Runs the work with a view of it.</summary>
    public async Task<T> RunAsync<T>(
        IReadOnlyList<SyncEndpoint> endpoints,
        Func<IProgress<RunProgress>, Task<T>> work
    )
    {
        if (terminal.IsJson)
            return await work(new Sink(static _ => { }));
        if (!terminal.IsInteractive)
            return await work(new Sink(Plain(endpoints)));
        return await terminal
            .Console.Progress()
            .AutoClear(true)
            .HideCompleted(false)
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new ProgressBarColumn(),
                new PercentageColumn(),
                new RateColumn(),
                new TimeLeftColumn()
            )
            .StartAsync(context => work(new Sink(Bars(context, endpoints))));
    }

    private Action<RunProgress> Bars(ProgressContext context, IReadOnlyList<SyncEndpoint> endpoints)
    {
        var tasks = new Dictionary<string, ProgressTask>();
        var phase = "";
        return progress =>
        {
            lock (_gate)
            {
                if (progress.Phase != phase)
                    EndOpenEnded(tasks.Values);
                phase = progress.Phase;
                var name = NameOf(progress, endpoints);
                if (!tasks.TryGetValue(name, out var task))
                    tasks[name] = task = context.AddTask(Markup.Escape(name), autoStart: true);
                task.Description = Markup.Escape(
                    name + CallsLeft(progress, endpoints) + End(progress, endpoints)
                );
                task.IsIndeterminate = progress.Total is null or 0;
                task.MaxValue = Math.Max(1, progress.Total ?? progress.Done);
                task.Value = progress.Done;
            }
        };
    }

    /// <summary>A phase without a known end is over when the next begins.</summary>
    private static void EndOpenEnded(IEnumerable<ProgressTask> tasks)
    {
        foreach (var task in tasks.Where(t => t.IsIndeterminate))
        {
            task.IsIndeterminate = false;
            task.MaxValue = Math.Max(1, task.Value);
            task.Value = task.MaxValue;
        }
    }

    private Action<RunProgress> Plain(IReadOnlyList<SyncEndpoint> endpoints)
    {
        var shown = new Dictionary<string, long>();
        return progress =>
        {
            lock (_gate)
            {
                if (progress.Note is { } note)
                {
                    terminal.Say($"{progress.Phase}: {note}");
                    return;
                }
                var name = NameOf(progress, []);
                var isEnd = progress.Total is { } total && progress.Done >= total;
                var isDue =
                    !shown.TryGetValue(name, out var last)
                    || time.GetElapsedTime(last) >= PlainEvery;
                if (progress.Done == 0 || !(isDue || isEnd))
                    return;
                shown[name] = isEnd ? long.MaxValue : time.GetTimestamp();
                if (last != long.MaxValue)
                    terminal.Say($"{name}: {Count(progress)}{End(progress, endpoints)}");
            }
        };
    }

    private static string Count(RunProgress progress) =>
        progress.Total is { } total
            ? string.Create(CultureInfo.InvariantCulture, $"{progress.Done:N0} of {total:N0}")
            : string.Create(CultureInfo.InvariantCulture, $"{progress.Done:N0}");

    private static string NameOf(RunProgress progress, IReadOnlyList<SyncEndpoint> endpoints)
    {
        if (progress.Side is not { } side)
            return progress.Phase;
        var name = endpoints.Count == 2 ? endpoints[side is Side.Left ? 0 : 1].Name : side.Word;
        return $"{progress.Phase} {name}";
    }

    /// <summary>The day's quota, of the side it concerns or of any that has one.</summary>
    private static string CallsLeft(RunProgress progress, IReadOnlyList<SyncEndpoint> endpoints)
    {
        if (progress.Phase is "describe" or "match")
            return "";
        foreach (var (endpoint, index) in endpoints.Select((e, i) => (e, i)))
        {
            if (progress.Side is { } side && (side is Side.Left ? 0 : 1) != index)
                continue;
            if (endpoint.Budget.DailyRemaining is { } left)
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $" ({left:N0} calls left today)"
                );
        }
        return "";
    }

    /// <summary>When the limits will let the writes be done, where that is more than a moment away.</summary>
    private string End(RunProgress progress, IReadOnlyList<SyncEndpoint> endpoints)
    {
        if (progress is not { Phase: "write", Total: { } total } || total <= progress.Done)
            return "";
        var now = time.GetUtcNow();
        var end = endpoints
            .Select(e => e.Budget.Forecaster(progress.Lane).EndOf(total - progress.Done))
            .Max();
        if (end - now < EndAfter)
            return "";
        var there = TimeZoneInfo.ConvertTime(end, time.LocalTimeZone);
        var isToday = there.Date == time.GetLocalNow().Date;
        return string.Create(
            CultureInfo.InvariantCulture,
            $", done about {there:HH:mm}{(isToday ? "" : $" on {there:yyyy-MM-dd}")}"
        );
    }

    /// <summary>Unlike <see cref="Progress{T}"/>, reports at once and in order.</summary>
    private sealed class Sink(Action<RunProgress> report) : IProgress<RunProgress>
    {
        public void Report(RunProgress value) => report(value);
    }
}
