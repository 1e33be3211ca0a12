using System.Globalization;
using Tallystick.Core.Connectors;
using Tallystick.Core.Records;
using Tallystick.Core.Schema;
using Tallystick.HighLevel;

namespace Tallystick.Connectors.HighLevel.Objects;

/// <summary>
/// Appointments of contacts. They are listed calendar by calendar, in stretches of time, since the
/// API asks for both; nothing lists them by their time of change.
/// </summary>
internal sealed class AppointmentObject(HighLevelCaller caller) : IHighLevelObject
{
    public const string Key = "appointment";

    /// <summary>What the answers of create and update leave out.</summary>
    private static readonly string[] NotAnswered =
    [
        "description",
        "notes",
        "dateAdded",
        "dateUpdated",
    ];

    private static readonly ModelFields<CalendarAppointment, AppointmentInput> Fields = new(
        Key,
        [
            ModelFields.Contact<CalendarAppointment, AppointmentInput>(a => a.ContactId),
            new(
                new Field("calendar", "Calendar", FieldType.Text)
                {
                    Required = true,
                    Aliases = ["calendarId", "calendar_id"],
                },
                a => Value.Of(a.CalendarId),
                (input, value) => input with { CalendarId = ModelFields.Plain(value) }
            )
            {
                Wire = "calendarId",
            },
            new(
                new Field("title", "Title", FieldType.Text) { Aliases = ["subject", "name"] },
                a => Value.Of(a.Title),
                (input, value) => input with { Title = ModelFields.Plain(value) }
            ),
            new(
                new Field("startTime", "Start", FieldType.Instant)
                {
                    Required = true,
                    Aliases = ["start", "start_time", "begin"],
                },
                a => Value.Of(a.StartTime),
                (input, value) => input with { StartTime = ModelFields.Plain(value) }
            ),
            new(
                new Field("endTime", "End", FieldType.Instant) { Aliases = ["end", "end_time"] },
                a => Value.Of(a.EndTime),
                (input, value) => input with { EndTime = ModelFields.Plain(value) }
            ),
            new(
                new Field("status", "Status", FieldType.Choice)
                {
                    Options = ["new", "confirmed", "cancelled", "showed", "noshow", "invalid"],
                    Aliases = ["appointmentStatus"],
                },
                a => Value.Of(a.AppointmentStatus),
                (input, value) => input with { AppointmentStatus = ModelFields.Plain(value) }
            )
            {
                Wire = "appointmentStatus",
            },
            new(
                new Field("assignedUser", "Assigned to", FieldType.Reference)
                {
                    RefersTo = "user",
                    Aliases = ["assignedUserId", "assignedTo", "owner"],
                },
                a => Value.Of(a.AssignedUserId),
                (input, value) => input with { AssignedUserId = ModelFields.Plain(value) }
            )
            {
                Wire = "assignedUserId",
            },
            new(
                new Field("address", "Place", FieldType.Text) { Aliases = ["location", "place"] },
                a => Value.Of(a.Address),
                (input, value) => input with { Address = ModelFields.Plain(value) }
            ),
            new(
                new Field("description", "Description", FieldType.Text),
                a => Value.Of(a.Description),
                (input, value) => input with { Description = ModelFields.Plain(value) }
            ),
            ReadOnly("notes", "Notes", FieldType.Text, a => a.Notes),
            ReadOnly("dateAdded", "Added", FieldType.Instant, a => a.DateAdded),
            ReadOnly("dateUpdated", "Updated", FieldType.Instant, a => a.DateUpdated),
        ]
    );

    public string ObjectType => Key;

    public IReadOnlyList<string> Scopes =>
        ["calendars.readonly", "calendars/events.readonly", "calendars/events.write"];

    public Capabilities Capabilities => caller.Common with { TrustworthyTimes = true };

    public ObjectSchema Describe(LocationFacts location) =>
        Fields.Schema with
        {
            TimeZone = location.TimeZone,
        };

    /// <summary>A page is a calendar. The cursor names the year that the listing began in and the calendars that are left.</summary>
    public async Task<Page> ListAsync(
        Projection projection,
        ListQuery query,
        string? cursor,
        CancellationToken cancellationToken
    )
    {
        var fits = Fields.FilterOf(query.Filter);
        if (Fields.ContactOf(query.Filter) is { } contact)
            return await OfContactAsync(projection, contact, fits, cancellationToken);
        var (year, calendars) = cursor?.Split('|') is [var since, var left]
            ? (int.Parse(since, CultureInfo.InvariantCulture), left.Split(','))
            : (caller.Now.Year, await CalendarsAsync(cancellationToken));
        if (calendars.Length == 0)
            return new Page([], null);
        var found = new Dictionary<string, Record>(StringComparer.Ordinal);
        foreach (var (from, to) in AppointmentTimes.Stretches(year))
        {
            var events = await caller.CallAsync(
                Operations.ListEvents,
                token => caller.Client.ListEventsAsync(calendars[0], from, to, token),
                cancellationToken
            );
            // Events without a contact are blocked times, not appointments.
            foreach (var a in events.Where(a => a is { Id.Length: > 0, ContactId.Length: > 0 }))
                if (fits(a))
                    found.TryAdd(a.Id, RecordOf(projection, a));
        }
        var next = calendars.Length > 1 ? $"{year}|{string.Join(',', calendars.Skip(1))}" : null;
        return new Page([.. found.Values], next);
    }

