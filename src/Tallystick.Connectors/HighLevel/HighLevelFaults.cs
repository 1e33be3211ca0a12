using Tallystick.Connectors.Http;
using Tallystick.Core.Connectors;
using Tallystick.HighLevel;

namespace Tallystick.Connectors.HighLevel;

/// <summary>Turns the client's refusals into the taxonomy, with the way out.</summary>
internal static class HighLevelFaults
{
    public const string App = "HighLevel";

    private const string Elsewhere =
        "Check the base URL, and for a log-in page or a proxy in between.";
    private const string Later =
        "HighLevel may be down. Run again later: it goes on where it stopped.";

    /// <param name="reconnect">What connects the account again; null for a token that was written into the settings.</param>
    public static ConnectorException Of(
        HighLevelException e,
        Func<string, string?> keyOf,
        string? reconnect,
        DateTimeOffset now
    )
    {
        var field = FieldOf(e, keyOf);
        var (kind, message, hint) = Explain(e, field);
        if (reconnect is not null && HintOf(e, reconnect) is { } other)
            hint = other;
        return new ConnectorException(kind, message, e)
        {
            Operation = e.Operation.Name,
            Hint = hint,
            Field = field,
            TraceId = e.TraceId,
            DuplicateOf = e.DuplicateOf,
            RetryAfter =
                e.Problem is HighLevelProblem.DailyLimitReached ? UntilMidnight(now) : e.RetryAfter,
            // A create was seen to be refused with 422 and kept all the same.
            MayHaveHappened = !e.Operation.IsRepeatable && e.Problem is HighLevelProblem.Invalid,
        };
    }

    public static ConnectorException Of(Exception e, Operation operation, Uri address) =>
        HttpFaults.Of(e, new HttpCall(App, operation.Name, operation.IsRepeatable), address);

    private static (ProblemKind, string, string?) Explain(HighLevelException e, string? field)
    {
        var said = $"{App} said: {Sentence(e.Message)}";
        return e.Problem switch
        {
            HighLevelProblem.InvalidToken => (
                ProblemKind.Unauthorized,
                said,
                "The token is wrong, revoked or rotated: take the current one from Settings → Private Integrations."
            ),
            HighLevelProblem.InstallLost => (
                ProblemKind.Unauthorized,
                $"The connection to {App} is lost: {Sentence(e.Message)}",
                "Connect the account again."
            ),
            HighLevelProblem.Inactive => (
                ProblemKind.Forbidden,
                said,
                "The sub-account is suspended: its agency can make it active again."
            ),
            HighLevelProblem.Unreachable => (ProblemKind.Transient, Sentence(e.Message), Later),
            HighLevelProblem.MissingScope => (
                ProblemKind.Forbidden,
                $"The token may not do {e.Operation.Name}. {said}",
                $"Add the scope {e.Operation.Scope} to the private integration; the token stays the same."
            ),
            HighLevelProblem.WrongTokenClass => (
                ProblemKind.Forbidden,
                said,
                "This is an agency's token: make a private integration inside the sub-account."
            ),
            HighLevelProblem.WrongLocation => (
                ProblemKind.Forbidden,
                said,
                "The token belongs to another sub-account: check the connection's 'location'."
            ),
            HighLevelProblem.NotFound => (ProblemKind.NotFound, said, null),
            HighLevelProblem.NoSuchPath => (
                ProblemKind.Permanent,
                said,
                "Check the connection's 'base-url'."
            ),
            HighLevelProblem.Duplicate => (
                ProblemKind.Duplicate,
                said,
                e.DuplicateOf is { } id ? $"It is the contact {id}." : null
            ),
            HighLevelProblem.Invalid => (
                ProblemKind.Invalid,
                said,
                field is null
                    ? null
                    : $"Correct the value of '{field}', or leave it out of the mapping."
            ),
            HighLevelProblem.RateLimited => (
                ProblemKind.RateLimited,
                said,
                "Another program may share this location's limit: stop it, or set a lower 'limit' here."
            ),
            HighLevelProblem.DailyLimitReached => (
                ProblemKind.RateLimited,
                $"The day's calls are spent. {said}",
                "They are granted anew at 00:00 UTC; the run goes on where it stopped."
            ),
            HighLevelProblem.ServerError => (
                e.Operation.IsRepeatable ? ProblemKind.Transient : ProblemKind.Ambiguous,
                $"{App} failed with status {(int)e.Status}: {Sentence(e.Message)}",
                e.IsWebPage ? Elsewhere : Later
            ),
            HighLevelProblem.NotJson => (
                e.Operation.IsRepeatable ? ProblemKind.Transient : ProblemKind.Ambiguous,
                $"{App} answered with {Sentence(e.Message)}",
                e.IsWebPage ? Elsewhere : Later
            ),
            HighLevelProblem.WrongVersion or HighLevelProblem.Other => (
                ProblemKind.Permanent,
                said,
                null
            ),
            _ => (ProblemKind.Permanent, said, null),
        };
    }

    /// <summary>The way out for an account that was connected rather than written down.</summary>
    private static string? HintOf(HighLevelException e, string reconnect) =>
        e.Problem switch
        {
            HighLevelProblem.InvalidToken =>
                $"The token is wrong or revoked. Connect again: {reconnect}.",
            HighLevelProblem.InstallLost => $"Connect again: {reconnect}.",
            HighLevelProblem.MissingScope =>
                $"It lacks the scope {e.Operation.Scope}. Connect again with it: {reconnect}; to a private integration, add it in HighLevel and its token stays the same.",
            HighLevelProblem.WrongTokenClass =>
                $"This is an agency's token. Connect the sub-account: {reconnect}.",
            _ => null,
        };

    /// <summary>The field that a message speaks of, by the API's own property names.</summary>
    private static string? FieldOf(HighLevelException e, Func<string, string?> keyOf)
    {
        if (e.MatchingField is { } matching)
            return matching;
        if (e.Problem is not HighLevelProblem.Invalid)
            return null;
        foreach (var message in e.Messages)
        {
            var words = message.Split([' ', '.', ','], StringSplitOptions.RemoveEmptyEntries);
            if (
                message.Contains("permanent dnd", StringComparison.Ordinal)
                && keyOf("dnd." + words[^1]) is { } channel
            )
                return channel;
            if (words.Select(keyOf).OfType<string>().FirstOrDefault() is { } key)
                return key;
        }
        return null;
    }

    private static string Sentence(string text) =>
        text.EndsWith('.') || text.EndsWith('!') ? text : text + ".";

    private static TimeSpan UntilMidnight(DateTimeOffset now) =>
        now.UtcDateTime.Date.AddDays(1) - now.UtcDateTime;
}
