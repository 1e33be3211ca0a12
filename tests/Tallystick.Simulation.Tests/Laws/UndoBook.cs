using Tallystick.Core.Records;
using Tallystick.Simulation.Apps;
using Tallystick.Simulation.Tests.Apps;

namespace Tallystick.Simulation.Tests.Laws;

/// <summary>One field, or one tag of a record, that an undo put back.</summary>
/// <param name="Before">What it held until then; for a tag, whether the record had it.</param>
internal sealed record Undone(
    Side Side,
    string Id,
    string Token,
    string Field,
    string? Tag,
    Value Before,
    Value After,
    UndoSpan Undo,
    TimeSpan At
)
{
    /// <summary>The partner, if there was one alone, and what it held.</summary>
    public SimRecord? Partner { get; init; }

    /// <summary>The partner held what was undone.</summary>
    public bool WasAlike { get; init; }

    /// <summary>The sync knew of all that people had done to the partner's field.</summary>
    public bool IsPartnerKnown { get; init; }
}

/// <summary>
/// When an undo was at work: until it was done, or, where it died, until a run has looked at what it
/// left behind.
/// </summary>
internal sealed class UndoSpan(TimeSpan from)
{
    public TimeSpan From => from;

    public TimeSpan To { get; set; } = TimeSpan.MaxValue;

    /// <summary>The undo came to its end: the journal tells of all that it wrote.</summary>
    public bool IsTold { get; set; }

    /// <summary>Another process took over while the undo was at work, so that nobody noted what it wrote.</summary>
    public bool WasReplaced { get; set; }
}

/// <summary>A record that an undo deleted or brought back.</summary>
/// <param name="PartnerId">Of those with the same name on the other side the only one; null for none or many.</param>
internal sealed record UndoneLife(
    Side Side,
    SimRecord Person,
    string? PartnerId,
    bool IsAlone,
    TimeSpan At
)
{
    /// <summary>The store knew all that the partner had to tell.</summary>
    public bool IsSettled { get; init; }
}

/// <summary>
/// What undos wrote: it must not go over what people did since the undone write, and the sync must
/// neither do it again nor carry it over.
/// </summary>
internal sealed class UndoBook(LawBook laws, Func<TimeSpan> now)
{
    private static readonly Value There = Value.Of("there");

    /// <summary>What each field of each record, and each tag, was last written to by the sync or an undo.</summary>
    private readonly Dictionary<
        (Side, string Id, string Field, string? Tag),
        (Value Value, int Version)
    > _written = [];

    public List<Undone> Fields { get; } = [];

    public List<UndoneLife> Deleted { get; } = [];

    public List<UndoneLife> Created { get; } = [];

    public List<UndoSpan> Spans { get; } = [];

    /// <summary>A whole run has looked at everybody: what became of an undo that died is known.</summary>
    public void OnRun()
    {
        foreach (var span in Spans)
            if (span.To > now())
                span.To = now();
    }

    /// <summary>A record was updated through the API.</summary>
    public void OnUpdate(SimApp app, SimRecord before, SimRecord after, UndoSpan? undo)
    {
        foreach (var field in SimFields.Mapped)
        foreach (var (tag, was, becomes) in Moves(field, before[field], after[field]))
        {
            if (undo is not null)
            {
                OverwritesNobody(app, before, field, tag, becomes);
                Note(app, before, field, tag, was, becomes, undo);
            }
            _written[(app.Side, after.Id, field, tag)] = (becomes, after.Version);
        }
    }

    /// <summary>
    /// The sync wrote what a person had done in the instant before: whose doing it is nobody can tell,
    /// and an undo of that write takes it back.
    /// </summary>
    /// <param name="unseen">Edits of the written fields that the sync had not seen.</param>
    public void OnSame(Side side, SimRecord after, IEnumerable<HumanEdit> unseen)
    {
        foreach (var edit in unseen.Where(e => e.Added is not true && IsStanding(after, e)))
        {
            var tag = edit.Added is null ? null : edit.Value.Text!.ToLowerInvariant();
            var value = edit.Added is null ? edit.Value : Value.Empty;
            _written[(side, after.Id, edit.Field, tag)] = (value, after.Version);
        }
    }

    /// <summary>A record was created through the API.</summary>
    public void OnCreate(SimApp app, SimRecord person, UndoSpan? undo)
    {
        foreach (var field in SimFields.Mapped)
        foreach (var (tag, _, value) in Moves(field, Value.Empty, person[field]))
            _written[(app.Side, person.Id, field, tag)] = (value, person.Version);
        if (undo is not null)
            Created.Add(LifeOf(app, person));
    }

    /// <summary>An undo deleted a record.</summary>
    public void OnDelete(SimApp app, SimRecord person)
    {
        Deleted.Add(LifeOf(app, person));
        if (!app.SyncCreated.ContainsKey(person.Id))
            laws.Break(
                "L11",
                $"undo deleted {app.Side.Word} {person.Id}, which people had created"
            );
        foreach (var edit in app.Edits.Where(e => e.Id == person.Id && !e.OverwrittenUnseen))
            if (
                IsStanding(person, edit)
                && !IsTakenBack(edit)
                && !IsAsWritten(app, edit, sinceVersion: null)
            )
                laws.Break(
                    "L11",
                    $"undo deleted {app.Side.Word} {person.Id}, of which people had edited {edit.Field}={edit.Value}"
                );
    }

