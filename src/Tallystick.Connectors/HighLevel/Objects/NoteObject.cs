using System.Text.Json;
using Tallystick.Connectors.HighLevel.Contacts;
using Tallystick.Core.Connectors;
using Tallystick.Core.Records;
using Tallystick.Core.Schema;
using Tallystick.HighLevel;

namespace Tallystick.Connectors.HighLevel.Objects;

/// <summary>
/// Notes of contacts. No call lists them across contacts, and they carry no time of change: a
/// listing walks the contacts and asks each for its notes. Changes are looked for where the contact
/// moved, which a note need not make it do; whole sweeps find the rest.
/// </summary>
internal sealed class NoteObject(HighLevelCaller caller) : IHighLevelObject
{
    public const string Key = "note";

    /// <summary>So many contacts are asked for their notes before the listing's place is noted.</summary>
    public const int ContactsPerPage = 50;

    /// <summary>So many of them at the same time.</summary>
    private const int AtOnceMax = 10;

    private static readonly ModelFields<ContactNote, NoteInput> Fields = new(
        Key,
        [
            new(
                new Field("contact", "Contact", FieldType.Reference)
                {
                    RefersTo = "contact",
                    Required = true,
                    Access = FieldAccess.Read | FieldAccess.Create,
                    Aliases = ["contactId", "contact_id"],
                },
                n => Value.Of(n.ContactId)
            )
            {
                Wire = "contactId",
            },
            new(
                new Field("body", "Text", FieldType.Text)
                {
                    Required = true,
                    Aliases = ["text", "note", "content"],
                },
                n => Value.Of(n.Body),
                (input, value) => input with { Body = ModelFields.Plain(value) }
            ),
            new(
                new Field("title", "Title", FieldType.Text) { Aliases = ["subject"] },
                n => Value.Of(n.Title),
                (input, value) => input with { Title = ModelFields.Plain(value) }
            ),
            new(
                new Field("user", "User", FieldType.Reference)
                {
                    RefersTo = "user",
                    Aliases = ["userId", "author"],
                },
                n => Value.Of(n.UserId),
                (input, value) => input with { UserId = ModelFields.Plain(value) }
            )
            {
                Wire = "userId",
            },
            new(
                new Field("color", "Colour", FieldType.Text),
                n => Value.Of(n.Color),
                (input, value) => input with { Color = ModelFields.Plain(value) }
            ),
            new(
                new Field("pinned", "Pinned", FieldType.Bool),
                n => ModelFields.Flag(n.Pinned),
                (input, value) => input with { Pinned = value.Text == "true" }
            ),
            new(
                new Field("dateAdded", "Added", FieldType.Instant)
                {
                    Access = FieldAccess.Read,
                    Aliases = ["created"],
                },
                n => Value.Of(n.DateAdded)
            ),
            new(
                new Field("id", "Id", FieldType.Text) { Access = FieldAccess.Read },
                n => Value.Of(n.Id)
            ),
        ]
    );

    public string ObjectType => Key;

    public IReadOnlyList<string> Scopes => ["contacts.readonly", "contacts.write"];

    public Capabilities Capabilities =>
        caller.Common with
        {
            Changes = ChangeDetection.ParentModified,
            ChangeOverlap = TimeSpan.FromTicks(
                Math.Max(TimeSpan.FromMinutes(2).Ticks, caller.Settings.SearchLag.Ticks * 2)
            ),
            PageSize = ContactsPerPage,
            SweepsAreCostly = true,
        };

    public ObjectSchema Describe(LocationFacts location) =>
        Fields.Schema with
        {
            TimeZone = location.TimeZone,
        };

    /// <summary>
    /// The cursor is the place of the last contact whose notes were read. Its order is one that no
    /// edit made meanwhile disturbs, so that a listing can go on from it at any time.
    /// </summary>
    public async Task<Page> ListAsync(
        Projection projection,
        ListQuery query,
        string? cursor,
        CancellationToken cancellationToken
    )
    {
        var fits = Fields.FilterOf(query.Filter);
        var one = query.Filter.FirstOrDefault(f => Fields.Schema.Find(f.Key)?.Key == "contact");
        if (one.Value is { } contact)
        {
            var own = await NotesOfAsync(contact, cancellationToken);
            return new Page([.. own.Where(fits).Select(n => RecordOf(projection, n))], null);
        }
        var request = new SearchRequest
        {
            PageLimit = ContactsPerPage,
            SearchAfter = cursor,
            SortBy = query.ChangedSince is null ? "dateAdded" : "dateUpdated",
            UpdatedSince = query.ChangedSince,
        };
        using var answer = await caller.CallAsync(
            Operations.SearchContacts,
            token => caller.Client.SearchContactsAsync(request, token),
            cancellationToken
        );
        var rows = Rows(answer);
        var (notes, done) = await NotesOfAsync(rows, cancellationToken);
        return new Page(
            [.. notes.Where(fits).Select(n => RecordOf(projection, n))],
            NextOf(rows, done)
        )
        {
            ModifiedThrough = rows.Take(done).Select(ModifiedAt).Max(),
            Faults =
            [
                .. rows.Take(done)
                    .Where(row => IdOf(row) is null)
                    .Select(_ => new RowFault(
                        "search",
                        "HighLevel listed a contact without an id."
                    )),
            ],
        };
    }

