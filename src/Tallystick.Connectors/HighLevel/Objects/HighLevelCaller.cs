using Tallystick.Connectors.Http;
using Tallystick.Core.Connectors;
using Tallystick.HighLevel;

namespace Tallystick.Connectors.HighLevel.Objects;

/// <summary>What the object types of one connection share: the client, and its failures in the taxonomy.</summary>
internal sealed class HighLevelCaller(
    HighLevelClient client,
    HighLevelSettings settings,
    TimeProvider time
)
{
    public HighLevelClient Client => client;

    public HighLevelSettings Settings => settings;

    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>As the last description of the connection found it.</summary>
    public LocationFacts Location { get; set; } = LocationFacts.Unknown;

    /// <summary>Capabilities that all object types share.</summary>
    public Capabilities Common =>
        new()
        {
            ListLag = settings.SearchLag,
            ConcurrencyMax = settings.ConcurrencyMax,
            Limits = settings.Limits,
        };

    /// <param name="keyOf">The field that a word of the API's complaint names; null for none.</param>
    public async Task<T> CallAsync<T>(
        Operation operation,
        Func<CancellationToken, Task<T>> call,
        Func<string, string?> keyOf,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await call(cancellationToken);
        }
        catch (HighLevelException e)
        {
            throw HighLevelFaults.Of(e, keyOf, settings.Reconnect, time.GetUtcNow());
        }
        catch (Exception e) when (HttpFaults.Explains(e, cancellationToken))
        {
            throw HighLevelFaults.Of(e, operation, settings.Account.BaseAddress);
        }
    }

    public Task<T> CallAsync<T>(
        Operation operation,
        Func<CancellationToken, Task<T>> call,
        CancellationToken cancellationToken
    ) => CallAsync(operation, call, static _ => null, cancellationToken);

    public Task CallAsync(
        Operation operation,
        Func<CancellationToken, Task> call,
        CancellationToken cancellationToken
    ) =>
        CallAsync(
            operation,
            async token =>
            {
                await call(token);
                return true;
            },
            cancellationToken
        );

    /// <summary>A create whose answer does not name what it made may have made it.</summary>
    public static void RequireId(Operation create, string? id)
    {
        if (string.IsNullOrEmpty(id))
            throw new ConnectorException(
                ProblemKind.Ambiguous,
                $"HighLevel answered {create.Name} with a record without an id."
            )
            {
                Operation = create.Name,
            };
    }

    /// <summary>The location, asked for once if nobody described the connection before.</summary>
    public async Task<LocationFacts> LocationAsync(CancellationToken cancellationToken)
    {
        if (Location != LocationFacts.Unknown)
            return Location;
        using var answer = await CallAsync(
            Operations.GetLocation,
            client.GetLocationAsync,
            cancellationToken
        );
        return Location = LocationFacts.Parse(answer["location"], []);
    }
}
