using Microsoft.AspNetCore.Http;

namespace Tallystick.Sandbox.Acme;

/// <summary>50 requests in each second of the clock, told in the headers of every answer.</summary>
internal sealed class AcmeQuota(TimeProvider time, bool isOn)
{
    public const int RequestsPerSecond = 50;

    private readonly Lock _lock = new();
    private long _second = -1;
    private int _used;

    /// <summary>Takes one request from the quota and writes the headers; refuses with 429.</summary>
    public void Take(HttpResponse response)
    {
        if (!isOn)
        {
            return;
        }
        int remaining;
        lock (_lock)
        {
            var second = time.GetUtcNow().ToUnixTimeSeconds();
            if (second != _second)
            {
                (_second, _used) = (second, 0);
            }
            remaining = RequestsPerSecond - ++_used;
        }
        response.Headers["X-Quota-Limit"] = "50";
        response.Headers["X-Quota-Remaining"] = Math.Max(0, remaining)
            .ToString(System.Globalization.CultureInfo.InvariantCulture);
        response.Headers["X-Quota-Reset"] = "1";
        if (remaining < 0)
        {
            throw Refuse(response);
        }
    }

    /// <summary>A 429 as the quota gives it, also when a fault asks for one.</summary>
    public static AcmeRefusal Refuse(HttpResponse response)
    {
        response.Headers.RetryAfter = "1";
        return new AcmeRefusal(429, "too_many_requests", "Slow down, 50 requests per second.");
    }
}
