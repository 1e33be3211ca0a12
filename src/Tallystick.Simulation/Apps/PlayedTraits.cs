namespace Tallystick.Simulation.Apps;

/// <summary>What no connector tells of an app beforehand: drawn from the seed.</summary>
internal sealed record PlayedTraits
{
    /// <summary>A listing says how many it has, so that one cut short can be told.</summary>
    public bool GivesTotal { get; init; }

    /// <summary>Answers to writes carry the record.</summary>
    public bool AnswersWithRecord { get; init; }

    /// <summary>Modified times in whole seconds, and none before the first update.</summary>
    public bool CoarseTimes { get; init; }

    /// <summary>Phone numbers are kept as E.164, whatever was typed.</summary>
    public bool FormatsPhones { get; init; }

    public bool LowersEmails { get; init; }

    public bool LowersTags { get; init; }

    /// <summary>What is done to a child moves its parent's modified time.</summary>
    public bool ChildrenTouchParents { get; init; }

    /// <summary>A child for somebody who is not there is "not found"; otherwise it is invalid.</summary>
    public bool MissesParents { get; init; }

    public TimeSpan ClockSkew { get; init; }

    public int PageSize { get; init; }

    public TimeSpan LatencyMax { get; init; } = TimeSpan.FromMilliseconds(400);

    public static PlayedTraits Draw(Random random) =>
        new()
        {
            GivesTotal = random.Next(3) > 0,
            AnswersWithRecord = random.Next(3) > 0,
            CoarseTimes = random.Next(4) == 0,
            FormatsPhones = random.Next(2) == 0,
            LowersEmails = random.Next(3) == 0,
            LowersTags = random.Next(3) == 0,
            ChildrenTouchParents = random.Next(2) == 0,
            MissesParents = random.Next(2) == 0,
            ClockSkew = TimeSpan.FromSeconds(random.Next(4) == 0 ? random.Next(-5, 6) : 0),
            PageSize = random.Next(3, 10),
        };
}
