using System.Net;
using Tallystick.Core.Limits;

namespace Tallystick.Connectors.Http;

/// <summary>Makes the clients through which connectors reach their apps.</summary>
public static class HttpClients
{
    /// <summary>A client whose every call takes a slot of the budget.</summary>
    /// <param name="inner">What carries the calls; <see cref="CreateHandler"/>'s when null.</param>
    public static HttpClient Create(
        IBudget budget,
        TimeProvider time,
        HttpSettings settings,
        Func<HttpResponseMessage, DateTimeOffset, CallOutcome>? readOutcome = null,
        HttpMessageHandler? inner = null
    ) =>
        new(
            new BudgetHandler(
                budget,
                time,
                settings,
                inner ?? CreateHandler(settings),
                readOutcome
            ),
            disposeHandler: true
        )
        {
            // The handler keeps the time, without the wait for a slot.
            Timeout = Timeout.InfiniteTimeSpan,
            DefaultRequestVersion = HttpVersion.Version11,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };

    /// <summary>Pooled HTTP/1.1 connections, decompression, no cookies, no redirects.</summary>
    public static SocketsHttpHandler CreateHandler(HttpSettings settings) =>
        new()
        {
            ConnectTimeout = settings.ConnectTimeout,
            MaxConnectionsPerServer = settings.ConnectionsMax,
            // Connections are renewed, so that a changed address is noticed.
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
            AutomaticDecompression = DecompressionMethods.All,
            UseCookies = false,
            // A followed redirect is a call that no budget saw, and may carry the credentials to
            // another host.
            AllowAutoRedirect = false,
        };
}
