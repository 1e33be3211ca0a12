using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Tallystick.HighLevel.Webhooks;

namespace Tallystick.Cli.Hooks;

/// <summary>
/// An address that webhooks are sent to. Below its path may stand the name of the event that HighLevel
/// sends there. What it could not keep it answers with 429: the one answer after which HighLevel
/// sends again whichever of its rules is in force.
/// </summary>
internal sealed class HookServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly string[] _path;
    private readonly WebhookReceiver _receiver;
    private readonly Func<Webhook, HttpRequest, CancellationToken, Task> _keep;
    private readonly Action<WebhookReceipt> _told;

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
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(address.Host, address.Port);
        });
        builder.Services.Configure<HostOptions>(host =>
            host.ShutdownTimeout = TimeSpan.FromSeconds(1)
        );
        _app = builder.Build();
        _app.Run(HandleAsync);
    }

    public Uri BaseAddress =>
        new(
            new Uri(
                _app.Services.GetRequiredService<IServer>()
                    .Features.Get<IServerAddressesFeature>()!
                    .Addresses.Single()
            ),
            string.Join('/', _path)
        );

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
        try
        {
            await server._app.StartAsync(cancellationToken);
            return server;
        }
        catch
        {
            await server._app.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }

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
