using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Simulation.Apps;
using Tallystick.Simulation.Laws;
using Tallystick.Simulation.Tests.Apps;
using Tallystick.Simulation.Time;

namespace Tallystick.Simulation.Tests.Laws;

/// <summary>A law that did not hold, as docs/invariants.md numbers it.</summary>
internal sealed record Violation(string Law, string What)
{
    public override string ToString() => $"{Law}: {What}";
}

/// <summary>What happened, and which laws it broke on the way.</summary>
internal sealed class LawBook(SimLoop loop)
{
    private readonly Dictionary<long, TimeSpan> _runs = [];
    private readonly Dictionary<
        (Side, string Id),
        (string Partner, Value[] PartnerShadow, TimeSpan ReadFrom)
    > _agreed = [];
    private readonly List<string> _log = [];
    private readonly List<Violation> _violations = [];
    private UndoBook? _undos;

    public IReadOnlyList<Violation> Violations => _violations;

    public string LogText => string.Join('\n', _log);

    /// <summary>The longest time between looking at a record and writing over what somebody had typed meanwhile.</summary>
    public TimeSpan WindowMax { get; private set; }

    /// <summary>Deletes that an edit should have beaten, unless the journal's end tells otherwise.</summary>
    public List<(SimRecord Victim, HumanEdit Edit)> EditedAndDeleted { get; } = [];

    public required Func<Side, SimApp> AppOf { get; init; }

    public Meetings Meetings { get; } = new(loop);

    /// <summary>The laws for tasks, where the world has some.</summary>
    public TaskLaws? Tasks { get; set; }

    public UndoBook Undos => _undos ??= new UndoBook(this, () => loop.Elapsed);

    public void Log(string line) => _log.Add($"{loop.Elapsed.TotalSeconds:0.000} {line}");

    public void Break(string law, string what)
    {
        Log($"! {law} {what}");
        _violations.Add(new Violation(law, what));
    }

    /// <summary>
    /// A new process does not know what the one before it has spent, nor one that stood still what
    /// its successor has; each knows what it has spent itself.
    /// </summary>
    /// <param name="isOwnDoing">All calls that used up the limit are of the process that called.</param>
    public void OnTooMany(Side side, bool isOwnDoing)
    {
        if (isOwnDoing)
            Break("L10", $"one call too many on {side.Word}");
        else
            Log($"{side.Word} too many, with calls of another process");
    }

    public void RunStarted(long run) => _runs[run] = loop.Elapsed;

    /// <summary>The store has it that both tasks were merged, as a run read them.</summary>
    public void OnTaskAgreed(long run, Link link) => Tasks!.OnAgreed(link, _runs[run]);

    /// <summary>The store has it that both records were merged, as a run read them.</summary>
    public void OnAgreed(long run, Link link)
    {
        var (leftId, rightId) = (link.Left.RecordId, link.Right.RecordId);
        _agreed[(Side.Left, leftId)] = (rightId, link.Right.Shadow!, _runs[run]);
        _agreed[(Side.Right, rightId)] = (leftId, link.Left.Shadow!, _runs[run]);
        Meetings.Note(link);
    }

    /// <summary>The two were merged, and nobody has edited the field of the partner since that was read.</summary>
    public bool KnowsOf(Side side, string id, string partnerId, string field) =>
        _agreed.TryGetValue((side, id), out var agreed)
        && agreed.Partner == partnerId
        && !AppOf(side.Other)
            .Edits.Exists(e => e.Id == partnerId && e.Field == field && e.At >= agreed.ReadFrom);

    /// <summary>All that the partner held when the two were last merged is all that it holds.</summary>
    public bool KnowsAllOf(Side side, string id, string partnerId) =>
        _agreed.TryGetValue((side, id), out var agreed)
        && agreed.Partner == partnerId
        && AppOf(side.Other) is var other
        && other.Find(partnerId) is { } partner
        && !other.Edits.Exists(e => e.Id == partnerId && e.At >= agreed.ReadFrom)
        && IsAsAgreed(other, partner, agreed.PartnerShadow);

