using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using Tallystick.Sandbox.Http;
using Tallystick.Sandbox.World;

namespace Tallystick.Sandbox.Contacts;

/// <summary>Turns a request body into a changed contact: white lists, checks and normalisation.</summary>
internal sealed class ContactWriter(LocationState location, Audience audience, ApiVersion version)
{
    private delegate Contact Setter(Contact contact, JsonElement value, ContactWriter writer);

    private static readonly FrozenDictionary<string, (Audience Audience, Setter Set)> Properties =
        new Dictionary<string, (Audience, Setter)>
        {
            ["firstName"] = (
                Audience.All,
                (c, v, w) => c with { FirstName = w.Text("firstName", v) }
            ),
            ["lastName"] = (Audience.All, (c, v, w) => c with { LastName = w.Text("lastName", v) }),
            ["name"] = (Audience.All, (c, v, w) => w.SplitName(c, v)),
            ["email"] = (Audience.All, (c, v, w) => c with { Email = w.Email(v) }),
            ["phone"] = (Audience.All, (c, v, w) => c with { Phone = w.Phone(v) }),
            ["companyName"] = (
                Audience.CreateUpsert,
                (c, v, w) => c with { CompanyName = w.Text("companyName", v) }
            ),
            ["gender"] = (
                Audience.CreateUpsert,
                (c, v, w) => c with { Gender = w.Text("gender", v) }
            ),
            ["address1"] = (Audience.All, (c, v, w) => c with { Address1 = w.Text("address1", v) }),
            ["city"] = (Audience.All, (c, v, w) => c with { City = w.Text("city", v) }),
            ["state"] = (Audience.All, (c, v, w) => c with { State = w.Text("state", v) }),
            ["postalCode"] = (
                Audience.All,
                (c, v, w) => c with { PostalCode = w.Text("postalCode", v) }
            ),
            ["country"] = (Audience.All, (c, v, w) => c with { Country = w.Country(v) }),
            ["website"] = (Audience.All, (c, v, w) => c with { Website = w.Text("website", v) }),
            ["timezone"] = (Audience.All, (c, v, w) => c with { Timezone = w.Text("timezone", v) }),
            ["source"] = (Audience.All, (c, v, w) => c with { Source = w.Text("source", v) }),
            ["assignedTo"] = (
                Audience.All,
                (c, v, w) => c with { AssignedTo = w.Text("assignedTo", v) }
            ),
            ["dateOfBirth"] = (Audience.All, (c, v, w) => c with { DateOfBirth = w.Birthday(v) }),
            ["dnd"] = (Audience.All, (c, v, w) => c with { Dnd = w.Flag("dnd", v) }),
            ["dndSettings"] = (Audience.All, (c, v, w) => c with { DndSettings = w.Dnd(c, v) }),
            ["inboundDndSettings"] = (
                Audience.All,
                (c, v, w) => c with { InboundDndStatus = InboundDnd(v) }
            ),
            ["tags"] = (Audience.All, (c, v, w) => c with { Tags = w.Tags(v) }),
            ["customFields"] = (
                Audience.All,
                (c, v, w) => c with { CustomFields = w.Customs(c, v) }
            ),
            ["locationId"] = (Audience.CreateUpsert, (c, _, _) => c),
            ["createNewIfDuplicateAllowed"] = (Audience.Upsert, (c, _, _) => c),
            ["businessId"] = (
                Audience.Person,
                (c, v, w) => c with { BusinessId = w.Text("businessId", v) }
            ),
            ["type"] = (
                Audience.Person,
                (c, v, w) => c with { Type = w.Text("type", v) ?? "lead" }
            ),
            ["followers"] = (
                Audience.Person,
                (c, v, w) => c with { Followers = [.. w.Items("followers", v)] }
            ),
            ["additionalEmails"] = (
                Audience.Person,
                (c, v, w) => c with { AdditionalEmails = [.. w.Items("additionalEmails", v)] }
            ),
        }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly List<string> _errors = [];
    private bool _hasParts;

    /// <exception cref="Refusal">422 with every fault of the body, or 400 for a permanent DND.</exception>
    public Contact Apply(Contact contact, JsonElement body)
    {
        if (body.ValueKind is not JsonValueKind.Object)
            throw Refusal.BadRequest("Bad Request");
        _hasParts =
            body.TryGetProperty("firstName", out _) || body.TryGetProperty("lastName", out _);
        foreach (var property in body.EnumerateObject())
        {
            if (
                Properties.TryGetValue(property.Name, out var rule)
                && rule.Audience.HasFlag(audience)
            )
                contact = rule.Set(contact, property.Value, this);
            else
                _errors.Add($"property {property.Name} should not exist");
        }
        return _errors.Count == 0 ? contact : throw Refusal.Invalid(_errors);
    }

    /// <summary>Text as stored; null for null and for empty text, which both clear.</summary>
    private string? Text(string name, JsonElement value)
    {
        if (value.ValueKind is JsonValueKind.String)
            return value.GetString() is { Length: > 0 } text ? text : null;
        if (value.ValueKind is not JsonValueKind.Null)
            _errors.Add($"{name} must be a string");
        return null;
    }

