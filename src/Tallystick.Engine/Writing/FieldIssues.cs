using System.Globalization;
using Tallystick.Core.Mapping;
using Tallystick.Core.Merging;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.Planning;
using Tallystick.Engine.Runs;

namespace Tallystick.Engine.Writing;

/// <summary>Issues and journal entries about single fields of a pair, in words for a person.</summary>
internal sealed class FieldIssues(RunContext context)
{
    private const string Settle = "tally issues resolve NUMBER";
    private const int TimesMax = 5;

    /// <summary>The issue of a record that could not be created on the other side.</summary>
    public static string KeyOfCreate(Side from, string id) => $"create:{from.Word}:{id}";

    public static string KeyOf(MarkReason reason, string? leftId, string? rightId, string field) =>
        $"{reason.ToString().ToLowerInvariant()}:{leftId}:{rightId}:{field}";

    /// <param name="ruling">A person's decision that could not be carried out; null for none.</param>
    public Issue Conflict(Pair pair, MergeConflict conflict, Ruling? ruling)
    {
        var again =
            ruling is null ? ""
            : IsAsSeen(pair, conflict.Field, ruling)
                ? $" What {ruling.Actor} decided cannot be written to both sides."
            : $" It was edited again after {ruling.Actor} decided about it.";
        return Of(
            IssueKind.Conflict,
            MarkReason.Conflict,
            pair,
            conflict.Field,
            (
                pair.HasMet(conflict.Field)
                    ? $"Both sides changed '{conflict.Field.Name}' of {Named(pair)}"
                    : $"'{conflict.Field.Name}' of {Named(pair)} differed when the two first met"
            ) + $": neither was overwritten.{TimesOf(pair)}{again}"
        ) with
        {
            Hint =
                $"{Settle} --left, --right, --value TEXT or --skip; or make both sides alike. "
                + "'conflict: left', 'right' or 'newest' decides it for the field.",
        };
    }

    public Issue Problem(Pair pair, MergeProblem problem)
    {
        var source = context[problem.From];
        var id = pair[problem.From].RecordId;
        var where = pair[problem.From].Origin is { } origin
            ? $"{source.Name} {origin} ({id})"
            : $"{source.Name} {id}";
        var field = problem.Field[problem.From].Field.Key;
        var message =
            problem.Reason is MarkReason.ReadOnly
                ? $"{where}: '{field}' changed, but {context[problem.From.Other].Name}'s {problem.Message}"
                : $"{where}: '{field}' {problem.Message}; it was not written to "
                    + $"{context[problem.From.Other].Name}.";
        return Of(IssueKind.InvalidValue, problem.Reason, pair, problem.Field, message) with
        {
            Side = problem.From.Other,
            Hint =
                "Correct the value where it stands; the next run carries it over. "
                + $"{Settle} --retry sends it again, --skip leaves both as they are.",
        };
    }

    public Issue NotStored(Pair pair, FieldPlan field, Side side) =>
        Of(
            IssueKind.NotStored,
            MarkReason.NotStored,
            pair,
            field,
            $"{context[side].Name} accepted a new '{field[side].Field.Key}' for {Named(pair)}, "
                + "but did not store it."
        ) with
        {
            Side = side,
            Hint =
                "It is not sent again until the value changes; check the field in the app. "
                + $"{Settle} --retry, --skip, or --ignore --reason TEXT.",
        };

    /// <summary>It has the beginning of a text that the other side has whole.</summary>
    public Issue Cut(Pair pair, WrittenValue value) =>
        Of(
            IssueKind.NotStored,
            MarkReason.NotStored,
            pair,
            value.Field,
            $"{context[value.Side].Name} keeps only the first {(value.Kept.Text ?? "").Length} characters of "
                + $"'{value.Field[value.Side].Field.Key}' for {Named(pair)}; "
                + $"{context[value.Side.Other].Name} has the whole text."
        ) with
        {
            Side = value.Side,
            Hint =
                $"Shorten it in {context[value.Side.Other].Name}, or map it to a field that takes more. "
                + $"{Settle} --skip, or --ignore --reason TEXT.",
        };