    /// <summary>
    /// The notes of the contacts in turn, as far as they could be read: what the first contacts
    /// have is not asked for again because a later call failed.
    /// </summary>
    /// <returns>And how many contacts were read.</returns>
    private async Task<(List<ContactNote> Notes, int Done)> NotesOfAsync(
        List<JsonElement> contacts,
        CancellationToken cancellationToken
    )
    {
        var (found, done) = (new List<ContactNote>(), 0);
        foreach (var some in contacts.Chunk(AtOnceMax))
        {
            var readings = await Task.WhenAll(
                some.Select(c => TryNotesOfAsync(IdOf(c), cancellationToken))
            );
            foreach (var (notes, problem) in readings)
            {
                if (problem is not null && done == 0)
                    throw problem;
                if (problem is not null)
                    return (found, done);
                found.AddRange(notes);
                done++;
            }
        }
        return (found, done);
    }

    private async Task<(
        IReadOnlyList<ContactNote> Notes,
        ConnectorException? Problem
    )> TryNotesOfAsync(string? contact, CancellationToken cancellationToken)
    {
        try
        {
            return (contact is null ? [] : await NotesOfAsync(contact, cancellationToken), null);
        }
        catch (ConnectorException e)
        {
            return ([], e);
        }
    }

    public async Task<Record> GetAsync(
        Projection projection,
        string id,
        CancellationToken cancellationToken
    )
    {
        var (contact, child) = ChildId.Parse(id);
        var note = await caller.CallAsync(
            Operations.GetNote,
            token => caller.Client.GetNoteAsync(contact, child, token),
            cancellationToken
        );
        return RecordOf(projection, note with { Id = child, ContactId = contact });
    }

    public Task<IReadOnlyList<Record>> FindAsync(
        Projection projection,
        string fieldKey,
        string value,
        CancellationToken cancellationToken
    ) => Task.FromResult<IReadOnlyList<Record>>([]);

    public async Task<WriteResult> CreateAsync(
        Projection projection,
        Patch patch,
        CancellationToken cancellationToken
    )
    {
        var named = ModelFields<ContactNote, NoteInput>.TextOf(projection, patch, "contact");
        var contact = ChildId.ContactFor(Key, named);
        var input = Fields.Write(projection, new NoteInput(), patch);
        var note = await Creating.OnContactAsync(
            Key,
            () =>
                caller.CallAsync(
                    Operations.CreateNote,
                    token => caller.Client.CreateNoteAsync(contact, input, token),
                    Fields.KeyOf,
                    cancellationToken
                )
        );
        HighLevelCaller.RequireId(Operations.CreateNote, note.Id);
        var after = RecordOf(projection, note with { ContactId = contact });
        return new WriteResult(after.Id, after);
    }

    public async Task<WriteResult> UpdateAsync(
        Projection projection,
        string id,
        Patch patch,
        CancellationToken cancellationToken
    )
    {
        var (contact, child) = ChildId.Parse(id);
        var input = Fields.Write(projection, new NoteInput(), patch);
        var note = await caller.CallAsync(
            Operations.UpdateNote,
            token => caller.Client.UpdateNoteAsync(contact, child, input, token),
            Fields.KeyOf,
            cancellationToken
        );
        return new WriteResult(
            id,
            RecordOf(projection, note with { Id = child, ContactId = contact })
        );
    }

    public async Task DeleteAsync(string id, CancellationToken cancellationToken)
    {
        var (contact, child) = ChildId.Parse(id);
        await caller.CallAsync(
            Operations.DeleteNote,
            token => caller.Client.DeleteNoteAsync(contact, child, token),
            cancellationToken
        );
    }

    public IReadOnlyList<string> CallsOf(Projection projection, string? id, Patch patch) =>
        [id is null ? Operations.CreateNote.Name : Operations.UpdateNote.Name];

    /// <summary>They are read by the scope of contacts.</summary>
    public async Task<string> ProbeAsync(CancellationToken cancellationToken)
    {
        using var answer = await caller.CallAsync(
            Operations.SearchContacts,
            token => caller.Client.SearchContactsAsync(new SearchRequest { PageLimit = 1 }, token),
            cancellationToken
        );
        return $"a whole sweep takes {answer["total"]} calls, one for each contact";
    }

    /// <summary>None where the contact went since it was listed.</summary>
    private async Task<IReadOnlyList<ContactNote>> NotesOfAsync(
        string contact,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var notes = await caller.CallAsync(
                Operations.ListNotes,
                token => caller.Client.ListNotesAsync(contact, token),
                cancellationToken
            );
            return [.. notes.Select(n => n with { ContactId = contact })];
        }
        catch (ConnectorException e) when (e.Kind is ProblemKind.NotFound)
        {
            return [];
        }
    }

    private static List<JsonElement> Rows(HighLevelAnswer answer) =>
        answer["contacts"] is { ValueKind: JsonValueKind.Array } rows
            ? [.. rows.EnumerateArray()]
            : throw ContactObject.NoList(answer);

    private static string? NextOf(List<JsonElement> rows, int done) =>
        (done < rows.Count || rows.Count == ContactsPerPage)
        && rows[done - 1].TryGetProperty("searchAfter", out var after)
            ? after.GetRawText()
            : null;

    private static string? IdOf(JsonElement contact) => ContactReader.Text(contact, "id");

    private static DateTimeOffset? ModifiedAt(JsonElement contact) =>
        ContactReader.Instant(contact, "dateUpdated");

    private static Record RecordOf(Projection projection, ContactNote note) =>
        Fields.Read(projection, new ChildId(note.ContactId!, note.Id).ToString(), note) with
        {
            CreatedAt = ModelFields.Instant(note.DateAdded),
        };
}
