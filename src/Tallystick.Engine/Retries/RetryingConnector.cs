using Tallystick.Core.Connectors;
using Tallystick.Core.Limits;
using Tallystick.Core.Records;
using Tallystick.Core.Schema;
using Tallystick.Engine.Budgets;
using Tallystick.Engine.Waiting;

namespace Tallystick.Engine.Retries;

/// <summary>
/// A connector that tries again where that is safe: reads, updates and deletes always are; a
/// create only when the app surely did not do it (its problem is then transient, not ambiguous).
/// </summary>
/// <param name="concurrencyMax">Calls that may run at the same time.</param>
internal sealed class RetryingConnector(
    IConnector inner,
    int concurrencyMax,
    TimeProvider time,
    Random random
) : IConnector
{
    private readonly Lock _gate = new();
    private readonly Places _places = new(concurrencyMax);

    public Task<IReadOnlyList<ObjectSchema>> DescribeAsync(CancellationToken cancellationToken) =>
        TryAsync(inner.DescribeAsync, cancellationToken);

    public Capabilities CapabilitiesOf(string objectType) => inner.CapabilitiesOf(objectType);

    public Task<Page> ListAsync(
        Projection projection,
        ListQuery query,
        string? cursor,
        CancellationToken cancellationToken
    ) => TryAsync(ct => inner.ListAsync(projection, query, cursor, ct), cancellationToken);

    public Task<Record?> GetAsync(
        Projection projection,
        string id,
        CancellationToken cancellationToken
    ) => TryAsync(ct => inner.GetAsync(projection, id, ct), cancellationToken);

    public Task<IReadOnlyList<Record>> FindAsync(
        Projection projection,
        string fieldKey,
        string value,
        CancellationToken cancellationToken
    ) => TryAsync(ct => inner.FindAsync(projection, fieldKey, value, ct), cancellationToken);

    public Task<WriteResult> CreateAsync(
        Projection projection,
        Patch patch,
        CancellationToken cancellationToken
    ) => TryAsync(ct => inner.CreateAsync(projection, patch, ct), cancellationToken);

    public Task<WriteResult> UpdateAsync(
        Projection projection,
        string id,
        Patch patch,
        string? version,
        CancellationToken cancellationToken
    ) => TryAsync(ct => inner.UpdateAsync(projection, id, patch, version, ct), cancellationToken);

    public Task DeleteAsync(
        string objectType,
        string id,
        string? version,
        CancellationToken cancellationToken
    ) =>
        TryAsync(
            async ct =>
            {
                await inner.DeleteAsync(objectType, id, version, ct);
                return true;
            },
            cancellationToken
        );

    public Task<IReadOnlyList<Finding>> TestAsync(CancellationToken cancellationToken) =>
        inner.TestAsync(cancellationToken);

    /// <summary>The connection itself belongs to the caller who opened it.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<T> TryAsync<T>(
        Func<CancellationToken, Task<T>> call,
        CancellationToken cancellationToken
    )
    {
        var mayHaveHappened = false;
        for (var attempt = 1; ; attempt++)
        {
            TimeSpan pause;
            await _places.EnterAsync(cancellationToken);
            try
            {
                return await call(cancellationToken);
            }
            catch (ConnectorException e)
                when (RetryPolicy.NextDelay(e, attempt, Chance()) is { } delay)
            {
                pause = delay;
                mayHaveHappened |= !e.SurelyDidNothing;
            }
            catch (ConnectorException e) when (mayHaveHappened && e.SurelyDidNothing)
            {
                throw e.AfterLostAnswer();
            }
            finally
            {
                _places.Exit();
            }
            await Task.Delay(pause, time, cancellationToken);
            // What has waited its turn once goes before what has not.
            CallLane.Raise(Lane.Retry);
        }
    }

    private double Chance()
    {
        lock (_gate)
            return random.NextDouble();
    }
}
