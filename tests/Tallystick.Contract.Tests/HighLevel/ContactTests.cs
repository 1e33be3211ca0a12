using System.Text.Json;

namespace Tallystick.Contract.Tests.HighLevel;

/// <summary>Acceptance cases T10 to T19 and T29: creating, changing, tagging and deleting one contact.</summary>
public sealed class ContactTests
{
    private static readonly object Rosan = new
    {
        locationId = Api.L1,
        firstName = "Rosan",
        lastName = "Deo",
        email = "Rosan@Deos.com",
        phone = "+1 888-888-8888",
        tags = new[] { "VIP" },
        customFields = new[] { new { id = Api.Field, field_value = "x" } },
        dateOfBirth = "09/25/1990",
    };

    [Fact]
    public async Task A_created_contact_is_answered_as_it_is_stored()
    {
        await using var api = await Api.StartAsync();
        var reply = await api.PostAsync("/contacts/", Rosan);
        reply.Status.ShouldBe(201);
        var contact = reply["contact"];
        contact.GetProperty("id").GetString()!.Length.ShouldBe(20);
        contact.GetProperty("firstNameLowerCase").GetString().ShouldBe("rosan");
        contact.GetProperty("emailLowerCase").GetString().ShouldBe("rosan@deos.com");
        contact.GetProperty("phone").GetString().ShouldBe("+18888888888");
        Texts(contact, "tags").ShouldBe(["vip"]);
        contact.GetProperty("customFields")[0].GetProperty("value").GetString().ShouldBe("x");
        contact.GetProperty("dateOfBirth").GetString().ShouldBe("1990-09-25T00:00:00.000Z");
        contact.GetProperty("country").GetString().ShouldBe("US");
        contact.GetProperty("deleted").GetBoolean().ShouldBeFalse();
        (await EventsAsync(api)).ShouldContain("ContactCreate");
    }

    [Fact]
    public async Task A_second_contact_with_the_same_email_or_phone_is_refused_and_the_first_one_named()
    {
        await using var api = await Api.StartAsync();
        var id = (await api.PostAsync("/contacts/", Rosan))["contact"]
            .GetProperty("id")
            .GetString();
        var byEmail = await api.PostAsync(
            "/contacts/",
            new { locationId = Api.L1, email = "rosan@deos.com" }
        );
        byEmail.ShouldRefuse(400, "This location does not allow duplicated contacts.");
        byEmail["meta"].GetProperty("contactId").GetString().ShouldBe(id);
        byEmail["meta"].GetProperty("contactName").GetString().ShouldBe("Rosan Deo");
        byEmail["meta"].GetProperty("matchingField").GetString().ShouldBe("email");
        var byPhone = await api.PostAsync(
            "/contacts/",
            new { locationId = Api.L1, phone = "(888) 888-8888" }
        );
        byPhone["meta"].GetProperty("matchingField").GetString().ShouldBe("phone");

        await api.DeskAsync($"locations/{Api.L1}", new { allowDuplicateContact = true }, "PATCH");
        (
            await api.PostAsync("/contacts/", new { locationId = Api.L1, email = "rosan@deos.com" })
        ).Status.ShouldBe(201);
    }

    [Theory]
    [InlineData("locationId")]
    [InlineData("gender")]
    [InlineData("companyName")]
    [InlineData("additionalEmails")]
    public async Task An_update_refuses_properties_that_are_not_its_own(string property)
    {
        await using var api = await Api.StartAsync();
        var reply = await api.PutAsync(
            $"/contacts/{Api.C1}",
            new Dictionary<string, string> { [property] = Api.L1 }
        );
        reply.ShouldBeInvalid($"property {property} should not exist");
    }

    [Fact]
    public async Task Custom_fields_must_be_a_list()
    {
        await using var api = await Api.StartAsync();
        (
            await api.PutAsync($"/contacts/{Api.C1}", new { customFields = new { a = 1 } })
        ).ShouldBeInvalid("customFields must be an array");
    }

