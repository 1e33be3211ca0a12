using Tallystick.Core.Schema;
using Tallystick.HighLevel;

namespace Tallystick.Connectors.HighLevel.Contacts;

/// <summary>
/// The fields of a contact. Search rows name some of them otherwise than get does, and lack a few;
/// company and gender can be set on creation only.
/// </summary>
internal static class ContactFields
{
    public const string Key = "contact";

    private const string CustomPrefix = "custom.";
    private const string WirePrefix = "contact.";

    private static readonly string[] Channels = ["Call", "Email", "SMS", "WhatsApp", "GMB", "FB"];

    public static IReadOnlyList<ContactField> Standard { get; } =
    [
        Text("firstName", "First name", "first_name"),
        Text("lastName", "Last name", "last_name"),
        new(
            new Field("name", "Full name", FieldType.Text)
            {
                Aliases = ["full_name", "contactName"],
            },
            "name",
            "name",
            WriteWay.Property
        ),
        Text("email", "E-mail", FieldType.Email, "e-mail", "mail"),
        Text("phone", "Phone", FieldType.Phone, "telephone", "mobile"),
        Text("companyName", "Company") with
        {
            Field = new Field("companyName", "Company", FieldType.Text)
            {
                Access = FieldAccess.Read | FieldAccess.Create,
                Aliases = ["company_name", "businessName"],
            },
        },
        new(
            new Field("address1", "Street address", FieldType.Text)
            {
                Aliases = ["address", "street"],
            },
            "address",
            "address1",
            WriteWay.Property
        ),
        Text("city", "City"),
        Text("state", "State", "region"),
        Text("postalCode", "Postal code", "zip", "postal_code", "postcode"),
        Text("country", "Country"),
        Text("website", "Website", "url"),
        Text("timezone", "Time zone", "time_zone"),
        Text("source", "Source", "lead_source"),
        Text(
            "dateOfBirth",
            "Date of birth",
            FieldType.Date,
            "birthday",
            "birth_date",
            "date_of_birth"
        ),
        new(
            new Field("gender", "Gender", FieldType.Text)
            {
                Access = FieldAccess.Get | FieldAccess.Create,
            },
            null,
            "gender",
            WriteWay.Property
        ),
        new(
            new Field("assignedTo", "Assigned to", FieldType.Reference)
            {
                RefersTo = "user",
                Aliases = ["owner", "assigned_to"],
            },
            "assignedTo",
            "assignedTo",
            WriteWay.Property
        ),
        new(
            new Field("tags", "Tags", FieldType.Set) { Aliases = ["labels"] },
            "tags",
            "tags",
            WriteWay.Tags
        ),
        new(
            new Field("followers", "Followers", FieldType.Set) { RefersTo = "user" },
            "followers",
            "followers",
            WriteWay.Followers
        ),
        new(
            new Field("company", "Company (record)", FieldType.Reference)
            {
                RefersTo = "company",
                Aliases = ["businessId", "business_id", "business"],
            },
            "businessId",
            "businessId",
            WriteWay.Business
        ),
        new(new Field("dnd", "Do not disturb", FieldType.Bool), "dnd", "dnd", WriteWay.Property),
        .. Channels.Select(Dnd),
        ReadOnly("type", "Type", FieldType.Text),
        ReadOnly("dateAdded", "Added", FieldType.Instant),
        ReadOnly("dateUpdated", "Updated", FieldType.Instant),
        ReadOnly("additionalEmails", "Additional e-mails", FieldType.Set),
    ];

    /// <summary>What every location's contacts have.</summary>
    public static ObjectSchema Schema { get; } = new(Key, [.. Standard.Select(f => f.Field)]);

    public static ContactField Custom(CustomField custom)
    {
        var bare =
            custom.FieldKey is { } key && key.StartsWith(WirePrefix, StringComparison.Ordinal)
                ? key[WirePrefix.Length..]
                : custom.FieldKey ?? custom.Id;
        var type = TypeOf(custom.DataType);
        var field = new Field(CustomPrefix + bare, custom.Name ?? bare, type)
        {
            Access = type is FieldType.Json ? FieldAccess.Read : FieldAccess.All,
            Options = type is FieldType.Choice or FieldType.Set ? custom.PicklistOptions ?? [] : [],
            Aliases =
            [
                bare,
                WirePrefix + bare,
                custom.Id,
                .. custom.Name is { } name ? [name] : Array.Empty<string>(),
            ],
        };
        return new ContactField(
            field,
            "customFields",
            "customFields",
            type is FieldType.Json ? WriteWay.None : WriteWay.Custom
        )
        {
            Part = custom.Id,
        };
    }

    private static FieldType TypeOf(string? dataType) =>
        dataType switch
        {
            "NUMERICAL" => FieldType.Number,
            "MONETORY" or "MONETARY" => FieldType.Money,
            "PHONE" => FieldType.Phone,
            "EMAIL" => FieldType.Email,
            "DATE" => FieldType.Date,
            "SINGLE_OPTIONS" or "RADIO" => FieldType.Choice,
            "MULTIPLE_OPTIONS" or "CHECKBOX" => FieldType.Set,
            "TEXTBOX_LIST" or "FILE_UPLOAD" or "SIGNATURE" => FieldType.Json,
            _ => FieldType.Text,
        };

    private static ContactField Text(string key, string label, params string[] aliases) =>
        Text(key, label, FieldType.Text, aliases);

    private static ContactField Text(
        string key,
        string label,
        FieldType type,
        params string[] aliases
    ) => new(new Field(key, label, type) { Aliases = aliases }, key, key, WriteWay.Property);

    private static ContactField ReadOnly(string key, string label, FieldType type) =>
        new(new Field(key, label, type) { Access = FieldAccess.Read }, key, key, WriteWay.None);

    private static ContactField Dnd(string channel) =>
        new(
            new Field("dnd." + channel, $"Do not disturb: {channel}", FieldType.Choice)
            {
                Options = ["active", "inactive"],
            },
            "dndSettings",
            "dndSettings",
            WriteWay.Dnd
        )
        {
            Part = channel,
        };
}
