using Tallystick.Core.Connectors;
using Tallystick.Core.Records;
using Tallystick.Core.Schema;
using Tallystick.HighLevel;

namespace Tallystick.Connectors.HighLevel.Objects;

/// <summary>The location's users, to be read only: those whom contacts, tasks and appointments are assigned to.</summary>
internal sealed class UserObject(HighLevelCaller caller) : IHighLevelObject
{
    public const string Key = "user";

    private const int PageSize = 100;

    private static readonly ModelFields<LocationUser, LocationUser> Fields = new(
        Key,
        [
            Text("name", "Full name", FieldType.Text, u => u.Name),
            Text("firstName", "First name", FieldType.Text, u => u.FirstName),
            Text("lastName", "Last name", FieldType.Text, u => u.LastName),
            Text("email", "E-mail", FieldType.Email, u => u.Email),
            Text("phone", "Phone", FieldType.Phone, u => u.Phone),
        ]
    );

    public string ObjectType => Key;

    public IReadOnlyList<string> Scopes => ["users.readonly"];

    public Capabilities Capabilities =>
        caller.Common with
        {
            PageSize = PageSize,
            CanCreate = false,
            CanUpdate = false,
            CanDelete = false,
            FindsBy = ["email"],
        };

    public ObjectSchema Describe(LocationFacts location) =>
        Fields.Schema with
        {
            Country = location.Country,
        };

    public async Task<Page> ListAsync(
        Projection projection,
        ListQuery query,
        string? cursor,
        CancellationToken cancellationToken
    )
    {
        var fits = Fields.FilterOf(query.Filter);
        var (users, next) = await SkipPages.ReadAsync(
            cursor,
            PageSize,
            u => u.Id,
            skip => SearchAsync(null, skip, PageSize, cancellationToken)
        );
        return new Page(
            [
                .. users
                    .Where(u => u.Id is { Length: > 0 })
                    .Where(fits)
                    .Select(u => Fields.Read(projection, u.Id, u)),
            ],
            next
        );
    }

    public async Task<Record> GetAsync(
        Projection projection,
        string id,
        CancellationToken cancellationToken
    ) =>
        Fields.Read(
            projection,
            id,
            await caller.CallAsync(
                Operations.GetUser,
                token => caller.Client.GetUserAsync(id, token),
                cancellationToken
            )
        );

    /// <summary>The API searches by parts of a name or an address; only the whole address counts here.</summary>
    public async Task<IReadOnlyList<Record>> FindAsync(
        Projection projection,
        string fieldKey,
        string value,
        CancellationToken cancellationToken
    )
    {
        var users = await SearchAsync(value, 0, PageSize, cancellationToken);
        return
        [
            .. users
                .Where(u => value.Equals(u.Email, StringComparison.OrdinalIgnoreCase))
                .Select(u => Fields.Read(projection, u.Id, u)),
        ];
    }

    public Task<WriteResult> CreateAsync(
        Projection projection,
        Patch patch,
        CancellationToken cancellationToken
    ) => throw ReadOnly();

    public Task<WriteResult> UpdateAsync(
        Projection projection,
        string id,
        Patch patch,
        CancellationToken cancellationToken
    ) => throw ReadOnly();

    public Task DeleteAsync(string id, CancellationToken cancellationToken) => throw ReadOnly();

    public IReadOnlyList<string> CallsOf(Projection projection, string? id, Patch patch) => [];

    public async Task<string> ProbeAsync(CancellationToken cancellationToken)
    {
        var users = await SearchAsync(null, 0, PageSize, cancellationToken);
        return $"{users.Count} users can be read";
    }

    private async Task<IReadOnlyList<LocationUser>> SearchAsync(
        string? query,
        int skip,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var location = await caller.LocationAsync(cancellationToken);
        return await caller.CallAsync(
            Operations.SearchUsers,
            token =>
                caller.Client.SearchUsersAsync(location.CompanyId ?? "", query, skip, limit, token),
            cancellationToken
        );
    }

    private static ModelField<LocationUser, LocationUser> Text(
        string key,
        string label,
        FieldType type,
        Func<LocationUser, string?> read
    ) =>
        new(
            new Field(key, label, type) { Access = FieldAccess.Read },
            user => Value.Of(read(user))
        );

    private static ConnectorException ReadOnly() =>
        new(ProblemKind.Permanent, "HighLevel's users are read and never written.");
}
