using Microsoft.AspNetCore.Http;

namespace Tallystick.Sandbox.Page;

/// <summary>The page at <c>/</c>: files that come along, under a policy that runs no others.</summary>
internal static class PageFiles
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static bool IsAt(string[] segments) => Find(segments) is not null;

    public static async Task HandleAsync(HttpContext context, string[] segments)
    {
        var (name, type) = Find(segments)!.Value;
        if (
            !HttpMethods.IsGet(context.Request.Method)
            && !HttpMethods.IsHead(context.Request.Method)
        )
        {
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            return;
        }
        await using var file = typeof(PageFiles).Assembly.GetManifestResourceStream(
            $"Tallystick.Sandbox.Page.{name}"
        )!;
        context.Response.ContentType = type;
        context.Response.ContentLength = file.Length;
        context.Response.Headers.ContentSecurityPolicy = Policy;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.CacheControl = "no-cache";
        if (HttpMethods.IsGet(context.Request.Method))
            await file.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    private static (string Name, string Type)? Find(string[] segments) =>
        segments switch
        {
            [] => ("index.html", "text/html; charset=utf-8"),
            ["_sandbox", "page", "page.css"] => ("page.css", "text/css; charset=utf-8"),
            ["_sandbox", "page", "page.js"] => ("page.js", "text/javascript; charset=utf-8"),
            _ => null,
        };
}
