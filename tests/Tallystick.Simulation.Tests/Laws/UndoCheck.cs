using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Simulation.Apps;
using Tallystick.Simulation.Tests.Apps;

namespace Tallystick.Simulation.Tests.Laws;

/// <summary>What must hold of undos when the storm is over.</summary>
internal sealed class UndoCheck(
    LawBook laws,
    AppPair apps,
    IReadOnlyList<JournalEntry> journal,
    IReadOnlyList<Issue> everTold
)
{
    private const string Actor = "undo";

    private readonly UndoBook _undos = laws.Undos;

    public void Check()
    {
        foreach (var undone in _undos.Fields)
        {
            IsNotRedone(undone);
            if (undone.Undo.IsTold)
                IsInJournal(undone);
        }
        foreach (var life in _undos.Deleted)
            IsNotCreatedAgain(life);
        foreach (var life in _undos.Created)
            StaysWithoutPartner(life);
    }

    /// <summary>Two that differ only by what an undo has put back rest so, until somebody edits it.</summary>
    public bool Explains(Link link, FieldPlan field, SimRecord left, SimRecord right)
    {
        var key = field.Left.Field.Key;
        if (!link.Marks.Any(m => m.Field == field.Name && m.Reason is MarkReason.Undone))
            return false;
        if (key != SimFields.Tags)
            return IsResting(null, left, right, key);
        // What one of them did not store, or a person took back at once, was told before.
        if (
            everTold.Any(i =>
                i.Kind is IssueKind.NotStored
                && i.Field == field.Name
                && i.LeftId == left.Id
                && i.RightId == right.Id
            )
        )
            return true;
        var tags = left[key].Items.Concat(right[key].Items).Select(t => t.ToLowerInvariant());
        return tags.Distinct()
            .Where(t => UndoBook.Has(left, t) != UndoBook.Has(right, t))
            .All(t => IsResting(t, left, right, key));
    }

    private bool IsResting(string? tag, SimRecord left, SimRecord right, string field)
    {
        var undone = _undos.Fields.FindAll(u =>
            u.Field == field && u.Tag == tag && (u.Id == left.Id || u.Id == right.Id)
        );
        var last = undone.LastOrDefault();
        var back = _undos.Created.FindLast(l => l.Person.Id == left.Id || l.Person.Id == right.Id);
        var byHand = apps[Side.Left]
            .Edits.Concat(apps[Side.Right].Edits)
            .Where(e => e.Id == left.Id || e.Id == right.Id)
            .LastOrDefault(e => IsAbout(e, field, tag) && WasMeantByUndo(e));
        var since = new[] { last?.At, back?.At, byHand?.At + TimeSpan.FromTicks(1) }.Max();
        if (since is null || IsEdited(left.Token, field, tag, since.Value))
            return false;
        // What the partner had to tell by then goes over.
        return back is not null
            || byHand is not null
            || undone.Count > 1
            || last!.WasAlike
            || last.Partner is null
            || WasOverwrittenUnseen(last);
    }

    /// <summary>A person did what the undo was about to do, in the instant between its look and its write.</summary>
    private bool WasMeantByUndo(HumanEdit edit) =>
        _undos.Spans.Exists(s => s.From <= edit.At && edit.At <= s.To);

    private bool WasOverwrittenUnseen(Undone undone) =>
        apps[undone.Side]
            .Edits.Exists(e => e.Id == undone.Id && e.Field == undone.Field && e.OverwrittenUnseen);

    private void IsNotRedone(Undone undone)
    {
        var own = UndoBook.OnlyOne(apps[undone.Side], undone.Token);
        var partner = UndoBook.OnlyOne(apps[undone.Side.Other], undone.Token);
        if (
            !undone.WasAlike
            || !undone.IsPartnerKnown
            || undone.Undo.WasReplaced
            || own?.Id != undone.Id
            || partner is null
            || partner.Id != undone.Partner?.Id
            || IsUndoneAgain(undone)
            || IsEdited(undone.Token, undone.Field, undone.Tag, undone.At)
        )
            return;
        var stays = undone.Tag is { } tag
            ? UndoBook.Has(own, tag) == undone.After.HasContent
            : own[undone.Field] == undone.After;
        var isLeftAlone = undone.Tag is { } other
            ? UndoBook.Has(partner, other) == undone.Before.HasContent
            : partner[undone.Field] == undone.Partner[undone.Field];
        if (!stays || !isLeftAlone)
            laws.Break(
                "L11",
                $"{undone.Side.Word} {undone.Id} {undone.Field} {undone.Tag} was put back to '{undone.After}' at "
                    + $"{undone.At.TotalSeconds:0.0} s, and the sync "
                    + (stays ? $"carried it over to {partner.Id}" : "did it again")
            );
    }

    private bool IsUndoneAgain(Undone undone) =>
        _undos.Fields.Any(u =>
            u != undone
            && u.At >= undone.At
            && u.Token == undone.Token
            && u.Field == undone.Field
            && u.Tag == undone.Tag
        );

    private bool IsEdited(string token, string field, string? tag, TimeSpan since) =>
        new[] { Side.Left, Side.Right }.Any(side =>
            apps[side]
                .Edits.Exists(e => e.Token == token && e.At >= since && IsAbout(e, field, tag))
        );

    private static bool IsAbout(HumanEdit edit, string field, string? tag) =>
        edit.Field == field && (tag is null || UndoBook.IsAbout(edit, tag));

    private bool Tells(Side side, string id, string field) =>
        journal.Any(e =>
            e.Actor == Actor
            && e.Kind is JournalKind.Updated
            && e.Side == side
            && e.IdOn(side) == id
            && e.Fields.Any(f => f.Field == field)
        );

    private void IsInJournal(Undone undone)
    {
        if (!Tells(undone.Side, undone.Id, undone.Field) && !WasGoneBeforeALook(undone))
            laws.Break(
                "L11",
                $"undo wrote {undone.Side.Word} {undone.Id} {undone.Field}, and the journal does not tell of it"
            );
    }

    /// <summary>No answer came, and a person deleted the record while the undo was still at it.</summary>
    private bool WasGoneBeforeALook(Undone undone) =>
        apps[undone.Side].DeletedByPeople.TryGetValue(undone.Id, out var gone)
        && _undos.Spans.Exists(s => s.From <= undone.At && gone.At >= undone.At && gone.At <= s.To);

    /// <summary>Unless its partner was edited, which beats the delete.</summary>
    private void IsNotCreatedAgain(UndoneLife life)
    {
        if (
            !life.IsSettled
            || apps[life.Side.Other].Find(life.PartnerId!) is not { } partner
            || HasMoved(life.Side.Other, partner, life.At)
        )
            return;
        var again = apps[life.Side]
            .SyncCreated.FirstOrDefault(c =>
                c.Value.Token == life.Person.Token
                && c.Value.At > life.At
                && !_undos.Created.Exists(l => l.Side == life.Side && l.Person.Id == c.Key)
            );
        if (again.Key is not null)
            laws.Break(
                "L11",
                $"undo deleted {life.Side.Word} {life.Person.Id}, and the sync created it again as {again.Key}"
            );
    }

    private void StaysWithoutPartner(UndoneLife life)
    {
        var (token, id) = (life.Person.Token, life.Person.Id);
        var app = apps[life.Side];
        var isDeletedAnew = apps[life.Side.Other]
            .DeletedByPeople.Values.Any(d => d.Last.Token == token && d.At > life.At);
        if (app.DeletedBySync.ContainsKey(id) && !isDeletedAnew)
            laws.Break("L11", $"undo brought back {id}, and the sync deleted it again");
        if (!life.IsAlone || app.Find(id) is not { } person)
            return;
        // Nobody lived to note it, and the app cannot be asked for it.
        if (!app.Traits.FindsByKeys && !IsNoted(life))
            return;
        if (HasMoved(life.Side, person, life.At))
            return;
        var partner = apps[life.Side.Other]
            .SyncCreated.FirstOrDefault(c => c.Value.Token == token && c.Value.At > life.At);
        if (
            partner.Key is not null
            && !_undos.Created.Exists(l => l.Side == life.Side.Other && l.Person.Id == partner.Key)
        )
            laws.Break(
                "L11",
                $"undo brought back {id} alone, and the sync created {partner.Key} for it"
            );
    }

    private bool IsNoted(UndoneLife life) =>
        journal.Any(e =>
            e.Actor == Actor
            && e.Kind is JournalKind.Created
            && e.Side == life.Side
            && e.IdOn(life.Side) == life.Person.Id
        );

    /// <summary>People or an undo have changed it since.</summary>
    private bool HasMoved(Side side, SimRecord person, TimeSpan since) =>
        apps[side].Edits.Exists(e => e.Token == person.Token && e.At >= since)
        || _undos.Fields.Exists(u => u.Token == person.Token && u.At >= since);
}
