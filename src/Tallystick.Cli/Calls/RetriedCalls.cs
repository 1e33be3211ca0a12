using Tallystick.Catalogs.Calls;
using Tallystick.Connectors.Calls;
using Tallystick.Core.Connectors;
using Tallystick.Engine.Retries;

namespace Tallystick.Cli.Calls;

/// <summary>
/// Tries again what is safe to repeat: what was refused for being too much, and reads that failed.
/// A write whose answer was lost is never sent twice.
/// </summary>
/// <param name="onWait">Is told of each pause.</param>
internal sealed class RetriedCalls(
    ICallable calls,
    TimeProvider time,
    Random random,
    Action<ConnectorException, TimeSpan> onWait
)
{
    public async Task<CallAnswer> SendAsync(
        CallRequest request,
        CancellationToken cancellationToken
    )
    {
        for (var attempt = 1; ; attempt++)
        {
            TimeSpan pause;
            try
            {
                return await calls.SendAsync(request, cancellationToken);
            }
            catch (ConnectorException e)
                when (RetryPolicy.NextDelay(e, attempt, random.NextDouble()) is { } delay)
            {
                pause = delay;
                onWait(e, pause);
            }
            await Task.Delay(pause, time, cancellationToken);
        }
    }
}
