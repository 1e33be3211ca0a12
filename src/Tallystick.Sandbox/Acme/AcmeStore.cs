namespace Tallystick.Sandbox.Acme;

/// <summary>Everything the CRM holds. Thread-safe: one lock, records are immutable.</summary>
internal sealed class AcmeStore(TimeProvider time, int seed)
{
    private const string IdAlphabet = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
    private const int IdLength = 10;

    private static readonly int CompanyOrdinal = AcmeType.People.OrdinalOf("companyId");

    private readonly Lock _lock = new();
    private Dictionary<AcmeType, AcmeTable> _tables = NewTables();
    private Random _ids = new(seed);

    public void Reset()
    {
        lock (_lock)
        {
            _tables = NewTables();
            _ids = new Random(seed);
        }
    }

    public int Count(AcmeType type)
    {
        lock (_lock)
        {
            return _tables[type].Count;
        }
    }

    public AcmeRecord[] All(AcmeType type)
    {
        lock (_lock)
        {
            return _tables[type].All.ToArray();
        }
    }

    /// <param name="parentId">The person that the path names; a query that names one may name anybody.</param>
    public (AcmeRecord[] Page, int Total) List(AcmeType type, string? parentId, AcmeQuery query)
    {
        lock (_lock)
        {
            RequireParent(parentId);
            return _tables[type].List(query);
        }
    }

    public AcmeRecord Get(AcmeType type, string? parentId, string id)
    {
        lock (_lock)
        {
            return Require(type, parentId, id);
        }
    }

    public AcmeRecord Create(AcmeType type, string? parentId, AcmePatch patch)
    {
        var values = patch.Create();
        lock (_lock)
        {
            RequireParent(parentId);
            RequireCompany(type, values);
            var record = new AcmeRecord(NewId(type), parentId, values, Now(), null, 1);
            _tables[type].Add(record);
            return record;
        }
    }

    /// <summary>Changes a record; a version given must be the one stored.</summary>
    public AcmeRecord Update(AcmeTarget target, AcmePatch patch, int? version)
    {
        lock (_lock)
        {
            var before = RequireVersion(target, version);
            var values = patch.Apply(before.Values);
            RequireCompany(target.Type, values);
            return Replace(target.Type, before, values);
        }
    }

    /// <summary>Deletes a record and what hangs on it; a company's people stay without one.</summary>
    public void Delete(AcmeTarget target, int? version)
    {
        lock (_lock)
        {
            var record = RequireVersion(target, version);
            _tables[target.Type].Remove(record);
            foreach (var table in _tables.Values)
            {
                foreach (var child in table.ChildrenOf(record.Id))
                {
                    table.Remove(child);
                }
            }
            foreach (var person in Staff(target.Type, record.Id))
            {
                var values = (object?[])person.Values.Clone();
                values[CompanyOrdinal] = null;
                Replace(AcmeType.People, person, values);
            }
        }
    }

    /// <summary>Takes a record as it was saved.</summary>
    public void Restore(AcmeType type, AcmeRecord record)
    {
        lock (_lock)
        {
            _tables[type].Add(record);
        }
    }

    /// <inheritdoc cref="SandboxIds.GoOnFrom"/>
    public void GoOnFrom(ReadOnlySpan<byte> snapshot)
    {
        lock (_lock)
        {
            _ids = new Random(SandboxIds.SeedOf(seed, snapshot));
        }
    }

    private AcmeRecord Replace(AcmeType type, AcmeRecord before, object?[] values)
    {
        var after = before with
        {
            Values = values,
            UpdatedAt = Now(),
            Version = before.Version + 1,
        };
        _tables[type].Replace(before, after);
        return after;
    }

    private AcmeRecord[] Staff(AcmeType type, string companyId) =>
        type == AcmeType.Companies
            ? _tables[AcmeType.People].WithValue(CompanyOrdinal, companyId)
            : [];

    private void RequireCompany(AcmeType type, object?[] values)
    {
        if (
            type == AcmeType.People
            && values[CompanyOrdinal] is string id
            && _tables[AcmeType.Companies].Find(id) is null
        )
        {
            throw AcmeRefusal.Invalid("companyId", "is no company");
        }
    }

    private AcmeRecord RequireVersion(AcmeTarget target, int? version)
    {
        var record = Require(target.Type, target.ParentId, target.Id!);
        return version is null || version == record.Version
            ? record
            : throw new AcmeRefusal(412, "version_mismatch", $"The version is {record.Version}.");
    }

    private AcmeRecord Require(AcmeType type, string? parentId, string id)
    {
        RequireParent(parentId);
        var record = _tables[type].Find(id);
        return record is not null && record.ParentId == parentId
            ? record
            : throw AcmeRefusal.NotFound($"{type.Name}/{id}");
    }

    private void RequireParent(string? parentId)
    {
        if (parentId is not null && _tables[AcmeType.People].Find(parentId) is null)
        {
            throw AcmeRefusal.NotFound($"people/{parentId}");
        }
    }

    private string NewId(AcmeType type)
    {
        string id;
        do
        {
            id = type.IdPrefix + _ids.GetString(IdAlphabet, IdLength);
        } while (_tables[type].Find(id) is not null);
        return id;
    }

    /// <summary>The time in whole seconds: Acme keeps no finer.</summary>
    private DateTimeOffset Now()
    {
        var now = time.GetUtcNow();
        return new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
    }

    private static Dictionary<AcmeType, AcmeTable> NewTables() =>
        AcmeType.All.ToDictionary(type => type, type => new AcmeTable(type));
}
