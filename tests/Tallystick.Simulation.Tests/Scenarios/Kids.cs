using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Simulation.Tests.Apps;

namespace Tallystick.Simulation.Tests.Scenarios;

/// <summary>A second stream, in some worlds: the tasks of the people, on both sides.</summary>
internal sealed record Kids
{
    public const string Stream = "sim/tasks";

    private static readonly DeletePolicy[] DeletePolicies =
    [
        DeletePolicy.Propagate,
        DeletePolicy.Ask,
        DeletePolicy.Keep,
    ];

    public TaskTraits Left { get; init; } = new();

    public TaskTraits Right { get; init; } = new();

    /// <summary>Tasks are matched by whose they are and what they are called; otherwise by nothing.</summary>
    public bool Match { get; init; }

    public DeletePolicy Deletes { get; init; } = DeletePolicy.Propagate;

    public TaskTraits this[Side side] => side is Side.Left ? Left : Right;

    public static Kids Draw(Random random) =>
        new()
        {
            Left = TaskTraits.Draw(random),
            Right = TaskTraits.Draw(random),
            Match = random.Next(4) > 0,
            Deletes = DeletePolicies[random.Next(4) % DeletePolicies.Length],
        };

    /// <param name="people">The stream of those whom the tasks belong to.</param>
    public StreamDefinition DefinitionWith(StreamDefinition people) =>
        people with
        {
            Name = Stream,
            LeftObject = TaskFields.ObjectType,
            RightObject = TaskFields.ObjectType,
            Fields = [.. TaskFields.Mapped.Select(f => new FieldPair(f, f))],
            Match = Match
                ?
                [
                    [TaskFields.Person, TaskFields.Title],
                ]
                : [],
            Deletes = Deletes,
        };

    /// <summary>The same with one thing less that is out of the ordinary.</summary>
    public IEnumerable<Kids> Simpler() =>
        Left.Simpler()
            .Select(traits => this with { Left = traits })
            .Concat(Right.Simpler().Select(traits => this with { Right = traits }));

    public static bool IsAbout(string word) => word is "tasks" or "tasks-left" or "tasks-right";

    public Kids With(string line)
    {
        var words = new Words(line);
        switch (line.Split(' ')[0])
        {
            case "tasks-left":
                return this with { Left = TaskTraits.Parse(words) };
            case "tasks-right":
                return this with { Right = TaskTraits.Parse(words) };
            default:
                var kids = this with
                {
                    Match = words.Has("match"),
                    Deletes = words.Name("deletes", Deletes),
                };
                words.End();
                return kids;
        }
    }

    public override string ToString() =>
        string.Join(
            '\n',
            Words.Write("tasks", [("match", Match), ("deletes", Deletes)]),
            Left.ToString("tasks-left"),
            Right.ToString("tasks-right")
        );
}
