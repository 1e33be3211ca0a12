using Tallystick.Catalogs;

namespace Tallystick.Sandbox.Generic;

/// <summary>
/// The operations of one generation, each with its part in the store: what posts to a path whose
/// records can be asked for creates one, and so on.
/// </summary>
internal sealed class OperationIndex
{
    private static readonly string[] Listings = ["search", "list", "all"];

    /// <summary>What can be done to one record; where there is none of it, a post is just an action.</summary>
    private static readonly string[] OfRecords = ["GET", "PUT", "PATCH", "DELETE"];

    private readonly Catalog _catalog;
    private readonly HashSet<string> _known;

    private OperationIndex(Catalog catalog)
    {
        _catalog = catalog;
        _known = catalog
            .Operations.Select(o => Key(o.Method, Split(o.Path)))
            .ToHashSet(StringComparer.Ordinal);
    }

    public static IReadOnlyList<GenericOperation> Of(Catalog catalog)
    {
        var index = new OperationIndex(catalog);
        return [.. catalog.Operations.Select(index.Place)];
    }

    private GenericOperation Place(CatalogOperation facts)
    {
        var path = Split(facts.Path);
        var isItem = IsPlaceholder(path[^1]);
        var idName = isItem ? path[^1][1..^1] : ItemNameOf(path) ?? "id";
        var plan = AnswerPlan.Of(_catalog, facts.Answer?.Type, idName);
        var (role, collection) = isItem
            ? ItemRole(facts.Method, path, plan)
            : OtherRole(facts.Method, path, plan);
        if (role is GenericRole.Change)
            idName = path[^2][1..^1];
        return new GenericOperation(facts, _catalog, role, collection, plan)
        {
            IdName = idName,
            IsReadOnly = !IsCreate("POST", path[..collection]),
        };
    }

    private static (GenericRole, int) ItemRole(string method, string[] path, AnswerPlan plan) =>
        method switch
        {
            "GET" when plan.Rows is not null => (GenericRole.List, path.Length),
            "GET" => (GenericRole.Get, path.Length - 1),
            "PUT" or "PATCH" => (GenericRole.Update, path.Length - 1),
            "DELETE" => (GenericRole.Delete, path.Length - 1),
            _ => (GenericRole.Act, path.Length),
        };

    private (GenericRole, int) OtherRole(string method, string[] path, AnswerPlan plan)
    {
        var isListing = Listings.Contains(path[^1]) && plan.Rows is not null;
        return method switch
        {
            "GET" or "POST" when isListing => (GenericRole.List, path.Length - 1),
            "GET" when plan.Rows is not null => (GenericRole.List, path.Length),
            "GET" => (GenericRole.ReadOne, path.Length),
            "POST" when IsCreate(method, path) => (GenericRole.Create, path.Length),
            "PUT"
            or "PATCH"
                when path.Length > 1 && IsPlaceholder(path[^2]) && Knows("GET", path[..^1]) => (
                GenericRole.Change,
                path.Length - 2
            ),
            "POST" or "PUT" or "PATCH" when Knows("GET", path) => (
                GenericRole.WriteOne,
                path.Length
            ),
            _ => (GenericRole.Act, path.Length),
        };
    }

    private bool IsCreate(string method, string[] path) =>
        Knows(method, path) && OfRecords.Any(m => Knows(m, [.. path, "{}"]));

    private string? ItemNameOf(string[] path) =>
        _catalog
            .Operations.Select(o => Split(o.Path))
            .FirstOrDefault(p =>
                p.Length == path.Length + 1
                && IsPlaceholder(p[^1])
                && p[..^1].AsSpan().SequenceEqual(path)
            )
            ?[^1][1..^1];

    private bool Knows(string method, string[] path) => _known.Contains(Key(method, path));

    private static string Key(string method, string[] path) =>
        $"{method} {string.Join('/', path.Select(s => IsPlaceholder(s) ? "{}" : s))}";

    private static string[] Split(string path) =>
        path.Split('/', StringSplitOptions.RemoveEmptyEntries);

    private static bool IsPlaceholder(string segment) => segment[0] == '{';
}
