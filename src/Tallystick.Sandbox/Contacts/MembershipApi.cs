using System.Text.Json;
using Tallystick.Sandbox.Http;
using Tallystick.Sandbox.World;

namespace Tallystick.Sandbox.Contacts;

/// <summary>What a contact has several of, added and removed one by one: tags, followers, campaigns, workflows.</summary>
internal sealed class MembershipApi(SandboxWorld world, ContactDesk desk)
{
    private const string Tags = "/contacts/{contactId}/tags";
    private const string Followers = "/contacts/{contactId}/followers";
    private const string Campaign = "/contacts/{contactId}/campaigns/{campaignId}";
    private const string Workflow = "/contacts/{contactId}/workflow/{workflowId}";

    public IEnumerable<Route> Routes =>
        [
            new("POST", Tags, "tags.add", "contacts.write", AddTags),
            new("DELETE", Tags, "tags.remove", "contacts.write", RemoveTags),
            new("POST", Followers, "followers.add", "contacts.write", AddFollowers),
            new("DELETE", Followers, "followers.remove", "contacts.write", RemoveFollowers),
            new("POST", Campaign, "campaigns.add", "contacts.write", c => Join(c, "campaign", 201)),
            new(
                "DELETE",
                Campaign,
                "campaigns.remove",
                "contacts.write",
                c => Leave(c, "campaign")
            ),
            new(
                "DELETE",
                "/contacts/{contactId}/campaigns/removeAll",
                "campaigns.remove-all",
                "contacts.write",
                LeaveAll
            )
            {
                Only = ApiVersion.Dated,
            },
            new(
                "DELETE",
                "/contacts/{contactId}/campaigns/remove-all",
                "campaigns.remove-all",
                "contacts.write",
                LeaveAll
            )
            {
                Only = ApiVersion.V3,
            },
            new("POST", Workflow, "workflows.add", "contacts.write", c => Join(c, "workflow", 201)),
            new(
                "DELETE",
                Workflow,
                "workflows.remove",
                "contacts.write",
                c => Leave(c, "workflow")
            ),
        ];

    private readonly HashSet<(string Kind, string Contact, string Id)> _members = [];

    private Reply AddTags(Call call)
    {
        var (contact, given) = Read(call, "tags");
        var names = TagNames.Store(given).ToList();
        var added = names.Except(contact.Tags).ToList();
        var stored =
            added.Count == 0
                ? contact
                : StoreTags(call, contact, contact with { Tags = [.. contact.Tags, .. added] });
        return call.Created(writer => WriteLists(writer, "tags", stored.Tags, "tagsAdded", added));
    }

    private Reply RemoveTags(Call call)
    {
        var (contact, given) = Read(call, "tags");
        var removed = TagNames.Store(given).Intersect(contact.Tags).ToList();
        var stored =
            removed.Count == 0
                ? contact
                : StoreTags(
                    call,
                    contact,
                    contact with
                    {
                        Tags = [.. contact.Tags.Except(removed)],
                    }
                );
        return call.Ok(writer => WriteLists(writer, "tags", stored.Tags, "tagsRemoved", removed));
    }

    private Reply AddFollowers(Call call)
    {
        var (contact, given) = Read(call, "followers");
        var added = given.Distinct().Except(contact.Followers).ToList();
        var stored =
            added.Count == 0
                ? contact
                : StoreTags(
                    call,
                    contact,
                    contact with
                    {
                        Followers = [.. contact.Followers, .. added],
                    }
                );
        return call.Created(writer =>
            WriteLists(writer, "followers", stored.Followers, "followersAdded", added)
        );
    }

    private Reply RemoveFollowers(Call call)
    {
        var (contact, given) = Read(call, "followers");
        var removed = given.Distinct().Intersect(contact.Followers).ToList();
        var stored =
            removed.Count == 0
                ? contact
                : StoreTags(
                    call,
                    contact,
                    contact with
                    {
                        Followers = [.. contact.Followers.Except(removed)],
                    }
                );
        return call.Ok(writer =>
            WriteLists(writer, "followers", stored.Followers, "followersRemoved", removed)
        );
    }

    private Contact StoreTags(Call call, Contact before, Contact after) =>
        desk.Store(call.Location, before, after, world.Options.TagsMoveDateUpdated);

    private Reply Join(Call call, string kind, int status)
    {
        var contact = desk.Get(call.Location, call.Path["contactId"]);
        CheckMembership(call, kind);
        _members.Add((kind, contact.Id, call.Path[kind + "Id"]));
        return call.Done(status);
    }

    private Reply Leave(Call call, string kind)
    {
        var contact = desk.Get(call.Location, call.Path["contactId"]);
        CheckMembership(call, kind);
        _members.Remove((kind, contact.Id, call.Path[kind + "Id"]));
        return call.Done();
    }

    private static void CheckMembership(Call call, string kind)
    {
        if (kind is not "workflow")
            return;
        var dto = new Dto(call.Body, "eventStartTime");
        dto.Instant("eventStartTime");
        dto.Check();
    }

    private Reply LeaveAll(Call call)
    {
        var contact = desk.Get(call.Location, call.Path["contactId"]);
        _members.RemoveWhere(m => m.Kind == "campaign" && m.Contact == contact.Id);
        return call.Done();
    }

    private (Contact Contact, IReadOnlyList<string> Given) Read(Call call, string name)
    {
        var contact = desk.Get(call.Location, call.Path["contactId"]);
        var dto = new Dto(call.Body, name);
        var given = dto.Texts(name, isRequired: true);
        dto.Check();
        return (contact, given);
    }

    private static void WriteLists(
        Utf8JsonWriter writer,
        string name,
        IEnumerable<string> all,
        string changedName,
        IEnumerable<string> changed
    )
    {
        ContactJson.WriteTexts(writer, name, all);
        ContactJson.WriteTexts(writer, changedName, changed);
    }
}
