using Tallystick.Core.Yaml;

namespace Tallystick.Connectors.Rest;

/// <summary>Reads one object type of a manifest.</summary>
/// <param name="all">The names of the manifest's object types.</param>
internal sealed class ObjectReader(string name, YamlMap map, IReadOnlyList<string> all)
{
    private readonly string? _parent = map.Text("parent");

    public RestObject Read()
    {
        var (version, fromETag) = Version();
        var fields = Fields(map.Choice<AbsentField>("absent") ?? AbsentField.Error);
        var update = Update(version is not null || fromETag);
        var result = new RestObject
        {
            Name = name,
            Label = map.Text("label") ?? name,
            Id = map.RequiredPath("id"),
            Version = version,
            VersionFromETag = fromETag,
            Modified = Time("modified"),
            Created = Time("created"),
            TrustworthyTimes = map.Bool("trustworthy-times") ?? false,
            Overlap = map.Duration("overlap") ?? TimeSpan.FromMinutes(2),
            Lag = map.Duration("lag") ?? TimeSpan.Zero,
            ClearWith = map.Choice<RestClear>("clear-with") ?? RestClear.Null,
            RefusesDuplicatesOn = map.Texts("refuses-duplicates-on"),
            List = new ListReader(map.RequiredMap("list"), _parent is not null).Read(),
            Get = Get(),
            Find = map.TextMap("find"),
            Create = Create(),
            Update = update.Call,
            UpdateSendsWhole = update.Whole,
            UpdateIfMatch = update.IfMatch,
            Delete = Delete(),
            Fields = fields,
        };
        Check(result);
        if (_parent is not null)
            result = ParentReader.Belonging(result, _parent, map, all);
        map.Done();
        return result;
    }

    private (JsonPath? Path, bool FromETag) Version()
    {
        if (map.Map("version") is not { } version)
            return (null, false);
        var path = version.Path("path");
        var etag = version.Bool("etag") ?? false;
        if (path is null == !etag)
            map.Fault("version", "a version has either a path or 'etag: true'");
        version.Done();
        return (path, etag);
    }

    private RestTime? Time(string key)
    {
        if (map.Map(key) is not { } time)
            return null;
        var result = new RestTime(
            time.RequiredPath("path"),
            time.Choice<TimeForm>("as") ?? TimeForm.Iso
        );
        time.Done();
        return result;
    }

    private RestCall Get()
    {
        var get = map.RequiredMap("get");
        var call = new RestCall(
            HttpMethod.Get,
            get.Route("get", withId: true, _parent is not null),
            Body: null,
            get.Path("record")
        );
        get.Done();
        return call;
    }

    private RestCall? Delete()
    {
        if (map.Map("delete") is not { } delete)
            return null;
        var call = new RestCall(
            HttpMethod.Delete,
            delete.Route("delete", withId: true, _parent is not null),
            Body: null,
            Answer: null
        );
        delete.Done();
        return call;
    }

    private (RestCall? Call, bool Whole, bool IfMatch) Update(bool hasVersion)
    {
        if (map.Map("update") is not { } update)
            return (null, false, false);
        var call = Write("update", update, withId: true, "patch", "put", "post");
        var sends =
            update.Choice<RestSends>("sends")
            ?? (call?.Method == HttpMethod.Put ? RestSends.Whole : RestSends.Changed);
        var ifMatch = update.Bool("if-match");
        if (ifMatch is true && !hasVersion)
            update.Fault(
                "if-match",
                "'if-match' needs to know where the version is",
                "Add 'version'."
            );
        update.Done();
        return (call, sends is RestSends.Whole, ifMatch ?? hasVersion);
    }

    private RestCall? Create()
    {
        if (map.Map("create") is not { } create)
            return null;
        var call = Write("create", create, withId: false, "post", "put");
        create.Done();
        return call;
    }

    private RestCall? Write(string key, YamlMap write, bool withId, params string[] methods)
    {
        var given = methods.Where(write.Has).ToArray();
        var (body, answer) = (write.Path("body"), write.Path("record"));
        if (given.Length is not 1)
        {
            map.Fault(key, $"'{key}' needs exactly one of {string.Join(", ", methods)}");
            return null;
        }
        return new RestCall(
            HttpMethod.Parse(given[0]),
            write.Route(given[0], withId, _parent is not null),
            body,
            answer
        );
    }

    private List<RestField> Fields(AbsentField absent)
    {
        map.Require("fields");
        return
        [
            .. map.Maps("fields", "field")
                .Select(f => new FieldReader(f.Key, f.Value, _parent).Read(absent)),
        ];
    }

    private void Check(RestObject result)
    {
        if (result.Fields.Count is 0)
            map.Fault("fields", $"object '{name}' has no fields");
        Known("find", result.Find.Keys);
        Known("refuses-duplicates-on", result.RefusesDuplicatesOn);
        if (map.Has("list"))
            Known("list", result.List.Filters.Keys);
        if (result.Create is null && result.Fields.Any(f => f.Field.Required))
            map.Fault("fields", "a field is required, but there is no 'create'");

        void Known(string key, IEnumerable<string> fields)
        {
            foreach (var field in fields.Where(f => result.FieldOf(f) is null))
                map.Fault(
                    key,
                    $"'{field}' is no field of {name}",
                    YamlWords.Nearest(field, result.Fields.Select(f => f.Field.Key)) is { } near
                        ? $"Did you mean '{near}'?"
                        : null
                );
        }
    }
}
