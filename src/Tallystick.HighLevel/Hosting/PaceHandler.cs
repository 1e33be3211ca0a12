using System.Collections.Concurrent;

namespace Tallystick.HighLevel.Hosting;

/// <summary>
/// Keeps each location's calls within the limit before it is hit. A place is free again one window
/// after its answer, since the API counted the call no later than that.
/// </summary>
internal sealed class PaceHandler(Pace pace) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        request.Options.TryGetValue(HighLevelClient.AccountKey, out var account);
        var places = await pace.EnterAsync(account ?? "", cancellationToken);
        try
        {
            return await base.SendAsync(request, cancellationToken);
        }
        finally
        {
            pace.Exit(places);
        }
    }
}

/// <summary>The places of all locations; shared by all handlers, which the factory renews.</summary>
internal sealed class Pace(HighLevelHttpOptions options, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _places = new(
        StringComparer.Ordinal
    );
    private readonly ConcurrentDictionary<ITimer, bool> _waiting = new();

    public async Task<SemaphoreSlim> EnterAsync(string account, CancellationToken cancellationToken)
    {
        var places = _places.GetOrAdd(account, _ => new SemaphoreSlim(options.PaceCalls));
        await places.WaitAsync(cancellationToken);
        return places;
    }

    public void Exit(SemaphoreSlim places)
    {
        ITimer? timer = null;
        timer = time.CreateTimer(
            _ =>
            {
                places.Release();
                if (timer is not null && _waiting.TryRemove(timer, out var _))
                    timer.Dispose();
            },
            null,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
        // Kept from the collector until it has fired.
        _waiting[timer] = true;
        timer.Change(options.PaceWindow, Timeout.InfiniteTimeSpan);
    }
}
