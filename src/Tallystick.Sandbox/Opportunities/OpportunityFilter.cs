using System.Globalization;
using Microsoft.AspNetCore.Http;
using Tallystick.Sandbox.Calendars;
using Tallystick.Sandbox.Http;
using Tallystick.Sandbox.World;

namespace Tallystick.Sandbox.Opportunities;

/// <summary>The query of the opportunity search: which are meant, and in which order.</summary>
internal sealed class OpportunityFilter(IQueryCollection query, LocationState location)
{
    private const long DayMs = 86_400_000;

    /// <summary>With the older spelling; the older versions take both.</summary>
    private static readonly (string Name, string? Older)[] Names =
    [
        ("locationId", "location_id"),
        ("pipelineId", "pipeline_id"),
        ("pipelineStageId", "pipeline_stage_id"),
        ("contactId", "contact_id"),
        ("assignedTo", "assigned_to"),
        ("q", null),
        ("status", null),
        ("campaignId", null),
        ("id", null),
        ("order", null),
        ("date", null),
        ("endDate", null),
        ("startAfter", null),
        ("startAfterId", null),
        ("country", null),
        ("page", null),
        ("limit", null),
        ("getTasks", null),
        ("getNotes", null),
        ("getCalendarEvents", null),
    ];

    private static readonly string[] Orders =
    [
        "added_asc",
        "added_desc",
        "updated_asc",
        "updated_desc",
        "name_asc",
        "name_desc",
    ];

    /// <exception cref="Refusal">A parameter that this generation does not know, or a wrong value.</exception>
    public static void Check(Call call)
    {
        var errors = call
            .Query.Keys.Where(k =>
                Names.All(n => n.Name != k && (call.IsV3 || n.Older is null || n.Older != k))
            )
            .Select(k => $"property {k} should not exist")
            .ToList();
        if (
            call.Query["status"].ToString() is { Length: > 0 } status
            && status != "all"
            && !OpportunityDraft.Statuses.Contains(status)
        )
            errors.Add(
                $"status must be one of the following values: {string.Join(", ", OpportunityDraft.Statuses)}, all"
            );
        if (call.Query["order"].ToString() is { Length: > 0 } order && !Orders.Contains(order))
            errors.Add($"order must be one of the following values: {string.Join(", ", Orders)}");
        if (errors.Count > 0)
            throw Refusal.Invalid(errors);
    }

    public static string Of(IQueryCollection query, string name)
    {
        var older = Names.First(n => n.Name == name).Older;
        return query[name].ToString() is { Length: > 0 } text ? text
            : older is null ? ""
            : query[older].ToString();
    }

    public IReadOnlyList<Opportunity> Find()
    {
        var found = location.Opportunities.Values.Where(IsMeant);
        var (by, isDescending) = Order();
        var sorted = found.OrderBy(by).ThenBy(o => o.Id, StringComparer.Ordinal).ToList();
        if (isDescending)
            sorted.Reverse();
        return sorted;
    }

    private (Func<Opportunity, IComparable> By, bool IsDescending) Order()
    {
        var order = Of("order");
        var by = order.Split('_')[0];
        Func<Opportunity, IComparable> key = by switch
        {
            "updated" => o => o.UpdatedAt,
            "name" => o => o.Name.ToUpperInvariant(),
            _ => o => o.CreatedAt,
        };
        return (key, !order.EndsWith("_asc", StringComparison.Ordinal));
    }

    private bool IsMeant(Opportunity o) =>
        Is("pipelineId", o.PipelineId)
        && Is("pipelineStageId", o.StageId)
        && Is("contactId", o.ContactId)
        && Is("assignedTo", o.AssignedTo ?? "")
        && Is("id", o.Id)
        && (Of("status") is "all" || Is("status", o.Status))
        // Nobody comes into an opportunity by a campaign here.
        && Of("campaignId").Length == 0
        && Is("country", CountryOf(o))
        && IsWithin(o.CreatedAt)
        && HasText(location, o, Of("q"));

    /// <summary>In the opportunity's name or in its contact's.</summary>
    public static bool HasText(LocationState location, Opportunity o, string text)
    {
        if (text.Length == 0)
            return true;
        location.Contacts.TryGet(o.ContactId, out var c);
        return new[] { o.Name, c?.FullName, c?.Email, c?.Phone, c?.CompanyName }.Any(v =>
            v?.Contains(text, StringComparison.OrdinalIgnoreCase) == true
        );
    }

    private string CountryOf(Opportunity o) =>
        location.Contacts.TryGet(o.ContactId, out var contact) ? contact.Country ?? "" : "";

    private bool Is(string name, string value) => Of(name) is "" || Of(name) == value;

    /// <summary>Created on one of the days, as the location counts them.</summary>
    private bool IsWithin(long at) =>
        (Day("date") is not { } from || at >= from)
        && (Day("endDate") is not { } to || at < to + DayMs);

    private long? Day(string name)
    {
        if (Of(name) is not { Length: > 0 } text)
            return null;
        return DateOnly.TryParseExact(
            text,
            ["MM-dd-yyyy", "M-d-yyyy"],
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var day
        )
            ? WallClock.ToEpoch(
                day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + " 00:00:00",
                location.TimeZone
            )
            : throw Refusal.Invalid($"{name} must be a date of the form mm-dd-yyyy");
    }

    private string Of(string name) => Of(query, name);
}
