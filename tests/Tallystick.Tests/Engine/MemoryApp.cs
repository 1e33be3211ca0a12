using System.Globalization;
using Tallystick.Core.Connectors;
using Tallystick.Core.Limits;
using Tallystick.Core.Records;
using Tallystick.Core.Schema;
using Tallystick.Engine.Budgets;
using Record = Tallystick.Core.Records.Record;

namespace Tallystick.Tests.Engine;

/// <summary>An app in memory: people with a few fields, and the ways in which an app can be wrong.</summary>
internal sealed class MemoryApp : IConnector
{
    public const string ObjectType = "person";
    public const int PageSize = 10;

    private static readonly string[] Keys = ["email", "phone", "name", "city", "emails", "tags"];

    private readonly SortedDictionary<string, Dictionary<string, Value>> _people = new(
        StringComparer.Ordinal
    );
    private readonly Dictionary<string, int> _versions = [];
    private readonly string _prefix;
    private int _created;
    private bool _isDescribed;

    public MemoryApp(string prefix) => _prefix = prefix;

    public AppTrouble Trouble { get; set; }

    /// <summary>A whole listing proves what is gone, as of a file.</summary>
    public bool IsFile { get; init; }

    /// <summary>Records have versions, and writes may be conditional.</summary>
    public bool HasVersions { get; set; }

    /// <summary>So many characters of a name are stored, and no more.</summary>
    public int? NameMax { get; set; }

    /// <summary>The schema says so.</summary>
    public bool TellsNameMax { get; set; }

    /// <summary>What people do right before a delete arrives.</summary>
    public Action<string>? BeforeDelete { get; set; }

    /// <summary>What people do right before an update arrives.</summary>
    public Action<string>? BeforeUpdate { get; set; }

    /// <summary>What people do right after an update has arrived.</summary>
    public Action<string>? AfterUpdate { get; set; }

    /// <summary>Answers to writes do not carry the record.</summary>
    public bool IsSilent { get; set; }

    /// <summary>The next update arrives, and its answer is lost.</summary>
    public bool LosesAnswer { get; set; }

    /// <summary>Fields by which a person can be looked up.</summary>
    public List<string> Finds { get; } = [];

    /// <summary>A field in which no two people may have the same.</summary>
    public string? Unique { get; set; }

    /// <summary>Ids of those whom the credentials may not see.</summary>
    public HashSet<string> Hidden { get; } = [];

    /// <summary>Fields that a listing does not show.</summary>
    public HashSet<string> Unlisted { get; } = [];

    /// <summary>Fields that take numbers only.</summary>
    public HashSet<string> Numbers { get; } = [];

    /// <summary>Writes that are refused, by record id.</summary>
    public HashSet<string> Poison { get; } = [];

    /// <summary>What was written: "create r1", "update r1 city", "delete r1".</summary>
    public List<string> Writes { get; } = [];

    public int Gets { get; private set; }

    public Lane LaneOfLastGet { get; private set; }

    public IReadOnlyCollection<string> Ids => _people.Keys;

    public int Count => _people.Count;

    public string Add(params (string Key, string Text)[] fields)
    {
        var id = NextId();
        _people[id] = Keys.ToDictionary(k => k, _ => Value.Empty);
        foreach (var (key, text) in fields)
            Edit(id, key, text);
        return id;
    }

    public void Edit(string id, string key, string text)
    {
        _people[id][key] = key is "tags" or "emails"
            ? Value.OfSet(text.Split(';'))
            : Value.Of(text);
        Touch(id);
    }

    public string this[string id, string key] => _people[id][key].ToString();

    public string IdOf(string email) => _people.Single(p => p.Value["email"].Text == email).Key;

    /// <summary>A person deletes it; what it held can be put back.</summary>
    public Action Delete(string id)
    {
        _people.Remove(id, out var kept);
        return () => _people[id] = kept!;
    }

