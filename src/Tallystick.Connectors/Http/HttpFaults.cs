using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;
using Tallystick.Core.Connectors;

namespace Tallystick.Connectors.Http;

/// <summary>
/// Turns what can go wrong on the wire into the taxonomy. A call that can be repeated is transient.
/// One that cannot and may have reached the app is ambiguous. One that never left is transient in
/// either case. Messages name hosts and times, never addresses with queries, bodies or credentials.
/// </summary>
public static class HttpFaults
{
    /// <summary>Whether <see cref="Of(Exception, HttpCall, Uri?)"/> can explain it; for exception filters.</summary>
    public static bool Explains(Exception e, CancellationToken cancellationToken) =>
        e is HttpRequestException or TimeoutException or BodyTooLargeException or IOException
        || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    /// <summary>The failure of a call that brought no whole answer.</summary>
    public static ConnectorException Of(Exception e, HttpCall call, Uri? uri)
    {
        var host = uri is { IsAbsoluteUri: true } ? uri.Authority : "the app";
        return e switch
        {
            BodyTooLargeException large => Make(
                call,
                call.IsRepeatable ? ProblemKind.Permanent : ProblemKind.Ambiguous,
                $"{call.App} sent more than {large.BytesMax / (1024 * 1024)} MB in one answer",
                "Ask for smaller pages.",
                e
            ),
            TimeoutException => Make(
                call,
                Unsure(call),
                $"{call.App} at {host} gave no whole answer in time",
                "If this stays, raise the connection's time limit.",
                e
            ),
            // The handler cancels by itself only when it could not connect in time.
            OperationCanceledException => Make(
                call,
                ProblemKind.Transient,
                $"{call.App} at {host} could not be reached in time",
                "Check the address and the network.",
                e
            ),
            HttpRequestException request => OfRequest(request, call, host),
            _ => Make(
                call,
                Unsure(call),
                $"The connection to {call.App} at {host} broke off",
                null,
                e
            ),
        };
    }

    /// <summary>An answer that is not what its status promised: a web page, cut-off or broken JSON.</summary>
    /// <param name="body">Only its first character is looked at.</param>
    public static ConnectorException NotJson(
        HttpCall call,
        HttpResponseMessage response,
        ReadOnlySpan<byte> body,
        JsonException? e = null
    )
    {
        var status = (int)response.StatusCode;
        var isPage = IsWebPage(response, body);
        var (message, hint) =
            isPage
                ? (
                    $"{call.App} answered with a web page instead of data (status {status})",
                    "Check the base URL, and for a log-in page or a proxy in between."
                )
            : body.IsEmpty ? ($"{call.App} answered without data (status {status})", (string?)null)
            : ($"{call.App} answered with broken or cut-off JSON (status {status})", null);
        return Make(call, Unsure(call), message, hint, e);
    }

    /// <summary>A log-in page or a proxy's, where data was asked for.</summary>
    public static bool IsWebPage(HttpResponseMessage response, ReadOnlySpan<byte> body) =>
        response.Content.Headers.ContentType?.MediaType is "text/html"
        || body.TrimStart(" \t\r\n\uFEFF"u8).StartsWith("<"u8);

    /// <summary>What a status means when the app says nothing more exact.</summary>
    public static ProblemKind KindOf(HttpStatusCode status, bool isRepeatable) =>
        (int)status switch
        {
            401 or 407 => ProblemKind.Unauthorized,
            402 or 403 => ProblemKind.Forbidden,
            404 or 410 => ProblemKind.NotFound,
            412 => ProblemKind.VersionConflict,
            429 => ProblemKind.RateLimited,
            425 => ProblemKind.Transient,
            501 or 505 => ProblemKind.Permanent,
            408 or >= 500 => isRepeatable ? ProblemKind.Transient : ProblemKind.Ambiguous,
            >= 400 => ProblemKind.Invalid,
            _ => ProblemKind.Permanent,
        };

    private static ConnectorException OfRequest(
        HttpRequestException e,
        HttpCall call,
        string host
    ) =>
        e.HttpRequestError switch
        {
            HttpRequestError.NameResolutionError => Make(
                call,
                ProblemKind.Transient,
                $"No computer goes by the name of {host}",
                "Check the base URL's spelling and this machine's DNS.",
                e
            ),
            HttpRequestError.SecureConnectionError => Make(
                call,
                ProblemKind.Transient,
                $"No safe connection to {call.App} at {host}",
                CertificateHint(e),
                e
            ),
            HttpRequestError.ConnectionError or HttpRequestError.ProxyTunnelError => Make(
                call,
                ProblemKind.Transient,
                $"{call.App} at {host} cannot be reached",
                e.InnerException
                    is SocketException { SocketErrorCode: SocketError.ConnectionRefused }
                    ? "Nothing listens there: check the base URL and that the app runs."
                    : "Check the address and the network.",
                e
            ),
            HttpRequestError.ResponseEnded => Make(
                call,
                Unsure(call),
                $"{call.App} at {host} closed the connection before its answer was whole",
                null,
                e
            ),
            _ => Make(
                call,
                Unsure(call),
                $"The connection to {call.App} at {host} broke off",
                null,
                e
            ),
        };

    private static string CertificateHint(HttpRequestException e) =>
        e.InnerException is AuthenticationException
            ? "Check that the certificate is valid for this name, and this machine's clock."
            : "Check that the address speaks HTTPS.";

    private static ProblemKind Unsure(HttpCall call) =>
        call.IsRepeatable ? ProblemKind.Transient : ProblemKind.Ambiguous;

    private static ConnectorException Make(
        HttpCall call,
        ProblemKind kind,
        string message,
        string? hint,
        Exception? e
    ) =>
        new(kind, $"{message}: {call.Operation}.", e)
        {
            Operation = call.Operation,
            Hint =
                kind is ProblemKind.Ambiguous
                    ? $"It may have been done: look for the record before another try.{(hint is null ? "" : " " + hint)}"
                    : hint
                        ?? "Try again; if this stays, look at the network and the app's own log.",
            MayHaveHappened = kind is ProblemKind.Ambiguous,
        };
}
