namespace Tallystick.HighLevel.Hosting;

/// <summary>Bounds each try by itself, so that waiting for a place or a pause costs no call its time.</summary>
internal sealed class TimeLimitHandler(HighLevelHttpOptions options, TimeProvider time)
    : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        using var limit = new CancellationTokenSource(options.CallTimeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(
            limit.Token,
            cancellationToken
        );
        try
        {
            return await base.SendAsync(request, both.Token);
        }
        catch (OperationCanceledException e)
            when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException(
                $"HighLevel gave no answer within {options.CallTimeout.TotalSeconds:0.###} s.",
                e
            );
        }
    }
}
