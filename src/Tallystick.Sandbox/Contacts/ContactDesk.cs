using System.Text.Json;
using Tallystick.Sandbox.Http;
using Tallystick.Sandbox.World;

namespace Tallystick.Sandbox.Contacts;

/// <summary>What can be done to the contacts of a location, by the API or by a person; duplicates are kept out here.</summary>
internal sealed class ContactDesk(SandboxWorld world)
{
    public Contact Get(LocationState location, string id)
    {
        if (location.Contacts.TryGet(id, out var contact))
            return contact;
        var isElsewhere = world.Locations.Values.Any(l => l.Contacts.TryGet(id, out _));
        throw isElsewhere ? Refusal.WrongTenant() : Refusal.NoContact(id);
    }

    public Contact Create(
        LocationState location,
        JsonElement body,
        Audience audience,
        ApiVersion version
    )
    {
        var blank = new Contact
        {
            Id = "",
            LocationId = location.Id,
            CreatedBySource = audience is Audience.Person ? "WEB_USER" : "INTEGRATION",
        };
        var filled = new ContactWriter(location, audience, version).Apply(blank, body);
        RefuseDuplicate(location, filled);
        return Insert(location, filled);
    }

    /// <summary>Stores a new contact without looking for duplicates.</summary>
    public Contact Insert(LocationState location, Contact filled)
    {
        var now = location.Contacts.Stamp();
        var contact = filled with
        {
            Id = world.Ids.Next(),
            Country = filled.Country ?? location.Country,
            DateAdded = now,
            DateUpdated = now,
        };
        location.LearnTags(contact.Tags, world.Ids);
        location.Contacts.Put(contact);
        world.Emit("ContactCreate", location.Id, contact);
        return contact;
    }

    public Contact Update(
        LocationState location,
        Contact contact,
        JsonElement body,
        Audience audience,
        ApiVersion version
    )
    {
        var changed = new ContactWriter(location, audience, version).Apply(contact, body);
        var isKeyMoved =
            changed.EmailLowerCase != contact.EmailLowerCase || changed.Phone != contact.Phone;
        if (isKeyMoved)
            RefuseDuplicate(location, changed);
        return Store(location, contact, changed);
    }

    /// <summary>Stores a changed contact with a new dateUpdated, and tells of it.</summary>
    public Contact Store(
        LocationState location,
        Contact before,
        Contact after,
        bool isTouched = true
    )
    {
        var stored = isTouched ? after with { DateUpdated = location.Contacts.Stamp() } : after;
        location.LearnTags(stored.Tags, world.Ids);
        location.Contacts.Put(stored);
        var isTagged = !before.Tags.SequenceEqual(stored.Tags);
        var isSilenced = before.Dnd != stored.Dnd || before.DndSettings != stored.DndSettings;
        if (isTagged)
            world.Emit("ContactTagUpdate", location.Id, stored);
        if (isSilenced)
            world.Emit("ContactDndUpdate", location.Id, stored);
        if (isTouched && (!isTagged || HasOtherChange(before, stored)) && !isSilenced)
            world.Emit("ContactUpdate", location.Id, stored);
        return stored;
    }

    public void Delete(LocationState location, Contact contact)
    {
        location.Contacts.Delete(contact.Id);
        // They go with it, and no event of their own is known.
        foreach (var opportunity in location.OpportunitiesOf(contact.Id).ToList())
            location.Opportunities.Remove(opportunity.Id);
        world.Emit("ContactDelete", location.Id, contact);
    }

    /// <summary>Who already has this e-mail or phone, in the location's order.</summary>
    public static (Contact Contact, string Field)? FindDuplicate(
        LocationState location,
        string? email,
        string? phone,
        string? exceptId
    )
    {
        foreach (var field in location.UniqueIdentifiers)
        {
            var found =
                field == "email"
                    ? location.Contacts.FindByEmail(email, exceptId)
                    : location.Contacts.FindByPhone(phone, exceptId);
            if (found is not null)
                return (found, field);
        }
        return null;
    }

    private static void RefuseDuplicate(LocationState location, Contact contact)
    {
        if (location.DuplicatesAllowed)
            return;
        if (FindDuplicate(location, contact.Email, contact.Phone, contact.Id) is not { } found)
            return;
        throw Refusal.BadRequest(
            "This location does not allow duplicated contacts.",
            writer =>
            {
                writer.WriteString("contactId", found.Contact.Id);
                writer.WriteString("contactName", found.Contact.FullName);
                writer.WriteString("matchingField", found.Field);
            }
        );
    }

    private static bool HasOtherChange(Contact before, Contact after) =>
        before with { Tags = after.Tags, DateUpdated = after.DateUpdated } != after;
}
