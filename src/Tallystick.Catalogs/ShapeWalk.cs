namespace Tallystick.Catalogs;

/// <summary>The shapes that an operation needs, directly and through others.</summary>
public static class ShapeWalk
{
    public static IReadOnlyDictionary<string, CatalogShape> From(
        Catalog catalog,
        CatalogOperation operation
    )
    {
        var found = new SortedDictionary<string, CatalogShape>(StringComparer.Ordinal);
        var types = operation
            .Parameters.Select(p => p.Type)
            .Append(operation.Body?.Type)
            .Append(operation.Answer?.Type);
        foreach (var type in types.OfType<CatalogType>())
            Visit(catalog, type, found);
        return found;
    }

    private static void Visit(
        Catalog catalog,
        CatalogType type,
        SortedDictionary<string, CatalogShape> found
    )
    {
        if (type.Of is { } of)
            Visit(catalog, of, found);
        if (type.Said is { } said)
            Visit(catalog, said, found);
        if (type.Shape is not { } name || !catalog.Shapes.TryGetValue(name, out var shape))
            return;
        if (!found.TryAdd(name, shape))
            return;
        foreach (var field in shape.Fields)
            Visit(catalog, field.Type, found);
    }
}
