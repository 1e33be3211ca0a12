using System.Net;
using Microsoft.AspNetCore.Http;
using Tallystick.Cli.Running;
using Tallystick.HighLevel.Webhooks;

namespace Tallystick.Cli.Hooks;

/// <summary>
/// An address that webhooks are sent to. Below its path may stand the name of the event that HighLevel
/// sends there. What it could not keep it answers with 429: the one answer after which HighLevel
/// sends again whichever of its rules is in force.
/// </summary>
internal sealed class HookServer : IAsyncDisposable
{
    private readonly string[] _path;
    private readonly WebhookReceiver _receiver;
    private readonly Func<Webhook, HttpRequest, CancellationToken, Task> _keep;
    private readonly Action<WebhookReceipt> _told;
    private LocalServer? _server;

    private HookServer(
        HookAddress address,
        WebhookReceiver receiver,
        Func<Webhook, HttpRequest, CancellationToken, Task> keep,
        Action<WebhookReceipt> told
    )
    {
        _path = address.Segments;
        _receiver = receiver;
        _keep = keep;
        _told = told;
    }

    public Uri BaseAddress => new(_server!.Address, string.Join('/', _path));

    /// <param name="keep">Makes an event safe before the sender is answered.</param>
    /// <param name="told">Is told what became of each delivery.</param>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<HookServer> StartAsync(
        HookAddress address,
        WebhookReceiver receiver,
        Func<Webhook, HttpRequest, CancellationToken, Task> keep,
        Action<WebhookReceipt> told,
        CancellationToken cancellationToken
    )
    {
        var server = new HookServer(address, receiver, keep, told);
        server._server = await LocalServer.StartAsync(
            address.Host,
            address.Port,
            server.HandleAsync,
            cancellationToken
        );
        return server;
    }

    public ValueTask DisposeAsync() => _server!.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        var segments = (context.Request.Path.Value ?? "").Split(
            '/',
            StringSplitOptions.RemoveEmptyEntries
        );
        if (EventOf(segments) is not { IsHere: true } found)
            context.Response.StatusCode = StatusCodes.Status404NotFound;
        else if (!HttpMethods.IsPost(context.Request.Method))
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
        else
            await TakeAsync(context, found.Event);
    }

    private async Task TakeAsync(HttpContext context, string? eventName)
    {
        try
        {
            var headers = context.Request.Headers;
            var receipt = await _receiver.ReceiveAsync(
                context.Request.Body,
                headers[WebhookVerifier.SignatureHeader],
                headers[WebhookVerifier.LegacyHeader],
                (webhook, token) => _keep(webhook, context.Request, token),
                eventName,
                context.RequestAborted
            );
            context.Response.StatusCode = receipt.StatusCode;
            _told(receipt);
        }
        catch (BadHttpRequestException e)
        {
            context.Response.StatusCode = e.StatusCode;
        }
        catch (IOException)
        {
            context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            context.Response.Headers.RetryAfter = "60";
        }
    }

    private (bool IsHere, string? Event) EventOf(string[] segments)
    {
        if (segments.Length < _path.Length || !segments.Take(_path.Length).SequenceEqual(_path))
            return (false, null);
        return segments[_path.Length..] switch
        {
            [] => (true, null),
            [var name] => (true, name),
            _ => (false, null),
        };
    }
}

/// <param name="Path">Such as <c>/hooks</c>.</param>
internal sealed record HookAddress(IPAddress Host, int Port, string Path)
{
    public const string UsualPath = "/hooks";

    public string[] Segments => Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
}
