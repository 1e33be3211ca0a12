using Tallystick.Catalogs.Calls;
using Tallystick.Connectors.HighLevel;
using Tallystick.Connectors.Http;
using Tallystick.Core.Limits;
using Tallystick.HighLevel;

namespace Tallystick.Connectors.Calls;

/// <summary>Calls to one HighLevel account.</summary>
public sealed class HighLevelCalls : ICallable
{
    private readonly HttpClient _http;
    private readonly HighLevelClient _client;
    private readonly HighLevelSettings _settings;
    private readonly TimeProvider _time;

    /// <param name="inner">What carries the calls; sockets when null.</param>
    public HighLevelCalls(
        HighLevelSettings settings,
        IBudget budget,
        TimeProvider time,
        HttpSettings http,
        HttpMessageHandler? inner = null
    )
    {
        budget.Declare(settings.Limits);
        _settings = settings;
        _time = time;
        _http = HttpClients.Create(budget, time, http, HighLevelConnector.Headers.Read, inner);
        _client = new HighLevelClient(_http, settings.Account);
    }

    public async Task<CallAnswer> SendAsync(
        CallRequest request,
        CancellationToken cancellationToken
    )
    {
        var operation = HighLevelClient.OperationOf(request.Operation);
        try
        {
            var answer = await _client.SendAsync(request, cancellationToken);
            return new CallAnswer(answer.Status, answer.ContentType, answer.Body);
        }
        catch (HighLevelException e)
        {
            throw HighLevelFaults.Of(e, _ => null, _settings.Reconnect, _time.GetUtcNow());
        }
        catch (Exception e) when (HttpFaults.Explains(e, cancellationToken))
        {
            throw HighLevelFaults.Of(e, operation, _settings.Account.BaseAddress);
        }
    }

    public void Dispose() => _http.Dispose();
}
