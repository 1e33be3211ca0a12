using Tallystick.Core.Connectors;

namespace Tallystick.Simulation.Tests.Apps;

/// <summary>What kind of app it is: drawn from the seed, or set.</summary>
internal sealed record AppTraits
{
    public TimeSpan ListLag { get; init; }

    public bool FindsByModifiedTime { get; init; }

    public bool AbsenceIsEvidence { get; init; }

    public bool TrustworthyTimes { get; init; }

    /// <summary>A listing says how many it has, so that one cut short can be told.</summary>
    public bool GivesTotal { get; init; }

    public bool ConditionalWrites { get; init; }

    public bool RefusesDuplicates { get; init; }

    /// <summary>Answers to writes carry the record.</summary>
    public bool AnswersWithRecord { get; init; }

    /// <summary>Tags can be added and removed one by one; otherwise the whole set is replaced.</summary>
    public bool SetDeltas { get; init; }

    public bool LowersTags { get; init; }

    public bool CutsCities { get; init; }

    /// <summary>Modified times in whole seconds, and none before the first update.</summary>
    public bool CoarseTimes { get; init; }

    public TimeSpan ClockSkew { get; init; }

    public int PageSize { get; init; } = 5;

    public int Concurrency { get; init; } = 2;

    public int CallsMax { get; init; } = 50;

    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan LatencyMax { get; init; } = TimeSpan.FromMilliseconds(400);

    public static AppTraits Draw(Random random)
    {
        var lag = random.Next(3) == 0 ? random.Next(1, 15) : 0;
        return new AppTraits
        {
            ListLag = TimeSpan.FromSeconds(lag),
            FindsByModifiedTime = random.Next(3) > 0,
            AbsenceIsEvidence = lag == 0 && random.Next(4) == 0,
            GivesTotal = random.Next(3) > 0,
            TrustworthyTimes = random.Next(2) == 0,
            ConditionalWrites = random.Next(4) == 0,
            RefusesDuplicates = random.Next(2) == 0,
            AnswersWithRecord = random.Next(3) > 0,
            SetDeltas = random.Next(4) > 0,
            LowersTags = random.Next(3) == 0,
            CutsCities = random.Next(4) == 0,
            CoarseTimes = random.Next(4) == 0,
            ClockSkew = TimeSpan.FromSeconds(random.Next(4) == 0 ? random.Next(-40, 41) : 0),
            PageSize = random.Next(2, 9),
            Concurrency = random.Next(1, 5),
            CallsMax = random.Next(20, 80),
        };
    }

    public Capabilities Capabilities =>
        new()
        {
            Changes = FindsByModifiedTime ? ChangeDetection.ModifiedTime : ChangeDetection.Scan,
            ListLag = ListLag,
            AbsenceIsEvidence = AbsenceIsEvidence,
            TrustworthyTimes = TrustworthyTimes,
            ConditionalWrites = ConditionalWrites,
            RefusesDuplicatesOn = RefusesDuplicates ? [SimFields.Email] : [],
            PageSize = PageSize,
            ConcurrencyMax = Concurrency,
            Limits = [new RateLimit(CallsMax, Window)],
        };
}
