using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Tallystick.HighLevel;

/// <summary>The location itself, its fields and tags, its users and businesses.</summary>
public sealed partial class HighLevelClient
{
    /// <summary><c>location</c> with its country, time zone and settings.</summary>
    public Task<HighLevelAnswer> GetLocationAsync(CancellationToken cancellationToken) =>
        SendAsync(
            Operations.GetLocation,
            $"locations/{Escape(LocationId)}",
            null,
            cancellationToken
        );

    public Task<IReadOnlyList<CustomField>> ListCustomFieldsAsync(
        CancellationToken cancellationToken
    ) =>
        ReadAsync(
            Operations.ListCustomFields,
            $"locations/{Escape(LocationId)}/customFields?model=contact",
            null,
            "customFields",
            HighLevelJson.Default.IReadOnlyListCustomField,
            cancellationToken
        );

    public Task<IReadOnlyList<LocationTag>> ListLocationTagsAsync(
        CancellationToken cancellationToken
    ) =>
        ReadAsync(
            Operations.ListLocationTags,
            $"locations/{Escape(LocationId)}/tags",
            null,
            "tags",
            HighLevelJson.Default.IReadOnlyListLocationTag,
            cancellationToken
        );

    /// <summary>One page of the location's users; the agency's id is in the location's answer.</summary>
    /// <param name="query">A part of a name or an address; null for all.</param>
    public Task<IReadOnlyList<LocationUser>> SearchUsersAsync(
        string companyId,
        string? query,
        int skip,
        int limit,
        CancellationToken cancellationToken
    ) =>
        ReadAsync(
            Operations.SearchUsers,
            $"users/search?companyId={Escape(companyId)}&locationId={Escape(LocationId)}&skip={skip}&limit={limit}&sort=dateAdded&sortDirection=asc"
                + (query is null ? "" : $"&query={Escape(query)}"),
            null,
            "users",
            HighLevelJson.Default.IReadOnlyListLocationUser,
            cancellationToken
        );

    public async Task<LocationUser> GetUserAsync(string id, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(
            Operations.GetUser,
            $"users/{Escape(id)}",
            null,
            cancellationToken
        );
        return Parse(answer, answer.Root, HighLevelJson.Default.LocationUser, Operations.GetUser);
    }

    public Task<IReadOnlyList<Business>> ListBusinessesAsync(
        int skip,
        int limit,
        CancellationToken cancellationToken
    ) =>
        ReadAsync(
            Operations.ListBusinesses,
            $"businesses/?locationId={Escape(LocationId)}&limit={limit}&skip={skip}",
            null,
            "businesses",
            HighLevelJson.Default.IReadOnlyListBusiness,
            cancellationToken
        );

    public Task<Business> GetBusinessAsync(string id, CancellationToken cancellationToken) =>
        ReadAsync(
            Operations.GetBusiness,
            $"businesses/{Escape(id)}",
            null,
            "business",
            HighLevelJson.Default.Business,
            cancellationToken
        );

    /// <summary>The answer's property is misspelt, which is part of the API by now.</summary>
    public Task<Business> CreateBusinessAsync(
        BusinessInput business,
        CancellationToken cancellationToken
    ) =>
        ReadAsync(
            Operations.CreateBusiness,
            "businesses/",
            writer =>
                JsonSerializer.Serialize(
                    writer,
                    business with
                    {
                        LocationId = LocationId,
                    },
                    HighLevelJson.Default.BusinessInput
                ),
            "buiseness",
            HighLevelJson.Default.Business,
            cancellationToken
        );

    public Task<Business> UpdateBusinessAsync(
        string id,
        BusinessInput business,
        CancellationToken cancellationToken
    ) =>
        ReadAsync(
            Operations.UpdateBusiness,
            $"businesses/{Escape(id)}",
            writer =>
                JsonSerializer.Serialize(writer, business, HighLevelJson.Default.BusinessInput),
            "buiseness",
            HighLevelJson.Default.Business,
            cancellationToken
        );

    public Task DeleteBusinessAsync(string id, CancellationToken cancellationToken) =>
        DropAsync(Operations.DeleteBusiness, $"businesses/{Escape(id)}", cancellationToken);

    private async Task<T> ReadAsync<T>(
        Operation operation,
        string path,
        Action<Utf8JsonWriter>? body,
        string property,
        JsonTypeInfo<T> type,
        CancellationToken cancellationToken
    )
    {
        using var answer = await SendAsync(operation, path, body, cancellationToken);
        var value = answer[property];
        return value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null
            ? throw Strange(answer, operation, $"an answer without '{property}'")
            : Parse(answer, value, type, operation);
    }

    /// <exception cref="HighLevelException">It has another form than documented.</exception>
    private static T Parse<T>(
        HighLevelAnswer answer,
        JsonElement value,
        JsonTypeInfo<T> type,
        Operation operation
    )
    {
        try
        {
            return value.Deserialize(type)
                ?? throw Strange(answer, operation, "an answer without content");
        }
        catch (JsonException)
        {
            throw Strange(answer, operation, "an answer in another form than documented");
        }
    }

    private static HighLevelException Strange(
        HighLevelAnswer answer,
        Operation operation,
        string what
    ) =>
        new(HighLevelProblem.NotJson, operation, System.Net.HttpStatusCode.OK, [what])
        {
            TraceId = answer.TraceId,
        };

    private async Task DropAsync(
        Operation operation,
        string path,
        CancellationToken cancellationToken
    )
    {
        using var answer = await SendAsync(operation, path, null, cancellationToken);
    }
}
