using Tallystick.Core.Mapping;
using Tallystick.Core.Merging;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.Runs;

namespace Tallystick.Engine.Writing;

/// <summary>Issues and journal entries about single fields of a pair, in words for a person.</summary>
internal sealed class FieldIssues(RunContext context)
{
    private const int TimesMax = 5;

    /// <summary>The issue of a record that could not be created on the other side.</summary>
    public static string KeyOfCreate(Side from, string id) => $"create:{from.Word}:{id}";

    public static string KeyOf(MarkReason reason, string? leftId, string? rightId, string field) =>
        $"{reason.ToString().ToLowerInvariant()}:{leftId}:{rightId}:{field}";

    public Issue Conflict(Pair pair, MergeConflict conflict) =>
        Of(
            IssueKind.Conflict,
            MarkReason.Conflict,
            pair.Left.RecordId,
            pair.Right.RecordId,
            conflict.Field.Name,
            $"Both sides changed '{conflict.Field.Name}' of {Named(pair)}: neither was overwritten."
        ) with
        {
            Hint =
                "Make both sides alike, or set 'conflict: left', 'right' or 'newest' for the field.",
        };

    public Issue Problem(string? leftId, string? rightId, MergeProblem problem, string? origin)
    {
        var source = context[problem.From];
        var id = problem.From is Side.Left ? leftId : rightId;
        var where = origin is null ? $"{source.Name} {id}" : $"{source.Name} {origin} ({id})";
        var field = problem.Field[problem.From].Field.Key;
        var message =
            problem.Reason is MarkReason.ReadOnly
                ? $"{where}: '{field}' changed, but {context[problem.From.Other].Name}'s {problem.Message}"
                : $"{where}: '{field}' {problem.Message}; it was not written to "
                    + $"{context[problem.From.Other].Name}.";
        return Of(
            IssueKind.InvalidValue,
            problem.Reason,
            leftId,
            rightId,
            problem.Field.Name,
            message
        ) with
        {
            Hint = "Correct the value where it stands; the next run carries it over.",
        };
    }

    public Issue NotStored(Pair pair, FieldPlan field, Side side) =>
        Of(
            IssueKind.NotStored,
            MarkReason.NotStored,
            pair.Left.RecordId,
            pair.Right.RecordId,
            field.Name,
            $"{context[side].Name} accepted a new '{field[side].Field.Key}' for {Named(pair)}, "
                + "but did not store it."
        ) with
        {
            Hint = "It is not sent again until the value changes; check the field in the app.",
        };

    public Issue Refused(Pair pair, FieldPlan field, Side side, string message) =>
        Of(
            IssueKind.RefusedWrite,
            MarkReason.Refused,
            pair.Left.RecordId,
            pair.Right.RecordId,
            field.Name,
            $"{context[side].Name} refused '{field[side].Field.Key}' for {Named(pair)}: {message}"
        ) with
        {
            Hint = "It is not sent again until the value changes.",
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
            pair.Left.RecordId,
            pair.Right.RecordId,
            field.Name,
            $"'{field[side].Field.Key}' of {Named(pair)} goes back and forth: it was written to {app} "
                + $"{undone.Count} times ({times} UTC), and each time the old value came back. Another "
                + $"integration seems to write this field on {app}."
        ) with
        {
            Hint =
                "It is not written again until its value changes. Find out what writes it there, a workflow or another sync, and stop one of the two, or take the field out of the mapping.",
        };
    }

    private static Issue Of(
        IssueKind kind,
        MarkReason reason,
        string? leftId,
        string? rightId,
        string field,
        string message
    ) =>
        new(kind, KeyOf(reason, leftId, rightId, field), message)
        {
            LeftId = leftId,
            RightId = rightId,
            Field = field,
        };

    private string Named(Pair pair) =>
        $"{context[Side.Left].Name} {pair.Left.RecordId} / "
        + $"{context[Side.Right].Name} {pair.Right.RecordId}";
}
