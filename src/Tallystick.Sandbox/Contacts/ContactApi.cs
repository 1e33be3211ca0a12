using System.Globalization;
using System.Text.Json;
using Tallystick.Sandbox.Http;
using Tallystick.Sandbox.World;

namespace Tallystick.Sandbox.Contacts;

/// <summary>Create, read, change and delete contacts one at a time; list them page by page.</summary>
internal sealed class ContactApi(ContactDesk desk)
{
    private const int ListMax = 100;
    private const int ListDefault = 20;

    public IEnumerable<Route> Routes =>
        [
            new("POST", "/contacts", "contacts.create", "contacts.write", Create),
            new("GET", "/contacts", "contacts.list", "contacts.readonly", List),
            new("GET", "/contacts/{contactId}", "contacts.get", "contacts.readonly", Get),
            new("PUT", "/contacts/{contactId}", "contacts.update", "contacts.write", Update),
            new("DELETE", "/contacts/{contactId}", "contacts.delete", "contacts.write", Delete),
            new("POST", "/contacts/upsert", "contacts.upsert", "contacts.write", Upsert),
            new(
                "GET",
                "/contacts/search/duplicate",
                "contacts.duplicate",
                "contacts.readonly",
                Duplicate
            ),
            new(
                "GET",
                "/contacts/business/{businessId}",
                "contacts.by-business",
                "contacts.readonly",
                ByBusiness
            ),
        ];

    private Reply Create(Call call)
    {
        var location = call.LocationOf(LocationId(call.Body));
        var contact = desk.Create(location, call.Body, Audience.Create, call.Version);
        return call.Created(writer =>
            WriteContact(writer, contact, call.Version, ContactJson.WriteCreated)
        );
    }

    private Reply Get(Call call)
    {
        var contact = desk.Get(call.Location, call.Path["contactId"]);
        return call.Ok(writer =>
            WriteContact(writer, contact, call.Version, ContactJson.WriteFull)
        );
    }

    private Reply Update(Call call)
    {
        var location = call.Location;
        var contact = desk.Get(location, call.Path["contactId"]);
        var changed = desk.Update(location, contact, call.Body, Audience.Update, call.Version);
        return call.Ok(writer =>
        {
            writer.WriteBoolean(call.IsV3 ? "succeeded" : "succeded", true);
            WriteContact(writer, changed, call.Version, ContactJson.WriteFull);
        });
    }

    private Reply Delete(Call call)
    {
        var contact = desk.Get(call.Location, call.Path["contactId"]);
        desk.Delete(call.Location, contact);
        return call.Done();
    }

    /// <summary>
    /// The location's first identifier decides whose contact it is; the other one is then left
    /// out, without a word, when it is somebody else's.
    /// </summary>
    private Reply Upsert(Call call)
    {
        var location = call.LocationOf(LocationId(call.Body));
        var blank = new Contact { Id = "", LocationId = location.Id };
        var given = new ContactWriter(location, Audience.Upsert, call.Version).Apply(
            blank,
            call.Body
        );
        if (given.Email is null && given.Phone is null)
            throw Refusal.BadRequest("Pass at least one of number, email query parameter");
        var isNewWanted =
            location.DuplicatesAllowed
            && call.Body.TryGetProperty("createNewIfDuplicateAllowed", out var flag)
            && flag.ValueKind is JsonValueKind.True;
        var found = isNewWanted
            ? null
            : ContactDesk.FindDuplicate(location, given.Email, given.Phone, exceptId: null);
        if (found is null)
        {
            var created = desk.Insert(location, given);
            return Upserted(call, created, isNew: true);
        }
        var existing = found.Value.Contact;
        var changed = new ContactWriter(location, Audience.Upsert, call.Version).Apply(
            existing,
            call.Body
        );
        changed = changed with { Gender = existing.Gender };
        if (!location.DuplicatesAllowed)
            changed = DropTaken(location, existing, changed);
        return Upserted(call, desk.Store(location, existing, changed), isNew: false);
    }

    private static Contact DropTaken(
        World.LocationState location,
        Contact existing,
        Contact changed
    )
    {
        if (location.Contacts.FindByEmail(changed.Email, existing.Id) is not null)
            changed = changed with { Email = existing.Email };
        if (location.Contacts.FindByPhone(changed.Phone, existing.Id) is not null)
            changed = changed with { Phone = existing.Phone };
        return changed;
    }

    private static Reply Upserted(Call call, Contact contact, bool isNew) =>
        call.Ok(writer =>
        {
            writer.WriteBoolean("new", isNew);
            WriteContact(writer, contact, call.Version, ContactJson.WriteFull);
        });

