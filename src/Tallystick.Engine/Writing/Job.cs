using Tallystick.Core.Merging;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;

namespace Tallystick.Engine.Writing;

/// <summary>Work that needs the outside world.</summary>
internal abstract record Job
{
    private Job() { }

    /// <summary>A linked pair that needs writes.</summary>
    public sealed record Update(Pair Pair, MergeResult Merge) : Job;

    /// <summary>A linked pair of which one side must be read first.</summary>
    public sealed record ReadFirst(WorkItem Item) : Job;

    /// <summary>A record without partner, to be created on the other side.</summary>
    public sealed record Create(Side From, StagedRow Source, Creation Creation) : Job
    {
        /// <summary>
        /// The source was once linked and gone, and its listing lags: it may only look as if it
        /// were still there.
        /// </summary>
        public bool IsDoubtful { get; init; }

        /// <summary>What was read of the source may be long past: it is read again first.</summary>
        public bool IsOld { get; init; }
    }
}
