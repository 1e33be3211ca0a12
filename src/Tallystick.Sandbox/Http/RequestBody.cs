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
            var form = await ReadFormAsync(request, cancellationToken);
            var pairs = form.ToDictionary(p => p.Key, p => p.Value.ToString());
            foreach (var file in form.Files)
                pairs[file.Name] = file.FileName;
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

    private static async Task<IFormCollection> ReadFormAsync(
        HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await request.ReadFormAsync(cancellationToken);
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw Refusal.BadRequest("Multipart: Unexpected end of form");
        }
    }

    private static bool CanHaveBody(HttpRequest request) =>
        request.Headers.TransferEncoding.Count > 0;
}
