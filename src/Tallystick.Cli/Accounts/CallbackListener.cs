using System.Net;
using System.Web;
using Microsoft.AspNetCore.Http;
using Tallystick.Cli.Running;

namespace Tallystick.Cli.Accounts;

/// <summary>
/// Waits on 127.0.0.1 for the browser to come back with a code. Who comes without the state that was
/// sent is turned away, and the wait goes on.
/// </summary>
internal sealed class CallbackListener : IAsyncDisposable
{
    private readonly TaskCompletionSource<Callback> _came = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );
    private readonly string _state;
    private LocalServer? _server;

    private CallbackListener(string state) => _state = state;

    /// <summary>Where it listens, with the path that it leads back to.</summary>
    public Uri Address => new(_server!.Address, "callback");

    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<CallbackListener> StartAsync(
        int port,
        string state,
        CancellationToken cancellationToken
    )
    {
        var listener = new CallbackListener(state);
        listener._server = await LocalServer.StartAsync(
            IPAddress.Loopback,
            port,
            listener.HandleAsync,
            cancellationToken
        );
        return listener;
    }

    public Task<Callback> WaitAsync(
        TimeSpan atMost,
        TimeProvider time,
        CancellationToken cancellationToken
    ) => _came.Task.WaitAsync(atMost, time, cancellationToken);

    public ValueTask DisposeAsync() => _server!.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        var callback = Callback.Of(context.Request.QueryString.Value ?? "");
        var (status, text) = callback switch
        {
            { Code: null, Error: null } => (404, "Nothing is here."),
            { State: null } => (
                400,
                "The state that was sent did not come back. Stop the command, and run it again with --paste."
            ),
            _ when callback.State != _state => (
                400,
                "This is not the answer to the page that tally printed."
            ),
            { Error: not null } => (400, "It was not allowed. You can close this page."),
            _ => (200, "Connected. You can close this page."),
        };
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        await context.Response.WriteAsync(text, context.RequestAborted);
        await context.Response.CompleteAsync();
        if (callback.State == _state && (callback.Code ?? callback.Error) is not null)
            _came.TrySetResult(callback);
    }
}

/// <summary>What the way back from the consent page carries.</summary>
internal sealed record Callback(string? Code, string? State, string? Error)
{
    public static Callback Of(string query)
    {
        var fields = HttpUtility.ParseQueryString(query);
        return new Callback(fields["code"], fields["state"], fields["error"]);
    }

    /// <summary>From what a person pasted: the whole address, or the code alone.</summary>
    public static Callback OfPasted(string text) =>
        text.Trim().Split('?', 2) is [_, var query] ? Of(query)
        : text.Contains("code=", StringComparison.Ordinal) ? Of(text.Trim())
        : new Callback(text.Trim(), null, null);

    public override string ToString() => "Callback";
}
