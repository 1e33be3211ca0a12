using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Tallystick.Sandbox.Acme;

/// <summary>What a listing asks for.</summary>
internal sealed record AcmeQuery(
    int Offset,
    int Limit,
    DateTimeOffset? Since,
    string? ParentId,
    IReadOnlyList<(int Ordinal, string Value)> Values
)
{
    public const int LimitMax = 200;
    private const int LimitDefault = 50;

    /// <summary>Whether one order of the table answers it without a look at each record.</summary>
    public bool IsPlain =>
        Values.Count <= 1 && (Since is null || (Values.Count == 0 && ParentId is null));

    public static AcmeQuery Parse(AcmeType type, string? parentId, IQueryCollection query)
    {
        var values = new List<(int, string)>();
        foreach (var (parameter, ordinal) in type.Filters)
        {
            if (query.TryGetValue(parameter, out var text))
            {
                values.Add((ordinal, Key(type.Fields[ordinal], text.ToString())));
            }
        }
        return new AcmeQuery(
            Number(query, "offset", 0, 0, int.MaxValue),
            Number(query, "limit", LimitDefault, 1, LimitMax),
            Time(query),
            parentId ?? PersonOf(type, query),
            values
        );
    }

    private static string? PersonOf(AcmeType type, IQueryCollection query) =>
        type.IsChild && query.TryGetValue(AcmeJson.ParentName, out var person)
            ? person.ToString()
            : null;

    public bool Matches(AcmeRecord record)
    {
        foreach (var (ordinal, value) in Values)
        {
            if (record.Values[ordinal] as string != value)
            {
                return false;
            }
        }
        return Since is null || record.ModifiedAt >= Since;
    }

    /// <summary>The stored form of what is looked for; what cannot be stored finds nothing.</summary>
    private static string Key(AcmeField field, string text) =>
        field.Kind switch
        {
            AcmeKind.Email => text.Trim().ToLowerInvariant(),
            AcmeKind.Phone => AcmeValues.Phone(text) ?? "",
            _ => text,
        };

    private static int Number(IQueryCollection query, string name, int fallback, int min, int max)
    {
        if (!query.TryGetValue(name, out var text))
        {
            return fallback;
        }
        return
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= min
            && number <= max
            ? number
            : throw AcmeRefusal.Invalid(name, $"must be a whole number from {min} to {max}");
    }

    private static DateTimeOffset? Time(IQueryCollection query)
    {
        if (!query.TryGetValue("updatedSince", out var text))
        {
            return null;
        }
        return DateTimeOffset.TryParse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var time
        )
            ? time
            : throw AcmeRefusal.Invalid("updatedSince", "must be an ISO 8601 time");
    }
}
