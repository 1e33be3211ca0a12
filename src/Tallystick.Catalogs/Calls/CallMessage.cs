using System.Net.Http.Headers;
using System.Text;

namespace Tallystick.Catalogs.Calls;

/// <summary>A call as a message of HTTP, without credentials.</summary>
public static class CallMessage
{
    /// <param name="open">Opens a file that a multipart body names.</param>
    public static HttpRequestMessage Of(
        CallRequest request,
        Uri baseAddress,
        Func<string, Stream>? open = null
    )
    {
        var message = new HttpRequestMessage(
            new HttpMethod(request.Operation.Method),
            AddressOf(request, baseAddress)
        );
        message.Headers.Accept.ParseAdd("application/json");
        foreach (var (name, value) in request.Headers)
            message.Headers.TryAddWithoutValidation(name, value);
        message.Content = ContentOf(request.Body, open);
        return message;
    }

    /// <summary>Operations start below the base address, whatever path that has.</summary>
    public static Uri AddressOf(CallRequest request, Uri baseAddress) =>
        new(baseAddress.AbsoluteUri.TrimEnd('/') + request.Target);

    private static HttpContent? ContentOf(CallBody? body, Func<string, Stream>? open) =>
        body switch
        {
            null => null,
            CallBody.Json json => Json(json),
            CallBody.Form form => new FormUrlEncodedContent(form.Values),
            CallBody.Multipart multipart => Multipart(multipart, open),
            _ => throw new InvalidOperationException("Bodies are a closed family."),
        };

    private static ByteArrayContent Json(CallBody.Json json)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(json.Text));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }

    private static MultipartFormDataContent Multipart(
        CallBody.Multipart body,
        Func<string, Stream>? open
    )
    {
        var content = new MultipartFormDataContent();
        foreach (var part in body.Parts)
            if (part.FilePath is { } path)
            {
                var file =
                    open ?? throw new CatalogException($"{part.Name} is a file, and none is read.");
                content.Add(new StreamContent(file(path)), part.Name, Path.GetFileName(path));
            }
            else
                content.Add(new StringContent(part.Text ?? ""), part.Name);
        return content;
    }
}
