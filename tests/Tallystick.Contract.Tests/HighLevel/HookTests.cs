using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Tallystick.HighLevel.Webhooks;
using Tallystick.Sandbox;
using Tallystick.Sandbox.Hooks;

namespace Tallystick.Contract.Tests.HighLevel;

/// <summary>What the sandbox tells of, to whom, how it is signed and how it is told again.</summary>
public sealed class HookTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task T31_Webhooks_are_signed_over_their_bytes_and_carry_their_id_and_time()
    {
        await using var inbox = await HookInbox.OpenAsync();
        await using var api = await StartAsync(inbox);
        await api.CreateAsync("zoe@example.com", new { firstName = "Zoë \"😀\" </script>" });
        await SettleAsync(api);

        var arrival = inbox.Arrivals.ShouldHaveSingleItem();
        using var receiver = new WebhookReceiver(
            new WebhookReceiverOptions { Keys = await KeysAsync(api) },
            new WebhookMemory(),
            TimeProvider.System
        );
        using var body = new MemoryStream(arrival.Body);
        var receipt = await receiver.ReceiveAsync(
            body,
            arrival.Header("X-GHL-Signature"),
            arrival.Header("X-WH-Signature"),
            (_, _) => Task.CompletedTask,
            cancellationToken: Token
        );
        receipt.Refusal.ShouldBeNull();
        receipt.Webhook!.Type.ShouldBe("ContactCreate");
        receipt.Webhook.LocationId.ShouldBe(Api.L1);
        receipt.Webhook.AppId.ShouldNotBeNull();
        arrival["versionId"].ShouldNotBeNullOrEmpty();
        arrival["webhookId"].ShouldNotBeNullOrEmpty();
    }

    [Theory]
    [InlineData("2026-08-31T23:00:00Z", true)]
    [InlineData("2026-09-01T00:00:01Z", false)]
    public async Task T31_The_old_signature_is_sent_until_its_end(string now, bool isSent)
    {
        var time = new FakeTimeProvider(DateTimeOffset.Parse(now, null));
        await using var inbox = await HookInbox.OpenAsync();
        await using var api = await StartAsync(inbox, time: time);
        await api.CreateAsync("ada@example.com");
        await SettleAsync(api);

        var arrival = inbox.Arrivals.ShouldHaveSingleItem();
        var legacy = arrival.Header("X-WH-Signature");
        (legacy is not null).ShouldBe(isSent);
        if (!isSent)
            return;
        using var verifier = new WebhookVerifier(await KeysAsync(api));
        verifier.Verify(arrival.Body, null, legacy, time.GetUtcNow()).ShouldBeNull();
    }

    [Fact]
    public async Task T32_A_failure_is_told_again_twelve_times_after_growing_pauses_with_the_same_id()
    {
        await using var inbox = await HookInbox.OpenAsync();
        await using var api = await StartAsync(inbox);
        inbox.Answer = 500;
        await api.CreateAsync("ada@example.com");
        await SettleAsync(api);

        var pauses = new List<double>();
        while (await DueInAsync(api) is { } pause)
        {
            pauses.Add(pause);
            await api.AdvanceAsync(pause + 0.01);
            await SettleAsync(api);
        }

        inbox.Arrivals.Count.ShouldBe(13);
        inbox.Arrivals.Select(a => a["webhookId"]).Distinct().Count().ShouldBe(1);
        pauses.Count.ShouldBe(12);
        pauses.ShouldBe(pauses.Order());
        (await LastAsync(api)).GetProperty("state").GetString().ShouldBe("GivenUp");
    }

    [Fact]
    public async Task T32_In_the_other_mode_500_is_dropped_and_429_told_again_six_times_ten_minutes_apart()
    {
        await using var inbox = await HookInbox.OpenAsync();
        await using var api = await StartAsync(
            inbox,
            new HookOptions { Retries = HookRetries.Only429 }
        );
        inbox.Answer = 500;
        await api.CreateAsync("ada@example.com");
        await SettleAsync(api);
        (await DueInAsync(api)).ShouldBeNull();
        inbox.Arrivals.Count.ShouldBe(1);

        inbox.Clear();
        inbox.Answer = 429;
        await api.CreateAsync("bob@example.com");
        await SettleAsync(api);
        while (await DueInAsync(api) is { } pause)
        {
            pause.ShouldBeInRange(590, 661);
            await api.AdvanceAsync(pause + 0.01);
            await SettleAsync(api);
        }
        inbox.Arrivals.Count.ShouldBe(7);
    }

    [Fact]
    public async Task T32_A_receiver_that_fails_too_often_is_warned_then_paused_until_it_is_switched_on()
    {
        await using var inbox = await HookInbox.OpenAsync();
        await using var api = await StartAsync(
            inbox,
            new HookOptions { Retries = HookRetries.Only429, AttemptsMin = 3 }
        );
        inbox.Answer = 500;
        await FailAsync(api, "a", 5);
        (await StateAsync(api)).ShouldBe((true, false));
        await FailAsync(api, "b", 5);
        (await StateAsync(api)).ShouldBe((true, true));

        inbox.Clear();
        await api.CreateAsync("unheard@example.com");
        await SettleAsync(api);
        inbox.Arrivals.ShouldBeEmpty();

        inbox.Answer = 200;
        await api.DeskAsync("hooks/hook-1", new { paused = false }, "PATCH");
        await api.CreateAsync("heard@example.com");
        await SettleAsync(api);
        inbox.Arrivals.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task T32_Webhooks_are_lost_duplicated_reordered_and_late_as_told()
    {
        await using var inbox = await HookInbox.OpenAsync();
        await using var api = await StartAsync(inbox);

        await api.DeskAsync("hooks/faults", new { lostRate = 1 });
        await api.CreateAsync("lost@example.com");
        await SettleAsync(api);
        inbox.Arrivals.ShouldBeEmpty();

        await api.DeskAsync("hooks/faults", new { duplicateRate = 1 });
        await api.CreateAsync("twice@example.com");
        await SettleAsync(api);
        inbox.Arrivals.Count.ShouldBe(2);
        inbox.Arrivals[0].Body.ShouldBe(inbox.Arrivals[1].Body);

        inbox.Clear();
        await api.DeskAsync("hooks/faults", new { reorderRate = 1, reorderSeconds = 30 });
        await api.CreateAsync("second@example.com");
        await api.DeskAsync("hooks/faults", method: "DELETE");
        await api.CreateAsync("first@example.com");
        await SettleAsync(api);
        await api.AdvanceAsync(31);
        await SettleAsync(api);
        inbox
            .Arrivals.Select(a => a["email"])
            .ShouldBe(["first@example.com", "second@example.com"]);

        inbox.Clear();
        await api.DeskAsync("hooks/faults", new { lateRate = 1, lateSeconds = 60 });
        await api.CreateAsync("late@example.com");
        await SettleAsync(api);
        inbox.Arrivals.ShouldBeEmpty();
        await api.AdvanceAsync(61);
        await SettleAsync(api);
        inbox.Arrivals.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task T33_The_apps_own_write_comes_back_without_actor_or_time_and_cleared_fields_are_absent()
    {
        await using var inbox = await HookInbox.OpenAsync();
        await using var api = await StartAsync(inbox);
        var id = await api.CreateAsync("ada@example.com", new { city = "Ulm", firstName = "Ada" });
        await SettleAsync(api);
        inbox.Clear();
        await api.PutAsync($"/contacts/{id}", new { city = "" });
        await SettleAsync(api);

        var echo = inbox.Arrivals.ShouldHaveSingleItem();
        echo["type"].ShouldBe("ContactUpdate");
        echo["id"].ShouldBe(id);
        foreach (var absent in new[] { "city", "dateUpdated", "userId", "updatedBy", "businessId" })
            echo.Json.TryGetProperty(absent, out _).ShouldBeFalse(absent);
        echo["firstName"].ShouldBe("Ada");
    }

    [Fact]
    public async Task T36_A_business_is_told_as_a_record()
    {
        await using var inbox = await HookInbox.OpenAsync();
        await using var api = await StartAsync(inbox);
        var reply = await api.PostAsync("/businesses/", new { name = "Acme", locationId = Api.L1 });
        reply.Status.ShouldBe(201);
        reply.Has("buiseness").ShouldBeTrue();
        await SettleAsync(api);

        var arrival = inbox.Arrivals.ShouldHaveSingleItem();
        var webhook = WebhookParser.Parse(arrival.Body);
        webhook.Type.ShouldBe("RecordCreate");
        webhook
            .Payload.ShouldBeOfType<WebhookPayload.ObjectRecord>()
            .Properties["name"]
            .ShouldBe("Acme");
    }

    [Fact]
    public async Task Only_what_was_asked_for_is_told_and_nothing_after_unsubscribing()
    {
        await using var inbox = await HookInbox.OpenAsync();
        await using var api = await Api.StartAsync();
        await api.DeskAsync("hooks", new { url = inbox.Address, types = new[] { "NoteCreate" } });
        await api.PostAsync($"/contacts/{Api.C1}/notes", new { body = "hi" });
        await api.CreateAsync("ada@example.com");
        await SettleAsync(api);
        inbox.Types.ShouldBe(["NoteCreate"]);

        await api.DeskAsync("hooks/hook-1", method: "DELETE");
        await api.PostAsync($"/contacts/{Api.C1}/notes", new { body = "ho" });
        await SettleAsync(api);
        inbox.Types.ShouldBe(["NoteCreate"]);
    }

    [Theory]
    [InlineData("http://example.com/hooks")]
    [InlineData("http://10.0.0.1/hooks")]
    [InlineData("http://127.0.0.1.example.com/")]
    [InlineData("ftp://127.0.0.1/")]
    [InlineData("hooks")]
    public async Task Nobody_outside_this_machine_is_told(string url)
    {
        await using var api = await Api.StartAsync();
        (await api.PostAsync("/_sandbox/hooks", new { url })).Status.ShouldBe(400);
    }

    private static Task<Api> StartAsync(
        HookInbox inbox,
        HookOptions? hooks = null,
        TimeProvider? time = null
    ) =>
        Api.StartAsync(
            new SandboxOptions
            {
                Limits = false,
                Hooks = (hooks ?? new HookOptions()) with { Receivers = [new Uri(inbox.Address)] },
            },
            time
        );

    private static Task SettleAsync(Api api) => api.DeskAsync("hooks/settle");

    private static async Task<WebhookKeys> KeysAsync(Api api)
    {
        var keys = await api.DeskAsync("hooks/keys", method: "GET");
        return new WebhookKeys
        {
            Ed25519 = [keys.GetProperty("ed25519").GetString()!],
            Rsa = [keys.GetProperty("rsa").GetString()!],
        };
    }

    private static async Task<JsonElement> LastAsync(Api api) =>
        (await api.DeskAsync("hooks/deliveries", method: "GET"))[0];

    /// <summary>Seconds until the newest webhook is sent again; null when it is not.</summary>
    private static async Task<double?> DueInAsync(Api api)
    {
        var last = await LastAsync(api);
        if (!last.TryGetProperty("dueAt", out var due))
            return null;
        var now = (await api.DeskAsync("clock", method: "GET")).GetProperty("now");
        return (due.GetDateTimeOffset() - now.GetDateTimeOffset()).TotalSeconds;
    }

    private static async Task FailAsync(Api api, string name, int count)
    {
        for (var i = 0; i < count; i++)
        {
            if (i == count - 1)
                await api.AdvanceAsync(TimeSpan.FromDays(3).TotalSeconds + 1);
            await api.CreateAsync($"{name}{i}@example.com");
            await SettleAsync(api);
        }
    }

    private static async Task<(bool IsWarned, bool IsPaused)> StateAsync(Api api)
    {
        var receiver = (await api.DeskAsync("hooks", method: "GET")).GetProperty("receivers")[0];
        return (
            receiver.GetProperty("warned").GetBoolean(),
            receiver.GetProperty("paused").GetBoolean()
        );
    }
}
