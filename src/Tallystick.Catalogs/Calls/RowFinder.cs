using System.Text.Json;

namespace Tallystick.Catalogs.Calls;

/// <summary>Which list of an answer holds the rows of a listing.</summary>
internal sealed class RowFinder(Catalog catalog, CatalogOperation operation)
{
    /// <returns>Null when the answer is no listing.</returns>
    public IReadOnlyList<JsonElement>? Of(JsonElement answer)
    {
        if (answer.ValueKind is JsonValueKind.Array)
            return [.. answer.EnumerateArray()];
        if (answer.ValueKind is not JsonValueKind.Object)
            return null;
        if (ListIn(answer) is { } list)
            return [.. list.EnumerateArray()];
        foreach (var inner in answer.EnumerateObject())
            if (
                inner.Value.ValueKind is JsonValueKind.Object
                && inner.Name is "data" or "results" or "result"
                && ListIn(inner.Value) is { } nested
            )
                return [.. nested.EnumerateArray()];
        return null;
    }

    private JsonElement? ListIn(JsonElement holder)
    {
        var lists = holder
            .EnumerateObject()
            .Where(p => p.Value.ValueKind is JsonValueKind.Array)
            .ToArray();
        if (lists.Length == 0)
            return null;
        var named = lists.Where(l => Declared.Contains(l.Name)).ToArray();
        return (named.Length > 0 ? named[0] : lists[0]).Value;
    }

    private IReadOnlyList<string> Declared =>
        operation.Answer?.Type?.Shape is { } name && catalog.Shapes.TryGetValue(name, out var shape)
            ?
            [
                .. shape
                    .Fields.Where(f => f.Type.Kind is CatalogKind.List && f.Name != "total")
                    .Select(f => f.Name),
            ]
            : [];
}
