using System.Net;
using System.Text.Json;
using Tallystick.Connectors.Http;
using Tallystick.Core.Connectors;

namespace Tallystick.Connectors.Rest;

/// <summary>Reads an app's refusal by the manifest's words.</summary>
internal static class RestRefusal
{
    private const int WordsMax = 80;

    public static ConnectorException Of(
        RestManifest manifest,
        HttpCall call,
        RestRequest request,
        HttpResponseMessage response,
        byte[] body,
        string? reconnect,
        DateTimeOffset now
    )
    {
        var errors = manifest.Errors;
        using var document = TryParse(body);
        var code = Text(document, errors.Code);
        var kind = KindOf(manifest, call, response, document, code);
        if (kind is ProblemKind.NotFound && !request.NamesRecord)
            kind = ProblemKind.Permanent;
        var status = (int)response.StatusCode;
        var words = code is null
            ? $"status {status}"
            : $"status {status}, {AppWords.Clean(code, request, WordsMax)}";
        var complaint = Text(document, errors.Field);
        var said =
            kind is not ProblemKind.Unauthorized && Text(document, errors.Message) is { } message
                ? AppWords.Clean(message, request, WordsMax * 3)
                : null;
        return new ConnectorException(
            kind,
            $"{manifest.Title} {Verb(kind)}: {call.Operation}, {words}"
                + (string.IsNullOrEmpty(said) ? "." : $", \"{said}\".")
        )
        {
            MayHaveHappened = kind is ProblemKind.Ambiguous,
            Operation = call.Operation,
            Field = complaint is null ? null : FieldOf(manifest, call, complaint),
            Hint = HintOf(manifest, kind, response, reconnect, said is not null),
            RetryAfter = manifest.LimitHeaders.WaitOf(response, now),
            DuplicateOf = kind is ProblemKind.Duplicate ? Text(document, errors.DuplicateOf) : null,
            TraceId =
                errors.TraceHeader is { } trace
                && response.Headers.NonValidated.TryGetValues(trace, out var traces)
                    ? traces.FirstOrDefault()
                    : null,
        };
    }

    private static ProblemKind KindOf(
        RestManifest manifest,
        HttpCall call,
        HttpResponseMessage response,
        JsonDocument? document,
        string? code
    )
    {
        var errors = manifest.Errors;
        var status = (int)response.StatusCode;
        var said =
            code is not null && errors.Codes.TryGetValue(code, out var byCode) ? byCode
            : errors.Statuses.TryGetValue(status, out var byStatus) ? byStatus
            : (ProblemKind?)null;
        // A proxy or a wrong address answers 404 too. That is no word of the app about a record:
        // taken for one, it would delete on the other side.
        if (errors.Gone.Contains(status) && said is null or ProblemKind.NotFound)
            return IsAppsOwnWord(errors, response, document, said)
                ? ProblemKind.NotFound
                : ProblemKind.Permanent;
        return said
            ?? HttpFaults.KindOf(response.StatusCode, call.IsRepeatable) switch
            {
                // The manifest says that this status does not mean it.
                ProblemKind.NotFound => ProblemKind.Permanent,
                var kind => kind,
            };
    }

    private static bool IsAppsOwnWord(
        RestErrors errors,
        HttpResponseMessage response,
        JsonDocument? document,
        ProblemKind? said
    ) =>
        errors.Codes.Values.Contains(ProblemKind.NotFound)
            ? said is ProblemKind.NotFound
            : response.Content.Headers.ContentLength is 0 || document is not null;

    private static string Verb(ProblemKind kind) =>
        kind switch
        {
            ProblemKind.Unauthorized => "does not accept the credentials",
            ProblemKind.Forbidden => "does not allow this to these credentials",
            ProblemKind.NotFound => "says that the record is gone",
            ProblemKind.Duplicate => "has such a record already",
            ProblemKind.Invalid => "refuses a value or the request",
            ProblemKind.RateLimited => "asks for fewer calls",
            ProblemKind.Transient or ProblemKind.Ambiguous => "is in trouble",
            ProblemKind.VersionConflict => "holds a newer version of the record",
            ProblemKind.Permanent => "cannot do this",
        };

    private static string? HintOf(
        RestManifest manifest,
        ProblemKind kind,
        HttpResponseMessage response,
        string? reconnect,
        bool saysMore
    ) =>
        (kind, (int)response.StatusCode) switch
        {
            (ProblemKind.Unauthorized, _)
                when reconnect is not null && manifest.Auth is RestAuth.OAuth2 =>
                $"Connect again: {reconnect}.",
            (ProblemKind.Forbidden, _)
                when reconnect is not null && manifest.Auth is RestAuth.OAuth2 =>
                $"The account may not do this, or not with these scopes. Connect again with more: {reconnect}.",
            (ProblemKind.Unauthorized, _) when manifest.Auth.SecretNames is { Count: > 0 } names =>
                $"Check {string.Join(" and ", names.Select(n => $"'{n}'"))} of the connection.",
            (ProblemKind.Forbidden, _) =>
                "Give the key or user the right to read and write these records.",
            (_, >= 300 and < 400) => response.Headers.Location is { IsAbsoluteUri: true } place
                ? $"It has moved to {place.Authority}: correct the base URL."
                : "It has moved: correct the base URL.",
            (ProblemKind.Permanent, (int)HttpStatusCode.NotFound) =>
                "There is no such place, or this was not the app's own way to say that a record is gone: check the base URL.",
            (ProblemKind.NotFound, _) => "The record was deleted there.",
            (ProblemKind.Duplicate, _) => "Link it with the record that is there already.",
            (ProblemKind.Invalid, _) => saysMore
                ? "Correct the value, or what the mapping makes of it."
                : "Correct the value, or what the mapping makes of it; the app's own log may say more.",
            (ProblemKind.RateLimited, _) =>
                "Nothing is lost: it goes on after a wait. If this stays, lower the connection's limits.",
            (ProblemKind.Ambiguous, _) =>
                "It may have been done: look for the record before another try.",
            (ProblemKind.Transient, _) => "Try again later; if this stays, ask the app's support.",
            (ProblemKind.VersionConflict, _) => "Read the record again.",
            _ => "Check the manifest's call, and the base URL.",
        };

    private static string FieldOf(RestManifest manifest, HttpCall call, string complaint)
    {
        var type = call.Operation.Split('.')[0];
        var fields = manifest.Objects.FirstOrDefault(o => o.Name == type)?.Fields ?? [];
        return fields.FirstOrDefault(f => f.Path?.IsCalled(complaint) is true)?.Field.Key
            ?? Short(complaint);
    }

    private static string? Text(JsonDocument? document, JsonPath? path) =>
        document is null || path is null
            ? null
            : RecordReader.Scalar(path.Find(document.RootElement));

    private static string Short(string text) =>
        new([.. text.Where(c => !char.IsControl(c)).Take(WordsMax)]);

    private static JsonDocument? TryParse(byte[] body)
    {
        try
        {
            return body.Length is 0 ? null : JsonDocument.Parse(body);
        }
        catch (JsonException)
        {
            // The status says enough; a refusal need not be JSON.
            return null;
        }
    }
}
