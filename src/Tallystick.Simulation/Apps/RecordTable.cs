using System.Collections.Immutable;
using System.Globalization;
using Tallystick.Core.Records;
using Tallystick.Simulation.Faults;
using Tallystick.Simulation.Time;

namespace Tallystick.Simulation.Apps;

/// <summary>
/// The records of one kind in one app, worked on by two kinds of hands: people at its screen, and
/// the sync through its API. It remembers who did what and what the sync was shown, so that the laws
/// can tell what was lost from what nobody could have known.
/// </summary>
/// <param name="idStart">What its ids begin with.</param>
/// <param name="listLag">Its listings show a change so late.</param>
internal abstract class RecordTable(Side side, string idStart, AppClock clock, TimeSpan listLag)
{
    private readonly SortedDictionary<string, SimRecord> _records = new(StringComparer.Ordinal);
    private readonly SimIndex<SimRecord> _index = new(clock.Loop, listLag);
    private readonly Sight _sight = new();
    private readonly Dictionary<string, int> _written = [];
    private int _number;

    public Side Side => side;

    public AppClock Clock => clock;

    public IReadOnlyCollection<SimRecord> All => _records.Values;

    public List<HumanEdit> Edits { get; } = [];

    /// <summary>Ids that people deleted, alone or with their parent.</summary>
    public Dictionary<string, DeletedRecord> DeletedByPeople { get; } = [];

    public Dictionary<string, SimRecord> DeletedBySync { get; } = [];

    /// <summary>Tokens of those that people typed in here.</summary>
    public HashSet<string> BornHere { get; } = [];

    /// <summary>Ids that the sync created, of whom and when.</summary>
    public Dictionary<string, (string Token, TimeSpan At)> SyncCreated { get; } = [];

    /// <summary>The store has a whole listing; one that lies before that cannot be told from the truth.</summary>
    public bool WasListed { get; set; }

    /// <summary>When a listing last showed nobody although there was one record, the only one.</summary>
    public TimeSpan? HidTheOnlyOneAt { get; set; }

    /// <summary>A listing says how many it has, so that one cut short can be told.</summary>
    public abstract bool GivesTotal { get; }

    /// <summary>What a whole listing lacks is gone, by the app's own word.</summary>
    public abstract bool AbsenceIsEvidence { get; }

    protected TimeSpan Elapsed => clock.Loop.Elapsed;

    public SimRecord? Find(string id) => _records.GetValueOrDefault(id);

    /// <summary>How the app keeps what it is given.</summary>
    public virtual Value Stored(string field, Value value) => value;

    /// <summary>A listing's rows in its order, as the index shows them.</summary>
    public IReadOnlyList<SimRecord> Listed(DateTimeOffset? since) => _index.Listed(_records, since);

    /// <summary>The process whose call the app is at; null between calls.</summary>
    public SimProcess? Caller { get; set; }

    /// <summary>An answer has shown it to the process.</summary>
    public void Seen(SimProcess process, SimRecord record) => _sight.Show(process, record, Elapsed);

    /// <summary>The store has what the process was shown so far, or what came of it.</summary>
    public void Noted(SimProcess process) => _sight.Note(process);

    /// <summary>What the caller was last shown of a record, and when; between calls, anybody.</summary>
    public (int Version, TimeSpan At) SeenOf(string id) => _sight.Of(id, Caller);

    /// <summary>Somebody changed it after the sync last looked.</summary>
    public bool IsUnseen(SimRecord record) => SeenOf(record.Id).Version < record.Version;

    /// <summary>People changed the same thing again.</summary>
    public bool IsSuperseded(HumanEdit edit) =>
        Edits.Exists(e =>
            e.Id == edit.Id
            && e.Field == edit.Field
            && e.Version > edit.Version
            && (edit.Added is null || e.Value == edit.Value)
        );

