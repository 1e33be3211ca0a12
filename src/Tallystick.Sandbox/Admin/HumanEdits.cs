using System.Text.Json;
using Tallystick.Sandbox.Contacts;
using Tallystick.Sandbox.Http;
using Tallystick.Sandbox.People;
using Tallystick.Sandbox.World;

namespace Tallystick.Sandbox.Admin;

/// <summary>What a person at the CRM's screen might do to contacts picked at random.</summary>
internal sealed class HumanEdits(ContactDesk desk)
{
    /// <summary>Changes that many different contacts, or all, and returns their ids; the same seed picks the same ones.</summary>
    public IReadOnlyList<string> Make(LocationState location, int count, int seed)
    {
        var random = new Random(seed);
        var all = location.Contacts.All.Select(c => c.Id).Order(StringComparer.Ordinal).ToArray();
        random.Shuffle(all);
        var picked = all.Take(count).ToArray();
        for (var i = 0; i < picked.Length; i++)
        {
            var contact = desk.Get(location, picked[i]);
            var person = SandboxPeople.Generate(seed, 1_000_000 + i);
            var body = JsonSerializer.SerializeToElement(Change(random, contact, person, seed, i));
            desk.Update(location, contact, body, Audience.Person, ApiVersion.Dated);
        }
        return picked;
    }

    private static Dictionary<string, object> Change(
        Random random,
        Contact contact,
        SandboxPerson person,
        int seed,
        int index
    ) =>
        random.Next(6) switch
        {
            0 => new() { ["city"] = person.City, ["state"] = person.State },
            1 => new() { ["firstName"] = person.FirstName },
            2 => new() { ["companyName"] = $"{person.LastName} & Co" },
            3 => new() { ["address1"] = person.Street },
            4 => new() { ["tags"] = contact.Tags.Append($"edited {seed}-{index}").ToArray() },
            _ => new() { ["lastName"] = person.LastName },
        };
}
