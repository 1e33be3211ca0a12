using System.Text.Json.Nodes;

namespace Tallystick.Catalogs.Calls;

/// <summary>Sorts what was given to the places where an operation takes it.</summary>
internal sealed class CallValues(Catalog catalog, CatalogOperation operation)
{
    private readonly CatalogParameter[] _parameters = [.. CallBuilder.ParametersOf(operation)];
    private readonly Dictionary<ParameterPlace, JsonObject> _values = new()
    {
        [ParameterPlace.Path] = [],
        [ParameterPlace.Query] = [],
        [ParameterPlace.Header] = [],
    };

    public List<CallFault> Faults { get; } = [];

    /// <summary>Names whose text is not of their type.</summary>
    public HashSet<string> Unreadable { get; } = new(StringComparer.Ordinal);

    public JsonNode? Body { get; set; }

    /// <summary>What has no place; it goes into the query of a call that is sent all the same.</summary>
    public List<KeyValuePair<string, JsonNode?>> Strays { get; } = [];

    public JsonNode? Of(CatalogParameter parameter) => Of(parameter.In, parameter.Name);

    public JsonNode? Of(ParameterPlace place, string name) => _values[place][name];

    public void Take(CallInput input)
    {
        TakeData(input.Data?.DeepClone());
        // A list that is given by name replaces the one in the data, and then grows.
        foreach (var name in input.Fields.Select(f => (f.Place, FieldPath.TryParse(f.Path)?.Name)))
            Forget(name.Place, name.Name);
        foreach (var field in input.Fields)
            Take(field);
        TakeKnown(input.Known);
    }

    private void TakeData(JsonNode? data)
    {
        if (data is JsonObject fields)
            foreach (var (name, value) in fields.ToArray())
                if (!IsOfBody(name) && ParameterNamed(name) is { } parameter)
                {
                    fields.Remove(name);
                    _values[parameter.In][name] = value;
                }
        if (operation.Body is not null)
            Body = data;
        else if (data is JsonObject rest)
            foreach (var (name, value) in rest.ToArray())
                Stray(name, value);
        else if (data is not null)
            Faults.Add(new CallFault("the data", "goes nowhere", "The operation takes no body."));
    }

    /// <summary>Only lists: of another value the last one counts anyway.</summary>
    private void Forget(CallPlace? place, string? name)
    {
        if (name is null || operation.Body is not { } body || place is not (null or CallPlace.Body))
            return;
        if (
            Body is JsonObject fields
            && BodyWriter.TypeOf(catalog, body.Type, name).Kind is CatalogKind.List
        )
            fields.Remove(name);
    }

    private void Take(CallField field)
    {
        // Some parameters have brackets in their name.
        var path = _parameters.Any(p => p.Name == field.Path)
            ? new FieldPath(field.Path, [])
            : FieldPath.TryParse(field.Path);
        if (path is null)
        {
            Faults.Add(
                new CallFault(field.Path, "is no name", "Write it like tags[] or dnd.status.")
            );
            return;
        }
        var writer = new BodyWriter(catalog, Faults, Unreadable);
        var parameters = _parameters
            .Where(p => p.Name == path.Name && IsMeant(field.Place, p.In))
            .ToArray();
        foreach (var parameter in parameters)
            writer.Put(_values[parameter.In], path, parameter.Type, field);
        var takesBody = operation.Body is not null && field.Place is null or CallPlace.Body;
        if (takesBody && (parameters.Length == 0 || IsOfBody(path.Name)))
            PutIntoBody(writer, path, field);
        else if (parameters.Length == 0)
            Stray(path.Name, TextValue.Read(field, CatalogType.Any).Value);
    }

    private void PutIntoBody(BodyWriter writer, FieldPath path, CallField field)
    {
        var body = operation.Body!;
        if (body.Type.Kind is CatalogKind.List || Body is not (null or JsonObject))
            Faults.Add(
                new CallFault(field.Path, "goes nowhere: the body is a list", "Give it as JSON.")
            );
        else
            writer.Put(
                (JsonObject)(Body ??= new JsonObject()),
                path,
                BodyWriter.TypeOf(catalog, body.Type, path.Name),
                field
            );
    }

    /// <summary>A name that is nowhere: a fault.</summary>
    private void Stray(string name, JsonNode? value)
    {
        var names = _parameters.Select(p => p.Name).Concat(BodyNames);
        Faults.Add(TypeCheck.Unknown(name, name, names));
        Strays.Add(KeyValuePair.Create(name, value?.DeepClone()));
    }

    private void TakeKnown(IReadOnlyDictionary<string, string> known)
    {
        foreach (var parameter in _parameters.Where(p => p.Required && !IsTargetOfDelete(p)))
            if (Of(parameter) is null && known.TryGetValue(parameter.Name, out var text))
                _values[parameter.In][parameter.Name] = text;
        if (Body is not (null or JsonObject))
            return;
        foreach (var field in BodyFields.Where(f => f.Required))
            if (
                known.TryGetValue(field.Name, out var text)
                && Body?.AsObject().ContainsKey(field.Name) is not true
            )
                (Body ??= new JsonObject())[field.Name] = TextValue
                    .Read(new CallField(field.Name, text), field.Type)
                    .Value;
    }

    /// <summary>What is to be deleted is said, never assumed: the location itself can be deleted too.</summary>
    private bool IsTargetOfDelete(CatalogParameter parameter) =>
        operation.Method == "DELETE"
        && operation.Path.TrimEnd('/').EndsWith($"/{{{parameter.Name}}}", StringComparison.Ordinal);

    private CatalogParameter? ParameterNamed(string name) =>
        Array.Find(_parameters, p => p.Name == name);

    private bool IsOfBody(string name) => BodyNames.Contains(name);

    private IEnumerable<string> BodyNames => BodyFields.Select(f => f.Name);

    private IReadOnlyList<CatalogField> BodyFields =>
        operation.Body?.Type.Shape is { } name && catalog.Shapes.TryGetValue(name, out var shape)
            ? shape.Fields
            : [];

    private static bool IsMeant(CallPlace? place, ParameterPlace parameter) =>
        place is null || place.ToString() == parameter.ToString();
}
