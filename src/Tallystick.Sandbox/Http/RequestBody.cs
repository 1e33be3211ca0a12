using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Tallystick.Sandbox.Http;

internal static class RequestBody
{
    /// <summary>The body as JSON, a form made into an object; null where there is none.</summary>
    public static async Task<JsonDocument?> ReadAsync(
        HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        if (request.HasFormContentType)
        {
            var form = await request.ReadFormAsync(cancellationToken);
            var pairs = form.ToDictionary(p => p.Key, p => p.Value.ToString());
            return JsonSerializer.SerializeToDocument(pairs);
        }
        if (request.ContentLength is 0 || (request.ContentLength is null && !CanHaveBody(request)))
            return null;
        try
        {
            return await JsonDocument.ParseAsync(
                request.Body,
                cancellationToken: cancellationToken
            );
        }
        catch (JsonException e)
        {
            throw Refusal.BadRequest(
                $"Unexpected token in JSON at position {e.BytePositionInLine ?? 0}"
            );
        }
    }

    private static bool CanHaveBody(HttpRequest request) =>
        request.Headers.TransferEncoding.Count > 0;
}
