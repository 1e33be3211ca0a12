using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Simulation.Apps;
using Tallystick.Simulation.Laws;
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
            if (!_told.WasToldAsNotStored(suspect.Edit, suspect.Edit.Field))
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
                && !Doubles.WasHidden(apps[side], twice.Key)
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
                Doubles.WereEditedUnmet(app, token, edits, laws.Meetings)
            );
    }

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
            if (
                !isBraked
                && !_told.HasIssue(link.Left.RecordId)
                && !_told.HasIssue(link.Right.RecordId)
            )
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
                    true => EditLaw.Has(value, e) && !EditLaw.Has(other, e),
                    false => !EditLaw.Has(value, e) && EditLaw.Has(other, e),
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
        if (link is null && !_told.HasIssue(person.Id))
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
        var app = apps[edit.Side];
        var isFilled =
            EditLaw.TakesAway(edit) && !laws.Meetings.HadMet(edit.Side, edit.Id, edit.At);
        if (
            app.IsSuperseded(edit)
            || isFilled
            || EditLaw.Stands(
                edit,
                app.Find(edit.Id),
                (held, typed) => held == typed,
                apps[edit.Side.Other]
            )
            || IsTold(edit)
            || _told.HasIssue(edit.Id, edit.Field)
        )
            return;
        laws.Break(
            "L1",
            $"{edit.Side.Word} {edit.Id} {edit.Field}={edit.Value} of {edit.At.TotalSeconds:0.0} s is nowhere"
        );
    }

    private bool IsTold(HumanEdit edit)
    {
        var field = plan.Fields.First(f => f[edit.Side].Field.Key == edit.Field);
        return EditLaw.IsTold(
            edit,
            _told
                .Journal.Where(e => e.IdOn(edit.Side) == edit.Id)
                .SelectMany(e => e.Fields.Where(f => f.Field == field.Name)),
            isGone: apps[edit.Side].Find(edit.Id) is null,
            value => field.AreEqual(edit.Side, value, edit.Value)
        );
    }

    private static string NameOf(Link link) => $"{link.Left.RecordId} and {link.Right.RecordId}";
}