    public async Task<Record> GetAsync(
        Projection projection,
        string id,
        CancellationToken cancellationToken
    ) =>
        RecordOf(
            projection,
            await caller.CallAsync(
                Operations.GetAppointment,
                token => caller.Client.GetAppointmentAsync(id, token),
                cancellationToken
            ) with
            {
                Id = id,
            }
        );

    /// <summary>
    /// What is kept in step was agreed on elsewhere: it is booked whatever the calendar offers, and
    /// nobody is told by HighLevel.
    /// </summary>
    public async Task<WriteResult> CreateAsync(
        Projection projection,
        Patch patch,
        CancellationToken cancellationToken
    )
    {
        var blank = Unasked with { ContactId = ChildId.ContactFor(Key, projection, patch) };
        var input = Fields.Write(projection, blank, patch);
        var created = await Creating.OnContactAsync(
            Key,
            () =>
                caller.CallAsync(
                    Operations.CreateAppointment,
                    token => caller.Client.CreateAppointmentAsync(input, token),
                    Fields.KeyOf,
                    cancellationToken
                )
        );
        HighLevelCaller.RequireId(Operations.CreateAppointment, created.Id);
        return new WriteResult(created.Id, Answered(projection, created));
    }

    public async Task<WriteResult> UpdateAsync(
        Projection projection,
        string id,
        Patch patch,
        CancellationToken cancellationToken
    )
    {
        var input = Fields.Write(projection, Unasked, patch);
        var updated = await caller.CallAsync(
            Operations.UpdateAppointment,
            token => caller.Client.UpdateAppointmentAsync(id, input, token),
            Fields.KeyOf,
            cancellationToken
        );
        return new WriteResult(id, Answered(projection, updated with { Id = id }));
    }

    public Task DeleteAsync(string id, CancellationToken cancellationToken) =>
        caller.CallAsync(
            Operations.DeleteEvent,
            token => caller.Client.DeleteEventAsync(id, token),
            cancellationToken
        );

    public IReadOnlyList<string> CallsOf(Projection projection, string? id, Patch patch) =>
        [id is null ? Operations.CreateAppointment.Name : Operations.UpdateAppointment.Name];

    public async Task<string> ProbeAsync(CancellationToken cancellationToken)
    {
        var calendars = await CalendarsAsync(cancellationToken);
        if (calendars is [var first, ..])
        {
            await caller.CallAsync(
                Operations.ListEvents,
                token =>
                    caller.Client.ListEventsAsync(first, caller.Now, caller.Now.AddDays(1), token),
                cancellationToken
            );
        }
        return $"{calendars.Length} calendars can be read";
    }

    private static AppointmentInput Unasked { get; } =
        new()
        {
            IgnoreDateRange = true,
            IgnoreFreeSlotValidation = true,
            ToNotify = false,
        };

    private async Task<string[]> CalendarsAsync(CancellationToken cancellationToken)
    {
        var calendars = await caller.CallAsync(
            Operations.ListCalendars,
            caller.Client.ListCalendarsAsync,
            cancellationToken
        );
        return [.. calendars.Select(c => c.Id)];
    }

    /// <summary>One call shows all of a contact's appointments, with times by the location's clock.</summary>
    private async Task<Page> OfContactAsync(
        Projection projection,
        string contact,
        Func<CalendarAppointment, bool> fits,
        CancellationToken cancellationToken
    )
    {
        var zone = (await caller.LocationAsync(cancellationToken)).TimeZone;
        var appointments = await caller.CallAsync(
            Operations.ListAppointments,
            token => caller.Client.ListAppointmentsAsync(contact, token),
            cancellationToken
        );
        var records = appointments
            .Select(a => new CalendarAppointment(
                a.Id,
                a.Title,
                a.CalendarId,
                contact,
                a.AppointmentStatus,
                a.AssignedUserId,
                AppointmentTimes.Zoned(a.StartTime, zone),
                AppointmentTimes.Zoned(a.EndTime, zone),
                a.Address,
                null,
                a.Notes,
                AppointmentTimes.Zoned(a.DateAdded, zone),
                AppointmentTimes.Zoned(a.DateUpdated, zone)
            ))
            .Where(fits)
            .Select(a => Without(projection, RecordOf(projection, a), ["description"]));
        return new Page([.. records], null);
    }

    private static Record RecordOf(Projection projection, CalendarAppointment a) =>
        Fields.Read(projection, a.Id, a) with
        {
            ModifiedAt = ModelFields.Instant(a.DateUpdated),
            CreatedAt = ModelFields.Instant(a.DateAdded),
        };

    private static Record Answered(Projection projection, CalendarAppointment a) =>
        Without(projection, RecordOf(projection, a), NotAnswered);

    private static Record Without(Projection projection, Record record, string[] keys)
    {
        for (var i = 0; i < record.Values.Length; i++)
            if (keys.Contains(projection.Fields[i].Key))
                record.Values[i] = Value.Unknown;
        return record;
    }

    private static ModelField<CalendarAppointment, AppointmentInput> ReadOnly(
        string key,
        string label,
        FieldType type,
        Func<CalendarAppointment, string?> read
    ) => new(new Field(key, label, type) { Access = FieldAccess.Read }, a => Value.Of(read(a)));
}