    public Issue Refused(Pair pair, FieldPlan field, Side side, string message) =>
        Of(
            IssueKind.RefusedWrite,
            MarkReason.Refused,
            pair,
            field,
            $"{context[side].Name} refused '{field[side].Field.Key}' for {Named(pair)}: {message}"
        ) with
        {
            Side = side,
            Hint =
                $"It is not sent again until the value changes. {Settle} --retry sends it again, "
                + "--skip leaves both as they are.",
        };

    /// <param name="undone">When the writes were made that did not last.</param>
    public Issue Oscillation(
        Pair pair,
        FieldPlan field,
        Side side,
        IReadOnlyList<DateTimeOffset> undone
    )
    {
        var app = context[side].Name;
        var times = string.Join(", ", undone.TakeLast(TimesMax).Select(t => $"{t:MM-dd HH:mm:ss}"));
        return Of(
            IssueKind.Oscillation,
            MarkReason.Oscillating,
            pair,
            field,
            $"'{field[side].Field.Key}' of {Named(pair)} goes back and forth: it was written to {app} "
                + $"{undone.Count} times ({times} UTC), and each time the old value came back. Another "
                + $"integration seems to write this field on {app}."
        ) with
        {
            Side = side,
            Hint =
                "It is not written again until its value changes. Find out what writes it there, a workflow or another sync, and stop one of the two (then tally issues resolve NUMBER --retry), or take the field out of the mapping.",
        };
    }

    private static Issue Of(
        IssueKind kind,
        MarkReason reason,
        Pair pair,
        FieldPlan field,
        string message
    ) =>
        new(kind, KeyOf(reason, pair.Left.RecordId, pair.Right.RecordId, field.Name), message)
        {
            LeftId = pair.Left.RecordId,
            RightId = pair.Right.RecordId,
            Field = field.Name,
            Fingerprint = FingerprintOf(pair, field),
        };

    /// <summary>The two values as one hash: what they are stands in the journal, not in issues.</summary>
    private static string FingerprintOf(Pair pair, FieldPlan field)
    {
        return StreamPlan
            .HashOf([FormOf(Side.Left), FormOf(Side.Right)])
            .ToString("x32", CultureInfo.InvariantCulture);

        // What a record that is only planned will hold, nobody knows.
        Value FormOf(Side side) =>
            pair[side].Row[field[side].Ordinal] is { IsUnknown: false } value
                ? Value.Of(field.FormOf(side, value))
                : Value.Unknown;
    }

    private static bool IsAsSeen(Pair pair, FieldPlan field, Ruling ruling) =>
        field.AreEqual(Side.Left, pair.Left.Row[field.Left.Ordinal], ruling.SeenLeft)
        && field.AreEqual(Side.Right, pair.Right.Row[field.Right.Ordinal], ruling.SeenRight);

    /// <summary>When the two records were last edited, as far as their apps say.</summary>
    private string TimesOf(Pair pair)
    {
        var times = new[] { Side.Left, Side.Right }
            .Where(side => pair[side].ModifiedAt is not null)
            .Select(side =>
                $"{context[side].Name} on "
                + pair[side]
                    .ModifiedAt!.Value.ToString(
                        "yyyy-MM-dd HH:mm 'UTC'",
                        CultureInfo.InvariantCulture
                    )
            )
            .ToArray();
        return times.Length == 0 ? "" : $" Last edited: {string.Join(", ", times)}.";
    }

    private string Named(Pair pair) =>
        $"{context[Side.Left].Name} {DryConnector.NameOf(pair.Left.RecordId)} / "
        + $"{context[Side.Right].Name} {DryConnector.NameOf(pair.Right.RecordId)}";
}