    public Task<IReadOnlyList<ObjectSchema>> DescribeAsync(CancellationToken cancellationToken)
    {
        FailIf(AppTrouble.Unauthorized, ProblemKind.Unauthorized);
        _isDescribed = true;
        var fields = Trouble.HasFlag(AppTrouble.NoFields)
            ? []
            : Keys.Select(k => new Field(
                k,
                k,
                k is "tags" or "emails" ? FieldType.Set
                    : Numbers.Contains(k) ? FieldType.Number
                    : FieldType.Text
            )
            {
                LengthMax = k is "name" && TellsNameMax ? NameMax : null,
                Access = FieldAccess.All & ~(Unlisted.Contains(k) ? FieldAccess.List : 0),
            });
        return Task.FromResult<IReadOnlyList<ObjectSchema>>([
            new ObjectSchema(ObjectType, [.. fields]),
        ]);
    }

    public Capabilities CapabilitiesOf(string objectType) =>
        !_isDescribed
            ? throw new InvalidOperationException("Nothing is known before it is described.")
            : new()
            {
                AbsenceIsEvidence = IsFile,
                FindsBy = Finds,
                ConditionalWrites = HasVersions,
                PageSize = PageSize,
                ConcurrencyMax = 1,
            };

    public Task<Page> ListAsync(
        Projection projection,
        ListQuery query,
        string? cursor,
        CancellationToken cancellationToken
    )
    {
        FailIf(AppTrouble.Unauthorized, ProblemKind.Unauthorized);
        var skip = cursor is null ? 0 : int.Parse(cursor, CultureInfo.InvariantCulture);
        if (skip >= Count / 2)
            FailIf(AppTrouble.ForbiddenHalfWay, ProblemKind.Forbidden);
        var all = Trouble.HasFlag(AppTrouble.EmptyList)
            ? []
            : _people
                .Where(p => !Hidden.Contains(p.Key))
                .Where(p => query.Filter.All(f => this[p.Key, f.Key] == f.Value))
                .Select(p => RecordOf(projection, p.Key))
                .Select(r => r with { Values = projection.AsListed(r.Values) })
                .ToArray();
        var end = Trouble.HasFlag(AppTrouble.HalfPages) ? all.Length / 2 : all.Length;
        var total = Trouble.HasFlag(AppTrouble.TotalTooLarge) ? all.Length + 5 : all.Length;
        if (Trouble.HasFlag(AppTrouble.TotalTooLarge))
            end = Math.Max(0, all.Length - 1);
        var page = all.Take(end).Skip(skip).Take(PageSize).ToArray();
        var next = skip + PageSize;
        return Task.FromResult(
            new Page(page, next < end ? next.ToString(CultureInfo.InvariantCulture) : null)
            {
                Total = Trouble.HasFlag(AppTrouble.HalfPages) ? end : total,
            }
        );
    }

    public Task<Record?> GetAsync(
        Projection projection,
        string id,
        CancellationToken cancellationToken
    )
    {
        FailIf(AppTrouble.Unauthorized, ProblemKind.Unauthorized);
        if (Hidden.Contains(id))
            throw new ConnectorException(ProblemKind.Forbidden, "It belongs to somebody else.");
        Gets++;
        LaneOfLastGet = CallLane.Current;
        return Task.FromResult(_people.ContainsKey(id) ? RecordOf(projection, id) : null);
    }

    public Task<IReadOnlyList<Record>> FindAsync(
        Projection projection,
        string fieldKey,
        string value,
        CancellationToken cancellationToken
    ) =>
        Task.FromResult<IReadOnlyList<Record>>([
            .. _people
                .Where(p => p.Value[fieldKey].Text == value)
                .Select(p => RecordOf(projection, p.Key)),
        ]);

