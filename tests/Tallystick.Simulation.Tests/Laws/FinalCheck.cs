using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Simulation.Apps;
using Tallystick.Simulation.Tests.Apps;
using Tallystick.Simulation.Tests.Scenarios;

namespace Tallystick.Simulation.Tests.Laws;

/// <summary>What must hold when the storm is over and nothing is left to write.</summary>
internal sealed class FinalCheck(StreamPlan plan, AppPair apps, ISyncStore store, LawBook laws)
{
    private StoreView _told = null!;
    private readonly List<Link> _links = [];

    private UndoCheck? _undos;

    private readonly SimApp _left = apps[Side.Left];
    private readonly SimApp _right = apps[Side.Right];

    /// <summary>What is remembered in the end, for a person.</summary>
    public string Memory =>
        string.Join(
            '\n',
            _links
                .Select(l =>
                    $"link {l.Id} {NameOf(l)} {l.State} [{Shown(l.Left.Shadow)}] [{Shown(l.Right.Shadow)}] {string.Join(' ', l.Marks)}"
                )
                .Concat(_told.Open.Select(i => $"issue {i.Kind} {i.Message}"))
                .Concat(
                    _told
                        .Journal.AsEnumerable()
                        .Reverse()
                        .Select(e =>
                            $"{(e.At - Time.SimLoop.Start).TotalSeconds:0.000} run {e.Run} {e.Kind} {e.Side} {e.LeftId} {e.RightId} {e.Cause}: {string.Join(", ", e.Fields)}"
                        )
                )
        );

    private static string Shown(Value[]? shadow) =>
        shadow is null ? "none" : string.Join(" | ", shadow);

    /// <param name="isSwept">Whole listings were read at the end: deletes must be known too.</param>
    public async Task CheckAsync(bool isSwept)
    {
        _told = await StoreView.ReadAsync(store);
        _links.AddRange(await store.LinksAsync(plan.Name, 0, int.MaxValue, CancellationToken.None));
        OnePartnerEach();
        NobodyTwice();
        _undos = new UndoCheck(laws, apps, _told.Journal, _told.EverTold);
        _undos.Check();
        foreach (var suspect in laws.EditedAndDeleted)
            if (!_told.WasToldAsNotStored(suspect.Edit))
                laws.Break(
                    "L7",
                    $"{suspect.Edit.Side.Word} {suspect.Edit.Id} was edited ({suspect.Edit.Field}) after its "
                        + "partner was deleted, and deleted all the same"
                );
        foreach (var link in _links.Where(l => l.State is LinkState.Active))
            Alike(link, isSwept);
        foreach (var side in new[] { Side.Left, Side.Right })
        {
            foreach (var person in apps[side].People)
            {
                HasPartner(side, person);
                IsUntouched(side, person);
            }
            foreach (var edit in apps[side].Edits)
                IsNotLost(edit);
        }
    }

    private void OnePartnerEach()
    {
        foreach (var side in new[] { Side.Left, Side.Right })
        foreach (var twice in _links.GroupBy(l => l[side].RecordId).Where(g => g.Count() > 1))
            laws.Break("L5", $"{side.Word} {twice.Key} has {twice.Count()} partners");
    }

    private void NobodyTwice()
    {
        foreach (var side in new[] { Side.Left, Side.Right })
        foreach (var twice in apps[side].People.GroupBy(p => p.Token).Where(g => g.Count() > 1))
            if (
                !WereParted(twice.Key)
                && !WasHidden(apps[side], twice.Key)
                && !(IsRetyped(twice.Key) && apps[side].TypedUnseen.Contains(twice.Key))
                && !WasBroughtBackBlindly(twice.Key)
            )
                laws.Break(
                    "L5",
                    $"{side.Word} has {twice.Key} twice: {string.Join(", ", twice.Select(p => p.Id))}"
                );
    }

    /// <summary>
    /// An undo brings a record back in an app that cannot be asked whether it has the person already.
    /// </summary>
    private bool WasBroughtBackBlindly(string token) =>
        laws.Undos.Created.Exists(l => l.Person.Token == token && !apps[l.Side].Traits.FindsByKeys);

