using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Tallystick.Sandbox.Acme;

/// <summary>An answer in full, ready to send or to withhold.</summary>
internal sealed record AcmeAnswer(int Status, ReadOnlyMemory<byte> Body, int? Version = null)
{
    public static readonly AcmeAnswer Empty = new(204, default);

    public static AcmeAnswer Of(AcmeRefusal refusal) =>
        new(refusal.Status, AcmeJson.Refusal(refusal));

    public static AcmeAnswer Of(int status, AcmeType type, AcmeRecord record) =>
        new(status, AcmeJson.Build(writer => AcmeJson.Write(writer, type, record)), record.Version);

    public async Task SendAsync(HttpContext context)
    {
        var response = context.Response;
        response.StatusCode = Status;
        if (Version is { } version)
        {
            response.Headers.ETag = string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");
        }
        if (Body.IsEmpty)
        {
            return;
        }
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = Body.Length;
        await response.Body.WriteAsync(Body, context.RequestAborted);
    }
}
