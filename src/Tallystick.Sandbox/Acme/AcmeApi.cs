using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Tallystick.Sandbox.Acme;

/// <summary>The API as a client meets it: key or token, quota, faults, then the work.</summary>
internal sealed class AcmeApi(
    AcmeOptions options,
    TimeProvider time,
    AcmeResources resources,
    AcmeFaults faults,
    AcmeCounters counters,
    AcmeOAuth oauth
)
{
    private readonly byte[] _key = Encoding.UTF8.GetBytes(options.ApiKey);
    private readonly AcmeQuota _quota = new(time, options.Limits);

    public async Task HandleAsync(HttpContext context, string[] segments)
    {
        try
        {
            Authorize(context.Request);
            TakeQuota(context.Response);
            var target = Route(context.Request, segments);
            await HandleAsync(context, target);
        }
        catch (AcmeRefusal refusal)
        {
            await AcmeAnswer.Of(refusal).SendAsync(context);
        }
    }

    private async Task HandleAsync(HttpContext context, AcmeTarget target)
    {
        var fault = faults.Next();
        if (fault != AcmeFault.None)
        {
            counters.Add($"fault.{fault}");
        }
        await DelayAsync(faults.Rates.LatencyMs, context.RequestAborted);
        switch (fault)
        {
            case AcmeFault.TooManyRequests:
                throw AcmeQuota.Refuse(context.Response);
            case AcmeFault.ServerError:
                throw new AcmeRefusal(500, "internal", "Something went wrong.");
            case AcmeFault.TimeoutBeforeEffect:
                await CutAsync(context, faults.Rates.TimeoutMs);
                return;
            case AcmeFault.DropBeforeEffect:
                await CutAsync(context, 0);
                return;
            case AcmeFault.None:
            case AcmeFault.TimeoutAfterEffect:
            case AcmeFault.DropAfterEffect:
                break;
        }
        var answer = await resources.HandleAsync(context, target, faults.Rates);
        if (fault == AcmeFault.None)
        {
            await answer.SendAsync(context);
            return;
        }
        await CutAsync(context, fault == AcmeFault.DropAfterEffect ? 0 : faults.Rates.TimeoutMs);
    }

    private void Authorize(HttpRequest request)
    {
        const string Bearer = "Bearer ";
        var header = request.Headers.Authorization.ToString();
        if (header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
            AuthorizeToken(request, header[Bearer.Length..]);
        else
            AuthorizeKey(request);
    }

    private void AuthorizeToken(HttpRequest request, string token)
    {
        var scopes = faults.Rates.Unauthorized ? null : oauth.Allows(token);
        if (scopes is null)
        {
            counters.Add("refused.unauthorized");
            throw new AcmeRefusal(401, "unauthorized", "The token is unknown or has ended.");
        }
        var needed = HttpMethods.IsGet(request.Method) ? AcmeOAuth.Read : AcmeOAuth.Write;
        if (scopes.Contains(needed))
            return;
        counters.Add("refused.scope");
        throw new AcmeRefusal(403, "insufficient_scope", $"The scope {needed} is missing.");
    }

    private void AuthorizeKey(HttpRequest request)
    {
        var key = Encoding.UTF8.GetBytes(request.Headers["X-Api-Key"].ToString());
        if (faults.Rates.Unauthorized || !CryptographicOperations.FixedTimeEquals(key, _key))
        {
            counters.Add("refused.unauthorized");
            throw new AcmeRefusal(401, "unauthorized", "X-Api-Key is missing or wrong.");
        }
    }

    private void TakeQuota(HttpResponse response)
    {
        try
        {
            _quota.Take(response);
        }
        catch (AcmeRefusal)
        {
            counters.Add("refused.quota");
            throw;
        }
    }

    private AcmeTarget Route(HttpRequest request, string[] segments)
    {
        var target = AcmeTarget.Parse(segments.AsSpan(1));
        var operation = target?.Operation(request.Method);
        counters.Add(operation ?? "refused.route");
        return target is null ? throw AcmeRefusal.NotFound(request.Path)
            : operation is null ? throw AcmeRefusal.MethodNotAllowed(request)
            : target;
    }

    /// <summary>Ends the connection without an answer, as a broken network does.</summary>
    private async Task CutAsync(HttpContext context, int afterMs)
    {
        await DelayAsync(afterMs, context.RequestAborted);
        context.Abort();
    }

    private async Task DelayAsync(int milliseconds, CancellationToken cancellationToken)
    {
        if (milliseconds > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), time, cancellationToken);
        }
    }
}
