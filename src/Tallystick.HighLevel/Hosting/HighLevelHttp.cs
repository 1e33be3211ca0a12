using System.Net;

namespace Tallystick.HighLevel.Hosting;

/// <summary>Makes what carries the calls, for programs without a container of services.</summary>
public static class HighLevelHttp
{
    /// <summary>Keep it for the life of the program: it holds the connections and the pace.</summary>
    /// <param name="inner">What carries the calls in the end; sockets when null.</param>
    public static HttpClient Create(
        HighLevelHttpOptions? options = null,
        TimeProvider? time = null,
        HttpMessageHandler? inner = null
    )
    {
        options ??= new HighLevelHttpOptions();
        time ??= TimeProvider.System;
        HttpMessageHandler handler = new TimeLimitHandler(options, time)
        {
            InnerHandler = inner ?? Sockets(),
        };
        if (options.PaceCalls > 0)
            handler = new PaceHandler(new Pace(options, time)) { InnerHandler = handler };
        if (options.RetriesMax > 0)
            handler = new RetryHandler(options, time) { InnerHandler = handler };
        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    internal static SocketsHttpHandler Sockets() =>
        new()
        {
            AutomaticDecompression = DecompressionMethods.All,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            UseCookies = false,
            // A followed redirect may carry the token to another host.
            AllowAutoRedirect = false,
        };
}
