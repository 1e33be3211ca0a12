using System.Text.Json;
using Tallystick.Sandbox.Contacts;
using Tallystick.Sandbox.Generic;
using Tallystick.Sandbox.Locations;
using Tallystick.Sandbox.OAuth;
using Tallystick.Sandbox.Opportunities;
using Tallystick.Sandbox.World;

namespace Tallystick.Sandbox.Snapshots;

/// <summary>Everything as one JSON file, written beside the old one and renamed over it.</summary>
internal static class Snapshot
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    public static async Task SaveAsync(
        SandboxWorld world,
        string path,
        CancellationToken cancellationToken
    )
    {
        byte[] bytes;
        lock (world.Gate)
            bytes = JsonSerializer.SerializeToUtf8Bytes(Take(world), Json);
        var full = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        await File.WriteAllBytesAsync(full + ".tmp", bytes, cancellationToken);
        File.Move(full + ".tmp", full, overwrite: true);
    }

    /// <exception cref="InvalidDataException">The file is no snapshot of the sandbox.</exception>
    public static async Task LoadAsync(
        SandboxWorld world,
        string path,
        CancellationToken cancellationToken
    )
    {
        var bytes = await File.ReadAllBytesAsync(path, cancellationToken);
        WorldData data;
        try
        {
            data =
                JsonSerializer.Deserialize<WorldData>(bytes, Json)
                ?? throw new JsonException("empty");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException(
                $"'{path}' is not a snapshot of the sandbox: {e.Message}",
                e
            );
        }
        lock (world.Gate)
        {
            foreach (var location in data.Locations)
                Restore(world, location);
            foreach (var id in world.Locations.Keys.Except(data.Locations.Select(l => l.Id)))
                world.Locations.Remove(id);
            if (data.Users is { } users)
                Replace(world.Users, users);
            if (data.OAuth is { } oauth)
                world.OAuth.Restore(oauth);
            foreach (var token in data.Tokens ?? [])
                world.Tokens.TryAdd(token.Value, token.ToToken());
            foreach (var other in data.Others ?? [])
                world.Generic.Restore(other.Path, other.Records, other.Gone);
            world.Ids.GoOnFrom(bytes);
        }
    }

    private static WorldData Take(SandboxWorld world) =>
        new(
            1,
            [
                .. world.Locations.Values.Select(l => new LocationData(
                    l.Id,
                    l.DuplicatesAllowed,
                    [.. l.Contacts.All],
                    [.. l.Contacts.Tasks.Values.SelectMany(t => t)],
                    [.. l.Contacts.Notes.Values.SelectMany(n => n)],
                    [.. l.Contacts.Appointments.Values.SelectMany(a => a)],
                    l.CustomFields,
                    l.CustomValues,
                    l.Tags,
                    [.. l.Businesses.Values]
                )
                {
                    Facts = l.Facts,
                    Opportunities = [.. OpportunityDesk.Sorted(l)],
                }),
            ]
        )
        {
            Users = world.Users,
            OAuth = world.OAuth.Take(),
            Tokens =
            [
                .. world
                    .Tokens.Values.OrderBy(t => t.Value, StringComparer.Ordinal)
                    .Select(t => new TokenData(
                        t.Value,
                        t.Kind,
                        t.Class,
                        t.LocationId,
                        t.Scopes is { } scopes ? [.. scopes.Order(StringComparer.Ordinal)] : null,
                        t.ExpiresAt
                    )),
            ],
            Others =
            [
                .. world.Generic.All.Select(c => new OtherData(
                    c.Key,
                    c.Value.Records,
                    [.. c.Value.Gone.Order(StringComparer.Ordinal)]
                )),
            ],
        };

    private static void Restore(SandboxWorld world, LocationData data)
    {
        if (!world.Locations.TryGetValue(data.Id, out var location))
            location = world.AddLocation(
                data.Id,
                data.Facts
                    ?? throw new InvalidDataException(
                        $"The snapshot speaks of an unknown location {data.Id}."
                    )
            );
        location.Facts = data.Facts ?? location.Facts;
        location.DuplicatesAllowed = data.DuplicatesAllowed;
        Replace(location.CustomFields, data.CustomFields);
        Replace(location.CustomValues, data.CustomValues);
        location.LearnTags(data.Tags.Select(t => t.Name), world.Ids);
        Replace(location.Tags, data.Tags);
        foreach (var business in data.Businesses)
            location.Businesses[business.Id] = business;
        foreach (var opportunity in data.Opportunities ?? [])
            location.Opportunities[opportunity.Id] = opportunity;
        foreach (var contact in data.Contacts)
            location.Contacts.Put(contact, atOnce: true);
        foreach (var task in data.Tasks)
            ContactBook.Children(location.Contacts.Tasks, task.ContactId).Add(task);
        foreach (var note in data.Notes)
            ContactBook.Children(location.Contacts.Notes, note.ContactId).Add(note);
        foreach (var appointment in data.Appointments)
            ContactBook
                .Children(location.Contacts.Appointments, appointment.ContactId)
                .Add(appointment);
    }

    private static void Replace<T>(List<T> list, IReadOnlyList<T> with)
    {
        list.Clear();
        list.AddRange(with);
    }

    /// <summary>What is null is missing in snapshots of before they could be written.</summary>
    private sealed record WorldData(int Version, IReadOnlyList<LocationData> Locations)
    {
        public IReadOnlyList<SandboxUser>? Users { get; init; }

        public IReadOnlyList<OtherData>? Others { get; init; }

        public OAuthData? OAuth { get; init; }

        /// <summary>Those that were given out, and those that every sandbox has.</summary>
        public IReadOnlyList<TokenData>? Tokens { get; init; }
    }

    private sealed record TokenData(
        string Value,
        TokenKind Kind,
        TokenClass Class,
        string? LocationId,
        IReadOnlyList<string>? Scopes,
        long? ExpiresAt
    )
    {
        public SandboxToken ToToken() =>
            new(Value, Kind, Class, LocationId, Scopes?.ToHashSet(StringComparer.Ordinal))
            {
                ExpiresAt = ExpiresAt,
            };
    }

    /// <summary>What generic operations made below a path.</summary>
    private sealed record OtherData(
        string Path,
        IReadOnlyList<GenericRecord> Records,
        IReadOnlyList<string> Gone
    );

    private sealed record LocationData(
        string Id,
        bool DuplicatesAllowed,
        IReadOnlyList<Contact> Contacts,
        IReadOnlyList<ContactTask> Tasks,
        IReadOnlyList<ContactNote> Notes,
        IReadOnlyList<Appointment> Appointments,
        IReadOnlyList<CustomField> CustomFields,
        IReadOnlyList<CustomValue> CustomValues,
        IReadOnlyList<LocationTag> Tags,
        IReadOnlyList<Business> Businesses
    )
    {
        public LocationFacts? Facts { get; init; }

        public IReadOnlyList<Opportunity>? Opportunities { get; init; }
    }
}
