using System.Collections.Concurrent;
using Tallystick.Connectors.HighLevel.Objects;
using Tallystick.Core.Connectors;
using Tallystick.Core.Records;
using Tallystick.Core.Schema;
using Tallystick.HighLevel;

namespace Tallystick.Connectors.HighLevel.Contacts;

/// <summary>Contacts: the one object type with a modified time, a search and custom fields.</summary>
internal sealed partial class ContactObject(HighLevelCaller caller) : IHighLevelObject
{
    private readonly ConcurrentDictionary<Projection, ContactShape> _shapes = new();
    private Dictionary<string, ContactField> _fields = ContactFields.Standard.ToDictionary(f =>
        f.Field.Key
    );
    private ObjectSchema _schema = ContactFields.Schema;

    public string ObjectType => ContactFields.Key;

    public IReadOnlyList<string> Scopes => ["contacts.readonly", "contacts.write"];

    private HighLevelClient Client => caller.Client;

    public Capabilities Capabilities =>
        caller.Common with
        {
            Changes = ChangeDetection.ModifiedTime,
            ChangeOverlap = TimeSpan.FromTicks(
                Math.Max(TimeSpan.FromMinutes(2).Ticks, caller.Settings.SearchLag.Ticks * 2)
            ),
            TrustworthyTimes = true,
            RefusesDuplicatesOn = caller.Location.UniqueFields,
            FindsBy = ["email", "phone"],
            SetsByElement = ["tags", "followers"],
            PageSize = SearchRequest.PageLimitMax,
        };

    public ObjectSchema Describe(LocationFacts location)
    {
        var fields = ContactFields
            .Standard.Concat(
                location
                    .Customs.Where(c => c.Model is null or "contact")
                    .Select(ContactFields.Custom)
            )
            .DistinctBy(f => f.Field.Key)
            .ToList();
        _fields = fields.ToDictionary(f => f.Field.Key);
        _shapes.Clear();
        return _schema = new ObjectSchema(
            ContactFields.Key,
            [
                .. fields.Select(f =>
                    f.Field with
                    {
                        Unique = location.UniqueFields.Contains(f.Field.Key),
                        // Seen in live contacts that were created without one.
                        FilledWith = f.Field.Key == "country" ? location.Country : null,
                    }
                ),
            ]
        )
        {
            Country = location.Country,
            TimeZone = location.TimeZone,
        };
    }

    public IReadOnlyList<string> CallsOf(Projection projection, string? id, Patch patch)
    {
        var sorted = new ContactPatch(ShapeOf(projection), patch);
        return id is null ? sorted.CreateCalls : sorted.UpdateCalls;
    }

    public async Task<string> ProbeAsync(CancellationToken cancellationToken)
    {
        using var answer = await CallAsync(
            Operations.SearchContacts,
            token => Client.SearchContactsAsync(new SearchRequest { PageLimit = 1 }, token),
            cancellationToken
        );
        return $"{answer["total"]} contacts can be read";
    }

    private ContactShape ShapeOf(Projection projection) =>
        _shapes.GetOrAdd(projection, static (p, fields) => new ContactShape(p, fields), _fields);

    private Task<T> CallAsync<T>(
        Operation operation,
        Func<CancellationToken, Task<T>> call,
        CancellationToken cancellationToken
    ) => caller.CallAsync(operation, call, KeyOf, cancellationToken);

    private string? KeyOf(string word) =>
        _fields.ContainsKey(word) && word.StartsWith("dnd.", StringComparison.Ordinal)
            ? word
            : _fields.Values.FirstOrDefault(f => f.Part is null && f.Full == word)?.Field.Key;
}
