namespace Tallystick.HighLevel;

/// <summary>The operations this client knows; versions and scopes as the official documents have them.</summary>
public static class Operations
{
    private const string Dated = "2021-07-28";
    private const string CalendarsDated = "2021-04-15";
    private const string ReadEvents = "calendars/events.readonly";
    private const string WriteEvents = "calendars/events.write";
    private const string ReadContacts = "contacts.readonly";
    private const string WriteContacts = "contacts.write";

    public static Operation SearchContacts { get; } = Query("contacts.search", ReadContacts);
    public static Operation GetContact { get; } = Get("contacts.get", ReadContacts);
    public static Operation FindDuplicate { get; } = Get("contacts.duplicate", ReadContacts);
    public static Operation ContactsOfBusiness { get; } = Get("contacts.by-business", ReadContacts);
    public static Operation CreateContact { get; } = Post("contacts.create", WriteContacts);
    public static Operation UpdateContact { get; } = Put("contacts.update", WriteContacts);
    public static Operation DeleteContact { get; } = Delete("contacts.delete", WriteContacts);
    public static Operation AddTags { get; } = Post("tags.add", WriteContacts, isRepeatable: true);
    public static Operation RemoveTags { get; } = Delete("tags.remove", WriteContacts);
    public static Operation AddFollowers { get; } =
        Post("followers.add", WriteContacts, isRepeatable: true);
    public static Operation RemoveFollowers { get; } = Delete("followers.remove", WriteContacts);
    public static Operation BulkTags { get; } =
        Post("contacts.bulk-tags", WriteContacts, isRepeatable: true);
    public static Operation BulkBusiness { get; } =
        Post("contacts.bulk-business", WriteContacts, isRepeatable: true);
    public static Operation ListTasks { get; } = Get("tasks.list", ReadContacts);
    public static Operation GetTask { get; } = Get("tasks.get", ReadContacts);
    public static Operation CreateTask { get; } = Post("tasks.create", WriteContacts);
    public static Operation UpdateTask { get; } = Put("tasks.update", WriteContacts);
    public static Operation CompleteTask { get; } = Put("tasks.complete", WriteContacts);
    public static Operation DeleteTask { get; } = Delete("tasks.delete", WriteContacts);
    public static Operation SearchTasks { get; } =
        Query("tasks.search", "locations/tasks.readonly");
    public static Operation ListNotes { get; } = Get("notes.list", ReadContacts);
    public static Operation GetNote { get; } = Get("notes.get", ReadContacts);
    public static Operation CreateNote { get; } = Post("notes.create", WriteContacts);
    public static Operation UpdateNote { get; } = Put("notes.update", WriteContacts);
    public static Operation DeleteNote { get; } = Delete("notes.delete", WriteContacts);
    public static Operation ListAppointments { get; } = Get("appointments.list", ReadContacts);
    public static Operation ListCalendars { get; } =
        Get("calendars.list", "calendars.readonly") with
        {
            Version = CalendarsDated,
        };
    public static Operation ListEvents { get; } =
        Get("events.list", ReadEvents) with
        {
            Version = CalendarsDated,
        };
    public static Operation GetAppointment { get; } =
        Get("appointments.get", ReadEvents) with
        {
            Version = CalendarsDated,
        };
    public static Operation CreateAppointment { get; } =
        Post("appointments.create", WriteEvents) with
        {
            Version = CalendarsDated,
        };
    public static Operation UpdateAppointment { get; } =
        Put("appointments.update", WriteEvents) with
        {
            Version = CalendarsDated,
        };
    public static Operation DeleteEvent { get; } =
        Delete("events.delete", WriteEvents) with
        {
            Version = CalendarsDated,
        };
    public static Operation GetLocation { get; } = Get("locations.get", "locations.readonly");
    public static Operation ListCustomFields { get; } =
        Get("customFields.list", "locations/customFields.readonly");
    public static Operation ListLocationTags { get; } =
        Get("locationTags.list", "locations/tags.readonly");
    public static Operation SearchUsers { get; } = Get("users.search", "users.readonly");
    public static Operation GetUser { get; } = Get("users.get", "users.readonly");
    public static Operation ListBusinesses { get; } = Get("businesses.list", "businesses.readonly");
    public static Operation GetBusiness { get; } = Get("businesses.get", "businesses.readonly");
    public static Operation CreateBusiness { get; } = Post("businesses.create", "businesses.write");
    public static Operation UpdateBusiness { get; } = Put("businesses.update", "businesses.write");
    public static Operation DeleteBusiness { get; } =
        Delete("businesses.delete", "businesses.write");

    /// <summary>Code or refresh token for tokens; the same once more within the grace answers the same.</summary>
    public static Operation Token { get; } = Post("oauth.token", "", isRepeatable: true);
    public static Operation LocationToken { get; } =
        Post("oauth.location-token", "oauth.write", isRepeatable: true);
    public static Operation InstalledLocations { get; } = Get("oauth.installed", "oauth.readonly");

    private static Operation Get(string name, string scope) =>
        new(name, HttpMethod.Get, Dated, scope, true);

    /// <summary>A read that is sent as a POST.</summary>
    private static Operation Query(string name, string scope) =>
        new(name, HttpMethod.Post, Dated, scope, true);

    private static Operation Post(string name, string scope, bool isRepeatable = false) =>
        new(name, HttpMethod.Post, Dated, scope, isRepeatable);

    private static Operation Put(string name, string scope) =>
        new(name, HttpMethod.Put, Dated, scope, true);

    private static Operation Delete(string name, string scope) =>
        new(name, HttpMethod.Delete, Dated, scope, true);
}
