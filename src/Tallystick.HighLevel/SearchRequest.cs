using System.Text.Json;

namespace Tallystick.HighLevel;

/// <summary>A page of a contact search.</summary>
public sealed record SearchRequest
{
    /// <summary>The most rows that one call brings.</summary>
    public const int PageLimitMax = 500;

    public int PageLimit { get; init; } = PageLimitMax;

    /// <summary>The last row's cursor of the page before, as it was; null for the first page.</summary>
    public string? SearchAfter { get; init; }

    /// <summary>"dateAdded" or "dateUpdated", upwards: the two orders in which deep paging is stable.</summary>
    public string SortBy { get; init; } = "dateAdded";

    /// <summary>Only contacts changed or added at or after this moment.</summary>
    public DateTimeOffset? UpdatedSince { get; init; }

    /// <summary>Field equals value, all of them; the search's field names.</summary>
    public IReadOnlyDictionary<string, string> Equal { get; init; } =
        new Dictionary<string, string>();

    internal void Write(Utf8JsonWriter writer, string locationId)
    {
        writer.WriteStartObject();
        writer.WriteString("locationId", locationId);
        writer.WriteNumber("pageLimit", PageLimit);
        writer.WriteStartArray("sort");
        writer.WriteStartObject();
        writer.WriteString("field", SortBy);
        writer.WriteString("direction", "asc");
        writer.WriteEndObject();
        writer.WriteEndArray();
        if (SearchAfter is not null)
        {
            writer.WritePropertyName("searchAfter");
            writer.WriteRawValue(SearchAfter);
        }
        if (UpdatedSince is not null || Equal.Count > 0)
            WriteFilters(writer);
        writer.WriteEndObject();
    }

    private void WriteFilters(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("filters");
        if (UpdatedSince is { } since)
        {
            writer.WriteStartObject();
            writer.WriteString("field", "dateUpdated");
            writer.WriteString("operator", "range");
            writer.WriteStartObject("value");
            writer.WriteNumber("gte", since.ToUnixTimeMilliseconds());
            writer.WriteEndObject();
            writer.WriteEndObject();
        }
        foreach (var (field, value) in Equal)
        {
            writer.WriteStartObject();
            writer.WriteString("field", field);
            writer.WriteString("operator", "eq");
            writer.WriteString("value", value);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }
}