    private Reply Duplicate(Call call)
    {
        var location = call.QueryLocation();
        var email = call.Query["email"].ToString();
        var number = call.Query["number"].ToString();
        var phone = number.Length == 0 ? null : Phones.ToE164(number, location.Country);
        var found = ContactDesk
            .FindDuplicate(location, email.Length == 0 ? null : email, phone, exceptId: null)
            ?.Contact;
        return call.Ok(writer =>
        {
            if (found is null)
                writer.WriteNull("contact");
            else
                WriteContact(writer, found, call.Version, ContactJson.WriteFull);
        });
    }

    private Reply List(Call call)
    {
        if (call.IsV3 && call.World.Options.StrictV3)
            throw Refusal.NotFound("Cannot GET /contacts/");
        var location = call.QueryLocation();
        var limit = call.QueryNumber("limit", ListDefault, 1, int.MaxValue);
        if (limit > ListMax)
            throw Refusal.Of(403, $"limit must not be greater than {ListMax}");
        var index = location.Contacts.Index;
        index.CatchUp(call.World.Clock.NowMs);
        var query = call.Query["query"].ToString();
        var after = Cursor(call);
        var places = after is { } from
            ? index
                .ByAdded.GetViewBetween(new TimeKey(long.MinValue, ""), from)
                .Reverse()
                .Where(k => (k.Time, k.Id) != (from.Time, from.Id))
            : index.ByAdded.Reverse();
        var page = places
            .Select(k => k.Contact!)
            .Where(c => query.Length == 0 || SearchQuery.Matches(c, query))
            .Take(limit)
            .ToList();
        var total =
            query.Length == 0
                ? index.Contacts.Count
                : index.Contacts.Values.Count(c => SearchQuery.Matches(c, query));
        return call.Ok(writer => WriteList(writer, call, location, page, total, limit));
    }

    /// <summary>Both halves or none: with one only the listing starts anew.</summary>
    private static TimeKey? Cursor(Call call)
    {
        var id = call.Query["startAfterId"].ToString();
        return id.Length > 0 && long.TryParse(call.Query["startAfter"], out var time)
            ? new TimeKey(time, id)
            : null;
    }

    private static void WriteList(
        Utf8JsonWriter writer,
        Call call,
        LocationState location,
        List<Contact> page,
        int total,
        int limit
    )
    {
        writer.WriteStartArray("contacts");
        foreach (var contact in page)
        {
            writer.WriteStartObject();
            ContactJson.WriteRow(writer, location, contact, call.Version);
            writer.WriteStartArray("attributions");
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteStartObject("meta");
        writer.WriteNumber("total", total);
        if (page.Count == limit && page is [.., var last])
        {
            writer.WriteString(
                "nextPageUrl",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"http://{call.World.Options.Host}/contacts/?locationId={last.LocationId}&limit={limit}&startAfter={last.DateAdded}&startAfterId={last.Id}"
                )
            );
            writer.WriteString("startAfterId", last.Id);
            writer.WriteNumber("startAfter", last.DateAdded);
            writer.WriteNumber("nextPage", 2);
        }
        else
        {
            writer.WriteNull("nextPageUrl");
            writer.WriteNull("nextPage");
        }
        writer.WriteNumber("currentPage", 1);
        writer.WriteNull("prevPage");
        writer.WriteEndObject();
    }

    private Reply ByBusiness(Call call)
    {
        var location = call.QueryLocation();
        var limit = call.QueryNumber("limit", 25, 1, ListMax);
        var skip = call.QueryNumber("skip", 0, 0, int.MaxValue);
        var query = call.Query["query"].ToString();
        location.Contacts.Index.CatchUp(call.World.Clock.NowMs);
        var all = location
            .Contacts.Index.Contacts.Values.Where(c => c.BusinessId == call.Path["businessId"])
            .Where(c => query.Length == 0 || SearchQuery.Matches(c, query))
            .OrderBy(c => c.DateAdded)
            .ThenBy(c => c.Id, StringComparer.Ordinal)
            .ToList();
        return call.Ok(writer =>
        {
            writer.WriteStartArray("contacts");
            foreach (var contact in all.Skip(skip).Take(limit))
            {
                writer.WriteStartObject();
                ContactJson.WriteRow(writer, location, contact, call.Version);
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
            writer.WriteNumber("count", all.Count);
        });
    }

    private static string? LocationId(JsonElement body) =>
        body.ValueKind is JsonValueKind.Object
        && body.TryGetProperty("locationId", out var id)
        && id.ValueKind is JsonValueKind.String
            ? id.GetString()
            : throw Refusal.Invalid(
                "locationId should not be empty",
                "locationId must be a string"
            );

    private static void WriteContact(
        Utf8JsonWriter writer,
        Contact contact,
        ApiVersion version,
        Action<Utf8JsonWriter, Contact, ApiVersion> write
    )
    {
        writer.WriteStartObject("contact");
        write(writer, contact, version);
        writer.WriteEndObject();
    }
}
