using System.Net;

namespace Tallystick.HighLevel.Hosting;

/// <summary>
/// Tries again what is safe to repeat: any call that was refused for being too much, since it was
/// not done, and calls that change nothing or the same when they are made twice. A create whose
/// answer was lost is never sent again.
/// </summary>
internal sealed class RetryHandler(HighLevelHttpOptions options, TimeProvider time)
    : DelegatingHandler
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(0.5);

    // Chance only spreads waits here; the process's start is seed enough.
    private readonly Random _random = new(unchecked((int)time.GetTimestamp()));

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        for (var attempt = 1; ; attempt++)
        {
            TimeSpan pause;
            try
            {
                var response = await base.SendAsync(request, cancellationToken);
                if (
                    attempt > options.RetriesMax
                    || PauseAfter(request, response, attempt) is not { } wanted
                )
                    return response;
                response.Dispose();
                pause = wanted;
            }
            catch (Exception e)
                when (e is HttpRequestException or TimeoutException
                    && attempt <= options.RetriesMax
                    && IsRepeatable(request)
                )
            {
                pause = Backoff(attempt);
            }
            await Task.Delay(pause, time, cancellationToken);
        }
    }

    private TimeSpan? PauseAfter(
        HttpRequestMessage request,
        HttpResponseMessage response,
        int attempt
    )
    {
        if (response.StatusCode is HttpStatusCode.TooManyRequests)
        {
            var asked = ErrorReader.IsDayOver(response)
                ? null
                : (TimeSpan?)(ErrorReader.RetryAfter(response) ?? Backoff(attempt));
            return asked <= options.PauseMax ? asked : null;
        }
        return (int)response.StatusCode is 408 or >= 500 && IsRepeatable(request)
            ? Backoff(attempt)
            : null;
    }

    private static bool IsRepeatable(HttpRequestMessage request) =>
        request.Options.TryGetValue(HighLevelClient.RepeatableKey, out var isRepeatable)
        && isRepeatable;

    /// <summary>Half a second, one, two, four, each with chance in its second half.</summary>
    private TimeSpan Backoff(int attempt)
    {
        double chance;
        lock (_random)
            chance = _random.NextDouble();
        return FirstPause * Math.Pow(2, attempt - 1) * (0.5 + chance / 2);
    }
}
