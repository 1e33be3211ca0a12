using Tallystick.Catalogs;

namespace Tallystick.Sandbox.Generic;

/// <summary>Where in an answer the record stands, or the list of records.</summary>
/// <param name="Entity">Names from the top to the record; empty where the answer is the record.</param>
/// <param name="Rows">Names from the top to the list; null where the answer lists nothing.</param>
internal sealed record AnswerPlan(IReadOnlyList<string> Entity, IReadOnlyList<string>? Rows)
{
    private const int DepthMax = 3;

    private static readonly string[] IdNames = ["id", "_id"];

    public static AnswerPlan Of(Catalog catalog, CatalogType? type, string idName)
    {
        if (type is null)
            return new([], null);
        if (type.Kind is CatalogKind.List)
            return new([], []);
        var entity = FindEntity(catalog, type, idName, 0);
        var rows = entity is [] ? null : FindRows(catalog, type, 0);
        // A list within the record is a part of it.
        if (entity is [var top, ..] && rows is [var first, _, ..] && top == first)
            rows = null;
        return new(entity ?? [], rows);
    }

    private static string[]? FindEntity(Catalog catalog, CatalogType type, string idName, int depth)
    {
        if (IsEntity(catalog, type, idName))
            return [];
        if (depth == DepthMax)
            return null;
        foreach (var field in FieldsOf(catalog, type))
            if (FindEntity(catalog, field.Type, idName, depth + 1) is { } rest)
                return [field.Name, .. rest];
        return depth == 0 ? OnlyShape(catalog, type) : null;
    }

    /// <summary>Records without an id are told by being the only object of their answer.</summary>
    private static string[]? OnlyShape(Catalog catalog, CatalogType type)
    {
        var shapes = FieldsOf(catalog, type)
            .Where(f => Believed(f.Type).Shape is not null)
            .ToList();
        return shapes is [var only] ? [only.Name] : null;
    }

    private static string[]? FindRows(Catalog catalog, CatalogType type, int depth)
    {
        foreach (var field in FieldsOf(catalog, type))
            if (Believed(field.Type) is { Kind: CatalogKind.List, Of.Kind: not CatalogKind.Text })
                return [field.Name];
        if (depth == DepthMax)
            return null;
        foreach (var field in FieldsOf(catalog, type))
            if (FindRows(catalog, field.Type, depth + 1) is { } rest)
                return [field.Name, .. rest];
        return null;
    }

    private static bool IsEntity(Catalog catalog, CatalogType type, string idName) =>
        FieldsOf(catalog, type).Any(f => IdNames.Contains(f.Name) || f.Name == idName);

    private static IReadOnlyList<CatalogField> FieldsOf(Catalog catalog, CatalogType type) =>
        Believed(type).Shape is { } name && catalog.Shapes.TryGetValue(name, out var shape)
            ? shape.Fields
            : [];

    private static CatalogType Believed(CatalogType type) => type.Said ?? type;
}
