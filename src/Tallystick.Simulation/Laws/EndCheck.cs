using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.Runs;
using Tallystick.Simulation.Apps;
using Tallystick.Simulation.Mappings;

namespace Tallystick.Simulation.Laws;

/// <summary>What must hold when the storm is over and nothing is left to write.</summary>
internal sealed class EndCheck(Stage stage, PlayedPair apps, ISyncStore store, Watch watch)
{
    private readonly Dictionary<string, IReadOnlyList<Link>> _links = [];
    private StoreView _told = null!;

    /// <param name="verified">What the engine itself found; null where it could not.</param>
    public async Task CheckAsync(IReadOnlyList<VerifyReport>? verified)
    {
        _told = await StoreView.ReadAsync(store);
        foreach (var plan in stage.Plans)
            _links[plan.Name] = await store.LinksAsync(
                plan.Name,
                0,
                int.MaxValue,
                CancellationToken.None
            );
        foreach (var plan in stage.Plans)
        {
            var stream = new StreamCheck(
                plan,
                apps,
                new StreamTale(_links[plan.Name], _told.Of(plan.Name)),
                watch
            );
            stream.Check();
            if (verified?.FirstOrDefault(v => v.Stream == plan.Name) is { } report)
                stream.CheckVerified(report);
        }
        Untouched();
        NoteWhatWasTold();
    }

    /// <summary>What is in no pair stays with those who had it, and nobody else gets it.</summary>
    private void Untouched()
    {
        foreach (var side in new[] { Side.Left, Side.Right })
        foreach (var table in apps[side].Tables.Where(t => !Stage.IsUser(t.Facts.Type)))
        foreach (
            var field in table.Facts.Fields.Where(f =>
                f
                    is {
                        IsMapped: false,
                        Field: { Required: false, Type: Core.Schema.FieldType.Text }
                    }
                && stage.Plans.All(p => !Stage.FilterOf(p, side).ContainsKey(f.Key))
            )
        )
        foreach (var record in table.All)
        {
            var own = table.SyncCreated.ContainsKey(record.Id) ? Value.Empty : Newborns.Stranger;
            if (record[field.Key] != own)
                watch.Break(
                    Law.Untouched,
                    $"{field.Key} of {table.NameOf(record)} in {apps[side].Name} is '{record[field.Key]}', and no pair has it."
                );
        }
    }

    private void NoteWhatWasTold()
    {
        foreach (var entry in _told.Journal.Where(e => e.Kind is JournalKind.Conflict))
        foreach (var field in entry.Fields)
        {
            watch.Tallies.Add(Note.Conflicts, entry.Stream);
            if (field.Winner == "ask")
                watch.Tallies.Add(Note.ConflictsAsked, entry.Stream, field.Field);
        }
        foreach (var issue in _told.EverTold)
            if (NoteOf(issue) is { } note)
                watch.Tallies.Add(note, issue.Stream, issue.Field ?? "", () => issue.Message);
    }

    private static Note? NoteOf(Issue issue) =>
        issue.Kind switch
        {
            IssueKind.AmbiguousMatch => Note.Ambiguous,
            IssueKind.DuplicateWithinSide => Note.Duplicates,
            IssueKind.RefusedWrite => Note.Refused,
            IssueKind.InvalidValue => Note.Invalid,
            IssueKind.NotStored => Note.NotStored,
            IssueKind.Deleted => Note.DeletesAsked,
            IssueKind.SuspiciousDelete => Note.DeletesBraked,
            IssueKind.Oscillation => Note.Oscillating,
            _ => null,
        };
}
