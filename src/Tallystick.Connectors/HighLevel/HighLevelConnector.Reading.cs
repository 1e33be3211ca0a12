using System.Globalization;
using System.Text.Json;
using Tallystick.Core.Connectors;
using Tallystick.Core.Records;
using Tallystick.HighLevel;

namespace Tallystick.Connectors.HighLevel;

public sealed partial class HighLevelConnector
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
        var (after, seen) = ListCursor.Parse(cursor);
        var request = new SearchRequest
        {
            SearchAfter = after,
            SortBy = query.ChangedSince is null ? "dateAdded" : "dateUpdated",
            UpdatedSince = query.ChangedSince,
            Equal = query.Filter.ToDictionary(f => SearchNameOf(f.Key), f => f.Value),
        };
        using var answer = await CallAsync(
            Operations.SearchContacts,
            token => _client.SearchContactsAsync(request, token),
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
        return new Page(records, NextOf(rows, request, seen, total))
        {
            Faults = faults,
            Total = total,
        };
    }

    public async Task<Record?> GetAsync(
        Projection projection,
        string id,
        CancellationToken cancellationToken
    )
    {
        try
        {
            using var answer = await CallAsync(
                Operations.GetContact,
                token => _client.GetContactAsync(id, token),
                cancellationToken
            );
            return ContactReader.ReadFull(ShapeOf(projection), answer["contact"]);
        }
        catch (ConnectorException e) when (e.Kind is ProblemKind.NotFound)
        {
            return null;
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
                    ? _client.FindDuplicateAsync(null, value, token)
                    : _client.FindDuplicateAsync(value, null, token),
            cancellationToken
        );
        var contact = answer["contact"];
        return contact.ValueKind is JsonValueKind.Object
            ? [ContactReader.ReadFull(ShapeOf(projection), contact)]
            : [];
    }

    private static string? NextOf(JsonElement rows, SearchRequest request, long seen, long? total)
    {
        var count = rows.GetArrayLength();
        if (count < request.PageLimit || seen >= total)
            return null;
        return rows[count - 1].TryGetProperty("searchAfter", out var after)
            ? ListCursor.Format(after.GetRawText(), seen)
            : null;
    }

    private string SearchNameOf(string key)
    {
        if (_fields.TryGetValue(key, out var field) && field.Way is WriteWay.Custom)
            return "customFields." + field.Part;
        if (field is { Row: { } name } && field.Part is null)
            return name;
        throw new ConnectorException(ProblemKind.Invalid, $"HighLevel cannot filter by '{key}'.")
        {
            Hint =
                $"It can filter by: {string.Join(", ", _fields.Values.Where(f => f.Row is not null).Select(f => f.Field.Key))}.",
        };
    }

    private static ConnectorException NoList(HighLevelAnswer answer) =>
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

    /// <summary>"seen|searchAfter as JSON".</summary>
    private static class ListCursor
    {
        public static (string? After, long Seen) Parse(string? cursor)
        {
            var bar = cursor?.IndexOf('|', StringComparison.Ordinal) ?? -1;
            return bar < 0
                ? (null, 0)
                : (
                    cursor![(bar + 1)..],
                    long.Parse(cursor.AsSpan(0, bar), CultureInfo.InvariantCulture)
                );
        }

        public static string Format(string after, long seen) =>
            string.Create(CultureInfo.InvariantCulture, $"{seen}|{after}");
    }
}
