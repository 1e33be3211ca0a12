using System.Text.Json;

namespace Tallystick.Contract.Tests.OpenApi;

/// <summary>
/// Compares an exchange with the official documents. The request half is held against them only
/// when it was accepted: the tests send wrong requests on purpose, to see them refused.
/// </summary>
internal static class OpenApiExchangeValidator
{
    public static IReadOnlyList<Deviation> Check(Exchange exchange)
    {
        if (OpenApiCatalog.Instance is not { } catalog)
            return [];
        var generation = exchange.Version == "v3" ? OpenApiGeneration.V3 : OpenApiGeneration.V2021;
        var candidates = new[]
        {
            catalog.Find(generation, exchange.Method, exchange.Path),
            // Some documents of v3 ask for a dated version, or for none.
            catalog.Find(OpenApiGeneration.V3, exchange.Method, exchange.Path)
                is { } dated
            && !dated.Versions.Contains("v3")
                ? dated
                : null,
        };
        return candidates
            .OfType<OpenApiOperation>()
            .DefaultIfEmpty(null)
            .Select(operation => Check(operation, generation, exchange))
            .MinBy(deviations => deviations.Count)!;
    }

    private static IReadOnlyList<Deviation> Check(
        OpenApiOperation? operation,
        OpenApiGeneration generation,
        Exchange exchange
    )
    {
        var isAccepted = exchange.Status is >= 200 and < 300;
        var log = new DeviationLog(
            operation?.Name ?? $"{exchange.Method} {exchange.Path}",
            generation,
            KnownDeviations.All
        );
        if (operation is null)
        {
            if (isAccepted)
                log.Add(DeviationKind.UnknownOperation, "path", "is not documented");
            return log.Deviations;
        }
        if (isAccepted)
            CheckRequest(operation, exchange, log);
        CheckAnswer(operation, exchange, log);
        return log.Deviations;
    }

    private static void CheckRequest(
        OpenApiOperation operation,
        Exchange exchange,
        DeviationLog log
    )
    {
        if (operation.Versions.Count > 0 && !operation.Versions.Contains(exchange.Version))
            log.Add(
                DeviationKind.WrongVersion,
                "header.Version",
                $"{exchange.Version} instead of {string.Join(", ", operation.Versions)}"
            );
        var known = operation.Parameters.Where(p => p.Text("in") == "query").ToList();
        foreach (var name in exchange.Query.Keys.Where(q => known.All(p => p.Text("name") != q)))
            log.Add(DeviationKind.UnknownParameter, $"query.{name}", "is not documented");
        foreach (var parameter in known.Where(p => p.Flag("required")))
        {
            var name = parameter.Text("name")!;
            if (!exchange.Query.ContainsKey(name))
                log.Add(DeviationKind.MissingParameter, $"query.{name}", "is required");
        }
        if (SchemaOf(operation.Element.Child("requestBody")) is { } schema)
        {
            if (exchange.Body is { } body)
                new SchemaChecker(isRequest: true).Check(
                    operation.Document,
                    schema,
                    body,
                    "request.body",
                    log
                );
            else
                log.Add(DeviationKind.MissingBody, "request.body", "is documented");
        }
        else if (exchange.Body is not null && operation.Element.Child("requestBody") is null)
        {
            log.Add(DeviationKind.UnexpectedBody, "request.body", "is not documented");
        }
    }

    private static void CheckAnswer(OpenApiOperation operation, Exchange exchange, DeviationLog log)
    {
        var at = $"response.{exchange.Status}";
        if (
            operation.Element.Child("responses") is not { } responses
            || responses.Child($"{exchange.Status}") is not { } documented
        )
        {
            log.Add(DeviationKind.UndocumentedStatus, at, "is not documented");
            return;
        }
        if (exchange.Answer is not { } answer)
        {
            if (exchange.Status != 204)
                log.Add(DeviationKind.NotJson, $"{at}.body", "is no JSON");
        }
        else if (SchemaOf(documented) is { } schema)
            new SchemaChecker(isRequest: false).Check(
                operation.Document,
                schema,
                answer,
                $"{at}.body",
                log
            );
    }

    private static JsonElement? SchemaOf(JsonElement? holder) =>
        holder?.Child("content")?.Child("application/json")?.Child("schema");
}
