using Tallystick.Core.Records;

namespace Tallystick.Simulation.Tests.Scenarios;

/// <summary>Which of the apps tell of their changes, and what becomes of the events on their way.</summary>
internal sealed record EventTraits
{
    public static EventTraits None { get; } = new();

    public bool FromLeft { get; init; }

    public bool FromRight { get; init; }

    /// <summary>Of a hundred, so many are never sent.</summary>
    public int LostShare { get; init; }

    /// <summary>Of a hundred, so many are sent twice.</summary>
    public int DoubledShare { get; init; }

    /// <summary>One in four is up to so late.</summary>
    public int LateSeconds { get; init; }

    /// <summary>What nobody answered is sent again.</summary>
    public bool AreRepeated { get; init; }

    public bool AreAny => FromLeft || FromRight;

    public static EventTraits Draw(Random random)
    {
        var from = random.Next(3);
        return new EventTraits
        {
            FromLeft = from != 1,
            FromRight = from != 0,
            LostShare = random.Next(3) * 15,
            DoubledShare = random.Next(3) * 25,
            LateSeconds = random.Next(2) * random.Next(1, 31),
            AreRepeated = random.Next(2) == 0,
        };
    }

    public bool ComeFrom(Side side) => side is Side.Left ? FromLeft : FromRight;

    /// <summary>The same with one thing less that is out of the ordinary.</summary>
    public IEnumerable<EventTraits> Simpler() =>
        new[]
        {
            None,
            this with
            {
                FromLeft = false,
            },
            this with
            {
                FromRight = false,
            },
            this with
            {
                LostShare = 0,
            },
            this with
            {
                DoubledShare = 0,
            },
            this with
            {
                LateSeconds = 0,
            },
            this with
            {
                AreRepeated = false,
            },
        }.Where(traits => traits != this);

    public static EventTraits Parse(string line)
    {
        var words = new Words(line);
        var traits = new EventTraits
        {
            FromLeft = words.Has("left"),
            FromRight = words.Has("right"),
            LostShare = words.Number("lost", 0),
            DoubledShare = words.Number("doubled", 0),
            LateSeconds = words.Number("late", 0),
            AreRepeated = words.Has("repeated"),
        };
        words.End();
        return traits;
    }

    public override string ToString() =>
        Words.Write(
            "events",
            [
                ("left", FromLeft),
                ("right", FromRight),
                ("lost", LostShare),
                ("doubled", DoubledShare),
                ("late", LateSeconds),
                ("repeated", AreRepeated),
            ]
        );
}
