using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Tallystick.Tests.Connectors.Rest;

/// <summary>A listener on loopback that answers each connection with the given bytes.</summary>
internal sealed class RestRawApp : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _work;

    /// <param name="after">What happens when the bytes are sent.</param>
    public RestRawApp(string answer, RestRawEnd after)
    {
        _listener.Start();
        _work = ServeAsync(Encoding.UTF8.GetBytes(answer), after);
    }

    public Uri Address => new($"http://{_listener.LocalEndpoint}/");

    public static string Answer(string status, string type, string body, int? length = null) =>
        $"HTTP/1.1 {status}\r\nContent-Type: {type}\r\nContent-Length: {length ?? Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        // Stopped only then: it throws at who asks for a connection a moment later.
        await _work;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync(byte[] answer, RestRawEnd after)
    {
        try
        {
            while (true)
            {
                using var socket = await _listener.AcceptSocketAsync(_stop.Token);
                await ReadRequestAsync(socket);
                await socket.SendAsync(answer, _stop.Token);
                if (after is RestRawEnd.Hang)
                    await Task.Delay(Timeout.Infinite, _stop.Token);
                if (after is RestRawEnd.Reset)
                    socket.LingerState = new LingerOption(enable: true, seconds: 0);
                else
                    socket.Shutdown(SocketShutdown.Send);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            // The test is over.
        }
    }

    private async Task ReadRequestAsync(Socket socket)
    {
        var (buffer, text) = (new byte[8_192], new StringBuilder());
        while (true)
        {
            var count = await socket.ReceiveAsync(buffer, _stop.Token);
            text.Append(Encoding.UTF8.GetString(buffer, 0, count));
            var all = text.ToString();
            var end = all.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (count is 0 || (end >= 0 && all.Length >= end + 4 + LengthOf(all)))
                return;
        }
    }

    private static int LengthOf(string request)
    {
        const string Name = "Content-Length: ";
        var at = request.IndexOf(Name, StringComparison.OrdinalIgnoreCase);
        return at < 0 ? 0 : int.Parse(request[(at + Name.Length)..request.IndexOf('\r', at)]);
    }
}

internal enum RestRawEnd
{
    Close,
    Hang,
    Reset,
}
