using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Simulation.Apps;
using Tallystick.Simulation.Laws;
using Tallystick.Simulation.Tests.Apps;
using Tallystick.Simulation.Tests.Scenarios;

namespace Tallystick.Simulation.Tests.Laws;

/// <summary>What must hold of tasks when the storm is over and nothing is left to write.</summary>
/// <param name="people">The stream of those whom the tasks belong to.</param>
internal sealed class TaskCheck(
    StreamPlan plan,
    string people,
    AppPair apps,
    ISyncStore store,
    LawBook laws
)
{
    /// <summary>From a listing to a create.</summary>
    private static readonly TimeSpan Travel = TimeSpan.FromSeconds(5);

    private StoreView _told = null!;
    private readonly List<Link> _links = [];
    private readonly List<Link> _people = [];

    private readonly TaskLaws _laws = laws.Tasks!;

    private SimTasks TasksOf(Side side) => apps[side].Tasks!;

    public async Task CheckAsync()
    {
        _told = await StoreView.ReadAsync(store);
        _links.AddRange(await LinksAsync(plan.Name));
        _people.AddRange(await LinksAsync(people));
        foreach (var suspect in _laws.EditedAndDeleted)
            if (!_told.WasToldAsNotStored(suspect.Edit, suspect.Edit.Field))
                laws.Break(
                    "L7",
                    $"{suspect.Edit.Side.Word} {suspect.Edit.Id} was edited ({suspect.Edit.Field}) after its "
                        + "partner was deleted, and deleted all the same"
                );
        foreach (var link in _links.Where(l => l.State is LinkState.Active))
            Alike(link);
        foreach (var side in new[] { Side.Left, Side.Right })
        {
            OnePartnerEach(side);
            NoneTwice(side);
            foreach (var task in TasksOf(side).All)
            {
                HasPartner(side, task);
                IsUntouched(side, task);
            }
            foreach (var edit in TasksOf(side).Edits)
                IsNotLost(edit);
        }
    }

    private Task<IReadOnlyList<Link>> LinksAsync(string stream) =>
        store.LinksAsync(stream, 0, int.MaxValue, CancellationToken.None);

    private void OnePartnerEach(Side side)
    {
        foreach (var twice in _links.GroupBy(l => l[side].RecordId).Where(g => g.Count() > 1))
            laws.Break("L5", $"{side.Word} {twice.Key} has {twice.Count()} partners");
    }

    private void NoneTwice(Side side)
    {
        foreach (var twice in TasksOf(side).All.GroupBy(t => t.Token).Where(g => g.Count() > 1))
            if (
                !WereParted(twice.Key)
                && !WasHidden(twice.Key)
                && !WasShownDead(twice.Key)
                && !AreOfDoubles(side, [.. twice])
            )
                laws.Break(
                    "L5",
                    $"{side.Word} has {twice.Key} twice: {string.Join(", ", twice.Select(t => t.Id))}"
                );
    }

    /// <summary>Their person is there as often: whether that may be, the law of people says.</summary>
    private bool AreOfDoubles(Side side, IReadOnlyCollection<SimRecord> tasks)
    {
        var owners = tasks.Select(t => t[TaskFields.Person].Text).OfType<string>().ToHashSet();
        var people = owners.Select(id => apps[side].Find(id)?.Token).ToHashSet();
        return owners.Count == tasks.Count && people is { Count: 1 } && !people.Contains(null);
    }

    /// <summary>
    /// Created while a listing hid the only one there was: no other task tells that this is an outage.
    /// </summary>
    private bool WasHidden(string token) =>
        new[] { Side.Left, Side.Right }.Any(side => Doubles.WasHidden(TasksOf(side), token));

    /// <summary>
    /// Created of one that was gone by then, and that a listing which lags still showed: of the create
    /// before, whose answer was lost, nobody knew any more whose it was.
    /// </summary>
    private bool WasShownDead(string token) =>
        new[] { Side.Left, Side.Right }.Any(side =>
            TasksOf(side)
                .SyncCreated.Values.Any(c =>
                    c.Token == token
                    && TasksOf(side.Other)
                        .DeletedByPeople.Values.Any(d =>
                            d.Last.Token == token
                            && c.At >= d.At
                            && c.At - d.At < TasksOf(side.Other).Traits.ListLag + Travel
                        )
                )
        );

    /// <summary>
    /// Changed by people before the sync had learned that they are one, because both were typed by
    /// people or because the answer to a create was lost: nobody can know it any more.
    /// </summary>
    private bool WereParted(string token)
    {
        var edits = new[] { Side.Left, Side.Right }
            .SelectMany(side => TasksOf(side).Edits)
            .Where(e => e.Token == token && e.At > TimeSpan.Zero && e.Version > 1)
            .ToArray();
        var isBornTwice =
            TasksOf(Side.Left).BornHere.Contains(token)
            && TasksOf(Side.Right).BornHere.Contains(token);
        return (isBornTwice && edits.Length > 0)
            || new[] { Side.Left, Side.Right }.Any(side =>
                Doubles.WereEditedUnmet(TasksOf(side), token, edits, _laws.Meetings)
            );
    }

    private void Alike(Link link)
    {
        var (left, right) = (
            TasksOf(Side.Left).Find(link.Left.RecordId),
            TasksOf(Side.Right).Find(link.Right.RecordId)
        );
        if (left is null || right is null)
        {
            var isBraked = _told.Open.Any(i => i.Kind is IssueKind.SuspiciousDelete);
            if (!isBraked && !HasIssue(link.Left.RecordId) && !HasIssue(link.Right.RecordId))
                laws.Break("L2", $"{NameOf(link)} is linked, and one of them is gone");
            return;
        }
        foreach (var field in TaskFields.Typed)
            if (left[field] != right[field] && !IsKnown(link, field))
                laws.Break(
                    IsNews(left, field, Side.Left) || IsNews(right, field, Side.Right)
                        ? "L1"
                        : "L2",
                    $"{NameOf(link)} differ in {field}: '{left[field]}' and '{right[field]}'"
                );
        var owners = (left[TaskFields.Person].Text, right[TaskFields.Person].Text);
        if (!_people.Exists(p => (p.Left.RecordId, p.Right.RecordId) == owners))
            laws.Break("L2", $"{NameOf(link)} belong to {owners}, who are not one");
    }

    private bool IsKnown(Link link, string field) =>
        _told.Open.Any(i =>
            i.LeftId == link.Left.RecordId && i.RightId == link.Right.RecordId && i.Field == field
        );

    private bool IsNews(SimRecord task, string field, Side side) =>
        TasksOf(side)
            .Edits.Exists(e => e.Id == task.Id && e.Field == field && e.Value == task[field]);

    /// <summary>A task waits only for a person without partner, and is alone only where its partner was deleted.</summary>
    private void HasPartner(Side side, SimRecord task)
    {
        var link = _links.Find(l => l[side].RecordId == task.Id);
        var owner = _people.Find(p => p[side].RecordId == task[TaskFields.Person].Text);
        if (owner?.State is not LinkState.Active || HasIssue(task.Id))
            return;
        if (apps[side.Other].Find(owner[side.Other].RecordId) is null)
            // That its person waits for a decision about deletes is told elsewhere.
            return;
        if (link is null)
            laws.Break(
                "L2",
                $"{side.Word} {task.Id} ({task.Token}) has no partner, though its person has, and no "
                    + "issue says why"
            );
        else if (link.State is not LinkState.Active && !WasDeletedAlone(side.Other, task.Token))
            laws.Break(
                "L2",
                $"{side.Word} {task.Id} ({task.Token}) is kept alone, and nobody deleted its partner"
            );
    }

    private bool WasDeletedAlone(Side side, string token) =>
        TasksOf(side).DeletedByPeople.Values.Any(d => d.Last.Token == token && !d.WithParent);

    /// <summary>What is in no mapping stays with those that had it, and no other gets it.</summary>
    private void IsUntouched(Side side, SimRecord task)
    {
        var own = TasksOf(side).SyncCreated.ContainsKey(task.Id) ? Value.Empty : Hands.Secret;
        if (task[TaskFields.Secret] != own)
            laws.Break("L9", $"{side.Word} {task.Id}'s secret is '{task[TaskFields.Secret]}'");
    }

    /// <summary>It stands, was changed or deleted by a person again, or is told of.</summary>
    private void IsNotLost(HumanEdit edit)
    {
        var tasks = TasksOf(edit.Side);
        if (
            edit.OverwrittenUnseen
            || tasks.DeletedByPeople.ContainsKey(edit.Id)
            || tasks.IsSuperseded(edit)
            || tasks.Find(edit.Id)?[edit.Field] == edit.Value
            || IsTold(edit)
            || HasIssue(edit.Id, edit.Field)
        )
            return;
        laws.Break(
            "L1",
            $"{edit.Side.Word} {edit.Id} {edit.Field}={edit.Value} of {edit.At.TotalSeconds:0.0} s is nowhere"
        );
    }

    private bool IsTold(HumanEdit edit) =>
        EditLaw.IsTold(
            edit,
            _told
                .Journal.Where(e => e.IdOn(edit.Side) == edit.Id)
                .SelectMany(e => e.Fields.Where(f => f.Field == edit.Field)),
            isGone: TasksOf(edit.Side).Find(edit.Id) is null,
            isSame: _ => false
        );

    private bool HasIssue(string id, string? field = null) =>
        _told.Open.Any(i =>
            (i.LeftId == id || i.RightId == id || i.Message.Contains(id, StringComparison.Ordinal))
            && (field is null || i.Field is null || i.Field == field)
        );

    private static string NameOf(Link link) => $"{link.Left.RecordId} and {link.Right.RecordId}";
}
