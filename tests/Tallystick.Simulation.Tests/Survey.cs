using System.Diagnostics;
using Tallystick.Simulation.Tests.Scenarios;

namespace Tallystick.Simulation.Tests;

/// <summary>Many schedules on all cores.</summary>
internal sealed class Survey
{
    /// <summary>So many bad ones are enough to look at.</summary>
    private const int BadMax = 25;

    private readonly List<SimOutcome> _bad = [];
    private int _next;

    /// <summary>How many schedules were lived through.</summary>
    public int Count { get; private set; }

    /// <summary>Those that broke a law, by seed.</summary>
    public IReadOnlyList<SimOutcome> Bad => [.. _bad.OrderBy(o => o.Script.Seed)];

    public TimeSpan WindowMax { get; private set; }

    /// <param name="span">Stops after so long; null for never.</param>
    /// <param name="draw">Draws a seed's schedule; null for the usual one, with everything.</param>
    public static Survey Of(
        int firstSeed,
        int count,
        TimeSpan? span = null,
        Func<int, Script>? draw = null
    )
    {
        var survey = new Survey();
        var clock = Stopwatch.StartNew();
        var threads = Enumerable
            .Range(0, Environment.ProcessorCount)
            .Select(_ => new Thread(() =>
            {
                while (
                    clock.Elapsed < (span ?? TimeSpan.MaxValue) && survey.Take(count) is { } next
                )
                    survey.Note(Simulation.Run((draw ?? Script.Of)(firstSeed + next)));
            }))
            .ToArray();
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();
        return survey;
    }

    /// <summary>Each law that was broken, and its shortest story, made shorter.</summary>
    public string Tell()
    {
        if (Bad.Count == 0)
            return "every law held";
        var broken = Bad.SelectMany(o => o.Violations.Select(v => (v.Law, Outcome: o)).Distinct())
            .GroupBy(v => v.Law)
            .ToArray();
        var laws = broken.Select(g =>
        {
            var seeds = g.Select(v => v.Outcome.Script.Seed).Distinct().ToArray();
            return $"{g.Key}: {seeds.Length} (seeds {string.Join(' ', seeds.Take(12))})";
        });
        var stories = broken.Select(g =>
        {
            var shortest = g.MinBy(v => v.Outcome.Script.Acts.Count).Outcome.Script;
            return Story(Shrinker.Shrink(shortest, g.Key));
        });
        return $"{string.Join('\n', laws)}\n\n{string.Join("\n\n", stories)}";
    }

    private int? Take(int count)
    {
        lock (_bad)
            return _bad.Count < BadMax && _next < count ? _next++ : null;
    }

    private void Note(SimOutcome outcome)
    {
        lock (_bad)
        {
            Count++;
            if (!outcome.IsGood)
                _bad.Add(outcome);
            if (outcome.WindowMax > WindowMax)
                WindowMax = outcome.WindowMax;
        }
    }

    private static string Story(Script script)
    {
        var outcome = Simulation.Run(script);
        return $"seed {script.Seed}, made short:\n{script}\n\n{string.Join('\n', outcome.Violations)}\n\n{outcome.Log}";
    }
}
