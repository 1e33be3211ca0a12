using System.Text.Json.Nodes;

namespace Tallystick.Catalogs.Calls;

/// <summary>Puts named values into a body, each read by the type that the catalog has for its place.</summary>
internal sealed class BodyWriter(
    Catalog catalog,
    List<CallFault> faults,
    HashSet<string> unreadable
)
{
    /// <param name="root">The object, or the list of one parameter under its name.</param>
    public void Put(JsonObject root, FieldPath path, CatalogType type, CallField field)
    {
        var at = new Cursor(root, path.Name, type);
        foreach (var step in path.Steps)
        {
            if (Into(at, step, field.Path) is not { } next)
                return;
            at = next;
        }
        var (value, problem) = ReadAt(at, field);
        if (problem is null)
            at.Set(value);
        else if (unreadable.Add(field.Path))
            faults.Add(new CallFault(field.Path, problem));
    }

    public static CatalogType TypeOf(Catalog catalog, CatalogType type, string name) =>
        type.Kind is CatalogKind.Map ? type.Of ?? CatalogType.Any
        : type.Shape is { } shape && catalog.Shapes.TryGetValue(shape, out var found)
            ? found.Fields.FirstOrDefault(f => f.Name == name)?.Type ?? CatalogType.Any
        : CatalogType.Any;

    /// <summary>"tags=vip" is one more element, "tags=[…]" the whole list.</summary>
    private static (JsonNode?, string?) ReadAt(Cursor at, CallField field)
    {
        var isElement =
            at.Type.Kind is CatalogKind.List
            && !field.IsJson
            && !field.Text.AsSpan().TrimStart().StartsWith("[");
        if (!isElement)
            return TextValue.Read(field, at.Type);
        var (element, problem) = TextValue.Read(field, at.Type.Of ?? CatalogType.Any);
        if (problem is not null)
            return (null, problem);
        var list = at.Get() as JsonArray ?? [];
        list.Add(element);
        return (list, null);
    }

    private Cursor? Into(Cursor at, FieldStep step, string place)
    {
        if (step is FieldStep.Name(var name))
        {
            if (at.Get() is not JsonObject inner)
            {
                if (at.Get() is not null)
                    return Refuse(place, $"cannot go to '{name}': there is no object above it");
                at.Set(inner = []);
            }
            return new Cursor(inner, name, TypeOf(catalog, at.Type, name));
        }
        if (at.Get() is not JsonArray list)
        {
            if (at.Get() is not null)
                return Refuse(place, "cannot go into a list: there is another value");
            at.Set(list = []);
        }
        var index = step is FieldStep.At(var number) ? number : list.Count;
        if (index > list.Count)
            return Refuse(place, $"leaves out element {list.Count} of its list");
        if (index == list.Count)
            list.Add(null);
        return new Cursor(list, index, at.Type.Of ?? CatalogType.Any);
    }

    private Cursor? Refuse(string place, string problem)
    {
        faults.Add(new CallFault(place, problem));
        return null;
    }

    /// <summary>A place that can hold a value: a name of an object, or an element of a list.</summary>
    private readonly record struct Cursor(JsonNode Holder, object Key, CatalogType Type)
    {
        public JsonNode? Get() => Key is string name ? Holder[name] : Holder[(int)Key];

        public void Set(JsonNode? value)
        {
            // A node that stands there already may be the one that was added to.
            if (value is not null && ReferenceEquals(Get(), value))
                return;
            if (Key is string name)
                Holder[name] = value;
            else
                Holder[(int)Key] = value;
        }
    }
}
