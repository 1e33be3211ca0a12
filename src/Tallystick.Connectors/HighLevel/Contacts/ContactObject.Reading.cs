using System.Globalization;
using System.Text.Json;
using Tallystick.Connectors.HighLevel.Objects;
using Tallystick.Core.Connectors;
using Tallystick.Core.Records;
using Tallystick.HighLevel;

namespace Tallystick.Connectors.HighLevel.Contacts;

internal sealed partial class ContactObject
{
    /// <summary>
    /// By search, upwards by the time added, or by the time updated where only changes are asked
    /// for. The cursor holds the last row's place and how many rows came so far: when those are all
    /// there are, no further call is made to learn it.
    /// </summary>
    public async Task<Page> ListAsync(
        Projection projection,
        ListQuery query,
        string? cursor,
        CancellationToken cancellationToken
    )
    {
        var shape = ShapeOf(projection);
        var (after, seen, most) = ListCursor.Parse(cursor);
        var request = new SearchRequest
        {
            SearchAfter = after,
            SortBy = query.ChangedSince is null ? "dateAdded" : "dateUpdated",
            UpdatedSince = query.ChangedSince,
            Equal = query.Filter.Select(f => FilterOf(f.Key, f.Value)).ToDictionary(),
        };
        using var answer = await CallAsync(
            Operations.SearchContacts,
            token => Client.SearchContactsAsync(request, token),
            cancellationToken
        );
        var rows = answer["contacts"];
        if (rows.ValueKind is not JsonValueKind.Array)
            throw NoList(answer);
        var records = new List<Record>(rows.GetArrayLength());
        var faults = new List<RowFault>();
        foreach (var row in rows.EnumerateArray())
        {
            if (ContactReader.Text(row, "id") is not null)
                records.Add(ContactReader.ReadRow(shape, row));
            else
                faults.Add(new RowFault("search", "HighLevel listed a contact without an id."));
        }
        var total = answer["total"] is { ValueKind: JsonValueKind.Number } t
            ? t.GetInt64()
            : (long?)null;
        seen += rows.GetArrayLength();
        // What is deleted meanwhile lowers the total, and must not end the listing early.
        most = Math.Max(most, total ?? long.MaxValue);
        return new Page(records, NextOf(rows, request, seen, most))
        {
            Faults = faults,
            Total = total,
        };
    }

    public async Task<Record> GetAsync(
        Projection projection,
        string id,
        CancellationToken cancellationToken
    )
    {
        try
        {
            using var answer = await CallAsync(
                Operations.GetContact,
                token => Client.GetContactAsync(id, token),
                cancellationToken
            );
            return ContactReader.ReadFull(ShapeOf(projection), answer["contact"]);
        }
        catch (FormatException e)
        {
            throw Strange(Operations.GetContact, e);
        }
    }

    public async Task<IReadOnlyList<Record>> FindAsync(
        Projection projection,
        string fieldKey,
        string value,
        CancellationToken cancellationToken
    )
    {
        using var answer = await CallAsync(
            Operations.FindDuplicate,
            token =>
                fieldKey == "phone"
                    ? Client.FindDuplicateAsync(null, value, token)
                    : Client.FindDuplicateAsync(value, null, token),
            cancellationToken
        );
        var contact = answer["contact"];
        return contact.ValueKind is JsonValueKind.Object
            ? [ContactReader.ReadFull(ShapeOf(projection), contact)]
            : [];
    }

    private static string? NextOf(JsonElement rows, SearchRequest request, long seen, long most)
    {
        var count = rows.GetArrayLength();
        if (count < request.PageLimit || seen >= most)
            return null;
        return rows[count - 1].TryGetProperty("searchAfter", out var after)
            ? ListCursor.Format(after.GetRawText(), seen, most)
            : null;
    }

    /// <summary>Names can only be searched in lower case, and under other names.</summary>
    private KeyValuePair<string, string> FilterOf(string key, string value)
    {
        var field = _schema.Find(key) is { } found ? _fields.GetValueOrDefault(found.Key) : null;
        return field switch
        {
            { Field.Key: "firstName" or "lastName" } => new(
                field.Field.Key + "LowerCase",
                value.ToLowerInvariant()
            ),
            { Field.Key: "name" } => new("contactName", value.ToLowerInvariant()),
            { Way: WriteWay.Custom } => new("customFields." + field.Part, value),
            { Row: { } name, Part: null } => new(name, value),
            _ => throw ModelFields.NoFilter(
                key,
                _fields.Values.Where(f => f.Row is not null).Select(f => f.Field.Key)
            ),
        };
    }

    public static ConnectorException NoList(HighLevelAnswer answer) =>
        new(ProblemKind.Permanent, "HighLevel's search answered without a list of contacts.")
        {
            Operation = Operations.SearchContacts.Name,
            TraceId = answer.TraceId,
        };

    private static ConnectorException Strange(Operation operation, FormatException e) =>
        new(ProblemKind.Permanent, $"HighLevel answered {operation.Name} with {e.Message}.", e)
        {
            Operation = operation.Name,
        };

    /// <summary>"rows so far|the highest total told|searchAfter as JSON".</summary>
    private static class ListCursor
    {
        public static (string? After, long Seen, long Most) Parse(string? cursor) =>
            cursor?.Split('|', 3) is [var seen, var most, var after]
                ? (after, Number(seen), Number(most))
                : (null, 0, 0);

        public static string Format(string after, long seen, long most) =>
            string.Create(CultureInfo.InvariantCulture, $"{seen}|{most}|{after}");

        private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
    }
}
