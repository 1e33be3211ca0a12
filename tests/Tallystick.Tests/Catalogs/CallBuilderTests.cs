using System.Text.Json.Nodes;
using Tallystick.Catalogs;
using Tallystick.Catalogs.Calls;

namespace Tallystick.Tests.Catalogs;

/// <summary>A call is built from names and values, and held against the catalog before it is sent.</summary>
public sealed class CallBuilderTests
{
    private static readonly Catalog Dated = BuiltInCatalogs.HighLevel2021;

    private static readonly Dictionary<string, string> Known = new()
    {
        ["locationId"] = "L1",
        ["location_id"] = "L1",
        ["altId"] = "L1",
        ["altType"] = "location",
    };

    [Fact]
    public void Names_go_where_the_operation_takes_them()
    {
        var call = Built(
            "contacts.create-task",
            "contactId=C 1/x",
            "title=Call Ada",
            "dueDate=2026-03-01T09:00:00Z",
            "completed=false"
        );

        call.Target.ShouldBe("/contacts/C%201%2Fx/tasks");
        call.Headers.ShouldBe([KeyValuePair.Create("Version", "2021-07-28")]);
        JsonOf(call)
            .ShouldBe(
                """{"title":"Call Ada","dueDate":"2026-03-01T09:00:00Z","completed":false}"""
            );
    }

    [Fact]
    public void Text_is_read_by_the_type_that_the_catalog_names()
    {
        var call = Built(
            "locations.create-custom-field",
            "name=12",
            "dataType=TEXT",
            "position=3",
            "isMultipleFile=true",
            "acceptedFormat=.pdf",
            "acceptedFormat[]=.png"
        );

        JsonOf(call)
            .ShouldBe(
                """{"name":"12","dataType":"TEXT","position":3,"isMultipleFile":true,"acceptedFormat":[".pdf",".png"]}"""
            );
    }

    [Fact]
    public void Values_within_values_are_reached_by_their_path()
    {
        var call = Built(
            "contacts.create",
            "email=ada@example.com",
            "customFields[0].id=f1",
            "customFields[0].field_value=x",
            "dndSettings.SMS.status=active",
            "tags:=[\"a\",\"b\"]"
        );

        JsonOf(call)
            .ShouldBe(
                """{"email":"ada@example.com","customFields":[{"id":"f1","field_value":"x"}],"dndSettings":{"SMS":{"status":"active"}},"tags":["a","b"],"locationId":"L1"}"""
            );
    }

    [Fact]
    public void A_field_goes_before_the_data_and_a_list_replaces_that_of_the_data()
    {
        var call = Built(
            "contacts.create",
            """{"email":"a@example.com","tags":["old"],"firstName":"Ada"}""",
            "email=b@example.com",
            "tags=new",
            "tags=newer"
        );

        JsonOf(call)
            .ShouldBe(
                """{"email":"b@example.com","firstName":"Ada","tags":["new","newer"],"locationId":"L1"}"""
            );
    }

    [Fact]
    public void One_object_may_hold_all_that_a_call_takes()
    {
        var call = Built(
            "contacts.update-task-completed",
            """{"contactId":"C1","taskId":"T1","completed":true}"""
        );

        call.Target.ShouldBe("/contacts/C1/tasks/T1/completed");
        JsonOf(call).ShouldBe("""{"completed":true}""");
    }

    [Fact]
    public void A_read_takes_its_parameters_from_the_data_too() =>
        Built("contacts.get-duplicate", """{"email":"ada+x@example.com"}""")
            .Target.ShouldBe(
                "/contacts/search/duplicate?locationId=L1&email=ada%2Bx%40example.com"
            );

    [Fact]
    public void The_location_is_filled_in_wherever_it_is_required()
    {
        Built("locations.get-tags").Target.ShouldBe("/locations/L1/tags");
        Built("opportunities.search").Target.ShouldBe("/opportunities/search?location_id=L1");
        Built("products.list-invoices").Target.ShouldContain("locationId=L1");
        JsonOf(Built("contacts.upsert", "email=a@example.com")).ShouldContain("\"L1\"");
    }

    [Fact]
    public void What_a_delete_is_about_is_never_assumed() =>
        Faults("locations.delete", "deleteTwilioAccount=false")
            .ShouldBe(["locationId is missing. It is text."]);

    [Fact]
    public void A_list_in_the_query_is_repeated() =>
        Built(
            "calendars.get-slots",
            "calendarId=K1",
            "startDate=1",
            "endDate=2",
            "userIds=u1",
            "userIds=u2"
        )
            .Target.ShouldBe(
                "/calendars/K1/free-slots?startDate=1&endDate=2&userIds=u1&userIds=u2"
            );

    [Fact]
    public void A_name_in_two_places_goes_to_both_unless_one_is_named()
    {
        var both = Built(
            "ad-manager.li-get-campaign-group-reporting",
            Reporting("campaignGroupId=G1")
        );
        both.Target.ShouldContain("campaignGroupId=G1");
        both.Path.ShouldContain("G1");

        var each = Built(
            "ad-manager.li-get-campaign-group-reporting",
            Reporting("path:campaignGroupId=G1", "query:campaignGroupId=G2")
        );
        each.Target.ShouldContain("campaignGroupId=G2");
        each.Path.ShouldContain("G1");
    }

