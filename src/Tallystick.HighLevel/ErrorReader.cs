using System.Globalization;
using System.Text.Json;

namespace Tallystick.HighLevel;

/// <summary>
/// Reads the API's several error shapes: message as text, as a list or absent; statusCode or
/// status; OAuth's error_description; v3's error object.
/// </summary>
internal static class ErrorReader
{
    public static HighLevelException Read(
        Operation operation,
        HttpResponseMessage response,
        ReadOnlyMemory<byte> body
    )
    {
        using var document = TryParse(body);
        if (document is null || document.RootElement.ValueKind is not JsonValueKind.Object)
            return NotJson(operation, response, body.Span);
        var root = document.RootElement;
        var messages = Messages(root);
        var meta =
            root.TryGetProperty("meta", out var m) && m.ValueKind is JsonValueKind.Object
                ? m
                : default;
        return new HighLevelException(
            ProblemOf(response, messages, meta),
            operation,
            response.StatusCode,
            messages
        )
        {
            TraceId = Text(root, "traceId"),
            DuplicateOf = Text(meta, "contactId"),
            MatchingField = Text(meta, "matchingField"),
            RetryAfter = RetryAfter(response),
        };
    }

    public static HighLevelException NotJson(
        Operation operation,
        HttpResponseMessage response,
        ReadOnlySpan<byte> body
    )
    {
        var status = (int)response.StatusCode;
        var isPage =
            response.Content.Headers.ContentType?.MediaType == "text/html"
            || body.TrimStart(" \t\r\n"u8).StartsWith("<"u8);
        var problem =
            status == 429 ? HighLevelProblem.RateLimited
            : status >= 500 ? HighLevelProblem.ServerError
            : HighLevelProblem.NotJson;
        var message = isPage
            ? $"a web page instead of data (status {status})"
            : $"broken or cut-off JSON (status {status})";
        return new HighLevelException(problem, operation, response.StatusCode, [message])
        {
            IsWebPage = isPage,
            RetryAfter = RetryAfter(response),
        };
    }

    private static HighLevelProblem ProblemOf(
        HttpResponseMessage response,
        IReadOnlyList<string> messages,
        JsonElement meta
    )
    {
        var text = string.Join(' ', messages);
        return (int)response.StatusCode switch
        {
            401 => Unauthorized(text),
            403 when Has(text, "location") => HighLevelProblem.WrongLocation,
            403 => HighLevelProblem.MissingScope,
            429 => IsDayOver(response)
                ? HighLevelProblem.DailyLimitReached
                : HighLevelProblem.RateLimited,
            400 when Text(meta, "contactId") is not null => HighLevelProblem.Duplicate,
            400 when Has(text, "duplicated contacts") => HighLevelProblem.Duplicate,
            400 when Has(text, "not active") => HighLevelProblem.Inactive,
            400 when Has(text, "invalid_grant") => HighLevelProblem.InvalidToken,
            400 when Has(text, "API version") => HighLevelProblem.WrongVersion,
            400 or 404 when IsGone(text) => HighLevelProblem.NotFound,
            404 when Has(text, "Cannot ") => HighLevelProblem.NoSuchPath,
            404 => HighLevelProblem.NotFound,
            400 or 409 or 413 or 422 => HighLevelProblem.Invalid,
            >= 500 => HighLevelProblem.ServerError,
            _ => HighLevelProblem.Other,
        };
    }

    /// <summary>Only a bad token is mended by another token of the same kind.</summary>
    private static HighLevelProblem Unauthorized(string text) =>
        Has(text, "not authorized for this scope") || Has(text, "IAM Service")
            ? HighLevelProblem.MissingScope
        : Has(text, "authClass") || Has(text, "user type mismatch")
            ? HighLevelProblem.WrongTokenClass
        : Has(text, "version header") ? HighLevelProblem.WrongVersion
        : HighLevelProblem.InvalidToken;

    private static bool IsGone(string text) =>
        text.EndsWith("not found", StringComparison.OrdinalIgnoreCase) || Has(text, "is deleted");

    public static bool IsDayOver(HttpResponseMessage response) =>
        response.Headers.NonValidated.TryGetValues("X-RateLimit-Daily-Remaining", out var values)
        && values.ToString().Trim() == "0";

    private static bool Has(string text, string part) =>
        text.Contains(part, StringComparison.OrdinalIgnoreCase);

    private static IReadOnlyList<string> Messages(JsonElement root)
    {
        if (root.TryGetProperty("message", out var message))
        {
            if (message.ValueKind is JsonValueKind.String)
                return [message.GetString()!];
            if (message.ValueKind is JsonValueKind.Array)
                return [.. message.EnumerateArray().Select(m => m.ToString())];
        }
        if (Text(root, "error_description") is { } description)
            return [description];
        if (root.TryGetProperty("error", out var error))
        {
            if (error.ValueKind is JsonValueKind.Object && Text(error, "message") is { } inner)
                return [inner];
            if (error.ValueKind is JsonValueKind.String)
                return [error.GetString()!];
        }
        return [];
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind is JsonValueKind.Object
        && element.TryGetProperty(name, out var value)
        && value.ValueKind is JsonValueKind.String
            ? value.GetString()
            : null;

    public static TimeSpan? RetryAfter(HttpResponseMessage response) =>
        response.Headers.NonValidated.TryGetValues("Retry-After", out var values)
        && double.TryParse(
            values.ToString(),
            NumberStyles.Number,
            CultureInfo.InvariantCulture,
            out var seconds
        )
        && seconds is >= 0 and < 86_400
            ? TimeSpan.FromSeconds(seconds)
            : null;

    private static JsonDocument? TryParse(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonDocument.Parse(body);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
