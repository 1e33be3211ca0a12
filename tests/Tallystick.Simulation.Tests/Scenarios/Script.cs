using Tallystick.Core.Records;
using Tallystick.Simulation.Faults;
using Tallystick.Simulation.Tests.Apps;

namespace Tallystick.Simulation.Tests.Scenarios;

/// <summary>
/// A whole schedule: the world it plays in, the acts that happen in it, and the seed that draws how
/// long each step takes and what comes first of what could happen at once.
/// </summary>
internal sealed record Script(int Seed, World World, IReadOnlyList<Act> Acts)
{
    public const double StormSeconds = 90;

    private static readonly string[] TextFields =
    [
        SimFields.First,
        SimFields.City,
        SimFields.City,
        SimFields.Phone,
        SimFields.Email,
    ];

    /// <summary>With everything: events, undo and tasks too.</summary>
    public static Script Of(int seed) =>
        TaskActs.Add(UndoDeeds.AddTo(EventDeeds.AddTo(PlainOf(seed))));

    /// <summary>The same people, deeds and weather, without events, undo and tasks.</summary>
    public static Script PlainOf(int seed)
    {
        var random = new Random(unchecked(seed * 7919 + 1));
        var acts = new List<Act>();
        var number = 0;
        var people = random.Next(3, 10);
        for (var i = 0; i < people; i++)
        {
            var kind = random.Next(4);
            if (kind != 1)
                acts.Add(new Act(0, Side.Left, "born", "p", i));
            if (kind != 0)
                acts.Add(new Act(0, Side.Right, "born", "p", i));
        }
        number = people;
        var count = random.Next(5, 45);
        for (var i = 0; i < count; i++)
            acts.Add(Draw(random, number++));
        var world = World.Draw(new Random(unchecked(seed * 7919 + 2)));
        return new Script(seed, world, [.. acts.OrderBy(a => a.At)]);
    }

    /// <summary>Reads back what <see cref="ToString"/> wrote.</summary>
    public static Script Parse(int seed, string text)
    {
        var lines = text.Split(
            '\n',
            StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries
        );
        return new Script(
            seed,
            World.Parse(lines.Where(World.IsAbout)),
            [.. lines.Where(l => !World.IsAbout(l)).Select(Act.Parse)]
        );
    }

    public override string ToString() => string.Join('\n', [World.ToString(), .. Acts]);

    private static Act Draw(Random random, int number)
    {
        var at = Math.Round(random.NextDouble() * StormSeconds, 3);
        var side = random.Next(2) == 0 ? Side.Left : Side.Right;
        var (verb, what) = random.Next(100) switch
        {
            < 8 => ("born", "p"),
            < 38 => ("edit", TextFields[random.Next(TextFields.Length)]),
            < 43 => ("clear", random.Next(2) == 0 ? SimFields.City : SimFields.First),
            < 53 => ("tag", "add"),
            < 58 => ("tag", "remove"),
            < 62 => ("delete", "p"),
            < 64 => ("retype", "p"),
            < 82 => ("fault", Weather.DrawFault(random)),
            < 90 => ("spell", Enum.GetName((Spell)random.Next(Enum.GetValues<Spell>().Length))!),
            < 92 => ("crash", "now"),
            < 95 => ("crash", "step"),
            < 98 => ("crash", random.Next(2) == 0 ? "lost" : "kept"),
            _ => ("twin", "freeze"),
        };
        return new Act(at, side, verb, what, number);
    }
}
