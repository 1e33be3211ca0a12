using Tallystick.Core.Records;

namespace Tallystick.Engine.Runs;

/// <summary>What a run has counted so far. Read and counted by several tasks.</summary>
internal sealed class RunTally
{
    private readonly long[] _counts = new long[Enum.GetValues<Count>().Length];
    private string? _stopped;

    public long this[Count count] => Volatile.Read(ref _counts[(int)count]);

    public void Add(Count count, long by = 1) => Interlocked.Add(ref _counts[(int)count], by);

    public void Add(Side side, Count left, Count right, long by = 1) =>
        Add(side is Side.Left ? left : right, by);

    public PerSide Both(Count left, Count right) => new(this[left], this[right]);

    /// <summary>The first brake that stopped a part of the run.</summary>
    public string? Stopped => Volatile.Read(ref _stopped);

    public void Stop(string reason) => Interlocked.CompareExchange(ref _stopped, reason, null);
}

internal enum Count
{
    ReadLeft,
    ReadRight,
    Matched,
    CreatedLeft,
    CreatedRight,
    UpdatedLeft,
    UpdatedRight,
    DeletedLeft,
    DeletedRight,
    Adopted,
    Conflicts,
    Ambiguous,
    Refused,
    BadRows,
    Postponed,
    Unchanged,
    HeldByBrake,
    HeldByCanary,
    Resolved,
    NotThere,
    Uncreatable,
}
