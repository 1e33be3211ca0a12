using System.Collections.Concurrent;
using System.Globalization;
using Tallystick.Core.Connectors;
using Tallystick.Core.Records;
using Tallystick.Core.Schema;
using Tallystick.Sandbox.People;
using Record = Tallystick.Core.Records.Record;

namespace Tallystick.Bench;

/// <summary>
/// People made up as they are asked for, the same on every side, so that what grows with their
/// number is the engine's memory alone. Takes no writes.
/// </summary>
internal sealed class SyntheticConnector(string prefix, int count) : IConnector
{
    public const string ObjectType = "person";
    private const int RowsPerPage = 500;
    private static readonly DateTimeOffset Changed = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly (
        string Key,
        FieldType Type,
        Func<SandboxPerson, Value> Read
    )[] Fields =
    [
        ("email", FieldType.Email, p => Value.Of(p.Email)),
        ("phone", FieldType.Phone, p => Value.Of(p.Phone)),
        ("firstName", FieldType.Text, p => Value.Of(p.FirstName)),
        ("lastName", FieldType.Text, p => Value.Of(p.LastName)),
        ("company", FieldType.Text, p => Value.Of(p.Company)),
        ("street", FieldType.Text, p => Value.Of(p.Street)),
        ("city", FieldType.Text, p => Value.Of(p.City)),
        ("state", FieldType.Text, p => Value.Of(p.State)),
        ("postalCode", FieldType.Text, p => Value.Of(p.PostalCode)),
        ("country", FieldType.Text, p => Value.Of(p.Country)),
        (
            "birthday",
            FieldType.Date,
            p => Value.Of(p.Birthday.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))
        ),
        ("tags", FieldType.Set, p => Value.OfSet(p.Tags)),
    ];

    private readonly ConcurrentDictionary<Projection, Func<SandboxPerson, Value>[]> _readers =
        new();

    public static IReadOnlyList<string> Keys { get; } = [.. Fields.Select(f => f.Key)];

    public Task<IReadOnlyList<ObjectSchema>> DescribeAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ObjectSchema>>([
            new ObjectSchema(ObjectType, [.. Fields.Select(f => new Field(f.Key, f.Key, f.Type))])
            {
                Country = "US",
            },
        ]);

    public Capabilities CapabilitiesOf(string objectType) =>
        new()
        {
            AbsenceIsEvidence = true,
            PageSize = RowsPerPage,
            ConcurrencyMax = 4,
        };

    public Task<Page> ListAsync(
        Projection projection,
        ListQuery query,
        string? cursor,
        CancellationToken cancellationToken
    )
    {
        var from = cursor is null ? 0 : int.Parse(cursor, CultureInfo.InvariantCulture);
        var to = Math.Min(count, from + RowsPerPage);
        var records = new List<Record>(to - from);
        for (var i = from; i < to; i++)
            records.Add(Make(projection, i));
        var next = to < count ? to.ToString(CultureInfo.InvariantCulture) : null;
        return Task.FromResult(new Page(records, next) { Total = count });
    }

    public Task<Record?> GetAsync(
        Projection projection,
        string id,
        CancellationToken cancellationToken
    ) =>
        Task.FromResult<Record?>(
            Make(projection, int.Parse(id.AsSpan(prefix.Length), CultureInfo.InvariantCulture))
        );

    public Task<IReadOnlyList<Record>> FindAsync(
        Projection projection,
        string fieldKey,
        string value,
        CancellationToken cancellationToken
    ) => Task.FromResult<IReadOnlyList<Record>>([]);

    public Task<WriteResult> CreateAsync(
        Projection projection,
        Patch patch,
        CancellationToken cancellationToken
    ) => throw NoWrites();

    public Task<WriteResult> UpdateAsync(
        Projection projection,
        string id,
        Patch patch,
        string? version,
        CancellationToken cancellationToken
    ) => throw NoWrites();

    public Task DeleteAsync(
        string objectType,
        string id,
        string? version,
        CancellationToken cancellationToken
    ) => throw NoWrites();

    public Task<IReadOnlyList<Finding>> TestAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Finding>>([]);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Record Make(Projection projection, int index)
    {
        var person = SandboxPeople.Generate(1, index);
        var readers = _readers.GetOrAdd(
            projection,
            static p => [.. p.Fields.Select(field => Fields.First(f => f.Key == field.Key).Read)]
        );
        var values = new Value[readers.Length];
        for (var i = 0; i < values.Length; i++)
            values[i] = readers[i](person);
        return new Record(prefix + index.ToString("D9", CultureInfo.InvariantCulture), values)
        {
            ModifiedAt = Changed,
        };
    }

    private static ConnectorException NoWrites() =>
        new(ProblemKind.Permanent, "Nothing should be written here.");
}