    /// <summary>The sync wrote over what somebody had typed since it last looked, so long ago.</summary>
    protected abstract void OnOverwrittenUnseen(HumanEdit edit, TimeSpan window);

    /// <summary>A record was added, changed or removed, by whomever.</summary>
    protected virtual void OnMoved(SimRecord record) { }

    /// <summary>Who a record is once it holds other fields.</summary>
    protected virtual string TokenOf(SimRecord before, ImmutableDictionary<string, Value> fields) =>
        before.Token;

    protected SimRecord Add(string token, IReadOnlyDictionary<string, Value> fields)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"{idStart}{++_number:000}");
        var stored = fields.ToImmutableDictionary(f => f.Key, f => Stored(f.Key, f.Value));
        var record = new SimRecord(id, token, stored)
        {
            CreatedAt = clock.Now,
            ModifiedAt = clock.OfNewborn,
        };
        Keep(record);
        OnMoved(record);
        return record;
    }

    protected SimRecord Change(
        string id,
        Func<ImmutableDictionary<string, Value>, ImmutableDictionary<string, Value>> change
    )
    {
        var before = _records[id];
        var fields = change(before.Fields);
        var record = before with
        {
            Token = TokenOf(before, fields),
            Fields = fields,
            Version = before.Version + 1,
            ModifiedAt = clock.Now,
        };
        Keep(record);
        OnMoved(record);
        return record;
    }

    protected SimRecord Remove(string id)
    {
        _records.Remove(id, out var record);
        _index.Show(id, null);
        OnMoved(record!);
        return record!;
    }

    protected void Keep(SimRecord record)
    {
        _records[record.Id] = record;
        _index.Show(record.Id, record);
    }

    protected void NoteEdit(SimRecord record, string field, Value value, bool? added = null) =>
        Edits.Add(
            new HumanEdit(side, record.Id, record.Token, field, value, Elapsed, record.Version)
            {
                Added = added,
                WasBeforeReadBack =
                    _written.GetValueOrDefault(record.Id) > SeenOf(record.Id).Version,
            }
        );

    /// <summary>The sync adds a record.</summary>
    protected SimRecord AddBySync(string token, IReadOnlyDictionary<string, Value> fields)
    {
        var record = Add(token, fields);
        SyncCreated[record.Id] = (token, Elapsed);
        _written[record.Id] = record.Version;
        return record;
    }

    /// <summary>The sync changes a record.</summary>
    protected SimRecord ChangeBySync(string id, IReadOnlyDictionary<string, Value> fields)
    {
        var before = _records[id];
        foreach (var (field, value) in fields)
            NoteOverwritten(before, field, Stored(field, value));
        var record = Change(
            id,
            f => f.SetItems(fields.Select(v => KeyValuePair.Create(v.Key, Stored(v.Key, v.Value))))
        );
        _written[id] = record.Version;
        return record;
    }

    /// <summary>What people did to a record after the sync last looked goes unseen with it.</summary>
    protected IReadOnlyList<HumanEdit> NoteGoneUnseen(string id)
    {
        var seen = SeenOf(id);
        var unseen = Edits.FindAll(e => e.Id == id && e.Version > seen.Version);
        foreach (var edit in unseen)
            edit.OverwrittenUnseen = true;
        return unseen;
    }

    private void NoteOverwritten(SimRecord before, string field, Value value)
    {
        var seen = SeenOf(before.Id);
        foreach (var edit in Edits.Where(e => e.Id == before.Id && e.Field == field))
        {
            if (edit.Version <= seen.Version || edit.OverwrittenUnseen || IsSuperseded(edit))
                continue;
            var isKept = edit.Added switch
            {
                null => value == edit.Value,
                true => value.Items.Contains(edit.Value.Text),
                false => !value.Items.Contains(edit.Value.Text),
            };
            if (isKept)
                continue;
            edit.OverwrittenUnseen = true;
            OnOverwrittenUnseen(edit, Elapsed - seen.At);
        }
    }
}
