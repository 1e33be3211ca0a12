using System.Text;
using System.Text.Json;
using Tallystick.HighLevel.Webhooks;
using Tallystick.Tests.House;

namespace Tallystick.Tests.HighLevel;

public sealed class WebhookParserTests
{
    public static TheoryData<string> Names => [.. Catalog().Select(t => t.Name)];

    [Fact]
    public void The_parser_knows_the_catalogs_events_and_no_others() =>
        WebhookEvent
            .All.Select(e => e.Name)
            .Order(StringComparer.Ordinal)
            .ShouldBe(Catalog().Select(t => t.Name).Order(StringComparer.Ordinal));

    /// <summary>A body with the fields that are published for the event, each holding a text.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Each_published_event_is_read(string name)
    {
        var trigger = Catalog().Single(t => t.Name == name);
        var known = WebhookEvent.Find(name)!;
        if (trigger.Types is [var published] && known.Name != published)
            WebhookEvent.Find(published)?.Kind.ShouldBe(known.Kind);
        var webhook = Read(BodyOf(trigger, known.WireType));
        webhook.Event.ShouldBe(known);
        webhook.Type.ShouldBe(name);
        webhook.WebhookId.ShouldBe("w-1");
        webhook.SentAt.ShouldBe(new DateTimeOffset(2026, 11, 28, 12, 0, 0, TimeSpan.Zero));
        if (trigger.Fields.Contains("locationId"))
            webhook.LocationId.ShouldBe("of locationId");
        if (trigger.Fields.Contains("id") || trigger.Fields.Contains("_id"))
            webhook.RecordId.ShouldNotBeNull();
    }

    /// <summary>The published bodies of invoices, prices, products, relations, associations and schemas carry no type.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void An_event_without_a_type_is_known_by_its_address_or_by_its_fields(string name)
    {
        var trigger = Catalog().Single(t => t.Name == name);
        if (
            trigger.Fields.Contains("type")
            || trigger.Fields is ["(payload page not in our sources)"]
        )
            return;
        var known = WebhookEvent.Find(name)!;
        var body = BodyOf(trigger, type: null);
        Read(body).Kind.ShouldBe(known.Kind);
        Read(body, name).Event.ShouldBe(known);
    }

    [Fact]
    public void An_unknown_kind_is_kept_whole()
    {
        var webhook = Read("""{"type":"MoonRise","id":"m","locationId":"L1","phase":["full"]}""");
        webhook.Type.ShouldBe("MoonRise");
        webhook.Kind.ShouldBe(WebhookKind.Other);
        webhook.Event.ShouldBeNull();
        webhook.RecordId.ShouldBe("m");
        webhook.Json.GetProperty("phase")[0].GetString().ShouldBe("full");
    }

    [Fact]
    public void A_message_sent_by_a_provider_says_its_channel_where_others_say_their_type()
    {
        var webhook = Read("""{"type":"SMS","messageId":"m","contactId":"C1","message":"hi"}""");
        webhook.Kind.ShouldBe(WebhookKind.Message);
        webhook.RecordId.ShouldBe("m");
    }

    [Fact]
    public void A_contact_is_typed_and_absent_is_not_empty()
    {
        var contact = Read(
            """
            {"type":"ContactDndUpdate","id":"C1","email":"a@b.example","dnd":true,"tags":["x","y"],
             "dndSettings":{"SMS":{"status":"active"}},"customFields":[{"id":"f","value":[1,2]},{"id":"g"}]}
            """
        )
            .Payload.ShouldBeOfType<WebhookPayload.Contact>();
        contact.Email.ShouldBe("a@b.example");
        contact.Phone.ShouldBeNull();
        contact.Dnd.ShouldBe(true);
        contact.Tags.ShouldBe(["x", "y"]);
        contact.CustomFields.Single().Value.GetArrayLength().ShouldBe(2);
        contact
            .DndSettings!.Value.GetProperty("SMS")
            .GetProperty("status")
            .GetString()
            .ShouldBe("active");
    }

