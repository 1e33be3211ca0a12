using System.Text.Json;
using Tallystick.Sandbox.Http;

namespace Tallystick.Sandbox.Contacts;

/// <summary>The place of a contact in a sorted listing: its sort values and its id.</summary>
internal sealed record SearchCursor(IReadOnlyList<(long Number, string? Text)> Values, string Id)
{
    public static SearchCursor Of(
        Contact contact,
        IReadOnlyList<(string Field, bool IsDescending)> sort
    ) => new([.. sort.Select(s => SearchFields.SortValue(contact, s.Field))], contact.Id);

    public static SearchCursor? Parse(
        JsonElement value,
        IReadOnlyList<(string Field, bool IsDescending)> sort
    )
    {
        if (value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
            return null;
        if (
            value.ValueKind is not JsonValueKind.Array
            || value.GetArrayLength() != sort.Count + 1
            || value[sort.Count].ValueKind is not JsonValueKind.String
        )
        {
            throw Refusal.BadRequest("searchAfter does not go with sort");
        }
        var values = new List<(long, string?)>();
        for (var i = 0; i < sort.Count; i++)
            values.Add(
                value[i].ValueKind is JsonValueKind.Number
                    ? (value[i].GetInt64(), null)
                    : (0, value[i].GetString() ?? "")
            );
        return new SearchCursor(values, value[sort.Count].GetString()!);
    }

    /// <summary>Ids break ties upwards, whatever the direction.</summary>
    public int CompareTo(SearchCursor other, IReadOnlyList<(string Field, bool IsDescending)> sort)
    {
        for (var i = 0; i < sort.Count; i++)
        {
            var (a, b) = (Values[i], other.Values[i]);
            var order =
                a.Text is null || b.Text is null
                    ? a.Number.CompareTo(b.Number)
                    : string.CompareOrdinal(a.Text, b.Text);
            if (order != 0)
                return sort[i].IsDescending ? -order : order;
        }
        return sort is [(_, true)]
            ? -string.CompareOrdinal(Id, other.Id)
            : string.CompareOrdinal(Id, other.Id);
    }

    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("searchAfter");
        foreach (var (number, text) in Values)
        {
            if (text is null)
                writer.WriteNumberValue(number);
            else
                writer.WriteStringValue(text);
        }
        writer.WriteStringValue(Id);
        writer.WriteEndArray();
    }
}
