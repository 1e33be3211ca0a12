using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Tallystick.Sandbox.Acme;

/// <summary>
/// What the person at the desk does, without a key, a quota, faults or counting: look at and edit
/// records, seed, reset, set faults, read the counters, save.
/// </summary>
internal sealed class AcmeAdmin(
    AcmeOptions options,
    AcmeStore store,
    AcmeResources resources,
    AcmeFaults faults,
    AcmeCounters counters,
    AcmeOAuth oauth
)
{
    private const int SeedCountMax = 1_000_000;

    private readonly AcmeOAuthAdmin _oauth = new(oauth);

    public async Task HandleAsync(HttpContext context, string[] segments)
    {
        try
        {
            var answer = await AnswerAsync(context, segments[1..]);
            await answer.SendAsync(context);
        }
        catch (AcmeRefusal refusal)
        {
            await AcmeAnswer.Of(refusal).SendAsync(context);
        }
        catch (JsonException e)
        {
            var refusal = new AcmeRefusal(400, "invalid_json", e.Message);
            await AcmeAnswer.Of(refusal).SendAsync(context);
        }
    }

    public int Seed(AcmeSeedRequest request)
    {
        if (request.Count is < 0 or > SeedCountMax || request.StartIndex < 0)
        {
            throw AcmeRefusal.Invalid("count", $"must be from 0 to {SeedCountMax}");
        }
        for (var i = 0; i < request.Count; i++)
        {
            var person = AcmePeople.At(request.Seed, request.StartIndex + i);
            store.Create(AcmeType.People, null, person.ToPatch());
        }
        return request.Count;
    }

    private async Task<AcmeAnswer> AnswerAsync(HttpContext context, string[] segments)
    {
        switch (context.Request.Method, segments)
        {
            case ("POST", ["reset"]):
                Reset();
                return AcmeAnswer.Empty;
            case ("POST", ["seed"]):
                var seed = await ReadAsync(context, AcmeAdminJson.Default.AcmeSeedRequest);
                return Number("created", Seed(seed));
            case ("GET", ["faults"]):
                return Answer(faults.Rates);
            case ("POST", ["faults"]):
                return Answer(await SetFaultsAsync(context));
            case ("GET", ["counters"]):
                return Counters();
            case ("POST", ["counters", "reset"]):
                counters.Reset();
                return AcmeAnswer.Empty;
            case (var method, ["oauth", .. var rest])
                when _oauth.Answer(method, rest, await AcmeResources.BodyAsync(context))
                    is { } answer:
                return answer;
            case ("POST", ["save"]):
                return await SaveAsync(context.RequestAborted);
            default:
                return await ResourceAsync(context, segments);
        }
    }

    private async Task<AcmeAnswer> ResourceAsync(HttpContext context, string[] segments)
    {
        var target = AcmeTarget.Parse(segments);
        return target is null ? throw AcmeRefusal.NotFound(context.Request.Path)
            : target.Operation(context.Request.Method) is null
                ? throw AcmeRefusal.MethodNotAllowed(context.Request)
            : await resources.HandleAsync(context, target);
    }

    /// <summary>As it was before the first record: the ids begin anew too.</summary>
    private void Reset()
    {
        store.Reset();
        counters.Reset();
        oauth.Clear();
        faults.Rates = new AcmeFaultRates();
    }

    private async Task<AcmeFaultRates> SetFaultsAsync(HttpContext context)
    {
        var rates = await ReadAsync(context, AcmeAdminJson.Default.AcmeFaultRates);
        if (!rates.IsValid)
        {
            throw new AcmeRefusal(400, "invalid", "Rates are from 0 to 1, times from 0 up.");
        }
        return faults.Rates = rates;
    }

    private async Task<AcmeAnswer> SaveAsync(CancellationToken cancellationToken)
    {
        if (options.DataFile is not { } path)
        {
            throw new AcmeRefusal(400, "no_data_file", "This Acme keeps everything in memory.");
        }
        await AcmeSnapshot.SaveAsync(store, path, cancellationToken);
        return Number("people", store.Count(AcmeType.People));
    }

    private AcmeAnswer Counters() =>
        new(
            200,
            AcmeJson.Build(writer =>
            {
                writer.WriteStartObject();
                foreach (var (name, count) in counters.Read())
                {
                    writer.WriteNumber(name, count);
                }
                writer.WriteEndObject();
            })
        );

    private static AcmeAnswer Number(string name, int value) =>
        new(
            200,
            AcmeJson.Build(writer =>
            {
                writer.WriteStartObject();
                writer.WriteNumber(name, value);
                writer.WriteEndObject();
            })
        );

    private static AcmeAnswer Answer(AcmeFaultRates rates) =>
        new(200, JsonSerializer.SerializeToUtf8Bytes(rates, AcmeAdminJson.Default.AcmeFaultRates));

    private static async Task<T> ReadAsync<T>(
        HttpContext context,
        System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type
    )
    {
        var body = await AcmeResources.BodyAsync(context);
        return JsonSerializer.Deserialize(body.Span, type)
            ?? throw new JsonException("The body must be a JSON object.");
    }
}