    /// <summary>
    /// Given other keys by people before the sync had learned that they are one, because both were
    /// typed by people or because the answer to a create was lost: nobody can know it any more.
    /// </summary>
    private bool WereParted(string token)
    {
        var edits = _left
            .Edits.Concat(_right.Edits)
            .Where(e =>
                e.Token == token
                && e.At > TimeSpan.Zero
                && e.Field is SimFields.Email or SimFields.Phone
                && !apps[e.Side].IsTyping(e)
            )
            .ToArray();
        return ((IsBornTwice(token) || IsRetyped(token)) && edits.Length > 0)
            || new[] { _left, _right }.Any(app =>
                app.SyncCreated.Any(c =>
                    c.Value.Token == token
                    && edits.Any(e => e.At >= c.Value.At && !laws.HadMet(app.Side, c.Key, by: e.At))
                )
            );
    }

    /// <summary>
    /// Created while the listing hid the only one there was: no other record tells that this is an outage.
    /// </summary>
    private static bool WasHidden(SimApp app, string token) =>
        app.HidTheOnlyOneAt is { } hidden
        && app.SyncCreated.Values.Any(c =>
            c.Token == token && c.At >= hidden && c.At - hidden < TimeSpan.FromSeconds(10)
        );

    private bool IsRetyped(string token) =>
        _left.Retyped.ContainsValue(token) || _right.Retyped.ContainsValue(token);

    private bool IsBornTwice(string token) =>
        _left.BornHere.Contains(token) && _right.BornHere.Contains(token);

    private void Alike(Link link, bool isSwept)
    {
        if (
            _left.Find(link.Left.RecordId) is not { } l
            || _right.Find(link.Right.RecordId) is not { } r
        )
        {
            if (!isSwept)
                return;
            var isBraked = _told.Open.Any(i => i.Kind is IssueKind.SuspiciousDelete);
            if (!isBraked && !HasIssue(link.Left.RecordId) && !HasIssue(link.Right.RecordId))
                laws.Break("L2", $"{NameOf(link)} is linked, and one of them is gone");
            return;
        }
        foreach (var field in plan.Fields)
        {
            var (a, b) = (l[field.Left.Field.Key], r[field.Right.Field.Key]);
            var isAlike =
                field.FormOf(Side.Left, a) == field.FormOf(Side.Right, b)
                || _right.Stored(field.Right.Field.Key, a) == b
                || _left.Stored(field.Left.Field.Key, b) == a;
            var isKnown = _told.Open.Any(i =>
                i.LeftId == l.Id && i.RightId == r.Id && i.Field == field.Name
            );
            if (!isAlike && !isKnown && !_undos!.Explains(link, field, l, r))
                laws.Break(
                    IsNews(Side.Left, l, field, a, b) || IsNews(Side.Right, r, field, b, a)
                        ? "L1"
                        : "L2",
                    $"{NameOf(link)} differ in {field.Name}: '{a}' and '{b}'"
                );
        }
    }

    /// <summary>What the other side lacks was done by a person: it is a change that was lost.</summary>
    private bool IsNews(Side side, SimRecord person, FieldPlan field, Value value, Value other) =>
        apps[side]
            .Edits.Exists(e =>
                e.Id == person.Id
                && e.Field == field[side].Field.Key
                && e.Added switch
                {
                    null => e.Value == value,
                    true => Has(value, e) && !Has(other, e),
                    false => !Has(value, e) && Has(other, e),
                }
            );

    /// <summary>What is in no mapping stays with those who had it, and nobody else gets it.</summary>
    private void IsUntouched(Side side, SimRecord person)
    {
        var own = apps[side].SyncCreated.ContainsKey(person.Id) ? Value.Empty : Hands.Secret;
        if (person[SimFields.Secret] != own)
            laws.Break("L9", $"{side.Word} {person.Id}'s secret is '{person[SimFields.Secret]}'");
    }

