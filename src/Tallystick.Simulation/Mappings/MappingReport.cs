using Tallystick.Simulation.Laws;

namespace Tallystick.Simulation.Mappings;

/// <summary>What so many storms showed of a mapping.</summary>
public sealed record MappingReport
{
    /// <summary>The sync's name in the file.</summary>
    public required string Sync { get; init; }

    /// <summary>The seed of the first storm; each one after it has the next.</summary>
    public int FirstSeed { get; init; }

    /// <summary>How many storms were lived through.</summary>
    public int Schedules { get; init; }

    /// <summary>What there was in all of them.</summary>
    public required LivedThrough Lived { get; init; }

    /// <summary>Every law, in the order of their weight.</summary>
    public required IReadOnlyList<LawResult> Laws { get; init; }

    /// <summary>What is worth knowing about the mapping, whether or not a law broke.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>Storms in words: the first that breaks a law, the likeliest cause first, or the one that was asked for.</summary>
    public IReadOnlyList<Story> Stories { get; init; } = [];

    /// <summary>Every law held in every storm.</summary>
    public bool Holds => Laws.All(l => l.Holds);
}

/// <summary>Whether a law held in all storms.</summary>
/// <param name="Words">The law in words.</param>
/// <param name="BrokenIn">In so many storms.</param>
/// <param name="Seed">The first of these; null where none is needed to see it.</param>
/// <param name="What">How it broke there.</param>
public sealed record LawResult(Law Law, string Words, int BrokenIn, int? Seed, string? What)
{
    public bool Holds => BrokenIn == 0 && What is null;
}

/// <summary>Something about the mapping that the storms showed.</summary>
/// <param name="Kind">A word for programs.</param>
/// <param name="Stream">"sync/stream".</param>
/// <param name="Field">The pair; empty for the stream as a whole.</param>
/// <param name="Of">Out of so many; null where that says nothing.</param>
/// <param name="Text">For a person.</param>
public sealed record Finding(
    string Kind,
    string Stream,
    string Field,
    long Count,
    long? Of,
    string Text
);

/// <summary>A storm in words, line by line.</summary>
/// <param name="Law">The law that it breaks, and what that can do without is left out; null for a whole storm.</param>
public sealed record Story(int Seed, Law? Law, IReadOnlyList<string> Lines);
