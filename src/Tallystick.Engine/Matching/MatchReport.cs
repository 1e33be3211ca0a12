using Tallystick.Core.Matching;
using Tallystick.Core.Records;
using Tallystick.Engine.Runs;

namespace Tallystick.Engine.Matching;

/// <summary>Who would be matched with whom, and what a person should look at before the first write.</summary>
public sealed record MatchReport
{
    public required string Stream { get; init; }

    public PerSide Read { get; init; }

    /// <summary>Pairs there are already.</summary>
    public long Linked { get; init; }

    /// <summary>Pairs that the rules are sure of.</summary>
    public long Sure { get; init; }

    /// <summary>Records without a partner once the sure pairs are made.</summary>
    public PerSide Unpartnered { get; init; }

    public MatchList<MatchGroup> Ambiguous { get; init; } = new(0, []);

    /// <summary>Pairs by a weak rule that a stronger one contradicts.</summary>
    public MatchList<MatchGroup> Contradicted { get; init; } = new(0, []);

    /// <summary>Records of one side that share the first rule's key, and are held back.</summary>
    public MatchList<MatchGroup> Duplicates { get; init; } = new(0, []);

    /// <summary>Records of one side that share a weaker key: they are synced, and perhaps the same.</summary>
    public MatchList<MatchGroup> PerhapsSame { get; init; } = new(0, []);

    /// <summary>Records without a partner that look alike; nothing is ever linked by that alone.</summary>
    public MatchList<MatchSuggestion> Suggestions { get; init; } = new(0, []);

    /// <summary>
    /// All suggestions of at least <see cref="MatchOptions.AcceptAbove"/>, however many are listed,
    /// the best first: nobody twice, and nobody who looks like two people as much.
    /// </summary>
    public IReadOnlyList<MatchPair> Acceptable { get; init; } = [];

    /// <summary>Those of the records asked about that neither side shows.</summary>
    public IReadOnlyList<MatchUnknown> Unknown { get; init; } = [];

    public TimeSpan Duration { get; init; }

    /// <summary>What a person has something to say about.</summary>
    public long Open => Ambiguous.Count + Contradicted.Count + Duplicates.Count;
}

/// <summary>The first of many, and how many there are.</summary>
public sealed record MatchList<T>(long Count, IReadOnlyList<T> First);

/// <param name="Rule">The match rule whose key they share.</param>
public sealed record MatchGroup(
    string Rule,
    IReadOnlyList<MatchRecord> Left,
    IReadOnlyList<MatchRecord> Right
);

/// <param name="HasPartner">It is linked already; it is named since it shares the key.</param>
public sealed record MatchRecord(string Id, bool HasPartner)
{
    /// <summary>The mapped fields that have a value, by the pair's name.</summary>
    public IReadOnlyDictionary<string, string> Values { get; init; } =
        new Dictionary<string, string>();
}

/// <summary>Two records that look alike, and why.</summary>
public sealed record MatchSuggestion(
    MatchRecord Left,
    MatchRecord Right,
    int Score,
    IReadOnlyList<LikenessPart> Parts
);

/// <summary>Two records that could be linked by their score.</summary>
public sealed record MatchPair(string LeftId, string RightId, int Score);

/// <summary>A record that was asked about and is not there.</summary>
public sealed record MatchUnknown(Side Side, string Id);

/// <summary>What a look at the matches is to tell.</summary>
public sealed record MatchOptions
{
    /// <summary>Records that the report shall say of whether they are there.</summary>
    public IReadOnlyList<(Side Side, string Id)> Asked { get; init; } = [];

    /// <summary>Suggestions below it are left out, 0 to 100.</summary>
    public int ScoreMin { get; init; } = 70;

    /// <summary>Suggestions of at least this score are looked for to be linked, 0 to 100; null for none.</summary>
    public int? AcceptAbove { get; init; }

    /// <summary>How many of each list are told.</summary>
    public int ListMax { get; init; } = 100;
}
