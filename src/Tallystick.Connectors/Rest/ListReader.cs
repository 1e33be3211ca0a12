using Tallystick.Core.Yaml;

namespace Tallystick.Connectors.Rest;

/// <summary>Reads how an object type is listed.</summary>
internal sealed class ListReader(YamlMap map, bool hasParent)
{
    public RestList Read()
    {
        var since = map.Map("changed-since");
        var list = new RestList
        {
            Path = map.Route("get", withId: false, hasParent),
            Items = map.Path("items"),
            Total = map.Path("total"),
            Params = map.TextMap("params"),
            Paging = Paging(map.RequiredMap("paging")),
            SinceParam = since?.RequiredText("param"),
            SinceForm = since?.Choice<TimeForm>("as") ?? TimeForm.Iso,
            Filters = map.TextMap("filters"),
            AbsenceIsEvidence = map.Bool("absence-proves-deletion") ?? false,
        };
        since?.Done();
        if (list is { AbsenceIsEvidence: true, Paging: RestPaging.Number })
            map.Fault(
                "absence-proves-deletion",
                "numbered pages prove nothing: rows move between them while they are read",
                "Take it out, or use another kind of paging."
            );
        map.Done();
        return list;
    }

    private static RestPaging Paging(YamlMap map)
    {
        var kind = map.Choice<RestPagingKind>("kind");
        map.Require("kind");
        var (size, limit) = (map.Int("size", 1, RestVocabulary.PageSizeMax), map.Text("limit"));
        var (offset, page, first) = (map.Text("offset"), map.Text("page"), map.Int("first", 0, 1));
        var (cursor, next) = (map.Text("cursor"), map.Path("next"));
        RestPaging paging = kind switch
        {
            RestPagingKind.Offset => new RestPaging.Offset(offset ?? map.RequiredText("offset")),
            RestPagingKind.Page => new RestPaging.Number(
                page ?? map.RequiredText("page"),
                first ?? 1
            ),
            RestPagingKind.Cursor => new RestPaging.Cursor(
                cursor ?? map.RequiredText("cursor"),
                next ?? map.RequiredPath("next")
            ),
            RestPagingKind.Link => new RestPaging.Link(next),
            RestPagingKind.None or null => new RestPaging.None(),
        };
        foreach (var name in Strangers(kind).Where(map.Has))
            map.Fault(name, $"'{name}' means nothing for this kind of paging");
        map.Done();
        return paging with { SizeParam = limit, Size = size ?? paging.Size };
    }

    private static string[] Strangers(RestPagingKind? kind) =>
        kind switch
        {
            RestPagingKind.Offset => ["page", "first", "cursor", "next"],
            RestPagingKind.Page => ["offset", "cursor", "next"],
            RestPagingKind.Cursor => ["offset", "page", "first"],
            RestPagingKind.Link => ["offset", "page", "first", "cursor"],
            RestPagingKind.None => ["offset", "page", "first", "cursor", "next"],
            null => [],
        };
}
