using Tallystick.Core.Limits;

namespace Tallystick.Connectors.Http;

/// <summary>
/// Makes each call take a slot of the connection's budget, reads the answer to its last byte within
/// the call's time limit and size, and only then gives the slot back with what the answer said about
/// the limits. Throws <see cref="TimeoutException"/> and <see cref="BodyTooLargeException"/>.
/// </summary>
/// <param name="readOutcome">Reads the limits from an answer; 429 and Retry-After when null.</param>
public sealed class BudgetHandler(
    IBudget budget,
    TimeProvider time,
    HttpSettings settings,
    HttpMessageHandler inner,
    Func<HttpResponseMessage, DateTimeOffset, CallOutcome>? readOutcome = null
) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        var slot = await budget.EnterAsync(request.Operation, cancellationToken);
        var outcome = CallOutcome.Plain;
        try
        {
            var response = await SendInTimeAsync(request, cancellationToken);
            outcome = (readOutcome ?? LimitHeaders.Standard.Read)(response, time.GetUtcNow());
            return response;
        }
        finally
        {
            budget.Exit(slot, outcome);
        }
    }

    private async Task<HttpResponseMessage> SendInTimeAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        using var timeout = new CancellationTokenSource(settings.CallTimeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(
            timeout.Token,
            cancellationToken
        );
        try
        {
            return await SendWholeAsync(request, both.Token);
        }
        catch (OperationCanceledException e)
            when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException(
                $"No whole answer within {settings.CallTimeout.TotalSeconds:0.###} s.",
                e
            );
        }
    }

    private async Task<HttpResponseMessage> SendWholeAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        var response = await base.SendAsync(request, cancellationToken);
        try
        {
            await response.Content.LoadIntoBufferAsync(settings.BodyBytesMax, cancellationToken);
            return response;
        }
        catch (HttpRequestException e)
            when (e.HttpRequestError is HttpRequestError.ConfigurationLimitExceeded)
        {
            response.Dispose();
            throw new BodyTooLargeException(settings.BodyBytesMax);
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }
}
