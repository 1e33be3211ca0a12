using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Tallystick.Sandbox.Calendars;
using Tallystick.Sandbox.Contacts;
using Tallystick.Sandbox.Faults;
using Tallystick.Sandbox.Hooks;
using Tallystick.Sandbox.Http;
using Tallystick.Sandbox.OAuth;
using Tallystick.Sandbox.Snapshots;
using Tallystick.Sandbox.World;

namespace Tallystick.Sandbox.Admin;

/// <summary>
/// The sandbox's own desk under <c>/_sandbox</c>: no token, no limits. What is done to contacts
/// here is done as a person in the CRM would, and the answers show what is stored now, without
/// the search's lag.
/// </summary>
internal sealed partial class AdminApi(
    SandboxWorld world,
    ContactDesk desk,
    RateLimiter limiter,
    FaultDealer faults,
    CallCounters counters,
    HookDesk hooks
)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
    };

    private const string Doors =
        "reset, seed, faults, limits, clock, counters, counters/reset, calls, contacts, contacts/count, contacts/{id}, "
        + "contacts/{id}/merge, contacts/bulk, edits, appointments, events, index/flush, locations/{id}, tokens, oauth, oauth/consent, oauth/revoke, oauth/uninstall, oauth/suspend, oauth/lifetime, hooks, hooks/keys, hooks/deliveries, hooks/faults, hooks/settle, hooks/{id}, save";

    private readonly OAuthAdmin _oauth = new(world);
    private readonly TokenAdmin _tokens = new(world);
    private readonly HookAdmin _hooks = new(hooks);

    public async Task HandleAsync(HttpContext context, string[] segments)
    {
        Reply reply;
        try
        {
            using var body = await RequestBody.ReadAsync(context.Request, context.RequestAborted);
            var desk = new Desk(
                context.Request.Method,
                context.Request.Query,
                body?.RootElement ?? default
            );
            if (segments is [_, "save"])
                reply = await SaveAsync(context.RequestAborted);
            else if (segments is [_, "hooks", "settle"])
            {
                await hooks.SettleAsync(context.RequestAborted);
                reply = _hooks.List();
            }
            else
            {
                lock (world.Gate)
                    reply = Answer(desk, segments[1..]);
            }
        }
        catch (Refusal refusal)
        {
            reply = refusal.ToReply(world.Ids.NextUuid());
        }
        catch (JsonException e)
        {
            reply = Refusal.BadRequest(e.Message).ToReply(world.Ids.NextUuid());
        }
        context.Response.StatusCode = reply.Status;
        context.Response.ContentType = reply.ContentType;
        context.Response.ContentLength = reply.Body.Length;
        await context.Response.Body.WriteAsync(reply.Body, context.RequestAborted);
    }

    private Reply Answer(Desk call, string[] path) =>
        (call.Method, path) switch
        {
            ("GET", []) => Reply.Plain(200, w => WriteDoors(w)),
            ("POST", ["reset"]) => Reset(call.Read<SeedRequest>()),
            ("POST", ["seed"]) => Seed(call.Read<SeedRequest>()),
            ("GET", ["faults"]) => Object(faults.Rates),
            ("POST" or "PUT", ["faults"]) => Object(faults.Rates = call.Read<FaultRates>()),
            ("DELETE", ["faults"]) => Object(faults.Rates = new FaultRates()),
            ("GET", ["limits"]) => Limits(),
            ("POST" or "PUT", ["limits"]) => SetLimits(call.Read<LimitsRequest>()),
            ("GET", ["clock"]) => Clock(),
            ("POST", ["clock"]) => Advance(call.Read<ClockRequest>()),
            ("GET", ["counters"]) => Counters(),
            ("POST", ["counters", "reset"]) or ("DELETE", ["counters"]) => ResetCounters(),
            ("GET", ["calls"]) => Reply.Plain(200, counters.WriteLog),
            ("GET", ["contacts"]) => ListContacts(call),
            ("GET", ["contacts", "count"]) => Count(call),
            ("POST", ["contacts"]) => CreateContact(call),
            ("POST" or "PATCH", ["contacts", "bulk"]) => EditMany(call),
            ("GET", ["contacts", var id]) => One(200, Find(id).Contact),
            ("PATCH" or "PUT", ["contacts", var id]) => EditContact(call, id),
            ("DELETE", ["contacts", var id]) => DeleteContact(id),
            ("POST", ["contacts", var id, "merge"]) => Merge(id, call.Read<MergeRequest>()),
            ("POST", ["edits"]) => Edit(call.Read<EditsRequest>()),
            ("POST", ["appointments"]) => AddAppointment(call.Read<AppointmentRequest>()),
            ("GET", ["events"]) => Events(),
            (_, ["hooks", .. var rest]) => _hooks.Answer(call.Method, rest, call.Body),
            ("POST", ["index", "flush"]) => FlushIndex(),
            ("PATCH" or "PUT", ["locations", var id]) => SetLocation(
                LocationOf(id),
                call.Read<LocationRequest>()
            ),
            ("GET", ["tokens"]) => _tokens.List(),
            ("POST", ["tokens"]) => _tokens.Set(call.Read<TokenRequest>(), LocationOf),
            (_, ["oauth", .. var rest])
                when _oauth.Answer(call.Method, rest, call.Body) is { } reply => reply,
            _ => throw Refusal.NotFound(
                $"The sandbox's desk has no {call.Method} of this. It has: {Doors}."
            ),
        };

    private static void WriteDoors(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("desk", Doors);
        writer.WriteEndObject();
    }

    private Reply Reset(SeedRequest request)
    {
        Furniture.Place(world);
        faults.Rates = new FaultRates();
        limiter.Reset();
        counters.Reset();
        return Seed(request);
    }

    private Reply Seed(SeedRequest request)
    {
        var location = LocationOf(request.LocationId);
        Furniture.AddContacts(world, location, request.Contacts, request.Seed);
        if (request.Samples && !location.Contacts.TryGet(Furniture.SampleContact, out _))
            Furniture.AddSample(world, location);
        return Number("contacts", location.Contacts.Count);
    }

    private Reply Limits() =>
        Reply.Plain(
            200,
            w =>
            {
                w.WriteStartObject();
                w.WriteBoolean("enabled", limiter.IsOn);
                w.WriteNumber("burst", limiter.BurstMax);
                w.WriteNumber("daily", limiter.DailyMax);
                w.WriteEndObject();
            }
        );

    private Reply SetLimits(LimitsRequest request)
    {
        limiter.IsOn = request.Enabled ?? limiter.IsOn;
        limiter.BurstMax = request.Burst ?? limiter.BurstMax;
        limiter.DailyMax = request.Daily ?? limiter.DailyMax;
        limiter.Reset();
        return Limits();
    }

    private Reply Clock() =>
        Reply.Plain(
            200,
            w =>
            {
                w.WriteStartObject();
                w.WriteString("now", Times.Iso(world.Clock.NowMs));
                w.WriteEndObject();
            }
        );

    private Reply Advance(ClockRequest request)
    {
        world.Clock.Advance(TimeSpan.FromSeconds(request.AdvanceSeconds));
        return Clock();
    }

    private Reply Counters() =>
        Reply.Plain(
            200,
            w =>
            {
                w.WriteStartObject();
                counters.Write(w);
                w.WriteEndObject();
            }
        );

    private Reply ResetCounters()
    {
        counters.Reset();
        return Counters();
    }

    private Reply AddAppointment(AppointmentRequest request)
    {
        var (location, contact) = Find(request.ContactId);
        var now = world.Clock.NowMs;
        var appointment = new Appointment(
            world.Ids.Next(),
            request.CalendarId ?? location.Calendars[0].Id,
            contact.Id,
            location.Id,
            request.Title,
            request.Status,
            request.StartTime,
            request.EndTime,
            Furniture.FirstUser,
            now,
            now
        );
        ContactBook.Children(location.Contacts.Appointments, contact.Id).Add(appointment);
        world.Emit("AppointmentCreate", location.Id, appointment);
        return Reply.Plain(
            201,
            w =>
            {
                w.WriteStartObject();
                AppointmentJson.WriteOfContact(w, appointment);
                w.WriteEndObject();
            }
        );
    }

    private Reply Events() =>
        Reply.Plain(
            200,
            w =>
            {
                w.WriteStartArray();
                foreach (var e in world.Events)
                    EventJson.Write(w, e);
                w.WriteEndArray();
            }
        );

    private Reply FlushIndex()
    {
        foreach (var location in world.Locations.Values)
            location.Contacts.FlushIndex();
        return Number("locations", world.Locations.Count);
    }

    private static Reply SetLocation(LocationState location, LocationRequest request)
    {
        location.DuplicatesAllowed = request.AllowDuplicateContact ?? location.DuplicatesAllowed;
        location.OpportunityDuplicatesAllowed =
            request.AllowDuplicateOpportunity ?? location.OpportunityDuplicatesAllowed;
        location.UniqueIdentifiers = request.ContactUniqueIdentifiers ?? location.UniqueIdentifiers;
        return Number("contacts", location.Contacts.Count);
    }

    private async Task<Reply> SaveAsync(CancellationToken cancellationToken)
    {
        var path =
            world.Options.DataFile
            ?? throw Refusal.BadRequest("This sandbox keeps no file: start it with --data FILE.");
        await Snapshot.SaveAsync(world, path, cancellationToken);
        return Number("locations", world.Locations.Count);
    }

    private LocationState LocationOf(string? id) =>
        string.IsNullOrEmpty(id) ? world.Locations[HighLevelSandbox.DefaultLocation]
        : world.Locations.TryGetValue(id, out var location) ? location
        : throw Refusal.NotFound($"There is no location {id}.");

    private (LocationState Location, Contact Contact) Find(string id)
    {
        foreach (var location in world.Locations.Values)
        {
            if (location.Contacts.TryGet(id, out var contact))
                return (location, contact);
        }
        throw Refusal.NotFound($"There is no contact {id}.");
    }

    private static Reply One(int status, Contact contact) =>
        Reply.Plain(
            status,
            w =>
            {
                w.WriteStartObject();
                ContactJson.WriteFull(w, contact, ApiVersion.Dated);
                w.WriteEndObject();
            }
        );

    private static Reply Number(string name, int value) =>
        Reply.Plain(
            200,
            w =>
            {
                w.WriteStartObject();
                w.WriteNumber(name, value);
                w.WriteEndObject();
            }
        );

    private static Reply Object<T>(T value) =>
        new(200, JsonSerializer.SerializeToUtf8Bytes(value, Json));

    private static int Whole(string? text, int otherwise) =>
        int.TryParse(text, out var number) && number >= 0 ? number : otherwise;

    private sealed record Desk(string Method, IQueryCollection Query, JsonElement Body)
    {
        public T Read<T>()
            where T : new() =>
            Body.ValueKind is JsonValueKind.Undefined
                ? new T()
                : Body.Deserialize<T>(Json) ?? new T();
    }
}
