using System.Net;
using Microsoft.Extensions.Time.Testing;
using Tallystick.HighLevel;
using Tallystick.HighLevel.Hosting;

namespace Tallystick.Contract.Tests.Package;

/// <summary>What the client waits for, what it sends again, and what never.</summary>
public sealed class CarriedCallsTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly Answers _answers = new();

    [Fact]
    public async Task A_refusal_for_being_too_much_is_waited_out_and_sent_again()
    {
        _answers.Enqueue(HttpStatusCode.TooManyRequests, retryAfter: 7);
        _answers.Enqueue(HttpStatusCode.OK);

        var call = Client().CallAsync("contacts.create", new { email = "a@example.com" }, Token);

        _time.Advance(TimeSpan.FromSeconds(6));
        call.IsCompleted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromSeconds(1));
        await call;
        _answers.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_day_that_is_spent_is_not_waited_for()
    {
        _answers.Enqueue(HttpStatusCode.TooManyRequests, daily: "0");

        var refusal = await Should.ThrowAsync<HighLevelException>(() =>
            Client().CallAsync("locations.get", null, Token)
        );

        refusal.Problem.ShouldBe(HighLevelProblem.DailyLimitReached);
        _answers.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_read_that_failed_is_sent_again()
    {
        _answers.Enqueue(HttpStatusCode.BadGateway);
        _answers.Break();
        _answers.Enqueue(HttpStatusCode.OK);

        var call = Client().CallAsync("locations.get", null, Token);
        _time.Advance(TimeSpan.FromSeconds(1));
        _time.Advance(TimeSpan.FromSeconds(2));
        await call;

        _answers.Count.ShouldBe(3);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_create_whose_answer_was_lost_is_never_sent_again(bool isBroken)
    {
        if (isBroken)
            _answers.Break();
        else
            _answers.Enqueue(HttpStatusCode.InternalServerError);

        await Should.ThrowAsync<Exception>(() =>
            Client().CallAsync("contacts.create", new { email = "a@example.com" }, Token)
        );

        _answers.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_location_gets_no_more_calls_in_a_window_than_it_may()
    {
        var client = Client(new HighLevelHttpOptions { PaceCalls = 3 });
        for (var i = 0; i < 4; i++)
            _answers.Enqueue(HttpStatusCode.OK);

        var calls = Enumerable
            .Range(0, 4)
            .Select(_ => client.CallAsync("locations.get", null, Token))
            .ToArray();

        await Task.WhenAll(calls[..3]);
        calls[3].IsCompleted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromSeconds(10));
        await calls[3];
        _answers.Count.ShouldBe(4);
    }

    [Fact]
    public async Task A_silent_server_is_given_up()
    {
        _answers.Hang();

        var call = Client(new HighLevelHttpOptions { RetriesMax = 0 })
            .CallAsync("locations.get", null, Token);
        _time.Advance(TimeSpan.FromSeconds(30));

        await Should.ThrowAsync<TimeoutException>(() => call);
    }

    public void Dispose() => _answers.Dispose();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private HighLevelClient Client(HighLevelHttpOptions? options = null) =>
        new(
            HighLevelHttp.Create(options, _time, _answers),
            new HighLevelOptions { Token = "t", LocationId = "L1" }
        );

    /// <summary>Answers in turn, as told.</summary>
    private sealed class Answers : HttpMessageHandler
    {
        private readonly Queue<Func<CancellationToken, Task<HttpResponseMessage>>> _next = new();

        public int Count { get; private set; }

        public void Enqueue(HttpStatusCode status, int? retryAfter = null, string? daily = null) =>
            _next.Enqueue(_ =>
            {
                var response = new HttpResponseMessage(status)
                {
                    Content = new StringContent("{}"),
                };
                if (retryAfter is { } seconds)
                    response.Headers.Add("Retry-After", $"{seconds}");
                if (daily is not null)
                    response.Headers.Add("X-RateLimit-Daily-Remaining", daily);
                return Task.FromResult(response);
            });

        public void Break() => _next.Enqueue(_ => throw new HttpRequestException("broken"));

        public void Hang() =>
            _next.Enqueue(async token =>
            {
                await Task.Delay(Timeout.Infinite, token);
                return new HttpResponseMessage();
            });

        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            Count++;
            return _next.Dequeue()(cancellationToken);
        }
    }
}
