using System.Text.Json;
using Tallystick.Sandbox.Contacts;
using Tallystick.Sandbox.Http;
using Tallystick.Sandbox.World;
using static Tallystick.Sandbox.Locations.LocationPart;

namespace Tallystick.Sandbox.Opportunities;

/// <summary>Opportunities, one by one.</summary>
internal sealed class OpportunityApi(SandboxWorld world, ContactDesk contacts)
{
    private const string One = "/opportunities/{id}";
    private const string Read = "opportunities.readonly";
    private const string Write = "opportunities.write";

    private readonly OpportunityDesk _desk = new(world);

    public IEnumerable<Route> Routes =>
        [
            new("POST", "/opportunities", "opportunities.create", Write, Create),
            new("POST", "/opportunities/upsert", "opportunities.upsert", Write, Upsert),
            new("GET", One, "opportunities.get", Read, Get),
            new("PUT", One, "opportunities.update", Write, Update),
            new("PUT", One + "/status", "opportunities.update-status", Write, SetStatus),
            new("DELETE", One, "opportunities.delete", Write, Delete),
            new("POST", One + "/followers", "opportunities.add-followers", Write, AddFollowers),
            new(
                "DELETE",
                One + "/followers",
                "opportunities.remove-followers",
                Write,
                RemoveFollowers
            ),
        ];

    private Reply Create(Call call)
    {
        var draft = new OpportunityDraft(call, "locationId", "contactId");
        var locationId = draft.Dto.Text("locationId", isRequired: true);
        var contactId = draft.Dto.Text("contactId", isRequired: true);
        foreach (var name in new[] { "name", "pipelineId", "status" })
            if (!draft.Dto.Has(name))
                draft.Dto.Text(name, isRequired: true);
        draft.Dto.Check();
        var location = call.LocationOf(locationId);
        var contact = contacts.Get(location, contactId!);
        var made = _desk.Create(
            location,
            draft.Fill(
                location,
                new Opportunity("", location.Id, contact.Id) { Source = contact.Source }
            )
        );
        return call.Created(w => WriteOne(w, "opportunity", made, Writer(call, location)));
    }

    /// <summary>
    /// By the id, else by contact and pipeline, else by name and pipeline: the documents name no
    /// contact there, and the live rule is not published.
    /// </summary>
    private Reply Upsert(Call call)
    {
        string[] ofFollowers = ["followers", "isRemoveAllFollowers", "followersActionType"];
        var draft = new OpportunityDraft(
            call,
            ["id", "locationId", "contactId", "lostReasonId", .. ofFollowers]
        );
        var dto = draft.Dto;
        var locationId = dto.Text("locationId", isRequired: true);
        var pipelineId = dto.Text("pipelineId", isRequired: true) ?? "";
        var (id, contactId) = (dto.Text("id"), dto.Text("contactId"));
        var followers = FollowersOf(dto);
        dto.Check();
        var location = call.LocationOf(locationId);
        if (contactId is not null)
            contacts.Get(location, contactId);
        var old =
            id is not null ? _desk.Get(location, id)
            : contactId is not null ? OpportunityDesk.Find(location, contactId, pipelineId)
            : OpportunityDesk
                .Sorted(location)
                .FirstOrDefault(o => o.PipelineId == pipelineId && o.Name == dto.Text("name"));
        var filled = draft.Fill(location, old ?? new Opportunity("", location.Id, contactId ?? ""));
        filled = filled with { Followers = [.. followers(filled.Followers)] };
        var stored = old is null
            ? _desk.Create(location, filled)
            : _desk.Store(location, old, filled);
        return call.Ok(writer =>
        {
            WriteOne(writer, "opportunity", stored, Writer(call, location));
            writer.WriteBoolean("new", old is null);
        });
    }

    private Reply Get(Call call)
    {
        var opportunity = Find(call);
        return call.Ok(w => WriteOne(w, "opportunity", opportunity, Writer(call, call.Location)));
    }

    private Reply Update(Call call)
    {
        var old = Find(call);
        var filled = new OpportunityDraft(call).Fill(call.Location, old);
        var stored = _desk.Store(call.Location, old, filled);
        return call.Ok(w => WriteOne(w, "opportunity", stored, Writer(call, call.Location)));
    }

    private Reply SetStatus(Call call)
    {
        var old = Find(call);
        var dto = new Dto(call.Body, "status", "lostReasonId");
        var status = OpportunityDraft.StatusOf(dto, isRequired: true);
        var reason = dto.Text("lostReasonId");
        dto.Check();
        OpportunityDraft.CheckReason(call.Location, reason);
        _desk.Store(
            call.Location,
            old,
            old with
            {
                Status = status!,
                LostReasonId = reason ?? old.LostReasonId,
            }
        );
        return Done(call);
    }

    private Reply Delete(Call call)
    {
        _desk.Delete(call.Location, Find(call));
        return Done(call);
    }

    private Reply AddFollowers(Call call)
    {
        var (old, given) = (Find(call), Given(call));
        var added = given.Except(old.Followers).ToList();
        var all = Follow(call, old, [.. old.Followers, .. added]);
        return call.Created(writer =>
        {
            ContactJson.WriteTexts(writer, "followers", all);
            ContactJson.WriteTexts(writer, "followersAdded", added);
        });
    }

    private Reply RemoveFollowers(Call call)
    {
        var (old, given) = (Find(call), Given(call));
        IEnumerable<string> meant =
            call.Query["isRemoveAllFollowers"] == "true" ? old.Followers : given;
        var removed = old.Followers.Intersect(meant).ToList();
        var all = Follow(call, old, [.. old.Followers.Except(removed)]);
        return call.Ok(writer =>
        {
            ContactJson.WriteTexts(writer, "followers", all);
            ContactJson.WriteTexts(writer, "followersRemoved", removed);
        });
    }

    private IReadOnlyList<string> Follow(Call call, Opportunity old, string[] followers)
    {
        if (followers.Length != old.Followers.Length)
            _desk.Store(call.Location, old, old with { Followers = [.. followers] });
        return followers;
    }

    private static IReadOnlyList<string> Given(Call call)
    {
        var dto = new Dto(call.Body, "followers");
        var given = dto.Texts("followers", isRequired: true);
        dto.Check();
        return [.. given.Distinct()];
    }

    /// <summary>What an upsert makes of the followers.</summary>
    private static Func<IEnumerable<string>, IEnumerable<string>> FollowersOf(Dto dto)
    {
        var given = dto.Texts("followers", isRequired: true);
        var isAll = dto.Flag("isRemoveAllFollowers", isRequired: true) is true;
        var action = dto.Text("followersActionType", isRequired: true);
        if (action is not (null or "add" or "remove"))
            dto.Error("followersActionType must be one of the following values: add, remove");
        return action is "remove" ? old => isAll ? [] : old.Except(given) : old => old.Union(given);
    }

    private Opportunity Find(Call call) => _desk.Get(call.Location, call.Path["id"]);

    private static Action<Utf8JsonWriter, Opportunity> Writer(Call call, LocationState location) =>
        (writer, opportunity) => OpportunityJson.Write(writer, location, opportunity, call.Version);

    private static Reply Done(Call call) =>
        call.Ok(writer =>
        {
            writer.WriteBoolean("succeded", true);
            if (call.IsV3)
                writer.WriteBoolean("success", true);
        });
}
