using System.Text.Json;

namespace Tallystick.HighLevel;

/// <summary>Contacts. Their JSON is handed on as it is: search, get and create show different fields.</summary>
public sealed partial class HighLevelClient
{
    /// <summary>The most contacts that one bulk call for a business takes.</summary>
    public const int BulkBusinessMax = 50;

    /// <summary>One page of <c>contacts</c>, each with its <c>searchAfter</c>, and the <c>total</c>. The index behind it lags.</summary>
    public Task<HighLevelAnswer> SearchContactsAsync(
        SearchRequest request,
        CancellationToken cancellationToken
    ) =>
        SendAsync(
            Operations.SearchContacts,
            "contacts/search",
            writer => request.Write(writer, LocationId),
            cancellationToken
        );

    /// <summary><c>contact</c>, as it is now.</summary>
    public Task<HighLevelAnswer> GetContactAsync(string id, CancellationToken cancellationToken) =>
        SendAsync(Operations.GetContact, $"contacts/{Escape(id)}", null, cancellationToken);

    /// <summary><c>contact</c>, or null under that name, by e-mail or phone in the location's own order.</summary>
    public Task<HighLevelAnswer> FindDuplicateAsync(
        string? email,
        string? phone,
        CancellationToken cancellationToken
    )
    {
        var query = $"locationId={Escape(LocationId)}";
        if (!string.IsNullOrEmpty(email))
            query += $"&email={Escape(email)}";
        if (!string.IsNullOrEmpty(phone))
            query += $"&number={Escape(phone)}";
        return SendAsync(
            Operations.FindDuplicate,
            $"contacts/search/duplicate?{query}",
            null,
            cancellationToken
        );
    }

    /// <summary><c>contacts</c> and <c>count</c> of a business.</summary>
    public Task<HighLevelAnswer> ContactsOfBusinessAsync(
        string businessId,
        int skip,
        CancellationToken cancellationToken
    ) =>
        SendAsync(
            Operations.ContactsOfBusiness,
            $"contacts/business/{Escape(businessId)}?locationId={Escape(LocationId)}&limit=100&skip={skip}",
            null,
            cancellationToken
        );

    /// <summary><c>contact</c> as created. Not repeatable: a lost answer needs a look before another try.</summary>
    /// <param name="properties">Writes the contact's properties; the location is added.</param>
    /// <exception cref="HighLevelException"><see cref="HighLevelProblem.Duplicate"/> with the contact to adopt.</exception>
    public Task<HighLevelAnswer> CreateContactAsync(
        Action<Utf8JsonWriter> properties,
        CancellationToken cancellationToken
    ) =>
        SendAsync(
            Operations.CreateContact,
            "contacts/",
            writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("locationId", LocationId);
                properties(writer);
                writer.WriteEndObject();
            },
            cancellationToken
        );

    /// <summary><c>contact</c> afterwards. A tag list in it would replace all tags: add and remove them instead.</summary>
    public Task<HighLevelAnswer> UpdateContactAsync(
        string id,
        Action<Utf8JsonWriter> properties,
        CancellationToken cancellationToken
    ) =>
        SendAsync(
            Operations.UpdateContact,
            $"contacts/{Escape(id)}",
            writer =>
            {
                writer.WriteStartObject();
                properties(writer);
                writer.WriteEndObject();
            },
            cancellationToken
        );

    public Task<HighLevelAnswer> DeleteContactAsync(
        string id,
        CancellationToken cancellationToken
    ) => SendAsync(Operations.DeleteContact, $"contacts/{Escape(id)}", null, cancellationToken);

    /// <summary><c>tags</c>: all of them afterwards.</summary>
    public Task<HighLevelAnswer> AddTagsAsync(
        string id,
        IEnumerable<string> tags,
        CancellationToken cancellationToken
    ) =>
        SendAsync(
            Operations.AddTags,
            $"contacts/{Escape(id)}/tags",
            Texts("tags", tags),
            cancellationToken
        );

    /// <summary><c>tags</c>: those that are left.</summary>
    public Task<HighLevelAnswer> RemoveTagsAsync(
        string id,
        IEnumerable<string> tags,
        CancellationToken cancellationToken
    ) =>
        SendAsync(
            Operations.RemoveTags,
            $"contacts/{Escape(id)}/tags",
            Texts("tags", tags),
            cancellationToken
        );

    /// <summary><c>followers</c>: all of them afterwards, as user ids.</summary>
    public Task<HighLevelAnswer> AddFollowersAsync(
        string id,
        IEnumerable<string> users,
        CancellationToken cancellationToken
    ) =>
        SendAsync(
            Operations.AddFollowers,
            $"contacts/{Escape(id)}/followers",
            Texts("followers", users),
            cancellationToken
        );

    public Task<HighLevelAnswer> RemoveFollowersAsync(
        string id,
        IEnumerable<string> users,
        CancellationToken cancellationToken
    ) =>
        SendAsync(
            Operations.RemoveFollowers,
            $"contacts/{Escape(id)}/followers",
            Texts("followers", users),
            cancellationToken
        );

    /// <summary><c>responses</c>, one per contact, some of which may be errors although the status is good.</summary>
    /// <param name="isAdd">Add the tags, else remove them.</param>
    public Task<HighLevelAnswer> BulkTagsAsync(
        IEnumerable<string> contacts,
        IEnumerable<string> tags,
        bool isAdd,
        CancellationToken cancellationToken
    ) =>
        SendAsync(
            Operations.BulkTags,
            $"contacts/bulk/tags/update/{(isAdd ? "add" : "remove")}",
            writer =>
            {
                writer.WriteStartObject();
                WriteTexts(writer, "contacts", contacts);
                WriteTexts(writer, "tags", tags);
                writer.WriteString("locationId", LocationId);
                writer.WriteEndObject();
            },
            cancellationToken
        );

    /// <summary>Puts contacts into a business.</summary>
    /// <param name="contacts">At most <see cref="BulkBusinessMax"/>.</param>
    /// <param name="businessId">Null takes them out.</param>
    public Task<HighLevelAnswer> BulkBusinessAsync(
        IReadOnlyCollection<string> contacts,
        string? businessId,
        CancellationToken cancellationToken
    ) =>
        SendAsync(
            Operations.BulkBusiness,
            "contacts/bulk/business",
            writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("locationId", LocationId);
                WriteTexts(writer, "ids", contacts);
                writer.WriteString("businessId", businessId);
                writer.WriteEndObject();
            },
            cancellationToken
        );

    private static void WriteTexts(Utf8JsonWriter writer, string name, IEnumerable<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (var text in texts)
            writer.WriteStringValue(text);
        writer.WriteEndArray();
    }
}
