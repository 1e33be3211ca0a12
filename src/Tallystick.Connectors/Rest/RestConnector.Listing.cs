using Tallystick.Core.Connectors;
using Tallystick.Core.Records;
using Tallystick.Core.Schema;

namespace Tallystick.Connectors.Rest;

public sealed partial class RestConnector
{
    public Task<Page> ListAsync(
        Projection projection,
        ListQuery query,
        string? cursor,
        CancellationToken cancellationToken
    )
    {
        var (type, seen) = (ObjectOf(projection.ObjectType), new HashSet<string>());
        if (!type.IsListedByParent)
            return ListingOf(projection, query, "list").ReadAsync(cursor, seen, cancellationToken);
        var start = query.Filter.TryGetValue(type.Parent!.Field.Field.Key, out var owner)
            ? RestWalkCursor.To(owner).ToString()
            : null;
        return WalkOf(projection, query).ReadAsync(cursor ?? start, seen, cancellationToken);
    }

    public async Task<IReadOnlyList<Record>> FindAsync(
        Projection projection,
        string fieldKey,
        string value,
        CancellationToken cancellationToken
    )
    {
        var type = ObjectOf(projection.ObjectType);
        if (!type.Find.TryGetValue(fieldKey, out var param))
            throw new ConnectorException(
                ProblemKind.Invalid,
                $"{_manifest.Title} does not look up {type.Name} by '{fieldKey}'."
            )
            {
                Field = fieldKey,
                Operation = Operation(type, "find"),
                Hint = type.Find.Count is 0
                    ? "Add 'find' to the manifest if the app can."
                    : $"It does by {string.Join(", ", type.Find.Keys)}.",
            };
        if (value.Length is 0)
            return [];
        var listing = ListingOf(projection, ListQuery.All, "find");
        listing.Params.Add(new(param, Sent(type.FieldOf(fieldKey)!, value)));
        var sieve = new FindSieve(type.FieldOf(fieldKey)!, value);
        listing.Sieve = sieve;
        var records = new List<Record>();
        var (seen, cursor) = (new HashSet<string>(), (string?)null);
        do
        {
            var page = await listing.ReadAsync(cursor, seen, cancellationToken);
            records.AddRange(page.Records);
            if (sieve.IsIgnored)
                throw new ConnectorException(
                    ProblemKind.Permanent,
                    $"{_manifest.Title} seems to ignore '{param}' in {Operation(type, "find")}: most answers do not have the value."
                )
                {
                    Operation = Operation(type, "find"),
                    Hint = $"Correct 'find' of '{fieldKey}' in the manifest, or take it out.",
                };
            cursor = page.Next;
        } while (cursor is not null);
        return records;
    }

    private RestWalk WalkOf(
        Projection projection,
        ListQuery query,
        int stepsMax = RestWalk.StepsUsual
    )
    {
        var type = ObjectOf(projection.ObjectType);
        var owners = new Projection(type.Parent!.ObjectType, []);
        return new RestWalk(
            ListingOf(owners, ListQuery.All, "list"),
            owner => ListingOf(projection, query, "list", owner),
            _manifest.Concurrency
        )
        {
            RowsWanted = type.List.Paging.Size,
            StepsMax = stepsMax,
        };
    }

    /// <param name="parent">The owner, where the app lists what belongs to one only.</param>
    private RestListing ListingOf(
        Projection projection,
        ListQuery query,
        string verb,
        string? parent = null,
        int? size = null
    )
    {
        var type = ObjectOf(projection.ObjectType);
        var listing = new RestListing(
            _client,
            _manifest,
            type,
            new RecordReader(type, projection, FieldAccess.List, parent),
            Operation(type, verb)
        )
        {
            Path = parent is null ? null : InPath(type.List.Path, parent, null),
            Size = size,
        };
        foreach (var (name, text) in type.List.Params)
            listing.Params.Add(new(name, text));
        if (query.ChangedSince is { } since && type.List.SinceParam is { } sinceParam)
            listing.Params.Add(new(sinceParam, Wire.WriteTime(since, type.List.SinceForm)));
        foreach (var (key, value) in query.Filter)
        {
            if (parent is not null && key == type.Parent!.Field.Field.Key)
                continue;
            if (type.List.Filters.TryGetValue(key, out var param))
                listing.Params.Add(new(param, Sent(type.FieldOf(key)!, value)));
            else
                listing.Wanted.Add((FieldOf(type, key), value));
        }
        return listing;
    }

    // In the form in which the app keeps the field, since it compares that.
    private static string Sent(RestField field, string value)
    {
        try
        {
            return Wire.Write(Value.Of(value), field, RestClear.Blank) switch
            {
                System.Text.Json.Nodes.JsonValue one when one.TryGetValue<string>(out var text) =>
                    text,
                System.Text.Json.Nodes.JsonArray => value,
                { } other => other.ToJsonString(),
                null => "",
            };
        }
        catch (WireException)
        {
            // Not a value that the field can have: the app will find nothing by it.
            return value;
        }
    }

    private RestField FieldOf(RestObject type, string key) =>
        type.FieldOf(key)
        ?? throw new ConnectorException(
            ProblemKind.Invalid,
            $"{_manifest.Title} has no field '{key}' of {type.Name}."
        )
        {
            Field = key,
            Hint = "Correct the mapping, or add the field to the manifest.",
        };
}
