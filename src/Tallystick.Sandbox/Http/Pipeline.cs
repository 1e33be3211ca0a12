using Microsoft.AspNetCore.Http;
using Tallystick.Sandbox.Admin;
using Tallystick.Sandbox.Faults;
using Tallystick.Sandbox.Generic;
using Tallystick.Sandbox.World;

namespace Tallystick.Sandbox.Http;

/// <summary>A call's way: who, which version, how often, which operation, which fault; then the work.</summary>
internal sealed class Pipeline(
    SandboxWorld world,
    RouteTable routes,
    GenericRoutes generic,
    RateLimiter limiter,
    FaultDealer faults,
    CallCounters counters
)
{
    private const string Unrouted = "unknown";

    private static readonly Reply Html = new(
        502,
        "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"u8.ToArray()
    )
    {
        ContentType = "text/html",
    };

    private readonly Gatekeeper _gatekeeper = new(world);

    public async Task HandleAsync(HttpContext context, string[] segments)
    {
        var traceId = world.Ids.NextUuid();
        var operation = Unrouted;
        var fault = Fault.None;
        Reply reply;
        try
        {
            var isOpen = routes.IsOpen(context.Request.Method, segments);
            var token = isOpen ? SandboxToken.Nobody : _gatekeeper.Authenticate(context.Request);
            if (faults.Rates.Unauthorized && !isOpen)
                throw Refusal.Unauthorized("Invalid JWT");
            if (isOpen)
                limiter.Describe(context.Response);
            else if (!limiter.Take(token.LocationId ?? SandboxWorld.CompanyId, context.Response))
            {
                operation = "refused";
                throw Refusal.Of(429, "Too Many Requests");
            }
            var version =
                isOpen || generic.IsUnversioned(context.Request, segments)
                    ? Gatekeeper.OpenVersionOf(context.Request)
                    : _gatekeeper.VersionOf(context.Request);
            var found =
                routes.Find(context.Request.Method, segments, version)
                ?? generic.Find(context.Request, segments, version)
                ?? throw Refusal.NotFound(
                    $"Cannot {context.Request.Method} {context.Request.Path}"
                );
            operation = found.Route.Operation;
            if (faults.IsForbidden(operation))
                throw Refusal.Of(403, "Forbidden resource", "Forbidden");
            fault = faults.Next(operation);
            await StandInTheWayAsync(context, fault);
            using var body = await RequestBody.ReadAsync(context.Request, context.RequestAborted);
            var call = new Call
            {
                TraceId = traceId,
                Version = version,
                Token = token,
                Query = context.Request.Query,
                Path = found.Path,
                Body = body?.RootElement ?? default,
                World = world,
                Faults = faults.Rates,
            };
            Gatekeeper.Authorize(token, found.Route);
            lock (world.Gate)
                reply = found.Route.Handle(call);
        }
        catch (Refusal refusal)
        {
            reply = refusal.ToReply(traceId);
        }
        catch (WebPage)
        {
            reply = Html;
        }
        catch (Cut)
        {
            Count(operation, 0, fault);
            context.Abort();
            return;
        }
        if (operation is Unrouted)
            limiter.Describe(context.Response);
        await SendAsync(context, reply, operation, fault, traceId);
    }

    /// <summary>The faults that come before the work.</summary>
    private async Task StandInTheWayAsync(HttpContext context, Fault fault)
    {
        var rates = faults.Rates;
        await DelayAsync(rates.LatencyMs, context.RequestAborted);
        switch (fault)
        {
            case Fault.TooManyRequests:
                context.Response.Headers["X-RateLimit-Remaining"] = "0";
                throw Refusal.Of(429, "Too Many Requests");
            case Fault.ServerError:
                throw Refusal.Broken("Internal Server Error");
            case Fault.Unavailable:
                throw Refusal.Of(503, "Service Unavailable");
            case Fault.TimeoutBeforeEffect:
                await DelayAsync(rates.TimeoutMs, context.RequestAborted);
                throw new Cut();
            case Fault.DropBeforeEffect:
                throw new Cut();
            case Fault.Html:
                throw new WebPage();
            case Fault.Hang:
                await DelayAsync(rates.HangSeconds * 1000, context.RequestAborted);
                break;
            default:
                break;
        }
    }

    private async Task SendAsync(
        HttpContext context,
        Reply reply,
        string operation,
        Fault fault,
        string traceId
    )
    {
        switch (fault)
        {
            case Fault.TimeoutAfterEffect:
                Count(operation, 0, fault);
                await DelayAsync(faults.Rates.TimeoutMs, context.RequestAborted);
                context.Abort();
                return;
            case Fault.ResetMidBody:
                Count(operation, 0, fault);
                await WriteAsync(context, reply, reply.Body.Length / 2, reply.Body.Length);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                context.Abort();
                return;
            case Fault.TruncatedJson:
                Count(operation, reply.Status, fault);
                await WriteAsync(context, reply, reply.Body.Length / 2, reply.Body.Length / 2);
                return;
            case Fault.Created422 when reply.Status == 201:
                reply = Refusal.Invalid("property source should not exist").ToReply(traceId);
                break;
            default:
                break;
        }
        Count(operation, reply.Status, fault);
        await WriteAsync(context, reply, reply.Body.Length, reply.Body.Length);
    }

    private static async Task WriteAsync(HttpContext context, Reply reply, int bytes, int announced)
    {
        context.Response.StatusCode = reply.Status;
        // Without content: a body would end the connection.
        if (reply.Status == StatusCodes.Status204NoContent)
            return;
        context.Response.ContentType = reply.ContentType;
        context.Response.ContentLength = announced;
        await context.Response.Body.WriteAsync(reply.Body[..bytes], context.RequestAborted);
    }

    private void Count(string operation, int status, Fault fault) =>
        counters.Count(
            operation,
            status,
            fault is Fault.None ? null : fault.ToString(),
            world.Clock.NowMs
        );

    private async Task DelayAsync(double milliseconds, CancellationToken cancellationToken)
    {
        if (milliseconds > 0)
            await Task.Delay(
                TimeSpan.FromMilliseconds(milliseconds),
                world.Clock.Real,
                cancellationToken
            );
    }

    /// <summary>A proxy answers in the API's place.</summary>
    private sealed class WebPage : Exception;

    /// <summary>The connection ends without an answer.</summary>
    private sealed class Cut : Exception;
}
