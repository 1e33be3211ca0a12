using Tallystick.Core.Connectors;
using Tallystick.Core.Records;
using Tallystick.Core.Schema;

namespace Tallystick.Contract.Tests.HighLevel;

/// <summary>Companies, and the contacts that belong to them.</summary>
public sealed class CompanyObjectTests
{
    private static readonly (string Key, string? Text)[] Whole =
    [
        ("name", "Ångström & Söhne"),
        ("phone", "+12125550123"),
        ("email", "office@example.com"),
        ("website", "https://example.com"),
        ("address", "1 Main St"),
        ("city", "Bonn"),
        ("state", "NRW"),
        ("postalCode", "53111"),
        ("country", "DE"),
        ("description", "two\nlines"),
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_company_is_written_whole_read_back_and_cleared()
    {
        await using var rig = await ObjectRig.StartAsync("company");
        var written = await rig.CreateAsync(Whole);

        var stored = await rig.GetAsync(written.Id);
        stored.ShouldNotBeNull().Values.ShouldBe(written.After!.Values);
        foreach (var (key, text) in Whole)
            rig.Of(stored, key).ShouldBe(Value.Of(text), key);
        stored.ModifiedAt.ShouldNotBeNull();
        (await rig.ListAsync()).Single().Values.ShouldBe(stored.Values);

        await rig.UpdateAsync(
            written.Id,
            [.. Whole.Skip(1).Select(field => (field.Key, (string?)null))]
        );
        var cleared = await rig.GetAsync(written.Id);
        foreach (var (key, _) in Whole.Skip(1))
            rig.Of(cleared, key).IsEmpty.ShouldBeTrue(key);
        rig.Of(cleared, "name").ShouldBe(Value.Of("Ångström & Söhne"));
        (
            await ObjectRig.FailAsync(ProblemKind.Invalid, () => rig.CreateAsync(("city", "Bonn")))
        ).Field.ShouldBe("name");
    }

    [Fact]
    public async Task Contacts_are_put_into_a_company_found_by_it_and_taken_out()
    {
        await using var rig = await ObjectRig.StartAsync("company");
        var company = (await rig.CreateAsync(("name", "Acme"))).Id;
        var contacts = await ObjectRig.ProjectionAsync(rig.Connector, "contact");
        var field = contacts.Fields.Single(f => f.Key == "company");
        (field.Type, field.RefersTo).ShouldBe((FieldType.Reference, "company"));
        contacts.Fields.ShouldContain(f => f.Key == "companyName");
        var ordinal = contacts.Fields.ToList().IndexOf(field);
        await rig.Api.CreateAsync("outside@example.com");

        var patch = new Patch([new FieldChange(ordinal, Value.Of(company))]);
        await rig.Connector.UpdateAsync(contacts, Api.C1, patch, null, Token);

        rig.Connector.CallsOf(contacts, Api.C1, patch).ShouldBe(["contacts.bulk-business"]);
        var inside = await rig.Connector.GetAsync(contacts, Api.C1, Token);
        inside.ShouldNotBeNull().Values[ordinal].ShouldBe(Value.Of(company));
        foreach (var key in new[] { "company", "businessId" })
        {
            var query = new ListQuery
            {
                Filter = new Dictionary<string, string> { [key] = company },
            };
            (await rig.Connector.ListAsync(contacts, query, null, Token))
                .Records.Single()
                .Id.ShouldBe(Api.C1);
        }

        var none = new Patch([new FieldChange(ordinal, Value.Empty)]);
        await rig.Connector.UpdateAsync(contacts, Api.C1, none, null, Token);
        var outside = await rig.Connector.GetAsync(contacts, Api.C1, Token);
        outside.ShouldNotBeNull().Values[ordinal].IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public async Task Users_are_listed_and_found_by_address_and_never_written()
    {
        await using var rig = await ObjectRig.StartAsync("user");

        var users = await rig.ListAsync();
        users.Count.ShouldBe(2);
        var olivia = users.Single(u => u.Id == "sx6wyHhbFdRXh302LLNR");
        rig.Of(olivia, "name").ShouldBe(Value.Of("Olivia Admin"));
        rig.Of(olivia, "email").ShouldBe(Value.Of("olivia@agency.example"));
        rig.Of(olivia, "phone").ShouldBe(Value.Of("+12125550110"));
        (await rig.GetAsync(olivia.Id)).ShouldNotBeNull().Values.ShouldBe(olivia.Values);
        (await rig.GetAsync("nobody")).ShouldBeNull();
        var found = await rig.Connector.FindAsync(
            rig.Projection,
            "email",
            "Olivia@Agency.example",
            Token
        );
        found.Single().Id.ShouldBe(olivia.Id);
        (
            await rig.Connector.FindAsync(rig.Projection, "email", "agency.example", Token)
        ).ShouldBeEmpty();

        rig.Connector.CapabilitiesOf("user").CanUpdate.ShouldBeFalse();
        rig.Projection.Fields.ShouldAllBe(f => (f.Access & FieldAccess.Write) == 0);
        await ObjectRig.FailAsync(
            ProblemKind.Permanent,
            () => rig.UpdateAsync(olivia.Id, ("name", "Other"))
        );
    }
}
