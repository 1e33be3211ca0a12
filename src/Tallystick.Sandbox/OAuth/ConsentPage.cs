using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Tallystick.Sandbox.World;

namespace Tallystick.Sandbox.OAuth;

/// <summary>
/// The page on which a person chooses where an app is installed, at the marketplace's two
/// addresses. Who presses the button is sent back to the app with a code.
/// </summary>
internal sealed class ConsentPage(SandboxWorld world)
{
    /// <summary>Chosen for all locations at once.</summary>
    private const string Agency = "company";

    private readonly OAuthDesk _desk = new(world);

    public static bool IsAt(string[] segments) =>
        segments is ["oauth", "chooselocation"] or ["v2", "oauth", "chooselocation"];

    public async Task HandleAsync(HttpContext context)
    {
        var fields = HttpMethods.IsPost(context.Request.Method)
            ? Fields(await context.Request.ReadFormAsync(context.RequestAborted))
            : Fields(context.Request.Query);
        var (status, text) = Refuse(fields) is { } refusal
            ? (400, Page($"<p role=\"alert\">{Html(refusal)}</p>"))
            : (200, Form(fields));
        if (status == 200 && fields.TryGetValue("location", out var chosen))
        {
            if (chosen == Agency || world.Locations.ContainsKey(chosen))
            {
                context.Response.Redirect(Accept(fields, chosen));
                return;
            }
            (status, text) = (400, Page("<p role=\"alert\">There is no such location.</p>"));
        }
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html; charset=utf-8";
        await context.Response.WriteAsync(text, context.RequestAborted);
    }

    private string? Refuse(Dictionary<string, string> fields) =>
        fields.GetValueOrDefault("response_type") != "code" ? "error.response_type: must be code"
        : fields.GetValueOrDefault("client_id") != world.OAuth.App.ClientId
            ? "error.client_id: no such app"
        : !IsAddress(fields.GetValueOrDefault("redirect_uri"))
            ? "error.redirect_uri: must be https, or http on this machine"
        : Scopes(fields).Length == 0 ? "error.scope: choose at least one"
        : null;

    /// <summary>HTTPS, as live; and this machine, which the live portal refuses.</summary>
    private static bool IsAddress(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address)
        && (address.Scheme == "https" || (address.Scheme == "http" && address.IsLoopback));

    private string Accept(Dictionary<string, string> fields, string chosen)
    {
        var redirect = fields["redirect_uri"];
        string code;
        lock (world.Gate)
            code = _desk.Consent(chosen == Agency ? null : chosen, Scopes(fields), redirect);
        var back = new StringBuilder(redirect)
            .Append(redirect.Contains('?', StringComparison.Ordinal) ? '&' : '?')
            .Append("code=")
            .Append(code);
        if (!world.Options.StateIsDropped && fields.TryGetValue("state", out var state))
            back.Append("&state=").Append(Uri.EscapeDataString(state));
        return back.ToString();
    }

    private string Form(Dictionary<string, string> fields)
    {
        var form = new StringBuilder("<form method=\"post\">");
        foreach (var (name, value) in fields.Where(f => f.Key != "location"))
            form.Append($"<input type=\"hidden\" name=\"{Html(name)}\" value=\"{Html(value)}\">");
        form.Append("<fieldset><legend>Install it in</legend>");
        foreach (var location in world.Locations.Values)
            form.Append(Choice(location.Id, $"{location.Name} ({location.Id})"));
        form.Append(Choice(Agency, "the whole agency")).Append("</fieldset><p>It may:</p><ul>");
        foreach (var scope in Scopes(fields))
            form.Append($"<li>{Html(scope)}</li>");
        return Page(form.Append("</ul><button>Allow</button></form>").ToString());
    }

    private static string Choice(string value, string label) =>
        $"<p><label><input type=\"radio\" name=\"location\" value=\"{Html(value)}\" required> {Html(label)}</label></p>";

    private string Page(string content) =>
        $"<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Install an app</title><h1>{Html(world.OAuth.App.Name)}</h1>{content}</html>";

    private static string[] Scopes(Dictionary<string, string> fields) =>
        fields
            .GetValueOrDefault("scope", "")
            .Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static Dictionary<string, string> Fields(
        IEnumerable<KeyValuePair<string, Microsoft.Extensions.Primitives.StringValues>> pairs
    ) => pairs.ToDictionary(p => p.Key, p => p.Value.ToString(), StringComparer.Ordinal);

    private static string Html(string text) => WebUtility.HtmlEncode(text);
}