    [Fact]
    public void Task_note_appointment_opportunity_record_location_and_install_are_typed()
    {
        Read("""{"type":"TaskComplete","id":"t","contactId":"C1","title":"Call"}""")
            .Payload.ShouldBeOfType<WebhookPayload.Task>()
            .Title.ShouldBe("Call");
        Read("""{"type":"NoteCreate","id":"n","contactId":"C1","body":"hi"}""")
            .Payload.ShouldBeOfType<WebhookPayload.Note>()
            .ContactId.ShouldBe("C1");
        var appointment = Read(
            """{"type":"AppointmentCreate","appointment":{"id":"a","title":"T"}}"""
        );
        appointment.RecordId.ShouldBe("a");
        appointment.Payload.ShouldBeOfType<WebhookPayload.Appointment>().Title.ShouldBe("T");
        Read("""{"type":"OpportunityUpdate","id":"o","monetaryValue":"12.50"}""")
            .Payload.ShouldBeOfType<WebhookPayload.Opportunity>()
            .MonetaryValue.ShouldBe(12.5m);
        Read(
            """{"type":"RecordUpdate","id":"r","owners":["u"],"properties":[{"key":"k","valueString":"v"}]}"""
        )
            .Payload.ShouldBeOfType<WebhookPayload.ObjectRecord>()
            .Properties["k"]
            .ShouldBe("v");
        Read("""{"type":"LocationUpdate","id":"L1","companyId":"c"}""").LocationId.ShouldBe("L1");
        Read("""{"type":"INSTALL","appId":"a","installType":"Location","locationId":"L1"}""")
            .Payload.ShouldBeOfType<WebhookPayload.Install>()
            .InstallType.ShouldBe("Location");
        Read("""{"type":"UNINSTALL","appId":"a","companyId":"c"}""")
            .Payload.ShouldBeOfType<WebhookPayload.Uninstall>()
            .CompanyId.ShouldBe("c");
    }

    [Theory]
    [InlineData(
        """{"type":"ContactUpdate","id":{"a":1},"tags":"x","customFields":{},"dnd":"yes"}"""
    )]
    [InlineData("""{"type":["ContactUpdate"],"timestamp":1e400,"webhookId":7}""")]
    [InlineData("""{"type":"OpportunityUpdate","monetaryValue":{}}""")]
    [InlineData("""{"type":"AppointmentUpdate","appointment":[1]}""")]
    [InlineData("""{"type":"ContactUpdate","firstName":"\ud83d","id":"C1"}""")]
    public void Odd_types_of_fields_are_no_errors(string body) => Read(body).ShouldNotBeNull();

    private static Webhook Read(string body, string? eventName = null) =>
        WebhookParser.Parse(Encoding.UTF8.GetBytes(body), eventName);

    private static string BodyOf(Trigger trigger, string? type)
    {
        var body = trigger
            .Fields.Where(f => !f.StartsWith('(') && f != "type")
            .ToDictionary(f => f, f => (object)$"of {f}");
        body["timestamp"] = "2026-11-28T12:00:00.000Z";
        body["webhookId"] = "w-1";
        if (type is not null)
            body["type"] = type;
        return JsonSerializer.Serialize(body);
    }

    private static IEnumerable<Trigger> Catalog()
    {
        using var file = JsonDocument.Parse(Repository.Read("catalog/highlevel-triggers.json"));
        return
        [
            .. file
                .RootElement.GetProperty("triggers")
                .EnumerateArray()
                .Select(t => new Trigger(
                    t.GetProperty("name").GetString()!,
                    TextsOf(t, "fields"),
                    TextsOf(t, "types")
                )),
        ];
    }

    private static string[] TextsOf(JsonElement item, string name) =>
        item.TryGetProperty(name, out var list)
            ? [.. list.EnumerateArray().Select(i => i.GetString()!)]
            : [];

    private sealed record Trigger(string Name, string[] Fields, string[] Types);
}
