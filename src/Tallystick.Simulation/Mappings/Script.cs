using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Simulation.Apps;
using Tallystick.Simulation.Faults;

namespace Tallystick.Simulation.Mappings;

/// <summary>
/// One storm over the user's mapping: what the apps are like beyond what is known of them, and what
/// happens. Everything in it is drawn from the seed.
/// </summary>
internal sealed record Script(int Seed, IReadOnlyList<Act> Acts)
{
    private static readonly Spell[] Spells =
    [
        Spell.Outage,
        Spell.TokenExpired,
        Spell.PermissionLost,
        Spell.Emptied,
        Spell.Halved,
    ];

    public required PlayedTraits Left { get; init; }

    public required PlayedTraits Right { get; init; }

    public required int IntervalSeconds { get; init; }

    public required double StormSeconds { get; init; }

    /// <summary>Few people make a brake on deletes stop for one: in three storms of four it lets all through.</summary>
    public required bool IsBraked { get; init; }

    public static Script Of(int seed, Stage stage)
    {
        var random = new Random(unchecked((seed * 7919) + 21));
        var lag = stage.LagMax.TotalSeconds;
        var storm = 90 + (3 * lag);
        var acts = new List<Act>();
        var number = 0;
        foreach (var plan in stage.Plans)
            DrawNewborns(random, stage, plan, acts, ref number);
        for (var count = random.Next(6, 40); count > 0; count--)
            if (Draw(random, stage, storm, number++) is { } act)
                acts.Add(act);
        return new Script(seed, [.. acts.OrderBy(a => a.At)])
        {
            Left = PlayedTraits.Draw(random),
            Right = PlayedTraits.Draw(random),
            IntervalSeconds = random.Next(2, 20) + (int)(lag / 3),
            StormSeconds = storm,
            IsBraked = random.Next(4) == 0,
        };
    }

    public PlayedTraits TraitsOf(Side side) => side is Side.Left ? Left : Right;

    /// <summary>The stream as it is played in this storm.</summary>
    public StreamDefinition Played(StreamDefinition stream) =>
        IsBraked ? stream : stream with { DeletesMax = int.MaxValue, DeleteShareMax = 1 };

    private static void DrawNewborns(
        Random random,
        Stage stage,
        StreamPlan plan,
        List<Act> acts,
        ref int number
    )
    {
        var isChild = stage[Side.Left, plan.Left.ObjectType].Parent is not null;
        // Children find their parents by number: those of person 2 are 4 and 5.
        var count = isChild ? random.Next(2, 10) : random.Next(3, 9);
        for (var i = 0; i < count; i++)
        {
            var kind = random.Next(4);
            if (kind != 1)
                acts.Add(new Act(0, Side.Left, "born", plan.Name, i));
            if (kind != 0)
                acts.Add(new Act(0, Side.Right, "born", plan.Name, i));
        }
        number = Math.Max(number, count);
    }

    private static Act? Draw(Random random, Stage stage, double storm, int number)
    {
        var at = Math.Round(random.NextDouble() * storm, 3);
        var side = random.Next(2) == 0 ? Side.Left : Side.Right;
        var plan = stage.Plans[random.Next(stage.Plans.Count)];
        var facts = stage[side, plan[side].ObjectType];
        var field =
            facts.Editable.Count == 0 ? null : facts.Editable[random.Next(facts.Editable.Count)];
        var kind = random.Next(100);
        var (verb, what) = kind switch
        {
            < 8 => ("born", plan.Name),
            < 50 when field is not null => ("edit", $"{plan.Name}:{field.Key}"),
            < 55 when field is not null => ("clear", $"{plan.Name}:{field.Key}"),
            < 55 => ("born", plan.Name),
            < 62 => ("delete", plan.Name),
            < 82 => ("fault", Weather.DrawFault(random)),
            < 90 => ("spell", Enum.GetName(Spells[random.Next(Spells.Length)])!),
            < 92 => ("crash", "now"),
            < 95 => ("crash", "step"),
            < 98 => ("crash", random.Next(2) == 0 ? "lost" : "kept"),
            _ => ("twin", "freeze"),
        };
        return new Act(at, side, verb, what, number);
    }
}