    private void HasPartner(Side side, SimRecord person)
    {
        var link = _links.Find(l => l[side].RecordId == person.Id);
        if (link is null && !HasIssue(person.Id))
            laws.Break(
                "L2",
                $"{side.Word} {person.Id} ({person.Token}) has no partner, and no issue says why"
            );
    }

    /// <summary>It stands, was changed by a person again, or is told of.</summary>
    private void IsNotLost(HumanEdit edit)
    {
        if (edit.OverwrittenUnseen || apps[edit.Side].DeletedByPeople.ContainsKey(edit.Id))
            return;
        var later = apps[edit.Side]
            .Edits.Any(e =>
                e.Id == edit.Id
                && e.Field == edit.Field
                && e.Version > edit.Version
                && (edit.Added is null || e.Value == edit.Value)
            );
        // When two meet for the first time, each is filled with what it lacks: what was taken away
        // before the store knew that they have met is not known to have been there.
        var isFilled =
            edit is { Added: null, Value.IsEmpty: true } or { Added: false }
            && !laws.HadMet(edit.Side, edit.Id, edit.At);
        if (later || isFilled || Stands(edit) || IsTold(edit) || HasIssue(edit.Id, edit.Field))
            return;
        laws.Break(
            "L1",
            $"{edit.Side.Word} {edit.Id} {edit.Field}={edit.Value} of {edit.At.TotalSeconds:0.0} s is nowhere"
        );
    }

    private bool Stands(HumanEdit edit)
    {
        if (apps[edit.Side].Find(edit.Id) is not { } person)
            // A tag taken from a record that is gone is gone.
            return edit.Added == false;
        var value = person[edit.Field];
        var partner = apps[edit.Side.Other].Edits.Where(e => e.Token == edit.Token);
        return edit.Added switch
        {
            null => value == edit.Value,
            true => Has(value, edit) || partner.Any(e => e.Added == false && Is(e, edit)),
            false => !Has(value, edit) || partner.Any(e => e.Added == true && Is(e, edit)),
        };
    }

    private static bool Has(Value tags, HumanEdit edit) =>
        tags.Items.Contains(edit.Value.Text, StringComparer.OrdinalIgnoreCase);

    private static bool Is(HumanEdit other, HumanEdit edit) =>
        string.Equals(other.Value.Text, edit.Value.Text, StringComparison.OrdinalIgnoreCase);

    /// <summary>The journal has the value as one that was overwritten, lost a conflict or was deleted.</summary>
    private bool IsTold(HumanEdit edit)
    {
        var field = plan.Fields.First(f => f[edit.Side].Field.Key == edit.Field);
        return _told
            .Journal.Where(e => (edit.Side is Side.Left ? e.LeftId : e.RightId) == edit.Id)
            .SelectMany(e => e.Fields.Where(f => f.Field == field.Name))
            .Any(f =>
                Holds(f.Before)
                || (apps[edit.Side].Find(edit.Id) is null && Holds(f.After))
                // A field that was cleared held nothing to lose; its history is there.
                || edit is { Added: null, Value.IsEmpty: true }
                || Holds(edit.Side is Side.Left ? f.Left : f.Right)
                // A removed tag that came back: the entry shows it absent before.
                || (
                    edit.Added == false
                    && !f.Before.IsUnknown
                    && !Has(f.Before, edit)
                    && Has(f.After, edit)
                )
            );

        bool Holds(Value value) =>
            !value.IsUnknown
            && (
                edit.Added switch
                {
                    null => value == edit.Value || field.AreEqual(edit.Side, value, edit.Value),
                    true => Has(value, edit),
                    false => false,
                }
            );
    }

    private bool HasIssue(string id, string? field = null) =>
        _told.Open.Any(i =>
            (i.LeftId == id || i.RightId == id || i.Message.Contains(id, StringComparison.Ordinal))
            && (
                field is null
                || i.Field is null
                || i.Field.Contains(field, StringComparison.Ordinal)
            )
        );

    private static string NameOf(Link link) => $"{link.Left.RecordId} and {link.Right.RecordId}";
}