    /// <summary>A delete is a change too: one that a person made must not be undone by the sync.</summary>
    public void OnCreate(SimApp app, SimRecord created)
    {
        var other = AppOf(app.Side.Other);
        if (
            app.DeletedBySync.Values.Any(p => p.Token == created.Token)
            && other.People.All(p => p.Token != created.Token)
        )
            Break("L1", $"{app.Side.Word} {created.Id} was created after its original was deleted");
        foreach (var (id, dead) in app.DeletedByPeople)
            if (
                dead.Last.Token == created.Token
                && _agreed.TryGetValue((app.Side, id), out var agreed)
                && other.Find(agreed.Partner) is { } partner
                && other.People.Count(p => p.Token == partner.Token) == 1
                && !other.Edits.Exists(e => e.Id == partner.Id && e.At >= agreed.ReadFrom)
                && IsAsAgreed(other, partner, agreed.PartnerShadow)
                && AreAlike(app, dead.Last, other, partner)
            )
                Break(
                    "L1",
                    $"{app.Side.Word} {id} was deleted by a person and came back as {created.Id}, "
                        + "although nobody had edited its partner"
                );
    }

    /// <summary>The store knows all that it holds: no write whose answer was lost had brought it news.</summary>
    private static bool IsAsAgreed(SimApp app, SimRecord person, Value[] shadow) =>
        SimFields.Mapped.Select((f, i) => app.Shows(f, person[f], shadow[i])).All(same => same);

    private static bool AreAlike(SimApp app, SimRecord person, SimApp other, SimRecord partner) =>
        SimFields.Mapped.All(f =>
            app.Shows(f, person[f], partner[f]) || other.Shows(f, partner[f], person[f])
        );

    /// <summary>
    /// Without conditional writes there is a window between looking and writing. It is not a
    /// promise broken, but where an app offers the means there must be none. Nor can anybody tell
    /// who took back a tag of a write whose answer was lost from a write that never arrived.
    /// </summary>
    public void OnUnseenOverwrite(SimApp app, HumanEdit edit, TimeSpan window)
    {
        Log($"{app.Side.Word} overwritten unseen {edit.Id} {edit.Field}={edit.Value}");
        if (app.Traits.ConditionalWrites)
            Break("L1", $"a conditional write or delete took {edit.Id} {edit.Field}");
        else if (app.Find(edit.Id) is null)
            return;
        else if (
            edit.Added is not null
            && app.Traits.SetDeltas
            && edit is not { Added: false, WasBeforeReadBack: true }
        )
            Break("L1", $"a tag that a person changed was overwritten: {edit.Id} {edit.Value}");
        WindowMax = window > WindowMax ? window : WindowMax;
    }

    public void OnDelete(SimApp app, SimRecord victim, bool isUnseen)
    {
        var partner = AppOf(app.Side.Other);
        var gone = partner
            .DeletedByPeople.Values.Where(d => d.Last.Token == victim.Token)
            .ToArray();
        if (gone.Length == 0)
        {
            Break(
                "L6",
                $"{app.Side.Word} {victim.Id} was deleted, and nobody had deleted its partner"
            );
            return;
        }
        if (isUnseen)
            return;
        var last = gone.MaxBy(g => g.At)!;
        foreach (var edit in app.Edits.Where(e => e.Id == victim.Id && e.At > last.At))
            if (IsStill(victim, edit) && IsNewTo(last.Last, edit))
                EditedAndDeleted.Add((victim, edit));
    }

    /// <summary>Putting back what was edited a moment before leaves nothing that its partner had not.</summary>
    private static bool IsNewTo(SimRecord partner, HumanEdit edit)
    {
        var known = partner[edit.Field];
        var hasTag = known.Items.Contains(edit.Value.Text, StringComparer.OrdinalIgnoreCase);
        return edit.Added switch
        {
            null => known != edit.Value,
            true => !hasTag,
            false => hasTag,
        };
    }

    private static bool IsStill(SimRecord person, HumanEdit edit) =>
        edit.Added switch
        {
            null => person[edit.Field] == edit.Value,
            true => person[edit.Field].Items.Contains(edit.Value.Text),
            false => !person[edit.Field].Items.Contains(edit.Value.Text),
        };
}
