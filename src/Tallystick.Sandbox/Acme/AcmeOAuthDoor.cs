using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Tallystick.Sandbox.Acme;

/// <summary>
/// The page at <c>/oauth/authorize</c>, on which a person allows a client, and <c>/oauth/token</c>.
/// Neither needs a key, and no quota or fault stands before them.
/// </summary>
internal sealed class AcmeOAuthDoor(AcmeOAuth oauth)
{
    public async Task HandleAsync(HttpContext context, string[] segments)
    {
        switch (context.Request.Method, segments)
        {
            case ("GET" or "POST", ["oauth", "authorize"]):
                await AuthorizeAsync(context);
                break;
            case ("POST", ["oauth", "token"]):
                await TokenAsync(context);
                break;
            default:
                await AcmeAnswer.Of(AcmeRefusal.NotFound(context.Request.Path)).SendAsync(context);
                break;
        }
    }

    private async Task AuthorizeAsync(HttpContext context)
    {
        var isPost = HttpMethods.IsPost(context.Request.Method);
        var fields = isPost
            ? Fields(await context.Request.ReadFormAsync(context.RequestAborted))
            : Fields(context.Request.Query);
        if (Refusal(fields) is { } refusal)
            await PageAsync(context, 400, $"<p role=\"alert\">{Html(refusal)}</p>");
        else if (isPost)
            context.Response.Redirect(Back(fields));
        else
            await PageAsync(context, 200, Form(fields));
    }

    private static string? Refusal(Dictionary<string, string> fields) =>
        fields.GetValueOrDefault("client_id") != AcmeCrm.DefaultClientId
            ? "There is no such client."
        : !IsAddress(fields.GetValueOrDefault("redirect_uri"))
            ? "redirect_uri must be https, or http on this machine."
        : fields.GetValueOrDefault("response_type") != "code" ? "response_type must be code."
        : AcmeOAuth.ScopesOf(fields.GetValueOrDefault("scope")) is null
            ? $"scope must be {AcmeOAuth.Read}, {AcmeOAuth.Write} or both."
        : fields.ContainsKey("code_challenge")
        && fields.GetValueOrDefault("code_challenge_method") != "S256"
            ? "code_challenge_method must be S256."
        : null;

    private static bool IsAddress(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address)
        && (address.Scheme == "https" || (address.Scheme == "http" && address.IsLoopback));

    private string Back(Dictionary<string, string> fields)
    {
        var redirect = fields["redirect_uri"];
        var result =
            fields.GetValueOrDefault("choice") != "allow"
                ? "error=access_denied"
                : "code="
                    + oauth.Consent(
                        redirect,
                        AcmeOAuth.ScopesOf(fields["scope"])!,
                        fields.GetValueOrDefault("code_challenge")
                    );
        var state = fields.TryGetValue("state", out var text)
            ? "&state=" + Uri.EscapeDataString(text)
            : "";
        return redirect
            + (redirect.Contains('?', StringComparison.Ordinal) ? '&' : '?')
            + result
            + state;
    }

    private static string Form(Dictionary<string, string> fields)
    {
        var form = new StringBuilder("<form method=\"post\"><p>It may:</p><ul>");
        foreach (var scope in AcmeOAuth.ScopesOf(fields["scope"])!)
            form.Append($"<li>{Html(scope)}</li>");
        form.Append("</ul>");
        foreach (var (name, value) in fields.Where(f => f.Key != "choice"))
            form.Append($"<input type=\"hidden\" name=\"{Html(name)}\" value=\"{Html(value)}\">");
        return form.Append("<button name=\"choice\" value=\"allow\">Allow</button> ")
            .Append("<button name=\"choice\" value=\"deny\">Deny</button></form>")
            .ToString();
    }

    private async Task TokenAsync(HttpContext context)
    {
        if (!context.Request.HasFormContentType)
        {
            await RefuseAsync(context, 400, "invalid_request");
            return;
        }
        var fields = Fields(await context.Request.ReadFormAsync(context.RequestAborted));
        var (id, secret) = ClientOf(context.Request, fields);
        if (!AcmeOAuth.IsClient(id, secret))
        {
            await RefuseAsync(context, 401, "invalid_client");
            return;
        }
        switch (fields.GetValueOrDefault("grant_type"))
        {
            case "authorization_code":
                var exchanged = oauth.Exchange(
                    fields.GetValueOrDefault("code", ""),
                    fields.GetValueOrDefault("redirect_uri"),
                    fields.GetValueOrDefault("code_verifier")
                );
                await AnswerAsync(context, exchanged);
                break;
            case "refresh_token":
                await AnswerAsync(
                    context,
                    oauth.Renew(fields.GetValueOrDefault("refresh_token", ""))
                );
                break;
            case "client_credentials"
                when AcmeOAuth.ScopesOf(fields.GetValueOrDefault("scope")) is { } scopes:
                await AnswerAsync(context, oauth.ForClient(scopes));
                break;
            case "client_credentials":
                await RefuseAsync(context, 400, "invalid_scope");
                break;
            default:
                await RefuseAsync(context, 400, "unsupported_grant_type");
                break;
        }
    }

    /// <summary>By the header or by fields of the form.</summary>
    private static (string? Id, string? Secret) ClientOf(
        HttpRequest request,
        Dictionary<string, string> fields
    )
    {
        var header = request.Headers.Authorization.ToString();
        var bytes = new byte[header.Length];
        if (
            header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase)
            && Convert.TryFromBase64String(header["Basic ".Length..], bytes, out var length)
            && Encoding.UTF8.GetString(bytes, 0, length).Split(':') is [var id, var secret]
        )
            return (Uri.UnescapeDataString(id), Uri.UnescapeDataString(secret));
        return (fields.GetValueOrDefault("client_id"), fields.GetValueOrDefault("client_secret"));
    }

    private static Task AnswerAsync(HttpContext context, AcmeTokens? tokens)
    {
        if (tokens is null)
            return SendAsync(context, 400, "invalid_grant");
        return new AcmeAnswer(
            200,
            AcmeJson.Build(writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("access_token", tokens.AccessToken);
                writer.WriteString("token_type", "Bearer");
                writer.WriteNumber("expires_in", tokens.Seconds);
                if (tokens.RefreshToken is { } refresh)
                    writer.WriteString("refresh_token", refresh);
                writer.WriteString("scope", string.Join(' ', tokens.Scopes));
                writer.WriteEndObject();
            })
        ).SendAsync(context);
    }

    private Task RefuseAsync(HttpContext context, int status, string code)
    {
        oauth.CountRefusal();
        return SendAsync(context, status, code);
    }

    /// <summary>RFC 6749, 5.2.</summary>
    private static Task SendAsync(HttpContext context, int status, string code) =>
        new AcmeAnswer(
            status,
            AcmeJson.Build(writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("error", code);
                writer.WriteEndObject();
            })
        ).SendAsync(context);

    private static async Task PageAsync(HttpContext context, int status, string content)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html; charset=utf-8";
        await context.Response.WriteAsync(
            $"<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Acme CRM</title><h1>Acme CRM: allow a client?</h1>{content}</html>",
            context.RequestAborted
        );
    }

    private static Dictionary<string, string> Fields(
        IEnumerable<KeyValuePair<string, Microsoft.Extensions.Primitives.StringValues>> pairs
    ) => pairs.ToDictionary(p => p.Key, p => p.Value.ToString(), StringComparer.Ordinal);

    private static string Html(string text) => WebUtility.HtmlEncode(text);
}
