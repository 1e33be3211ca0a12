using Tallystick.Core.Connectors;
using Tallystick.Simulation.Tests.Scenarios;

namespace Tallystick.Simulation.Tests.Apps;

/// <summary>What kind of app it is: drawn from the seed, or set.</summary>
internal sealed record AppTraits
{
    public TimeSpan ListLag { get; init; }

    public bool FindsByModifiedTime { get; init; }

    /// <summary>How far "changed since" must reach back, by its own word.</summary>
    public TimeSpan Overlap { get; init; } = TimeSpan.FromMinutes(2);

    public bool AbsenceIsEvidence { get; init; }

    public bool TrustworthyTimes { get; init; }

    /// <summary>A listing says how many it has, so that one cut short can be told.</summary>
    public bool GivesTotal { get; init; }

    public bool ConditionalWrites { get; init; }

    public bool RefusesDuplicates { get; init; }

    /// <summary>Can be asked who has an address or a phone.</summary>
    public bool FindsByKeys { get; init; }

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
        var skew = random.Next(4) == 0 ? random.Next(-40, 41) : 0;
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
            ClockSkew = TimeSpan.FromSeconds(skew),
            Overlap = TimeSpan.FromSeconds(Math.Abs(skew) + lag + random.Next(2, 20)),
            PageSize = random.Next(2, 9),
            Concurrency = random.Next(1, 5),
            CallsMax = random.Next(4) == 0 ? random.Next(6, 15) : random.Next(20, 80),
        };
    }

    /// <summary>The same app with one thing less that is out of the ordinary.</summary>
    public IEnumerable<AppTraits> Simpler() =>
        new[]
        {
            this with
            {
                ListLag = default,
            },
            this with
            {
                FindsByModifiedTime = false,
            },
            this with
            {
                AbsenceIsEvidence = false,
            },
            this with
            {
                GivesTotal = false,
            },
            this with
            {
                TrustworthyTimes = false,
            },
            this with
            {
                ConditionalWrites = false,
            },
            this with
            {
                RefusesDuplicates = false,
            },
            this with
            {
                FindsByKeys = false,
            },
            this with
            {
                AnswersWithRecord = true,
            },
            this with
            {
                SetDeltas = true,
            },
            this with
            {
                LowersTags = false,
            },
            this with
            {
                CutsCities = false,
            },
            this with
            {
                CoarseTimes = false,
            },
            this with
            {
                ClockSkew = default,
            },
            this with
            {
                PageSize = 20,
            },
            this with
            {
                Concurrency = 1,
            },
            this with
            {
                CallsMax = 100,
            },
        }.Where(traits => traits != this);

    public static AppTraits Parse(string line)
    {
        var words = new Words(line);
        var traits = new AppTraits
        {
            ListLag = TimeSpan.FromSeconds(words.Number("lag", 0)),
            FindsByModifiedTime = words.Has("modified"),
            AbsenceIsEvidence = words.Has("absence"),
            GivesTotal = words.Has("total"),
            TrustworthyTimes = words.Has("times"),
            ConditionalWrites = words.Has("conditional"),
            RefusesDuplicates = words.Has("unique"),
            FindsByKeys = words.Has("finds"),
            AnswersWithRecord = words.Has("answers"),
            SetDeltas = words.Has("deltas"),
            LowersTags = words.Has("lowers"),
            CutsCities = words.Has("cuts"),
            CoarseTimes = words.Has("coarse"),
            ClockSkew = TimeSpan.FromSeconds(words.Number("skew", 0)),
            Overlap = TimeSpan.FromSeconds(words.Number("overlap", 120)),
            PageSize = words.Number("page", 20),
            Concurrency = words.Number("parallel", 1),
            CallsMax = words.Number("calls", 100),
        };
        words.End();
        return traits;
    }

    public string ToString(string side) =>
        Words.Write(
            side,
            [
                ("lag", (int)ListLag.TotalSeconds),
                ("skew", (int)ClockSkew.TotalSeconds),
                ("overlap", (int)Overlap.TotalSeconds),
                ("page", PageSize),
                ("parallel", Concurrency),
                ("calls", CallsMax),
                ("modified", FindsByModifiedTime),
                ("absence", AbsenceIsEvidence),
                ("total", GivesTotal),
                ("times", TrustworthyTimes),
                ("conditional", ConditionalWrites),
                ("unique", RefusesDuplicates),
                ("finds", FindsByKeys),
                ("answers", AnswersWithRecord),
                ("deltas", SetDeltas),
                ("lowers", LowersTags),
                ("cuts", CutsCities),
                ("coarse", CoarseTimes),
            ]
        );

    public Capabilities Capabilities =>
        new()
        {
            Changes = FindsByModifiedTime ? ChangeDetection.ModifiedTime : ChangeDetection.Scan,
            ListLag = ListLag,
            ChangeOverlap = Overlap,
            AbsenceIsEvidence = AbsenceIsEvidence,
            TrustworthyTimes = TrustworthyTimes,
            ConditionalWrites = ConditionalWrites,
            RefusesDuplicatesOn = RefusesDuplicates ? [SimFields.Email] : [],
            FindsBy = FindsByKeys ? [SimFields.Email, SimFields.Phone] : [],
            PageSize = PageSize,
            ConcurrencyMax = Concurrency,
            Limits = [new RateLimit(CallsMax, Window)],
        };
}
