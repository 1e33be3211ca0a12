using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Simulation.Tests.Apps;

namespace Tallystick.Simulation.Tests.Scenarios;

/// <summary>What does not change during a schedule: the two apps, and how the sync is set up.</summary>
internal sealed record World
{
    private static readonly DeletePolicy[] DeletePolicies =
    [
        DeletePolicy.Ask,
        DeletePolicy.Keep,
        DeletePolicy.Propagate,
    ];

    public AppTraits Left { get; init; } = new();

    public AppTraits Right { get; init; } = new();

    public ConflictPolicy Conflict { get; init; }

    public DeletePolicy Deletes { get; init; }

    public EventTraits Events { get; init; } = EventTraits.None;

    /// <summary>Between the end of a run and the next; where the apps tell of changes, between their beginnings.</summary>
    public int IntervalSeconds { get; init; } = 5;

    /// <summary>Between whole listings; zero for every run.</summary>
    public int SweepSeconds { get; init; }

    /// <summary>The tasks of people, where there are some.</summary>
    public Kids? Kids { get; init; }

    /// <summary>Usual runs do not list everything.</summary>
    public bool IsSweptRarely =>
        SweepSeconds > 0 || Kids is { Left.Walks: true } or { Right.Walks: true };

    public AppTraits this[Side side] => side is Side.Left ? Left : Right;

    public static World Draw(Random random) =>
        new()
        {
            Left = AppTraits.Draw(random),
            Right = AppTraits.Draw(random),
            IntervalSeconds = random.Next(2, 20),
            Conflict = (ConflictPolicy)random.Next(Enum.GetValues<ConflictPolicy>().Length),
            Deletes = DeletePolicies[random.Next(DeletePolicies.Length)],
            SweepSeconds = random.Next(4) switch
            {
                0 or 1 => 0,
                2 => random.Next(20, 120),
                _ => 86_400,
            },
        };

    public StreamDefinition Definition =>
        new()
        {
            Name = "sim/people",
            LeftObject = SimFields.ObjectType,
            RightObject = SimFields.ObjectType,
            Fields = [.. SimFields.Mapped.Select(f => new FieldPair(f, f))],
            Match =
            [
                [SimFields.Email],
                [SimFields.Phone],
            ],
            Conflict = Conflict,
            Deletes = Deletes,
            DeletesMax = 3,
            DeleteShareMax = 0.4,
            SweepEvery = SweepSeconds == 0 ? null : TimeSpan.FromSeconds(SweepSeconds),
        };

    /// <summary>All streams, children first to make it harder.</summary>
    public IReadOnlyList<StreamDefinition> StreamsOf(StreamDefinition people)
    {
        if (Kids is null)
            return [people];
        StreamDefinition[] all = [Kids.DefinitionWith(people), people];
        return [.. all.Select(s => s with { Siblings = all })];
    }

    /// <summary>The same world with one thing less that is out of the ordinary.</summary>
    public IEnumerable<World> Simpler() =>
        Left.Simpler()
            .Select(traits => this with { Left = traits })
            .Concat(Right.Simpler().Select(traits => this with { Right = traits }))
            .Append(this with { SweepSeconds = 0 })
            .Append(this with { Kids = null })
            .Concat(Kids?.Simpler().Select(kids => this with { Kids = kids }) ?? [])
            .Concat(Events.Simpler().Select(traits => this with { Events = traits }))
            .Where(world => world != this);

    public static bool IsAbout(string line) => !char.IsDigit(line[0]);

    /// <summary>Reads back what <see cref="ToString"/> wrote; what is not said is ordinary.</summary>
    public static World Parse(IEnumerable<string> lines)
    {
        var world = new World();
        foreach (var line in lines)
            world = line.Split(' ')[0] switch
            {
                var word when Kids.IsAbout(word) => world with
                {
                    Kids = (world.Kids ?? new Kids()).With(line),
                },
                "left" => world with { Left = AppTraits.Parse(line) },
                "right" => world with { Right = AppTraits.Parse(line) },
                "sync" => world.WithSync(new Words(line)),
                "events" => world with { Events = EventTraits.Parse(line) },
                _ => throw new FormatException($"'{line}' says nothing of the world."),
            };
        return world;
    }

    public override string ToString() =>
        string.Join(
            '\n',
            [
                Words.Write(
                    "sync",
                    [
                        ("every", IntervalSeconds),
                        ("sweep", SweepSeconds),
                        ("conflict", Conflict),
                        ("deletes", Deletes),
                    ]
                ),
                Left.ToString("left"),
                Right.ToString("right"),
                .. Events.AreAny ? [Events.ToString()] : Array.Empty<string>(),
                .. TaskLines,
            ]
        );

    private IEnumerable<string> TaskLines => Kids is null ? [] : [Kids.ToString()];

    private World WithSync(Words words)
    {
        var world = this with
        {
            IntervalSeconds = words.Number("every", IntervalSeconds),
            SweepSeconds = words.Number("sweep", SweepSeconds),
            Conflict = words.Name("conflict", Conflict),
            Deletes = words.Name("deletes", Deletes),
        };
        words.End();
        return world;
    }
}
