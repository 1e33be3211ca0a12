using System.Text;
using Microsoft.Extensions.Time.Testing;
using Tallystick.HighLevel.Webhooks;

namespace Tallystick.Tests.HighLevel;

public sealed class WebhookReceiverTests : IDisposable
{
    private readonly SignedWebhooks _sender = new();
    private readonly FakeTimeProvider _time;
    private readonly WebhookReceiver _receiver;
    private readonly List<Webhook> _kept = [];
    private Exception? _failure;

    public WebhookReceiverTests()
    {
        _time = new FakeTimeProvider(_sender.Now);
        _receiver = new WebhookReceiver(
            new WebhookReceiverOptions { Keys = _sender.Keys, BodyBytesMax = 2_000 },
            new WebhookMemory(),
            _time
        );
    }

    public void Dispose()
    {
        _receiver.Dispose();
        _sender.Dispose();
    }

    [Fact]
    public async Task A_genuine_event_is_taken_with_its_bytes_as_they_came()
    {
        var body = " " + _sender.Body(name: "Zo\\u00eb 😀") + "\r\n";
        var receipt = await SendAsync(body);
        receipt.IsTaken.ShouldBeTrue();
        receipt.StatusCode.ShouldBe(200);
        Encoding.UTF8.GetString(receipt.Webhook!.Raw.Span).ShouldBe(body);
        receipt
            .Webhook.Payload.ShouldBeOfType<WebhookPayload.Contact>()
            .FirstName.ShouldBe("Zoë 😀");
    }

    [Fact]
    public async Task A_replay_is_refused_and_answered_like_the_first()
    {
        await SendAsync(_sender.Body());
        var again = await SendAsync(_sender.Body());
        again.Refusal.ShouldBe(WebhookRefusal.Replayed);
        again.StatusCode.ShouldBe(200);
        _kept.Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_could_not_be_kept_is_taken_at_its_next_delivery()
    {
        _failure = new IOException("full");
        await Should.ThrowAsync<IOException>(() => SendAsync(_sender.Body()));
        _failure = null;
        (await SendAsync(_sender.Body())).IsTaken.ShouldBeTrue();
    }

    [Fact]
    public async Task Age_is_bounded_on_both_sides()
    {
        (await SendAsync(_sender.Body("a", age: TimeSpan.FromHours(25)))).Refusal.ShouldBe(
            WebhookRefusal.TooOld
        );
        (await SendAsync(_sender.Body("b", age: TimeSpan.FromHours(23)))).IsTaken.ShouldBeTrue();
        (await SendAsync(_sender.Body("c", age: TimeSpan.FromMinutes(-6)))).Refusal.ShouldBe(
            WebhookRefusal.TooEarly
        );
        (await SendAsync(_sender.Body("d", age: TimeSpan.FromMinutes(-4)))).IsTaken.ShouldBeTrue();
    }

    [Theory]
    [InlineData("""{"type":"ContactUpdate","timestamp":"2026-11-28T12:00:00Z"}""")]
    [InlineData("""{"type":"ContactUpdate","webhookId":"w"}""")]
    [InlineData("""{"type":"ContactUpdate","webhookId":"w","timestamp":"soon"}""")]
    public async Task What_cannot_be_told_from_a_replay_is_refused(string body) =>
        (await SendAsync(body)).Refusal.ShouldBe(WebhookRefusal.Unidentified);

    [Theory]
    [InlineData("[]")]
    [InlineData("nothing")]
    [InlineData("")]
    [InlineData("""{"type":""")]
    public async Task What_is_no_event_is_refused_although_it_is_signed(string body) =>
        (await SendAsync(body)).Refusal.ShouldBe(WebhookRefusal.NotAnEvent);

    [Fact]
    public async Task A_body_beyond_the_bound_is_not_read_on()
    {
        var receipt = await SendAsync(_sender.Body(name: new string('a', 3_000)));
        receipt.Refusal.ShouldBe(WebhookRefusal.TooLarge);
        receipt.StatusCode.ShouldBe(413);
    }

    [Fact]
    public async Task Of_deliveries_at_the_same_time_one_is_taken()
    {
        var body = _sender.Body();
        var gate = new TaskCompletionSource();
        var first = ReceiveAsync(body, (_, _) => gate.Task);
        var second = await ReceiveAsync(body, (_, _) => Task.CompletedTask);
        gate.SetResult();
        second.Refusal.ShouldBe(WebhookRefusal.Replayed);
        (await first).IsTaken.ShouldBeTrue();
    }

    [Fact]
    public async Task An_id_that_was_forgotten_for_want_of_room_is_not_taken_again()
    {
        var memory = new WebhookMemory(idsMax: 2);
        var token = TestContext.Current.CancellationToken;
        for (var i = 0; i < 3; i++)
            (await memory.ClaimAsync($"{i}", _sender.Now.AddSeconds(i), token)).ShouldBeTrue();
        (await memory.ClaimAsync("0", _sender.Now, token)).ShouldBeFalse();
        (await memory.ClaimAsync("2", _sender.Now.AddSeconds(2), token)).ShouldBeFalse();
        (await memory.ClaimAsync("3", _sender.Now.AddSeconds(3), token)).ShouldBeTrue();
    }

    private Task<WebhookReceipt> SendAsync(string body) =>
        ReceiveAsync(
            body,
            (webhook, _) =>
            {
                if (_failure is { } failure)
                    throw failure;
                _kept.Add(webhook);
                return Task.CompletedTask;
            }
        );

    private async Task<WebhookReceipt> ReceiveAsync(
        string body,
        Func<Webhook, CancellationToken, Task> keep
    )
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(body));
        return await _receiver.ReceiveAsync(
            stream,
            _sender.Sign(body),
            null,
            keep,
            cancellationToken: TestContext.Current.CancellationToken
        );
    }
}