    public Task<WriteResult> CreateAsync(
        Projection projection,
        Patch patch,
        CancellationToken cancellationToken
    )
    {
        RefuseTwin(projection, patch);
        var id = NextId();
        _people[id] = Keys.ToDictionary(k => k, _ => Value.Empty);
        Store(projection, id, patch);
        Writes.Add($"create {id}");
        return Task.FromResult(new WriteResult(id, RecordOf(projection, id)));
    }

    public Task<WriteResult> UpdateAsync(
        Projection projection,
        string id,
        Patch patch,
        string? version,
        CancellationToken cancellationToken
    )
    {
        BeforeUpdate?.Invoke(id);
        RefusePoison(id);
        if (!_people.ContainsKey(id))
            throw new ConnectorException(ProblemKind.NotFound, "It is gone.");
        RefuseTwin(projection, patch);
        RefuseMoved(id, version);
        Store(projection, id, patch);
        var keys = patch.Changes.Select(c => projection.Fields[c.Ordinal].Key);
        Writes.Add($"update {id} {string.Join(',', keys)}");
        AfterUpdate?.Invoke(id);
        if (LosesAnswer)
        {
            LosesAnswer = false;
            throw new ConnectorException(ProblemKind.Ambiguous, "The answer was lost.");
        }
        return Task.FromResult(new WriteResult(id, IsSilent ? null : RecordOf(projection, id)));
    }

    public Task DeleteAsync(
        string objectType,
        string id,
        string? version,
        CancellationToken cancellationToken
    )
    {
        BeforeDelete?.Invoke(id);
        RefusePoison(id);
        RefuseMoved(id, version);
        _people.Remove(id);
        Writes.Add($"delete {id}");
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<Finding>> TestAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Finding>>([]);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private string NextId() =>
        string.Create(CultureInfo.InvariantCulture, $"{_prefix}{++_created:0000}");

    private Record RecordOf(Projection projection, string id) =>
        new(id, [.. projection.Fields.Select(f => _people[id][f.Key])])
        {
            Version = HasVersions ? VersionOf(id) : null,
        };

    private string VersionOf(string id) =>
        _versions.GetValueOrDefault(id).ToString(CultureInfo.InvariantCulture);

    private void Touch(string id) => _versions[id] = _versions.GetValueOrDefault(id) + 1;

    private void RefuseMoved(string id, string? version)
    {
        if (version is not null && version != VersionOf(id))
            throw new ConnectorException(ProblemKind.VersionConflict, "It has moved on.");
    }

    private void Store(Projection projection, string id, Patch patch)
    {
        foreach (var change in patch.Changes)
        {
            var key = projection.Fields[change.Ordinal].Key;
            _people[id][key] =
                key is "name" && NameMax < change.New.Text?.Length
                    ? Value.Of(change.New.Text[..NameMax.Value])
                    : change.New;
        }
        Touch(id);
    }

    private void RefuseTwin(Projection projection, Patch patch)
    {
        foreach (var change in patch.Changes.Where(c => c.New.HasContent))
            if (
                projection.Fields[change.Ordinal].Key == Unique
                && _people.FirstOrDefault(p => p.Value[Unique!] == change.New) is { Key: { } twin }
            )
                throw new ConnectorException(ProblemKind.Duplicate, "There is one.")
                {
                    DuplicateOf = twin,
                    Field = Unique,
                };
    }

    private void RefusePoison(string id)
    {
        if (Poison.Contains(id))
            throw new ConnectorException(ProblemKind.Permanent, "This one is locked.");
    }

    private void FailIf(AppTrouble trouble, ProblemKind kind)
    {
        if (Trouble.HasFlag(trouble))
            throw new ConnectorException(kind, $"{kind}.");
    }
}

[Flags]
internal enum AppTrouble
{
    None = 0,
    EmptyList = 1,
    HalfPages = 2,
    Unauthorized = 4,
    ForbiddenHalfWay = 8,
    NoFields = 16,

    /// <summary>The last record is not listed, and the total says that there are more.</summary>
    TotalTooLarge = 32,
}
