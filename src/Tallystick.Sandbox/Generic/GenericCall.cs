using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tallystick.Catalogs;
using Tallystick.Sandbox.Http;
using Tallystick.Sandbox.World;

namespace Tallystick.Sandbox.Generic;

/// <summary>One call of a generic operation: what it brings, and how it is answered.</summary>
internal sealed class GenericCall(
    SandboxWorld world,
    GenericOperation operation,
    Call call,
    string? location
)
{
    /// <summary>What says of itself that it went well, or how many there are.</summary>
    private static readonly string[] Good = ["success", "succeded", "succeeded", "ok"];

    private static readonly string[] Totals = ["total", "count", "totalCount", "totalRecords"];

    private const int RowsMax = 100;

    public GenericOperation Operation => operation;

    public string? Location => location;

    public string Id => call.Path[operation.IdName];

    private string CollectionPath => string.Join('/', Segments.Take(operation.Collection));

    private IEnumerable<string> Segments =>
        operation
            .Facts.Path.Split('/', StringSplitOptions.RemoveEmptyEntries)
            .Select(s => s[0] == '{' ? call.Path[s[1..^1]] : s);

    public GenericCollection Collection => world.Generic.At(CollectionPath);

    public string NewId() => world.Ids.Next();

    public string SampleId(int number) => Samples($"{CollectionPath}@{location}").Id($"{number}");

    /// <summary>What the body, the query and the path say, by name.</summary>
    public JsonObject Inputs()
    {
        var fields =
            call.Body.ValueKind is JsonValueKind.Object ? JsonObject.Create(call.Body)! : [];
        fields = (JsonObject)fields.DeepClone();
        foreach (var (name, value) in call.Path)
            fields.TryAdd(name, JsonValue.Create(value));
        if (location is not null)
            fields.TryAdd("locationId", JsonValue.Create(location));
        return fields;
    }

    /// <summary>What the app itself knows of a record.</summary>
    public void Stamp(JsonObject fields, string id, bool isNew)
    {
        var now = Times.Iso(world.Clock.NowMs);
        fields["id"] = id;
        fields["_id"] = id;
        if (operation.IdName.EndsWith("Id", StringComparison.OrdinalIgnoreCase))
            fields[operation.IdName] = id;
        fields["updatedAt"] = now;
        fields["dateUpdated"] = now;
        if (isNew)
        {
            fields["createdAt"] = now;
            fields["dateAdded"] = now;
        }
    }

    public GenericRecord MakeUp(string id)
    {
        var fields = new JsonObject();
        Stamp(fields, id is GenericRecord.Single ? SampleId(0) : id, isNew: true);
        if (location is not null)
            fields["locationId"] = location;
        return new GenericRecord(id, location, fields, IsMadeUp: true);
    }

    public Reply Reply(GenericRecord record)
    {
        var known = Nest(operation.Plan.Entity, record.Fields);
        return Reply(known, record.IsMadeUp);
    }

    public Reply ReplyRows(IReadOnlyList<GenericRecord> records)
    {
        var page = Page(records);
        var isMadeUp = page.Count > 0 && page.All(r => r.IsMadeUp);
        var rows = new JsonArray([.. page.Select(r => RowOf(r))]);
        var known = operation.Plan.Rows is { Count: > 0 } place ? Nest(place, rows) : [];
        foreach (var name in Totals)
            known.TryAdd(name, records.Count);
        return operation.Plan.Rows is { Count: 0 }
            ? Http.Reply.Plain(Status, w => Make(rows, false)!.WriteTo(w))
            : Reply(known, isMadeUp);
    }

    public Reply Reply(JsonObject known, bool isMadeUp)
    {
        foreach (var name in Good)
            known.TryAdd(name, true);
        if (Status == 204)
            return new Reply(204, default);
        var made = operation.Facts.Answer?.Type is null
            ? Undescribed(known)
            : Make(known, isMadeUp);
        // A map has room for its own kind of value only, so not for the trace id either.
        if (made is not JsonObject fields || operation.Facts.Answer?.Type?.Of?.Shape is not null)
            return Http.Reply.Plain(Status, w => made!.WriteTo(w));
        fields.Remove("traceId");
        return Http.Reply.Json(
            Status,
            call.TraceId,
            writer =>
            {
                foreach (var (name, value) in fields)
                {
                    writer.WritePropertyName(name);
                    if (value is null)
                        writer.WriteNullValue();
                    else
                        value.WriteTo(writer);
                }
            }
        );
    }

    private int Status => operation.Facts.Answer?.Status ?? 200;

    private JsonNode? Make(JsonNode known, bool isMadeUp) =>
        new AnswerMaker(operation.Catalog, Samples(CollectionPath)).Make(
            "answer",
            operation.Facts.Answer!.Type!,
            known,
            isMadeUp
        );

    private static JsonObject Undescribed(JsonObject known) => (JsonObject)known.DeepClone();

    private static JsonNode RowOf(GenericRecord record) => record.Fields.DeepClone();

    private SampleValues Samples(string subject) =>
        new(world.Options.Seed, subject, world.Clock.NowMs, location);

    private static JsonObject Nest(IReadOnlyList<string> place, JsonNode value)
    {
        var at = value.DeepClone();
        for (var i = place.Count - 1; i >= 0; i--)
            at = new JsonObject { [place[i]] = at };
        return (JsonObject)at;
    }

    private IReadOnlyList<GenericRecord> Page(IReadOnlyList<GenericRecord> records)
    {
        var paging = operation.Facts.Paging;
        var size = Given(paging?.Size ?? "limit") ?? RowsMax;
        var skip = paging?.Style switch
        {
            PagingStyle.Offset => Given(paging.Parameter) ?? 0,
            PagingStyle.Page => (Math.Max(1, Given(paging.Parameter) ?? 1) - 1) * size,
            PagingStyle.Cursor => After(records, paging.Parameter),
            null => 0,
        };
        return [.. records.Skip(skip).Take(size)];
    }

    private int After(IReadOnlyList<GenericRecord> records, string mark)
    {
        var last = call.Query[mark].ToString();
        for (var i = 0; i < records.Count; i++)
            if (records[i].Id == last)
                return i + 1;
        return 0;
    }

    private int? Given(string name) =>
        int.TryParse(call.Query[name], CultureInfo.InvariantCulture, out var number) && number >= 0
            ? number
            : null;
}