    [Fact]
    public void All_faults_are_told_at_once_each_with_its_way_out()
    {
        var faults = Faults(
            "contacts.create-task",
            "titel=x",
            "completed=perhaps",
            "dueDate=tomorrow"
        );

        faults.ShouldBe([
            "completed must be true or false.",
            "contactId is missing. It is text.",
            "title is missing. It is text.",
            "titel is no field of it. Did you mean 'title'?",
        ]);
    }

    [Theory]
    [InlineData(
        "opportunities.update-status",
        """{"id":"O1","status":"wonn"}""",
        "Did you mean 'won'?"
    )]
    [InlineData(
        "contacts.add-tags",
        """{"contactId":"C1","tags":"vip"}""",
        "tags must be list of text."
    )]
    [InlineData(
        "contacts.add-tags",
        """{"contactId":"C1","tags":["a",1]}""",
        "tags[1] must be text."
    )]
    [InlineData("contacts.get", """{"contactID":"C1"}""", "Did you mean 'contactId'?")]
    [InlineData("contacts.get", """{"contactId":".."}""", "contactId must name something.")]
    [InlineData(
        "calendars.fetch-resources",
        """{"resourceType":"rooms","limit":"many","skip":0}""",
        "limit must be number."
    )]
    [InlineData(
        "calendars.fetch-resources",
        """{"resourceType":"hall","limit":5,"skip":0}""",
        "resourceType must be one of equipments, rooms."
    )]
    [InlineData(
        "contacts.create",
        """{"dndSettings":{"Pigeon":{}}}""",
        "dndSettings.Pigeon is no field of it."
    )]
    public void A_value_that_does_not_fit_is_told_by_its_place(
        string name,
        string data,
        string message
    ) => Faults(name, data).ShouldContain(f => f.Contains(message, StringComparison.Ordinal));

    [Fact]
    public void A_fault_never_tells_the_value() =>
        Faults("contacts.create", """{"email":5551234,"firstName":["Secret"]}""")
            .ShouldAllBe(f => !f.Contains("5551234") && !f.Contains("Secret"));

    [Fact]
    public void Null_clears_and_is_let_through() =>
        JsonOf(Built("contacts.update", """{"contactId":"C1","email":null}"""))
            .ShouldBe("""{"email":null}""");

    [Fact]
    public void A_draft_with_faults_is_built_as_far_as_it_goes()
    {
        var draft = Draft("contacts.update", ["contactId=C1", "shoeSize=42"]);

        draft.Faults.Count.ShouldBe(1);
        draft.Request!.Target.ShouldBe("/contacts/C1");
        JsonOf(draft.Request).ShouldBe("""{"shoeSize":42}""");
    }

    [Fact]
    public void A_form_is_sent_as_a_form_and_a_file_is_named()
    {
        var form = Built(
            "oauth.get-access-token",
            "client_id=a",
            "client_secret=b",
            "grant_type=refresh_token"
        );
        form.Body.ShouldBeOfType<CallBody.Form>().Values.Count.ShouldBe(3);

        var upload = Built("locations.upload-file-custom-fields", "id=f1", "maxFiles=1");
        upload
            .Body.ShouldBeOfType<CallBody.Multipart>()
            .Parts.ShouldContain(new CallPart("id", "f1", null));

        var files = Built("forms.upload-to-custom-fields", "contactId=C1", "f1_x=@photo.png");
        files
            .Body.ShouldBeOfType<CallBody.Multipart>()
            .Parts.ShouldBe([new CallPart("f1_x", null, "photo.png")]);
    }

    [Theory]
    [InlineData("email")]
    [InlineData("=x")]
    public void A_field_needs_a_name_and_a_value(string text) =>
        Should.Throw<CatalogException>(() => CallField.Parse(text));

    private static string[] Reporting(params string[] more) =>
        [.. more, "startDate=2026-01-01", "endDate=2026-01-31"];

    private static CallRequest Built(string name, params string[] texts)
    {
        var draft = Draft(name, texts);
        draft.Faults.ShouldBeEmpty();
        return draft.Request!;
    }

    private static IEnumerable<string> Faults(string name, params string[] texts) =>
        Draft(name, texts).Faults.Select(f => f.ToString());

    private static CallDraft Draft(string name, string[] texts) =>
        CallBuilder.Build(
            Dated,
            Dated.Operations.Single(o => o.Name == name),
            new CallInput
            {
                Fields = [.. texts.Where(t => t[0] != '{').Select(CallField.Parse)],
                Data = texts.FirstOrDefault(t => t[0] == '{') is { } data
                    ? JsonNode.Parse(data)
                    : null,
                Known = Known,
            }
        );

    private static string JsonOf(CallRequest call) =>
        call.Body.ShouldBeOfType<CallBody.Json>().Text;
}
