using Tallystick.Core.Merging;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;

namespace Tallystick.Engine.Writing;

/// <summary>What stays knowingly unlike, and what of a pair is settled.</summary>
internal sealed partial class PairWriter
{
    /// <summary>Marks of fields this merge had no say in stay; issues whose cause is gone are closed.</summary>
    private List<FieldMark> MarksOf(
        Link link,
        MergeResult merge,
        List<FieldMark> marks,
        Outcome outcome,
        (Value[] Left, Value[] Right) shadows,
        bool isNew
    )
    {
        var kept = link.Marks.Where(m =>
            !merge.Settled.Contains(m.Field) || IsStillUndone(m, shadows)
        );
        foreach (var mark in link.Marks)
            if (merge.Settled.Contains(mark.Field) && !marks.Contains(mark))
                outcome.IssuesClosed.Add(
                    FieldIssues.KeyOf(
                        mark.Reason,
                        link.Left.RecordId,
                        link.Right.RecordId,
                        mark.Field
                    )
                );
        var own = isNew ? [CanaryPick.Mark] : Array.Empty<FieldMark>();
        return [.. kept.Concat(marks).Concat(own).Distinct()];
    }
}
