using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Simulation.Tests.Apps;

namespace Tallystick.Simulation.Tests.Laws;

/// <summary>What must hold when the storm is over and nothing is left to write.</summary>
internal sealed class FinalCheck(
    StreamPlan plan,
    SimApp left,
    SimApp right,
    ISyncStore store,
    LawBook laws
)
{
    private readonly List<JournalEntry> _journal = [];
    private readonly List<Issue> _issues = [];
    private readonly List<Link> _links = [];

    private SimApp this[Side side] => side is Side.Left ? left : right;

    /// <summary>What is remembered in the end, for a person.</summary>
    public string Memory =>
        string.Join(
            '\n',
            _links
                .Select(l =>
                    $"link {l.Id} {NameOf(l)} {l.State} [{Shown(l.Left.Shadow)}] [{Shown(l.Right.Shadow)}] {string.Join(' ', l.Marks)}"
                )
                .Concat(_issues.Select(i => $"issue {i.Kind} {i.Message}"))
                .Concat(
                    _journal
                        .AsEnumerable()
                        .Reverse()
                        .Select(e =>
                            $"{(e.At - Time.SimLoop.Start).TotalSeconds:0.000} run {e.Run} {e.Kind} {e.Side} {e.LeftId} {e.RightId} {e.Cause}: {string.Join(", ", e.Fields)}"
                        )
                )
        );

    private static string Shown(Value[]? shadow) =>
        shadow is null ? "none" : string.Join(" | ", shadow);

    public async Task CheckAsync()
    {
        var query = new JournalQuery { EntriesMax = int.MaxValue };
        await foreach (var entry in store.JournalAsync(query, CancellationToken.None))
            _journal.Add(entry);
        await foreach (var issue in store.IssuesAsync(new IssueQuery(), CancellationToken.None))
            _issues.Add(issue);
        _links.AddRange(await store.LinksAsync(plan.Name, 0, int.MaxValue, CancellationToken.None));
        OnePartnerEach();
        NobodyTwice();
        foreach (var link in _links.Where(l => l.State is LinkState.Active))
            Alike(link);
        foreach (var side in new[] { Side.Left, Side.Right })
        {
            foreach (var person in this[side].People)
                HasPartner(side, person);
            foreach (var edit in this[side].Edits)
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
        foreach (var twice in this[side].People.GroupBy(p => p.Token).Where(g => g.Count() > 1))
            if (!WereParted(twice.Key))
                laws.Break(
                    "L5",
                    $"{side.Word} has {twice.Key} twice: {string.Join(", ", twice.Select(p => p.Id))}"
                );
    }

    /// <summary>Typed on both sides, and given other keys before they met: nobody can know that they are one.</summary>
    private bool WereParted(string token) =>
        IsBornTwice(token)
        && left.Edits.Concat(right.Edits)
            .Any(e =>
                e.Token == token
                && e.At > TimeSpan.Zero
                && e.Field is SimFields.Email or SimFields.Phone
            );

    private bool IsBornTwice(string token) =>
        left.BornHere.Contains(token) && right.BornHere.Contains(token);

    private void Alike(Link link)
    {
        if (
            left.Find(link.Left.RecordId) is not { } l
            || right.Find(link.Right.RecordId) is not { } r
        )
        {
            var isBraked = _issues.Exists(i => i.Kind is IssueKind.SuspiciousDelete);
            if (!isBraked && !HasIssue(link.Left.RecordId) && !HasIssue(link.Right.RecordId))
                laws.Break("L2", $"{NameOf(link)} is linked, and one of them is gone");
            return;
        }
        foreach (var field in plan.Fields)
        {
            var (a, b) = (l[field.Left.Field.Key], r[field.Right.Field.Key]);
            var isAlike =
                field.FormOf(Side.Left, a) == field.FormOf(Side.Right, b)
                || right.Stored(field.Right.Field.Key, a) == b
                || left.Stored(field.Left.Field.Key, b) == a;
            var isKnown = _issues.Exists(i =>
                i.LeftId == l.Id && i.RightId == r.Id && i.Field == field.Name
            );
            if (!isAlike && !isKnown)
                laws.Break("L2", $"{NameOf(link)} differ in {field.Name}: '{a}' and '{b}'");
        }
    }

    private void HasPartner(Side side, SimPerson person)
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
        if (edit.OverwrittenUnseen || this[edit.Side].DeletedByPeople.ContainsKey(edit.Id))
            return;
        var later = this[edit.Side]
            .Edits.Any(e =>
                e.Id == edit.Id
                && e.Field == edit.Field
                && e.Version > edit.Version
                && (edit.TagAdded is null || e.Value == edit.Value)
            );
        // An empty field is filled when two meet for the first time.
        var isFilled = edit is { TagAdded: null, Value.IsEmpty: true } && IsBornTwice(edit.Token);
        if (later || isFilled || Stands(edit) || IsTold(edit) || HasIssue(edit.Id, edit.Field))
            return;
        laws.Break(
            "L1",
            $"{edit.Side.Word} {edit.Id} {edit.Field}={edit.Value} of {edit.At.TotalSeconds:0.0} s is nowhere"
        );
    }

    private bool Stands(HumanEdit edit)
    {
        if (this[edit.Side].Find(edit.Id) is not { } person)
            // A tag taken from a record that is gone is gone.
            return edit.TagAdded == false;
        var value = person[edit.Field];
        var partner = this[edit.Side.Other].Edits.Where(e => e.Token == edit.Token);
        return edit.TagAdded switch
        {
            null => value == edit.Value,
            true => Has(value, edit) || partner.Any(e => e.TagAdded == false && Is(e, edit)),
            false => !Has(value, edit) || partner.Any(e => e.TagAdded == true && Is(e, edit)),
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
        return _journal
            .Where(e => (edit.Side is Side.Left ? e.LeftId : e.RightId) == edit.Id)
            .SelectMany(e => e.Fields.Where(f => f.Field == field.Name))
            .Any(f =>
                Holds(f.Before)
                || (this[edit.Side].Find(edit.Id) is null && Holds(f.After))
                // A field that was cleared held nothing to lose; its history is there.
                || edit is { TagAdded: null, Value.IsEmpty: true }
                || Holds(edit.Side is Side.Left ? f.Left : f.Right)
                // A removed tag that came back: the entry shows it absent before.
                || (
                    edit.TagAdded == false
                    && !f.Before.IsUnknown
                    && !Has(f.Before, edit)
                    && Has(f.After, edit)
                )
            );

        bool Holds(Value value) =>
            !value.IsUnknown
            && (
                edit.TagAdded switch
                {
                    null => value == edit.Value || field.AreEqual(edit.Side, value, edit.Value),
                    true => Has(value, edit),
                    false => false,
                }
            );
    }

    private bool HasIssue(string id, string? field = null) =>
        _issues.Exists(i =>
            (i.LeftId == id || i.RightId == id || i.Message.Contains(id, StringComparison.Ordinal))
            && (
                field is null
                || i.Field is null
                || i.Field.Contains(field, StringComparison.Ordinal)
            )
        );

    private static string NameOf(Link link) => $"{link.Left.RecordId} and {link.Right.RecordId}";
}
