using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Tallystick.Sandbox.Acme;

/// <summary>Create, read, update and delete of every type, for clients and for the admin.</summary>
internal sealed class AcmeResources(AcmeStore store)
{
    /// <summary>Carries out one request. Refusals are answers too.</summary>
    /// <param name="faults">How listings are to be wrong; null for not at all.</param>
    public async Task<AcmeAnswer> HandleAsync(
        HttpContext context,
        AcmeTarget target,
        AcmeFaultRates? faults = null
    )
    {
        try
        {
            return context.Request.Method switch
            {
                "GET" => Read(target, context.Request.Query, faults),
                "DELETE" => Delete(target, context.Request),
                _ => Write(target, context.Request, await BodyAsync(context)),
            };
        }
        catch (AcmeRefusal refusal)
        {
            return AcmeAnswer.Of(refusal);
        }
        catch (BadHttpRequestException e)
        {
            return AcmeAnswer.Of(new AcmeRefusal(e.StatusCode, "bad_request", e.Message));
        }
    }

    public static async Task<ReadOnlyMemory<byte>> BodyAsync(HttpContext context)
    {
        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }

    private AcmeAnswer Read(AcmeTarget target, IQueryCollection query, AcmeFaultRates? faults)
    {
        if (target.Id is { } id)
        {
            return AcmeAnswer.Of(200, target.Type, store.Get(target.Type, target.ParentId, id));
        }
        var (page, total) = store.List(
            target.Type,
            target.ParentId,
            AcmeQuery.Parse(target.Type, target.ParentId, query)
        );
        if (faults is { EmptyList: true })
        {
            (page, total) = ([], 0);
        }
        else if (faults is { HalfPages: true })
        {
            (page, total) = ([.. page.Take(page.Length / 2)], total / 2);
        }
        return new AcmeAnswer(200, AcmeJson.Page(target.Type, page, total));
    }

    private AcmeAnswer Write(AcmeTarget target, HttpRequest request, ReadOnlyMemory<byte> body)
    {
        var patch = AcmePatch.Parse(target.Type, body.Span);
        return target.Id is null
            ? AcmeAnswer.Of(201, target.Type, store.Create(target.Type, target.ParentId, patch))
            : AcmeAnswer.Of(200, target.Type, store.Update(target, patch, IfMatch(request)));
    }

    private AcmeAnswer Delete(AcmeTarget target, HttpRequest request)
    {
        store.Delete(target, IfMatch(request));
        return AcmeAnswer.Empty;
    }

    /// <summary>The version asked for; a tag Acme never gave matches nothing.</summary>
    private static int? IfMatch(HttpRequest request)
    {
        var tag = request.Headers.IfMatch.ToString();
        if (tag is "" or "*")
        {
            return null;
        }
        var digits = tag.AsSpan().Trim().Trim('"');
        return int.TryParse(
            digits,
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var version
        )
            ? version
            : 0;
    }
}
