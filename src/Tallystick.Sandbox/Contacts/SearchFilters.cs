using System.Text.Json;
using Tallystick.Sandbox.Http;

namespace Tallystick.Sandbox.Contacts;

/// <summary>The filters of a search, made into one predicate.</summary>
internal static class SearchFilters
{
    private const int ValueLengthMax = 75;

    public static Func<Contact, bool> Compile(JsonElement filters)
    {
        if (filters.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
            return static _ => true;
        if (filters.ValueKind is not JsonValueKind.Array)
            throw Refusal.Invalid("filters must be an array");
        return All([.. filters.EnumerateArray().Select(CompileOne)]);
    }

    /// <summary>The bounds that top-level filters set on a time, in epoch milliseconds, both inclusive.</summary>
    public static (long From, long To) Bounds(JsonElement filters, string field)
    {
        var (from, to) = (long.MinValue, long.MaxValue);
        if (filters.ValueKind is not JsonValueKind.Array)
            return (from, to);
        foreach (var filter in filters.EnumerateArray())
        {
            if (
                filter.TryGetProperty("field", out var name)
                && name.ValueEquals(field)
                && filter.TryGetProperty("operator", out var op)
                && op.ValueEquals("range")
                && filter.TryGetProperty("value", out var value)
            )
            {
                var range = Range.Parse(value);
                (from, to) = (Math.Max(from, range.From), Math.Min(to, range.To));
            }
        }
        return (from, to);
    }

    private static Func<Contact, bool> CompileOne(JsonElement filter)
    {
        if (filter.ValueKind is not JsonValueKind.Object)
            throw Refusal.Invalid("each value in filters must be an object");
        if (filter.TryGetProperty("group", out var group))
        {
            var parts =
                filter.TryGetProperty("filters", out var inner)
                && inner.ValueKind is JsonValueKind.Array
                    ? inner.EnumerateArray().Select(CompileOne).ToArray()
                    : throw Refusal.Invalid("filters must be an array");
            return group.GetString() switch
            {
                "AND" => All(parts),
                "OR" => c => Array.Exists(parts, p => p(c)),
                _ => throw Refusal.Invalid("group must be one of AND, OR"),
            };
        }
        var name = Required(filter, "field");
        var op = Required(filter, "operator");
        var field =
            SearchFields.Find(name) ?? throw Refusal.BadRequest($"Invalid field name: {name}");
        var value = filter.TryGetProperty("value", out var given) ? given : default;
        return Compile(field, op, value);
    }

    private static Func<Contact, bool> Compile(SearchField field, string op, JsonElement value)
    {
        var isAllowed = (field.Kind, op) switch
        {
            (_, "exists" or "not_exists") => true,
            (SearchKind.Time, "range") => true,
            (SearchKind.Time, _) => false,
            (_, "eq" or "not_eq") => true,
            (SearchKind.Text or SearchKind.Set, "contains" or "not_contains") => true,
            _ => false,
        };
        if (!isAllowed)
            throw Refusal.Invalid($"Invalid Operator ({op}) passed for field {field.SnakeName}");
        return op switch
        {
            "exists" => c => field.Values(c).Length > 0,
            "not_exists" => c => field.Values(c).Length == 0,
            "range" => InRange(field, Range.Parse(value)),
            "eq" => IsAny(field, Texts(value), contains: false),
            "not_eq" => Not(IsAny(field, Texts(value), contains: false)),
            "contains" => IsAny(field, Texts(value), contains: true),
            _ => Not(IsAny(field, Texts(value), contains: true)),
        };
    }

    private static Func<Contact, bool> InRange(SearchField field, Range range) =>
        c => field.Time!(c) is { } time && time >= range.From && time <= range.To;

    private static Func<Contact, bool> IsAny(SearchField field, string[] wanted, bool contains)
    {
        Predicate<string> isWanted =
            wanted is not [var only] ? v => Array.Exists(wanted, w => Fits(v, w))
            : contains ? v => v.Contains(only, StringComparison.OrdinalIgnoreCase)
            : v => v.Equals(only, StringComparison.OrdinalIgnoreCase);
        return c =>
        {
            foreach (var value in field.Values(c))
            {
                if (isWanted(value))
                    return true;
            }
            return false;
        };

        bool Fits(string value, string sought) =>
            contains
                ? value.Contains(sought, StringComparison.OrdinalIgnoreCase)
                : value.Equals(sought, StringComparison.OrdinalIgnoreCase);
    }

    private static Func<Contact, bool> Not(Func<Contact, bool> inner) => c => !inner(c);

    private static Func<Contact, bool> All(Func<Contact, bool>[] parts) =>
        c => Array.TrueForAll(parts, p => p(c));

    private static string[] Texts(JsonElement value)
    {
        string[] texts = value.ValueKind switch
        {
            JsonValueKind.Array => [.. value.EnumerateArray().Select(v => v.ToString())],
            JsonValueKind.True => ["true"],
            JsonValueKind.False => ["false"],
            JsonValueKind.String or JsonValueKind.Number => [value.ToString()],
            _ => throw Refusal.Invalid("value should not be empty"),
        };
        return Array.Exists(texts, t => t.Length > ValueLengthMax)
            ? throw Refusal.Invalid(
                $"value must be shorter than or equal to {ValueLengthMax} characters"
            )
            : texts;
    }

    private static string Required(JsonElement filter, string name) =>
        filter.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String
            ? value.GetString()!
            : throw Refusal.Invalid($"{name} must be a string");

    private readonly record struct Range(long From, long To)
    {
        /// <summary>A malformed time is an unhandled error in the live API, not a refusal.</summary>
        public static Range Parse(JsonElement value)
        {
            if (value.ValueKind is not JsonValueKind.Object)
                throw Refusal.Invalid("value must be an object with gt, gte, lt or lte");
            var (from, to) = (long.MinValue, long.MaxValue);
            foreach (var bound in value.EnumerateObject())
            {
                var time = Time(bound.Value);
                (from, to) = bound.Name switch
                {
                    "gte" => (time, to),
                    "gt" => (time + 1, to),
                    "lte" => (from, time),
                    "lt" => (from, time - 1),
                    _ => throw Refusal.Invalid($"property {bound.Name} should not exist"),
                };
            }
            return new Range(from, to);
        }

        private static long Time(JsonElement value) =>
            value.ValueKind is JsonValueKind.Number && value.TryGetInt64(out var number) ? number
            : value.ValueKind is JsonValueKind.String && Times.Parse(value.GetString()!) is { } time
                ? time
            : throw Refusal.Broken("failed to parse date field");
    }
}
