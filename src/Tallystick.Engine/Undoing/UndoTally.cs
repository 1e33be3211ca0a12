using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.Planning;
using Tallystick.Engine.Runs;

namespace Tallystick.Engine.Undoing;

/// <summary>What an undo has counted so far, and the first of each. Counted by several tasks.</summary>
internal sealed class UndoTally(int firstMax)
{
    private readonly long[] _counts = new long[Enum.GetValues<UndoCount>().Length];
    private readonly List<PlannedChange> _changes = [];
    private readonly List<UndoSkip> _skips = [];
    private readonly Lock _gate = new();

    public long this[UndoCount count] => Volatile.Read(ref _counts[(int)count]);

    public void Add(UndoCount count, long by = 1) => Interlocked.Add(ref _counts[(int)count], by);

    public void Add(Side side, UndoCount left, UndoCount right) =>
        Add(side is Side.Left ? left : right);

    public void Skip(UndoCount why, UndoRecord record, string? field, string reason)
    {
        Add(why);
        lock (_gate)
            if (_skips.Count < firstMax)
                _skips.Add(new UndoSkip(record.Side, record.LeftId, record.RightId, field, reason));
    }

    public void Note(string action, UndoRecord record, IEnumerable<JournalField> fields)
    {
        lock (_gate)
            foreach (var field in fields.Take(firstMax - _changes.Count))
                _changes.Add(
                    new PlannedChange(
                        action,
                        record.Side,
                        record.LeftId,
                        record.RightId,
                        field.Field,
                        DryConnector.TextOf(field.Before),
                        DryConnector.TextOf(field.After)
                    )
                );
    }

    public UndoReport Report(string stream, UndoSelection selection) =>
        new()
        {
            Stream = stream,
            Entries = selection.Entries,
            Records = selection.Records.Count,
            Updated = new(this[UndoCount.UpdatedLeft], this[UndoCount.UpdatedRight]),
            Fields = this[UndoCount.Fields],
            Deleted = new(this[UndoCount.DeletedLeft], this[UndoCount.DeletedRight]),
            Created = new(this[UndoCount.CreatedLeft], this[UndoCount.CreatedRight]),
            Already = this[UndoCount.Already],
            EditedSince = this[UndoCount.EditedSince],
            ChangedByLaterRun = this[UndoCount.ChangedByLaterRun],
            Gone = this[UndoCount.Gone],
            Unable = this[UndoCount.Unable],
            Refused = this[UndoCount.Refused],
            Postponed = this[UndoCount.Postponed],
            Changes = _changes,
            Skips = _skips,
        };
}

internal enum UndoCount
{
    UpdatedLeft,
    UpdatedRight,
    Fields,
    DeletedLeft,
    DeletedRight,
    CreatedLeft,
    CreatedRight,
    Already,
    EditedSince,
    ChangedByLaterRun,
    Gone,
    Unable,
    Refused,
    Postponed,
}
