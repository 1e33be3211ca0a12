using Tallystick.Core.Limits;

namespace Tallystick.Engine.Runs;

/// <summary>A number for each side.</summary>
public readonly record struct PerSide(long Left, long Right)
{
    public long Total => Left + Right;
}

/// <summary>What a run did to one stream.</summary>
public sealed record RunReport
{
    public required string Stream { get; init; }

    public long Run { get; init; }

    /// <summary>"full" when everything was read, "changes" when only what had changed, "records" when only named ones.</summary>
    public string Reading { get; init; } = "full";

    /// <summary>The lane its calls took.</summary>
    public Lane Lane { get; init; } = Lane.User;

    /// <summary>Rows read from each side.</summary>
    public PerSide Read { get; init; }

    /// <summary>Existing records of both sides newly recognised as the same person.</summary>
    public long Matched { get; init; }

    public PerSide Created { get; init; }

    public PerSide Updated { get; init; }

    public PerSide Deleted { get; init; }

    /// <summary>Creates that turned out to have happened already and were adopted.</summary>
    public long Adopted { get; init; }

    public long Conflicts { get; init; }

    /// <summary>Records held back because more than one candidate fits, or their key is not unique.</summary>
    public long Ambiguous { get; init; }

    /// <summary>Writes that an app refused, and values that cannot be written.</summary>
    public long Refused { get; init; }

    /// <summary>Rows of a source that are no usable records.</summary>
    public long BadRows { get; init; }

    /// <summary>Left for the next run: passing trouble, or waiting for a listing to catch up.</summary>
    public long Postponed { get; init; }

    /// <summary>New records that the mapping would have created, and the other side's app takes none.</summary>
    public long Uncreatable { get; init; }

    /// <summary>Named records that nobody has heard of.</summary>
    public long NotThere { get; init; }

    /// <summary>Pairs with writes that a brake on mass changes holds back.</summary>
    public long HeldByBrake { get; init; }

    /// <summary>Records with writes that wait until more take part.</summary>
    public long HeldByCanary { get; init; }

    /// <summary>Issues that were settled as people had decided.</summary>
    public long Resolved { get; init; }

    /// <summary>How often a side has the same person more than once, as far as it holds records back.</summary>
    public long Duplicates { get; init; }

    /// <summary>The first of these, in words, when nothing had been linked before.</summary>
    public IReadOnlyList<string> DuplicatesFirst { get; init; } = [];

    /// <summary>Records that wait until their parent has a partner.</summary>
    public long Waiting { get; init; }

    /// <summary>Links there are now.</summary>
    public long Links { get; init; }

    public long OpenIssues { get; init; }

    /// <summary>Everything the run wrote on both sides.</summary>
    public long Writes => Created.Total + Updated.Total + Deleted.Total;

    /// <summary>A brake stopped part of the run: what, why and how to go on; null when none did.</summary>
    public string? Stopped { get; init; }

    public CallReport LeftCalls { get; init; } = CallReport.None;

    public CallReport RightCalls { get; init; } = CallReport.None;

    public TimeSpan Duration { get; init; }
}

/// <summary>The calls made to one connection.</summary>
public sealed record CallReport(long Total, IReadOnlyDictionary<string, long> ByOperation)
{
    public static CallReport None { get; } = new(0, new Dictionary<string, long>());

    /// <summary>What was spent since an earlier report of the same connection.</summary>
    public CallReport Since(CallReport before) =>
        this with
        {
            Total = Total - before.Total,
            ByOperation = new SortedDictionary<string, long>(
                ByOperation
                    .Select(o =>
                        KeyValuePair.Create(
                            o.Key,
                            o.Value - before.ByOperation.GetValueOrDefault(o.Key)
                        )
                    )
                    .Where(o => o.Value > 0)
                    .ToDictionary()
            ),
            RateLimited = RateLimited - before.RateLimited,
        };

    /// <summary>Answers that said "too many": each is our mistake.</summary>
    public long RateLimited { get; init; }

    /// <summary>Calls left today by the app's own word; null when it does not say.</summary>
    public int? DailyRemaining { get; init; }

    /// <summary>Share of the granted rate that was used while calls were waiting, 0 to 1.</summary>
    public double? RateUse { get; init; }
}
