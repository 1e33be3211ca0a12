using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Tallystick.HighLevel.Hosting;

/// <summary>Registers the client with an application's services.</summary>
public static class HighLevelServices
{
    /// <summary>The name under which the factory keeps the client's connections.</summary>
    public const string HttpClientName = "Tallystick.HighLevel";

    extension(IServiceCollection services)
    {
        /// <summary>One account: inject <see cref="HighLevelClient"/>.</summary>
        /// <returns>To add handlers of one's own to what carries the calls.</returns>
        public IHttpClientBuilder AddHighLevel(
            HighLevelOptions account,
            HighLevelHttpOptions? http = null
        ) => services.AddHighLevel(_ => account, http);

        /// <summary>
        /// One account that other services have a part in, such as a source of tokens: inject
        /// <see cref="HighLevelClient"/>.
        /// </summary>
        public IHttpClientBuilder AddHighLevel(
            Func<IServiceProvider, HighLevelOptions> account,
            HighLevelHttpOptions? http = null
        )
        {
            services.AddTransient(provider =>
                provider.GetRequiredService<IHighLevelClients>().For(account(provider))
            );
            return services.AddHighLevelClients(http);
        }

        /// <summary>Many accounts: inject <see cref="IHighLevelClients"/>.</summary>
        public IHttpClientBuilder AddHighLevelClients(HighLevelHttpOptions? http = null)
        {
            var options = http ?? new HighLevelHttpOptions();
            services.TryAddSingleton(TimeProvider.System);
            services.TryAddSingleton(provider => new Pace(
                options,
                provider.GetRequiredService<TimeProvider>()
            ));
            services.TryAddSingleton<IHighLevelClients, HighLevelClients>();
            var builder = services.AddHttpClient(
                HttpClientName,
                client => client.Timeout = Timeout.InfiniteTimeSpan
            );
            // A followed redirect may carry the token to another host.
            builder.ConfigurePrimaryHttpMessageHandler(() => HighLevelHttp.Sockets());
            if (options.RetriesMax > 0)
                builder.AddHttpMessageHandler(provider => new RetryHandler(
                    options,
                    provider.GetRequiredService<TimeProvider>()
                ));
            if (options.PaceCalls > 0)
                builder.AddHttpMessageHandler(provider => new PaceHandler(
                    provider.GetRequiredService<Pace>()
                ));
            return builder.AddHttpMessageHandler(provider => new TimeLimitHandler(
                options,
                provider.GetRequiredService<TimeProvider>()
            ));
        }
    }
}

/// <summary>Makes clients of accounts; they share connections, and each location its pace.</summary>
public interface IHighLevelClients
{
    HighLevelClient For(HighLevelOptions account);
}

internal sealed class HighLevelClients(IHttpClientFactory factory) : IHighLevelClients
{
    public HighLevelClient For(HighLevelOptions account) =>
        new(factory.CreateClient(HighLevelServices.HttpClientName), account);
}
