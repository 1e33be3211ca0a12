using Tallystick.Core.Records;
using Tallystick.Core.Stores;

namespace Tallystick.Engine.Writing;

/// <summary>What is told of records as they meet, or cannot.</summary>
internal sealed partial class WritePhase
{
    private Issue Empty(Side from, StagedRow source) =>
        new(
            IssueKind.InvalidValue,
            FieldIssues.KeyOfCreate(from, source.Record.Id),
            $"{_context[from].Name} {source.Record.Origin ?? source.Record.Id} has nothing in any "
                + "mapped field, so nothing was created for it."
        )
        {
            LeftId = from is Side.Left ? source.Record.Id : null,
            RightId = from is Side.Right ? source.Record.Id : null,
            Side = from,
            Hint = "Fill a mapped field in, or leave it: it is looked at again when it changes.",
        };

    private void NoteFirstMeeting(Pair pair, Outcome outcome)
    {
        if (!pair.IsFirstMeeting)
            return;
        var entry = _pairs.Entry(JournalKind.Linked, pair, null, "matched");
        outcome.Journal.Add(
            _context.LinkedBy.TryGetValue(pair.Left.RecordId, out var actor)
                ? entry with
                {
                    Actor = actor,
                    Cause = "a person's decision",
                }
                : entry
        );
    }
}