    private bool Flag(string name, JsonElement value)
    {
        if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            _errors.Add($"{name} must be a boolean value");
        return value.ValueKind is JsonValueKind.True;
    }

    /// <summary>First token and rest, where the body has neither of the two names itself.</summary>
    private Contact SplitName(Contact contact, JsonElement value)
    {
        if (_hasParts)
            return contact;
        var text = Text("name", value)?.Trim();
        var space = text?.IndexOf(' ') ?? -1;
        return contact with
        {
            FirstName = space < 0 ? text : text![..space],
            LastName = space < 0 ? null : text![(space + 1)..].TrimStart(),
        };
    }

    private string? Email(JsonElement value)
    {
        var text = Text("email", value)?.Trim();
        var at = text?.IndexOf('@') ?? 1;
        if (at <= 0 || at == text?.Length - 1 || text?.Contains(' ') == true)
            _errors.Add("email must be an email");
        return text;
    }

    private string? Phone(JsonElement value)
    {
        if (Text("phone", value) is not { } text)
            return null;
        var number = Phones.ToE164(text, location.Country);
        if (number is null)
            _errors.Add("phone must be a valid phone number");
        return number;
    }

    private string? Country(JsonElement value)
    {
        var text = Text("country", value);
        if (text is not (null or { Length: 2 }))
            _errors.Add("country must be one of the two-letter country codes");
        return text?.ToUpperInvariant();
    }

    private string? Birthday(JsonElement value)
    {
        if (Text("dateOfBirth", value) is not { } text)
            return null;
        var date = Birthdays.Parse(text);
        if (date is null)
            _errors.Add("dateOfBirth must be a valid date");
        return date;
    }

    private string[] Items(string name, JsonElement value)
    {
        if (value.ValueKind is not JsonValueKind.Array)
        {
            _errors.Add($"{name} must be an array");
            return [];
        }
        if (value.EnumerateArray().Any(item => item.ValueKind is not JsonValueKind.String))
        {
            _errors.Add($"each value in {name} must be a string");
            return [];
        }
        return [.. value.EnumerateArray().Select(item => item.GetString()!)];
    }

    private ImmutableArray<string> Tags(JsonElement value) =>
        [.. TagNames.Store(Items("tags", value))];

    private ImmutableSortedDictionary<string, DndSetting> Dnd(Contact contact, JsonElement value)
    {
        var settings = contact.DndSettings;
        if (value.ValueKind is not JsonValueKind.Object)
        {
            _errors.Add("dndSettings must be an object");
            return settings;
        }
        foreach (var channel in value.EnumerateObject())
        {
            var name = DndChannels.Stored(channel.Name);
            if (name is null || channel.Value.ValueKind is not JsonValueKind.Object)
            {
                _errors.Add($"dndSettings.property {channel.Name} should not exist");
                continue;
            }
            var status = channel.Value.TryGetProperty("status", out var s) ? s.GetString() : null;
            if (status is not ("active" or "inactive" or "permanent"))
            {
                _errors.Add(
                    $"dndSettings.{channel.Name}.status must be one of active, inactive, permanent"
                );
                continue;
            }
            if (
                audience is not Audience.Person
                && settings.TryGetValue(name, out var old)
                && old.Status == "permanent"
                && status != "permanent"
            )
            {
                throw Refusal.BadRequest(
                    $"Not authorized to update permanent dnd setting for {name}"
                );
            }
            settings = settings.SetItem(
                name,
                new DndSetting(
                    status,
                    Optional(channel.Value, "message"),
                    Optional(channel.Value, "code")
                )
            );
        }
        return settings;
    }

    private static string? InboundDnd(JsonElement value) =>
        value.ValueKind is JsonValueKind.Object && value.TryGetProperty("all", out var all)
            ? Optional(all, "status")
            : null;

    /// <summary>Custom fields merge by id; unknown ones are dropped without a word.</summary>
    private ImmutableDictionary<string, JsonElement> Customs(Contact contact, JsonElement value)
    {
        var fields = contact.CustomFields;
        if (value.ValueKind is not JsonValueKind.Array)
        {
            _errors.Add("customFields must be an array");
            return fields;
        }
        foreach (var item in value.EnumerateArray())
        {
            var key = Optional(item, "id") ?? Optional(item, "key");
            if (
                key is null
                || location.FindField(key) is not { } field
                || !Given(item, out var given)
            )
                continue;
            fields = CustomFieldValues.Store(field, given) is { } stored
                ? fields.SetItem(field.Id, stored)
                : fields.Remove(field.Id);
        }
        return fields;
    }

    private bool Given(JsonElement item, out JsonElement value) =>
        item.TryGetProperty("field_value", out value)
        || (version == ApiVersion.V3 && item.TryGetProperty("fieldValue", out value));

    private static string? Optional(JsonElement item, string name) =>
        item.ValueKind is JsonValueKind.Object
        && item.TryGetProperty(name, out var value)
        && value.ValueKind is JsonValueKind.String
            ? value.GetString()
            : null;
}
