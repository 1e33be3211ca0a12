using System.Globalization;
using System.Text.Json;
using Tallystick.Sandbox.Http;
using Tallystick.Sandbox.World;
using static Tallystick.Sandbox.Locations.LocationPart;

namespace Tallystick.Sandbox.Opportunities;

/// <summary>Opportunities by the page, and what they are sorted into: pipelines and lost reasons.</summary>
internal static class OpportunitySearchApi
{
    private const string Read = "opportunities.readonly";
    private const string ReasonsSince = "2024-01-01T00:00:00.000Z";
    private const int PageMax = 100;
    private const int PageUsual = 20;

    public static IEnumerable<Route> Routes =>
        [
            new("GET", "/opportunities/search", "opportunities.search", Read, Search),
            new(
                "POST",
                "/opportunities/search",
                "opportunities.search-advanced",
                Read,
                SearchAdvanced
            ),
            new("GET", "/opportunities/pipelines", "opportunities.get-pipelines", Read, Pipelines),
            new(
                "GET",
                "/opportunities/lost-reason",
                "opportunities.get-lost-reason",
                Read,
                LostReasons
            ),
        ];

    private static Reply Search(Call call)
    {
        OpportunityFilter.Check(call);
        var location = call.LocationOf(OpportunityFilter.Of(call.Query, "locationId"));
        var limit = call.QueryNumber("limit", PageUsual, 1, PageMax);
        var page = call.QueryNumber("page", 1, 1, int.MaxValue);
        var found = new OpportunityFilter(call.Query, location).Find();
        var from = After(found, call.Query["startAfterId"].ToString()) ?? (page - 1) * limit;
        var rows = found.Skip(from).Take(limit).ToList();
        return call.Ok(writer =>
        {
            WriteRows(writer, call, location, rows);
            writer.WriteStartObject("meta");
            writer.WriteNumber("total", found.Count);
            writer.WriteNumber("currentPage", page);
            if (page > 1)
                writer.WriteNumber("prevPage", page - 1);
            if (from + rows.Count < found.Count && rows is [.., var last])
                WriteNext(writer, call, last, page, limit);
            writer.WriteEndObject();
            WriteNothing(writer, "aggregations");
        });
    }

    /// <summary>Pages are counted from 0 or from 1: both are the first.</summary>
    private static Reply SearchAdvanced(Call call)
    {
        var dto = new Dto(
            call.Body,
            "locationId",
            "query",
            "limit",
            "page",
            "searchAfter",
            "additionalDetails"
        );
        var locationId = dto.Text("locationId", isRequired: true);
        var query = dto.Has("query") ? dto.Text("query") ?? "" : dto.Text("query", true) ?? "";
        var limit = Number(dto, "limit", 1, PageMax);
        var page = Math.Max(1, Number(dto, "page", 0, int.MaxValue / PageMax));
        var mark = dto["searchAfter"];
        if (mark.ValueKind is not JsonValueKind.Array)
            dto.Error("searchAfter must be an array");
        if (dto["additionalDetails"].ValueKind is not JsonValueKind.Object)
            dto.Error("additionalDetails must be an object");
        dto.Check();
        var location = call.LocationOf(locationId);
        var found = OpportunityDesk
            .Sorted(location)
            .Where(o => OpportunityFilter.HasText(location, o, query))
            .Reverse()
            .ToList();
        var last = mark.EnumerateArray().LastOrDefault();
        var after = last.ValueKind is JsonValueKind.String ? last.GetString()! : "";
        var rows = found.Skip(After(found, after) ?? (page - 1) * limit).Take(limit).ToList();
        return call.Ok(writer =>
        {
            WriteRows(writer, call, location, rows);
            writer.WriteNumber("total", found.Count);
            WriteNothing(writer, "aggregations");
        });
    }

    private static Reply Pipelines(Call call)
    {
        var location = call.QueryLocation();
        return call.Ok(writer =>
            WriteAll(
                writer,
                "pipelines",
                location.Pipelines,
                (w, p) =>
                {
                    w.WriteString("id", p.Id);
                    w.WriteString("name", p.Name);
                    var position = 0;
                    WriteAll(
                        w,
                        "stages",
                        p.Stages,
                        (s, stage) =>
                        {
                            s.WriteString("id", stage.Id);
                            s.WriteString("name", stage.Name);
                            s.WriteNumber("position", position++);
                        }
                    );
                    w.WriteBoolean("showInFunnel", true);
                    w.WriteBoolean("showInPieChart", true);
                    w.WriteString("locationId", location.Id);
                }
            )
        );
    }

    private static Reply LostReasons(Call call)
    {
        var location = call.QueryLocation();
        var skip = call.QueryNumber("skip", 0, 0, int.MaxValue);
        var limit = call.QueryNumber("limit", PageMax, 1, PageMax);
        var (name, query) = (call.Query["name"].ToString(), call.Query["query"].ToString());
        var found = location
            .LostReasons.Where(r => name.Length == 0 || r.Name == name)
            .Where(r => r.Name.Contains(query, StringComparison.OrdinalIgnoreCase))
            // None was ever deleted.
            .Where(_ => call.Query["deleted"] != "true")
            .ToList();
        return call.Ok(writer =>
        {
            WriteAll(
                writer,
                "lostReasons",
                found.Skip(skip).Take(limit),
                (w, r) =>
                {
                    w.WriteString("id", r.Id);
                    w.WriteString("name", r.Name);
                    w.WriteString("locationId", location.Id);
                    w.WriteString("createdAt", ReasonsSince);
                    w.WriteString("updatedAt", ReasonsSince);
                }
            );
            writer.WriteNumber("total", found.Count);
        });
    }

    private static void WriteRows(
        Utf8JsonWriter writer,
        Call call,
        LocationState location,
        IEnumerable<Opportunity> rows
    ) =>
        WriteAll(
            writer,
            "opportunities",
            rows,
            (w, o) => OpportunityJson.Write(w, location, o, call.Version)
        );

    private static void WriteNext(
        Utf8JsonWriter writer,
        Call call,
        Opportunity last,
        int page,
        int limit
    )
    {
        var (name, host) = (call.IsV3 ? "locationId" : "location_id", call.World.Options.Host);
        writer.WriteString(
            "nextPageUrl",
            string.Create(
                CultureInfo.InvariantCulture,
                $"http://{host}/opportunities/search?{name}={last.LocationId}&limit={limit}&startAfter={last.CreatedAt}&startAfterId={last.Id}"
            )
        );
        writer.WriteString("startAfterId", last.Id);
        writer.WriteNumber("startAfter", last.CreatedAt);
        writer.WriteNumber("nextPage", page + 1);
    }

    private static void WriteNothing(Utf8JsonWriter writer, string name)
    {
        writer.WriteStartObject(name);
        writer.WriteEndObject();
    }

    /// <summary>The place behind a row; null where there is no such row.</summary>
    private static int? After(IReadOnlyList<Opportunity> rows, string id)
    {
        for (var i = 0; id.Length > 0 && i < rows.Count; i++)
            if (rows[i].Id == id)
                return i + 1;
        return null;
    }

    private static int Number(Dto dto, string name, int min, int max)
    {
        var value = dto[name];
        if (value.ValueKind is JsonValueKind.Number && value.TryGetInt32(out var number))
        {
            if (number >= min && number <= max)
                return number;
            dto.Error($"{name} must be between {min} and {max}");
        }
        else
        {
            dto.Error($"{name} must be a number conforming to the specified constraints");
        }
        return min;
    }
}
