using Tallystick.Contract.Tests.Connectors;
using Tallystick.Core.Connectors;
using Tallystick.Core.Records;

namespace Tallystick.Contract.Tests.HighLevel;

/// <summary>Notes through the connector: they are listed contact by contact.</summary>
public sealed class NoteObjectTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_note_is_written_whole_read_back_and_cleared()
    {
        await using var rig = await ObjectRig.StartAsync("note");
        var written = await rig.CreateAsync(
            ("contact", Api.C1),
            ("body", "שלום\nworld"),
            ("title", "Greeting"),
            ("user", "sx6wyHhbFdRXh302LLNR"),
            ("color", "#FFAA00"),
            ("pinned", "true")
        );

        var stored = await rig.GetAsync(written.Id);
        stored.ShouldNotBeNull().Values.ShouldBe(written.After!.Values);
        rig.Of(stored, "user").ShouldBe(Value.Of("sx6wyHhbFdRXh302LLNR"));
        rig.Of(stored, "dateAdded").HasContent.ShouldBeTrue();
        (await rig.ListAsync()).Single().Values.ShouldBe(stored.Values);

        await rig.UpdateAsync(written.Id, ("title", null), ("pinned", null));
        var cleared = await rig.GetAsync(written.Id);
        rig.Of(cleared, "title").IsEmpty.ShouldBeTrue();
        rig.Of(cleared, "pinned").ShouldBe(Value.Of("false"));
        rig.Of(cleared, "body").ShouldBe(Value.Of("שלום\nworld"));
        await ObjectRig.FailAsync(
            ProblemKind.Invalid,
            () => rig.UpdateAsync(written.Id, ("body", null))
        );
    }

    [Fact]
    public async Task A_listing_killed_in_the_middle_goes_on_where_it_was()
    {
        await using var rig = await ObjectRig.StartAsync("note", contacts: 119);
        var contacts = await ContactsAsync(rig);
        contacts.Count.ShouldBe(120);
        foreach (var contact in contacts)
            await rig.CreateAsync(("contact", contact), ("body", $"Note of {contact}"));
        await rig.Api.DeskAsync("counters/reset");
        var first = await rig.Connector.ListAsync(rig.Projection, ListQuery.All, null, Token);

        // A deleted contact and an edited one in the part that is done must not move the rest.
        await rig.Api.DeleteAsync($"/contacts/{contacts[3]}");
        await rig.Api.PutAsync($"/contacts/{contacts[4]}", new { city = "Bonn" });
        await using var other = HighLevelConnectors.Open(rig.Api.Sandbox, rig.Api.Handler);
        var projection = await ObjectRig.ProjectionAsync(other, "note");
        var (found, cursor) = (first.Records.Select(r => r.Id).ToList(), first.Next);
        while (cursor is not null)
        {
            var page = await other.ListAsync(projection, ListQuery.All, cursor, Token);
            found.AddRange(page.Records.Select(r => r.Id));
            cursor = page.Next;
        }

        found.Select(id => id.Split('/')[0]).ShouldBe(contacts, ignoreOrder: true);
        (await rig.CallsAsync("notes.list")).ShouldBe(120);
        (await rig.CallsAsync("contacts.search")).ShouldBe(3);
    }

    [Fact]
    public async Task A_failure_costs_the_contact_that_failed_and_not_those_before_it()
    {
        await using var rig = await ObjectRig.StartAsync("note", contacts: 79);
        foreach (var contact in await ContactsAsync(rig))
            await rig.CreateAsync(("contact", contact), ("body", "there"));
        await rig.Api.DeskAsync("counters/reset");
        rig.Api.Handler.IsOff = true;
        await rig.Api.DeskAsync(
            "faults",
            new
            {
                rate500 = 0.1,
                seed = 3,
                operations = new[] { "notes.list" },
            }
        );

        var (found, cursor, isDone, failures) = (new List<string>(), (string?)null, false, 0);
        while (!isDone)
        {
            try
            {
                var page = await rig.Connector.ListAsync(
                    rig.Projection,
                    ListQuery.All,
                    cursor,
                    Token
                );
                found.AddRange(page.Records.Select(r => r.Id));
                (cursor, isDone) = (page.Next, page.Next is null);
            }
            catch (ConnectorException e) when (e.Kind is ProblemKind.Transient && failures++ < 50)
            {
                // Asked again, as the engine would.
            }
        }

        found.Count.ShouldBe(80);
        found.ShouldBeUnique();
        (await rig.CallsAsync("notes.list")).ShouldBeLessThan(240);
    }

    [Fact]
    public async Task Changes_are_found_where_the_contact_moved_and_only_there()
    {
        await using var rig = await ObjectRig.StartAsync("note", contacts: 30);
        var contacts = await ContactsAsync(rig);
        foreach (var contact in contacts)
            await rig.CreateAsync(("contact", contact), ("body", "as it was"));
        var capabilities = rig.Connector.CapabilitiesOf("note");
        capabilities.Changes.ShouldBe(ChangeDetection.ParentModified);
        capabilities.SweepsAreCostly.ShouldBeTrue();
        capabilities.AbsenceIsEvidence.ShouldBeFalse();
        var since = (
            await rig.Connector.ListAsync(rig.Projection, ListQuery.All, null, Token)
        ).ModifiedThrough.ShouldNotBeNull();

        await rig.Api.PutAsync($"/contacts/{contacts[7]}", new { city = "Bonn" });
        await rig.Api.DeskAsync("counters/reset");
        var query = new ListQuery { ChangedSince = since.AddMilliseconds(1) };
        var page = await rig.Connector.ListAsync(rig.Projection, query, null, Token);

        page.Records.Single().Id.ShouldStartWith(contacts[7] + "/");
        page.ModifiedThrough.ShouldNotBeNull().ShouldBeGreaterThan(since);
        (await rig.CallsAsync("notes.list")).ShouldBe(1);
    }

    [Fact]
    public async Task A_contact_that_search_still_shows_though_it_is_gone_has_no_notes()
    {
        await using var rig = await ObjectRig.StartAsync("note", lag: TimeSpan.FromSeconds(12));
        await rig.Api.AdvanceAsync(13);
        var gone = await rig.Api.CreateAsync("gone@example.com");
        await rig.CreateAsync(("contact", gone), ("body", "gone with it"));
        var kept = await rig.CreateAsync(("contact", Api.C1), ("body", "kept"));
        await rig.Api.AdvanceAsync(13);
        await rig.Api.DeleteAsync($"/contacts/{gone}");

        (await rig.ListAsync()).Select(r => r.Id).ShouldBe([kept.Id]);
    }

    [Fact]
    public async Task The_notes_of_one_contact_take_one_call()
    {
        await using var rig = await ObjectRig.StartAsync("note", contacts: 5);
        var one = await rig.CreateAsync(("contact", Api.C1), ("body", "mine"));

        (await rig.ListWhereAsync("contact", Api.C1)).Select(r => r.Id).ShouldBe([one.Id]);

        (await rig.CallsAsync("notes.list")).ShouldBe(1);
        (await rig.CallsAsync("contacts.search")).ShouldBe(0);
    }

    private static async Task<List<string>> ContactsAsync(ObjectRig rig)
    {
        var found = await rig.Api.DeskAsync("contacts?limit=1000", method: "GET");
        return
        [
            .. found
                .GetProperty("contacts")
                .EnumerateArray()
                .Select(c => c.GetProperty("id").GetString()!),
        ];
    }
}