    [Fact]
    public async Task An_update_replaces_all_tags_and_merges_custom_fields()
    {
        await using var api = await Api.StartAsync();
        await api.PutAsync(
            $"/contacts/{Api.C1}",
            new { customFields = new[] { new { id = Api.Field, field_value = "one" } } }
        );
        var tagged = await api.PutAsync($"/contacts/{Api.C1}", new { tags = new[] { "C" } });
        tagged["succeded"].GetBoolean().ShouldBeTrue();
        Texts(tagged["contact"], "tags").ShouldBe(["c"]);
        var renamed = await api.PutAsync(
            $"/contacts/{Api.C1}",
            new
            {
                firstName = "New",
                customFields = new[] { new { key = "background", field_value = "two" } },
            }
        );
        Texts(renamed["contact"], "tags").ShouldBe(["c"]);
        renamed["contact"].GetProperty("customFields").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public async Task Tags_are_added_and_removed_one_by_one()
    {
        await using var api = await Api.StartAsync();
        var added = await api.PostAsync($"/contacts/{Api.C1}/tags", new { tags = new[] { "New" } });
        added.Status.ShouldBe(201);
        Texts(added.Body, "tags").ShouldBe(["a", "b", "new"]);
        Texts(added.Body, "tagsAdded").ShouldBe(["new"]);
        var removed = await api.DeleteAsync(
            $"/contacts/{Api.C1}/tags",
            new { tags = new[] { "a" } }
        );
        removed.Status.ShouldBe(200);
        Texts(removed.Body, "tags").ShouldBe(["b", "new"]);
        Texts(removed.Body, "tagsRemoved").ShouldBe(["a"]);
        (await EventsAsync(api)).Count(e => e == "ContactTagUpdate").ShouldBe(2);
    }

    [Fact]
    public async Task An_upsert_goes_by_the_first_identifier_and_drops_the_other_ones_without_a_word()
    {
        await using var api = await Api.StartAsync();
        var fresh = await api.PostAsync(
            "/contacts/upsert",
            new
            {
                locationId = Api.L1,
                email = "a@example.com",
                phone = "+12125550101",
            }
        );
        fresh["new"].GetBoolean().ShouldBeTrue();
        var a = fresh["contact"].GetProperty("id").GetString();
        await api.CreateAsync("b@example.com", new { phone = "+12125550102" });

        var known = await api.PostAsync(
            "/contacts/upsert",
            new
            {
                locationId = Api.L1,
                email = "A@example.com",
                firstName = "Ada",
            }
        );
        known["new"].GetBoolean().ShouldBeFalse();
        known["contact"].GetProperty("id").GetString().ShouldBe(a);
        var torn = await api.PostAsync(
            "/contacts/upsert",
            new
            {
                locationId = Api.L1,
                email = "a@example.com",
                phone = "+12125550102",
            }
        );
        torn["contact"].GetProperty("id").GetString().ShouldBe(a);
        torn["contact"].GetProperty("phone").GetString().ShouldBe("+12125550101");
        (
            await api.PostAsync(
                "/contacts/upsert",
                new { locationId = Api.L1, firstName = "Nobody" }
            )
        ).ShouldRefuse(400, "Pass at least one of number, email query parameter");
    }

    [Fact]
    public async Task An_upsert_makes_a_second_contact_only_where_that_is_allowed_and_asked_for()
    {
        await using var api = await Api.StartAsync();
        await api.CreateAsync("a@example.com");
        var asked = new
        {
            locationId = Api.L1,
            email = "a@example.com",
            createNewIfDuplicateAllowed = true,
        };
        (await api.PostAsync("/contacts/upsert", asked))["new"].GetBoolean().ShouldBeFalse();
        await api.DeskAsync($"locations/{Api.L1}", new { allowDuplicateContact = true }, "PATCH");
        (await api.PostAsync("/contacts/upsert", asked))["new"].GetBoolean().ShouldBeTrue();
        (
            await api.PostAsync(
                "/contacts/upsert",
                new { locationId = Api.L1, email = "a@example.com" }
            )
        )["new"]
            .GetBoolean()
            .ShouldBeFalse();
    }

    [Fact]
    public async Task A_duplicate_is_looked_up_by_number_or_email()
    {
        await using var api = await Api.StartAsync();
        await api.PostAsync("/contacts/", Rosan);
        var found = await api.GetAsync(
            $"/contacts/search/duplicate?locationId={Api.L1}&number=%2B18888888888"
        );
        found["contact"].GetProperty("firstName").GetString().ShouldBe("Rosan");
        (
            await api.GetAsync(
                $"/contacts/search/duplicate?locationId={Api.L1}&email=nobody%40example.com"
            )
        )["contact"]
            .ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task A_deleted_contact_is_a_bad_request_and_leaves_the_search_after_the_lag()
    {
        await using var api = await Api.StartAsync();
        (await api.DeleteAsync($"/contacts/{Api.C1}"))["succeded"].GetBoolean().ShouldBeTrue();
        (await api.GetAsync($"/contacts/{Api.C1}")).ShouldRefuse(
            400,
            $"Contact with id {Api.C1} not found"
        );
        (await EventsAsync(api)).ShouldContain("ContactDelete");
        (await api.SearchAsync(new { locationId = Api.L1, pageLimit = 10 }))["total"]
            .GetInt32()
            .ShouldBe(1);
        await api.AdvanceAsync(12);
        (await api.SearchAsync(new { locationId = Api.L1, pageLimit = 10 }))["total"]
            .GetInt32()
            .ShouldBe(0);
    }

    [Fact]
    public async Task A_permanent_do_not_disturb_cannot_be_lifted_and_inbound_changes_tell_nobody()
    {
        await using var api = await Api.StartAsync();
        await api.DeskAsync(
            $"contacts/{Api.C1}",
            new { dndSettings = new { SMS = new { status = "permanent" } } },
            "PATCH"
        );
        (
            await api.PutAsync(
                $"/contacts/{Api.C1}",
                new { dndSettings = new { SMS = new { status = "inactive" } } }
            )
        ).ShouldRefuse(400, "Not authorized to update permanent dnd setting for SMS");
        var before = (await EventsAsync(api)).Count;
        (
            await api.PutAsync(
                $"/contacts/{Api.C1}",
                new { dndSettings = new { Email = new { status = "active" } } }
            )
        ).Status.ShouldBe(200);
        (await EventsAsync(api))[before..].ShouldBe(["ContactDndUpdate"]);
    }

    [Fact]
    public async Task The_v3_generation_spells_its_answers_anew()
    {
        await using var api = await Api.StartAsync();
        var reply = await api.SendAsync(
            "PUT",
            $"/contacts/{Api.C1}",
            new
            {
                customFields = new[] { new { id = Api.Field, fieldValue = "y" } },
                dndSettings = new { sms = new { status = "active" } },
            },
            version: "v3"
        );
        reply.Status.ShouldBe(200);
        reply["succeeded"].GetBoolean().ShouldBeTrue();
        reply.Has("succeded").ShouldBeFalse();
        reply["contact"]
            .GetProperty("dndSettings")
            .GetProperty("sms")
            .GetProperty("status")
            .GetString()
            .ShouldBe("active");
        reply["contact"]
            .GetProperty("customFields")[0]
            .GetProperty("value")
            .GetString()
            .ShouldBe("y");
        var deleted = await api.SendAsync("DELETE", $"/contacts/{Api.C1}", version: "v3");
        deleted["succeeded"].GetBoolean().ShouldBeTrue();
        deleted["succeded"].GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task In_v3_the_old_spelling_of_a_custom_field_is_taken_and_all_campaigns_are_left_by_a_new_path()
    {
        await using var api = await Api.StartAsync();
        var one = $"/contacts/{Api.C1}";

        var old = await api.SendAsync(
            "PUT",
            one,
            new { customFields = new[] { new { id = Api.Field, field_value = "z" } } },
            version: "v3"
        );
        var all = await api.SendAsync("DELETE", $"{one}/campaigns/remove-all", version: "v3");
        var oneOfThem = await api.SendAsync("DELETE", $"{one}/campaigns/removeAll", version: "v3");

        old["contact"]
            .GetProperty("customFields")[0]
            .GetProperty("value")
            .GetString()
            .ShouldBe("z");
        all.Status.ShouldBe(200);
        oneOfThem.Status.ShouldBe(200);
    }

    [Fact]
    public async Task Phones_names_and_dates_are_stored_in_one_form_and_cleared_by_null_or_empty_text()
    {
        await using var api = await Api.StartAsync();
        var id = await api.CreateAsync(
            "n@example.com",
            new
            {
                name = "Ada King Lovelace",
                phone = "212.555.0199",
                city = "X",
            }
        );
        var contact = (await api.GetAsync($"/contacts/{id}"))["contact"];
        contact.GetProperty("firstName").GetString().ShouldBe("Ada");
        contact.GetProperty("lastName").GetString().ShouldBe("King Lovelace");
        contact.GetProperty("phone").GetString().ShouldBe("+12125550199");
        await api.PutAsync($"/contacts/{id}", new { city = "", lastName = (string?)null });
        var cleared = (await api.GetAsync($"/contacts/{id}"))["contact"];
        cleared.TryGetProperty("city", out _).ShouldBeFalse();
        cleared.TryGetProperty("lastName", out _).ShouldBeFalse();
    }

    internal static IReadOnlyList<string> Texts(JsonElement element, string name) =>
        [.. element.GetProperty(name).EnumerateArray().Select(e => e.GetString()!)];

    internal static async Task<List<string>> EventsAsync(Api api) =>
        [
            .. (await api.DeskAsync("events", method: "GET"))
                .EnumerateArray()
                .Select(e => e.GetProperty("type").GetString()!),
        ];
}
