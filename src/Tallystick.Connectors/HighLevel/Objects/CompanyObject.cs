using Tallystick.Core.Connectors;
using Tallystick.Core.Records;
using Tallystick.Core.Schema;
using Tallystick.HighLevel;

namespace Tallystick.Connectors.HighLevel.Objects;

/// <summary>
/// Companies, which the API calls businesses. They carry a modified time, but nothing lists them by
/// it: they are read whole.
/// </summary>
internal sealed class CompanyObject(HighLevelCaller caller) : IHighLevelObject
{
    public const string Key = "company";

    private const int PageSize = 100;

    private static readonly ModelFields<Business, BusinessInput> Fields = new(
        Key,
        [
            new(
                new Field("name", "Name", FieldType.Text)
                {
                    Required = true,
                    Aliases = ["company", "organisation", "organization"],
                },
                b => Value.Of(b.Name),
                (input, value) => input with { Name = ModelFields.Plain(value) }
            ),
            new(
                new Field("phone", "Phone", FieldType.Phone) { Aliases = ["telephone"] },
                b => Value.Of(b.Phone),
                (input, value) => input with { Phone = ModelFields.Plain(value) }
            ),
            new(
                new Field("email", "E-mail", FieldType.Email) { Aliases = ["e-mail", "mail"] },
                b => Value.Of(b.Email),
                (input, value) => input with { Email = ModelFields.Plain(value) }
            ),
            new(
                new Field("website", "Website", FieldType.Text) { Aliases = ["url"] },
                b => Value.Of(b.Website),
                (input, value) => input with { Website = ModelFields.Plain(value) }
            ),
            new(
                new Field("address", "Street address", FieldType.Text)
                {
                    Aliases = ["address1", "street"],
                },
                b => Value.Of(b.Address),
                (input, value) => input with { Address = ModelFields.Plain(value) }
            ),
            new(
                new Field("city", "City", FieldType.Text),
                b => Value.Of(b.City),
                (input, value) => input with { City = ModelFields.Plain(value) }
            ),
            new(
                new Field("state", "State", FieldType.Text) { Aliases = ["region"] },
                b => Value.Of(b.State),
                (input, value) => input with { State = ModelFields.Plain(value) }
            ),
            new(
                new Field("postalCode", "Postal code", FieldType.Text)
                {
                    Aliases = ["zip", "postal_code", "postcode"],
                },
                b => Value.Of(b.PostalCode),
                (input, value) => input with { PostalCode = ModelFields.Plain(value) }
            ),
            new(
                new Field("country", "Country", FieldType.Text),
                b => Value.Of(b.Country),
                (input, value) => input with { Country = ModelFields.Plain(value) }
            ),
            new(
                new Field("description", "Description", FieldType.Text) { Aliases = ["notes"] },
                b => Value.Of(b.Description),
                (input, value) => input with { Description = ModelFields.Plain(value) }
            ),
            new(
                new Field("createdAt", "Added", FieldType.Instant) { Access = FieldAccess.Read },
                b => Value.Of(b.CreatedAt)
            ),
            new(
                new Field("updatedAt", "Updated", FieldType.Instant) { Access = FieldAccess.Read },
                b => Value.Of(b.UpdatedAt)
            ),
        ]
    );

    public string ObjectType => Key;

    public IReadOnlyList<string> Scopes => ["businesses.readonly", "businesses.write"];

    public Capabilities Capabilities =>
        caller.Common with
        {
            PageSize = PageSize,
            TrustworthyTimes = true,
        };

    public ObjectSchema Describe(LocationFacts location) =>
        Fields.Schema with
        {
            Country = location.Country,
            TimeZone = location.TimeZone,
        };

    public async Task<Page> ListAsync(
        Projection projection,
        ListQuery query,
        string? cursor,
        CancellationToken cancellationToken
    )
    {
        var fits = Fields.FilterOf(query.Filter);
        var (rows, next) = await SkipPages.ReadAsync(
            cursor,
            PageSize,
            b => b.Id,
            skip =>
                caller.CallAsync(
                    Operations.ListBusinesses,
                    token => caller.Client.ListBusinessesAsync(skip, PageSize, token),
                    cancellationToken
                )
        );
        var whole = rows.Where(b => b.Id is { Length: > 0 }).ToList();
        return new Page([.. whole.Where(fits).Select(b => RecordOf(projection, b))], next)
        {
            Faults =
            [
                .. rows.Skip(whole.Count)
                    .Select(_ => new RowFault(
                        "businesses",
                        "HighLevel listed a company without an id."
                    )),
            ],
        };
    }

    public async Task<Record> GetAsync(
        Projection projection,
        string id,
        CancellationToken cancellationToken
    ) =>
        RecordOf(
            projection,
            await caller.CallAsync(
                Operations.GetBusiness,
                token => caller.Client.GetBusinessAsync(id, token),
                cancellationToken
            )
        );

    public async Task<WriteResult> CreateAsync(
        Projection projection,
        Patch patch,
        CancellationToken cancellationToken
    )
    {
        var input = Fields.Write(projection, new BusinessInput(), patch);
        var business = await caller.CallAsync(
            Operations.CreateBusiness,
            token => caller.Client.CreateBusinessAsync(input, token),
            Fields.KeyOf,
            cancellationToken
        );
        HighLevelCaller.RequireId(Operations.CreateBusiness, business.Id);
        return new WriteResult(business.Id, RecordOf(projection, business));
    }

    public async Task<WriteResult> UpdateAsync(
        Projection projection,
        string id,
        Patch patch,
        CancellationToken cancellationToken
    )
    {
        var input = Fields.Write(projection, new BusinessInput(), patch);
        var business = await caller.CallAsync(
            Operations.UpdateBusiness,
            token => caller.Client.UpdateBusinessAsync(id, input, token),
            Fields.KeyOf,
            cancellationToken
        );
        return new WriteResult(id, RecordOf(projection, business with { Id = id }));
    }

    public Task DeleteAsync(string id, CancellationToken cancellationToken) =>
        caller.CallAsync(
            Operations.DeleteBusiness,
            token => caller.Client.DeleteBusinessAsync(id, token),
            cancellationToken
        );

    public IReadOnlyList<string> CallsOf(Projection projection, string? id, Patch patch) =>
        [id is null ? Operations.CreateBusiness.Name : Operations.UpdateBusiness.Name];

    public async Task<string> ProbeAsync(CancellationToken cancellationToken)
    {
        await caller.CallAsync(
            Operations.ListBusinesses,
            token => caller.Client.ListBusinessesAsync(0, 1, token),
            cancellationToken
        );
        return "can be read";
    }

    private static Record RecordOf(Projection projection, Business business) =>
        Fields.Read(projection, business.Id, business) with
        {
            ModifiedAt = ModelFields.Instant(business.UpdatedAt),
            CreatedAt = ModelFields.Instant(business.CreatedAt),
        };
}