    /// <summary>
    /// What a person takes back of a write before the sync has looked at it cannot be told from an app
    /// that did not store it.
    /// </summary>
    private static bool IsTakenBack(HumanEdit edit) =>
        edit
            is { WasBeforeReadBack: true }
                and ({ Added: false } or { Added: null, Value.IsEmpty: true });

    /// <summary>Somebody's edit after the write that is undone stands, and the undo had seen it or could have.</summary>
    private void OverwritesNobody(
        SimApp app,
        SimRecord before,
        string field,
        string? tag,
        Value becomes
    )
    {
        foreach (var edit in app.Edits)
        {
            if (edit.Id != before.Id || edit.Field != field || edit.OverwrittenUnseen)
                continue;
            if (IsTakenBack(edit))
                continue;
            if (tag is not null && !IsAbout(edit, tag))
                continue;
            if (tag is null && edit.Value == becomes)
                continue;
            if (IsStanding(before, edit) && !IsAsWritten(app, edit, Last(app, edit)?.Version ?? 0))
                laws.Break(
                    "L11",
                    $"undo overwrote {app.Side.Word} {edit.Id} {field}={edit.Value}, which a person set at "
                        + $"{edit.At.TotalSeconds:0.0} s"
                );
        }
    }

    /// <param name="sinceVersion">A write after the edit makes it no longer the last word; null where that does not count.</param>
    private bool IsAsWritten(SimApp app, HumanEdit edit, int? sinceVersion)
    {
        if (sinceVersion > edit.Version)
            return true;
        var last = Last(app, edit)?.Value ?? Value.Empty;
        return edit.Added switch
        {
            null => last == edit.Value,
            true => last.HasContent,
            false => !last.HasContent,
        };
    }

    private (Value Value, int Version)? Last(SimApp app, HumanEdit edit)
    {
        var tag = edit.Added is null ? null : edit.Value.Text!.ToLowerInvariant();
        return _written.TryGetValue((app.Side, edit.Id, edit.Field, tag), out var last)
            ? last
            : null;
    }

    private void Note(
        SimApp app,
        SimRecord person,
        string field,
        string? tag,
        Value was,
        Value becomes,
        UndoSpan undo
    )
    {
        var partner = OnlyOne(laws.AppOf(app.Side.Other), person.Token);
        Fields.Add(
            new Undone(app.Side, person.Id, person.Token, field, tag, was, becomes, undo, now())
            {
                Partner = OnlyOne(app, person.Token) is null ? null : partner,
                WasAlike = partner is not null && IsAlike(app, field, tag, was, partner),
                IsPartnerKnown =
                    partner is not null && laws.KnowsOf(app.Side, person.Id, partner.Id, field),
            }
        );
    }

    private bool IsAlike(SimApp app, string field, string? tag, Value value, SimRecord partner) =>
        tag is not null
            ? Has(partner, tag) == value.HasContent
            : app.Shows(field, value, partner[field])
                || laws.AppOf(app.Side.Other).Shows(field, partner[field], value);

    private UndoneLife LifeOf(SimApp app, SimRecord person)
    {
        var others = laws.AppOf(app.Side.Other).People.Where(p => p.Token == person.Token);
        var ids = others.Select(p => p.Id).ToArray();
        return new UndoneLife(
            app.Side,
            person,
            ids.Length == 1 ? ids[0] : null,
            ids.Length == 0,
            now()
        )
        {
            IsSettled = ids.Length == 1 && laws.KnowsAllOf(app.Side, person.Id, partnerId: ids[0]),
        };
    }

    public static SimRecord? OnlyOne(SimApp app, string token)
    {
        var all = app.People.Where(p => p.Token == token).Take(2).ToArray();
        return all.Length == 1 ? all[0] : null;
    }

    public static bool Has(SimRecord person, string tag) =>
        person[SimFields.Tags].Items.Contains(tag, StringComparer.OrdinalIgnoreCase);

    public static bool IsAbout(HumanEdit edit, string tag) =>
        string.Equals(edit.Value.Text, tag, StringComparison.OrdinalIgnoreCase);

    private static bool IsStanding(SimRecord person, HumanEdit edit) =>
        edit.Added switch
        {
            null => person[edit.Field] == edit.Value,
            { } added => Has(person, edit.Value.Text!) == added,
        };

    /// <summary>What moved: a field, or tag by tag.</summary>
    private static IEnumerable<(string? Tag, Value Was, Value Becomes)> Moves(
        string field,
        Value before,
        Value after
    )
    {
        if (field != SimFields.Tags)
        {
            if (before != after)
                yield return (null, before, after);
            yield break;
        }
        var (was, becomes) = (Lower(before), Lower(after));
        foreach (var tag in was.Union(becomes).Order(StringComparer.Ordinal))
            if (was.Contains(tag) != becomes.Contains(tag))
                yield return (tag, Mark(was.Contains(tag)), Mark(becomes.Contains(tag)));
    }

    private static HashSet<string> Lower(Value tags) =>
        [.. tags.Items.Select(t => t.ToLowerInvariant())];

    private static Value Mark(bool isThere) => isThere ? There : Value.Empty;
}
