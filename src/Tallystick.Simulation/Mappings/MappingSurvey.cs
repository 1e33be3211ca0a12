using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Schema;
using Tallystick.Simulation.Laws;

namespace Tallystick.Simulation.Mappings;

/// <summary>Many storms over a user's mapping, on all cores. The same seeds give the same report.</summary>
public sealed class MappingSurvey
{
    /// <summary>What breaks these is the cause of what breaks the others.</summary>
    private static readonly Law[] ByCause =
    [
        Law.RoundTrip,
        Law.Mistaken,
        Law.Doubled,
        Law.Lost,
        Law.Deletes,
        Law.Rest,
        Law.Equal,
        Law.Untouched,
        Law.Limits,
    ];

    private readonly Stage _stage;

    private MappingSurvey(Stage stage) => _stage = stage;

    /// <summary>Makes a sync of the user's file ready to be played.</summary>
    /// <exception cref="MappingException">Lists everything that does not fit.</exception>
    public static MappingSurvey Of(SimulatedSync sync) => new(Stage.Of(sync));

    /// <summary>Lives so many storms through, and says what they showed.</summary>
    /// <param name="isTold">Tell the first storm even where no law broke.</param>
    /// <param name="progress">Takes how many storms are over, from any thread.</param>
    public MappingReport Run(
        int firstSeed,
        int count,
        bool isTold,
        Action<int>? progress,
        CancellationToken cancellationToken
    )
    {
        var outcomes = LiveAll(firstSeed, count, progress, cancellationToken);
        var (lived, tallies) = (new LivedThrough(), new Tallies());
        foreach (var outcome in outcomes)
        {
            lived.Add(outcome.Lived);
            tallies.Add(outcome.Tallies);
        }
        return new MappingReport
        {
            Sync = _stage.Sync.Name,
            FirstSeed = firstSeed,
            Schedules = count,
            Lived = lived,
            Laws = [.. Enum.GetValues<Law>().Select(law => ResultOf(law, firstSeed, outcomes))],
            Findings = FindingText.Of(_stage, tallies),
            Stories = StoriesOf(firstSeed, outcomes, isTold),
        };
    }

    private Outcome[] LiveAll(
        int firstSeed,
        int count,
        Action<int>? progress,
        CancellationToken cancellationToken
    )
    {
        var outcomes = new Outcome[count];
        var over = 0;
        // Which storm is lived through on which thread does not matter: each is a world of its own.
        Parallel.For(
            0,
            count,
            new ParallelOptions
            {
                CancellationToken = cancellationToken,
                MaxDegreeOfParallelism = Environment.ProcessorCount,
            },
            i =>
            {
                var watch = Schedule.Live(_stage, Script.Of(firstSeed + i, _stage));
                outcomes[i] = new Outcome(watch.Lived, watch.Tallies, watch.Breaches);
                progress?.Invoke(Interlocked.Increment(ref over));
            }
        );
        return outcomes;
    }

    private LawResult ResultOf(Law law, int firstSeed, Outcome[] outcomes)
    {
        var words = Laws.Laws.WordsOf(law);
        if (law is Law.Required)
            return new LawResult(law, words, 0, null, Unfilled());
        var broken = Enumerable
            .Range(0, outcomes.Length)
            .Where(i => outcomes[i].Breaks(law))
            .ToArray();
        return broken.Length == 0
            ? new LawResult(law, words, 0, null, null)
            : new LawResult(
                law,
                words,
                broken.Length,
                firstSeed + broken[0],
                outcomes[broken[0]].Breaches.First(b => b.Law == law).What
            );
    }

    /// <summary>Required fields that nothing flows to, where records are to be created: each would be refused.</summary>
    private string? Unfilled()
    {
        var missing =
            from plan in _stage.Plans
            from side in new[] { Side.Left, Side.Right }
            let facts = _stage[side, plan[side].ObjectType]
            where plan.Creates(side) && facts.Capabilities.CanCreate
            from field in facts.Fields
            where field.Field.Required && field.Field.Can(FieldAccess.Create)
            where !plan.Fields.Any(p => p[side].Field.Key == field.Key && p.FlowsTo(side))
            select $"{_stage.NameOf(side)} refuses each new {facts.Type} without '{field.Key}', and no pair of {plan.Name} fills it";
        var all = missing.ToArray();
        return all.Length == 0 ? null : string.Join("; ", all) + ".";
    }

    private Story[] StoriesOf(int firstSeed, Outcome[] outcomes, bool isTold)
    {
        var broken = ByCause
            .Select(law => (Law: law, Index: Array.FindIndex(outcomes, o => o.Breaks(law))))
            .Where(b => b.Index >= 0)
            // One tells enough of the cause; who wants to know everything of one storm gets it.
            .Take(isTold ? ByCause.Length : 1)
            .Select(b => StoryOf(firstSeed + b.Index, b.Law))
            .ToArray();
        if (broken.Length > 0 || !isTold)
            return broken;
        var whole = Schedule.Live(_stage, Script.Of(firstSeed, _stage), isTelling: true);
        return [new Story(firstSeed, null, whole.Story)];
    }

    private Story StoryOf(int seed, Law law)
    {
        var script = Shortener.Shorten(_stage, Script.Of(seed, _stage), law);
        return new Story(seed, law, Schedule.Live(_stage, script, isTelling: true).Story);
    }

    private sealed record Outcome(
        LivedThrough Lived,
        Tallies Tallies,
        IReadOnlyList<Breach> Breaches
    )
    {
        public bool Breaks(Law law) => Breaches.Any(b => b.Law == law);
    }
}
