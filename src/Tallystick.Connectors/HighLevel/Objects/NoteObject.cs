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
internal sealed class NoteObject(HighLevelCaller caller)
    : ContactChildObject<ContactNote, NoteInput>(
        caller,
        Fields,
        new(Operations.GetNote, Operations.CreateNote, Operations.UpdateNote, Operations.DeleteNote)
    )
{
    public const string Key = "note";

    /// <summary>So many contacts are asked for their notes before the listing's place is noted.</summary>
    public const int ContactsPerPage = 50;

    /// <summary>So many of them at the same time.</summary>
    private const int AtOnceMax = 10;

    private static readonly ModelFields<ContactNote, NoteInput> Fields = new(
        Key,
        [
            ModelFields.Contact<ContactNote, NoteInput>(n => n.ContactId),
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

    public override IReadOnlyList<string> Scopes => ["contacts.readonly", "contacts.write"];

    public override Capabilities Capabilities =>
        Caller.Common with
        {
            Changes = ChangeDetection.ParentModified,
            ChangeOverlap = TimeSpan.FromTicks(
                Math.Max(TimeSpan.FromMinutes(2).Ticks, Caller.Settings.SearchLag.Ticks * 2)
            ),
            PageSize = ContactsPerPage,
            SweepsAreCostly = true,
        };

    /// <summary>
    /// The cursor is the place of the last contact whose notes were read. Its order is one that no
    /// edit made meanwhile disturbs, so that a listing can go on from it at any time.
    /// </summary>
    public override async Task<Page> ListAsync(
        Projection projection,
        ListQuery query,
        string? cursor,
        CancellationToken cancellationToken
    )
    {
        var fits = Fields.FilterOf(query.Filter);
        if (Fields.ContactOf(query.Filter) is { } contact)
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
        using var answer = await Caller.CallAsync(
            Operations.SearchContacts,
            token => Caller.Client.SearchContactsAsync(request, token),
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

    /// <summary>They are read by the scope of contacts.</summary>
    public override async Task<string> ProbeAsync(CancellationToken cancellationToken)
    {
        using var answer = await Caller.CallAsync(
            Operations.SearchContacts,
            token => Caller.Client.SearchContactsAsync(new SearchRequest { PageLimit = 1 }, token),
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
            var notes = await Caller.CallAsync(
                Operations.ListNotes,
                token => Caller.Client.ListNotesAsync(contact, token),
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

    protected override Task<ContactNote> FetchAsync(ChildId place, CancellationToken token) =>
        Caller.Client.GetNoteAsync(place.Contact, place.Child, token);

    protected override Task<ContactNote> SendNewAsync(
        string contact,
        NoteInput input,
        CancellationToken token
    ) => Caller.Client.CreateNoteAsync(contact, input, token);

    protected override Task<ContactNote> SendAsync(
        ChildId place,
        NoteInput input,
        CancellationToken token
    ) => Caller.Client.UpdateNoteAsync(place.Contact, place.Child, input, token);

    protected override Task RemoveAsync(ChildId place, CancellationToken token) =>
        Caller.Client.DeleteNoteAsync(place.Contact, place.Child, token);

    protected override string OwnIdOf(ContactNote model) => model.Id;

    protected override ContactNote Placed(ContactNote model, ChildId place) =>
        model with
        {
            Id = place.Child,
            ContactId = place.Contact,
        };

    protected override Record RecordOf(Projection projection, ChildId place, ContactNote note) =>
        base.RecordOf(projection, place, note) with
        {
            CreatedAt = ModelFields.Instant(note.DateAdded),
        };

    private Record RecordOf(Projection projection, ContactNote listed) =>
        RecordOf(projection, new ChildId(listed.ContactId!, listed.Id), listed);
}
