using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Tallystick.Sandbox.Http;

/// <summary>
/// Two limits per location, as documented: a burst within a sliding window and a day's quota that
/// starts anew at 00:00 UTC. A refused call does not count.
/// </summary>
internal sealed class RateLimiter(SandboxClock clock, SandboxOptions options)
{
    private readonly Dictionary<string, Usage> _usages = [];
    private readonly Lock _gate = new();

    public bool IsOn { get; set; } = options.Limits;

    public int BurstMax { get; set; } = options.BurstMax;

    public int DailyMax { get; set; } = options.DailyMax;

    public void Reset()
    {
        lock (_gate)
            _usages.Clear();
    }

    /// <summary>Counts one call of a location and writes the headers; false when it is one too many.</summary>
    public bool Take(string location, HttpResponse response)
    {
        lock (_gate)
        {
            if (!_usages.TryGetValue(location, out var usage))
                _usages[location] = usage = new Usage();
            var now = clock.NowMs;
            usage.Roll(now, (long)options.BurstWindow.TotalMilliseconds);
            var isGranted = !IsOn || (usage.Calls.Count < BurstMax && usage.Today < DailyMax);
            if (isGranted)
            {
                usage.Today++;
                if (IsOn)
                    usage.Calls.Enqueue(now);
            }
            WriteHeaders(response, usage.Calls.Count, usage.Today);
            return isGranted;
        }
    }

    /// <summary>The headers of an answer to a call that is nobody's.</summary>
    public void Describe(HttpResponse response)
    {
        if (!response.Headers.ContainsKey("X-RateLimit-Max"))
            WriteHeaders(response, 0, 0);
    }

    private void WriteHeaders(HttpResponse response, int used, int today)
    {
        Write(response, "X-RateLimit-Limit-Daily", DailyMax);
        Write(
            response,
            "X-RateLimit-Daily-Remaining",
            IsOn ? Math.Max(0, DailyMax - today) : DailyMax
        );
        Write(
            response,
            "X-RateLimit-Interval-Milliseconds",
            (int)options.BurstWindow.TotalMilliseconds
        );
        Write(response, "X-RateLimit-Max", BurstMax);
        Write(response, "X-RateLimit-Remaining", Math.Max(0, BurstMax - used));
    }

    private static void Write(HttpResponse response, string name, int value) =>
        response.Headers[name] = value.ToString(CultureInfo.InvariantCulture);

    private sealed class Usage
    {
        public Queue<long> Calls { get; } = new();

        public int Today { get; set; }

        private long _day = -1;

        public void Roll(long now, long windowMs)
        {
            while (Calls.TryPeek(out var first) && first <= now - windowMs)
                Calls.Dequeue();
            var day = now / 86_400_000;
            if (day != _day)
                (_day, Today) = (day, 0);
        }
    }
}
