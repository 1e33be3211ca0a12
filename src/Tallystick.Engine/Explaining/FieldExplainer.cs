using System.Text.Json;
using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;

namespace Tallystick.Engine.Explaining;

/// <summary>
/// The fields of a linked record, by the mapping of the last run: that is the one that the shadows
/// were made with, and it is known without asking an app for its fields.
/// </summary>
internal sealed class FieldExplainer
{
    private const string Between = " ↔ ";

    private readonly StreamDefinition _definition;
    private readonly StreamSignature _signature;

    /// <param name="mapping">As the store has it.</param>
    public FieldExplainer(StreamDefinition definition, string mapping)
    {
        _definition = definition;
        _signature = JsonSerializer.Deserialize(
            mapping,
            StreamSignatureContext.Default.StreamSignature
        )!;
    }

    /// <param name="rows">What was read of the two records and waits for work; null for nothing.</param>
    public IReadOnlyList<WhyField> Explain(
        Link link,
        (Value[]? Left, Value[]? Right) rows,
        string? only,
        IReadOnlyList<JournalEntry> history,
        IReadOnlyList<Issue> issues
    )
    {
        var fields = new List<WhyField>();
        for (var i = 0; i < _signature.Pairs.Count; i++)
        {
            var (left, right, name) = KeysOf(_signature.Pairs[i]);
            if (only is not null && !IsNamed(only, left, right, name))
                continue;
            var issue = issues.FirstOrDefault(i => i.Field == name);
            var field = Valued(
                name,
                (
                    ValueOf(rows.Left, _signature.Left, left),
                    ValueOf(rows.Right, _signature.Right, right)
                ),
                (
                    ValueOf(link.Left.Shadow, _signature.Left, left),
                    ValueOf(link.Right.Shadow, _signature.Right, right)
                ),
                ConflictOf(link, name, history)
            );
            fields.Add(
                Ruled(field, link, RuleOf(i), history) with
                {
                    Issue = issue is null ? null : RecordExplainer.Of(issue),
                }
            );
        }
        return fields;
    }

    /// <summary>
    /// What a side held: as it was read last, or as an open conflict has it, which shadows do not
    /// know; else what was agreed.
    /// </summary>
    private static WhyField Valued(
        string name,
        (Value Left, Value Right) read,
        (Value Left, Value Right) shadow,
        JournalField? conflict
    )
    {
        var left = FirstKnown(read.Left, conflict?.Left, shadow.Left);
        var right = FirstKnown(read.Right, conflict?.Right, shadow.Right);
        var isAgreed = left == shadow.Left && right == shadow.Right;
        return new WhyField(name, TextOf(left), TextOf(right))
        {
            Agreed = isAgreed ? null : TextOf(shadow.Left),
        };
    }

    private WhyField Ruled(
        WhyField field,
        Link link,
        FieldPair? rule,
        IReadOnlyList<JournalEntry> history
    ) =>
        field with
        {
            Direction = rule?.Direction ?? Direction.Both,
            Conflict = rule?.Conflict ?? _definition.Conflict,
            FillOnly = rule?.FillOnly ?? false,
            EmptyOverwrites = rule?.EmptyOverwrites ?? true,
            ToRight = rule?.ToRight,
            ToLeft = rule?.ToLeft,
            Where = rule?.Where,
            LastWrite = LastWriteOf(field.Field, history),
            Mark = link.Marks.FirstOrDefault(m => m.Field == field.Field)?.Reason,
        };

    /// <summary>The two values of a conflict that nobody has settled: only the journal has them.</summary>
    private static JournalField? ConflictOf(
        Link link,
        string name,
        IReadOnlyList<JournalEntry> history
    ) =>
        link.Marks.Any(m => m.Field == name && m.Reason is MarkReason.Conflict)
            ? history
                .Where(e =>
                    e.Kind is JournalKind.Conflict
                    && e.LeftId == link.Left.RecordId
                    && e.RightId == link.Right.RecordId
                )
                .SelectMany(e => e.Fields)
                .FirstOrDefault(f => f.Field == name)
            : null;

    private static Value FirstKnown(Value read, Value? conflict, Value shadow) =>
        !read.IsUnknown ? read
        : conflict is { IsUnknown: false } value ? value
        : shadow;

    private static string? TextOf(Value value) => value.IsUnknown ? null : value.ToString();

    /// <summary>"firstName ↔ First Both Ask False": the words after the name are none of it.</summary>
    internal static (string Left, string Right, string Name) KeysOf(string pair)
    {
        var name = pair;
        for (var words = 0; words < 3; words++)
            name = name[..name.LastIndexOf(' ')];
        return name.Split(Between) is [var left, var right]
            ? (left, right, name)
            : (name, name, name);
    }

    private static bool IsNamed(string only, string left, string right, string name) =>
        only.Equals(left, StringComparison.OrdinalIgnoreCase)
        || only.Equals(right, StringComparison.OrdinalIgnoreCase)
        || only.Equals(name, StringComparison.OrdinalIgnoreCase);

    /// <summary>The pair as it stands in the file, when the file still has as many.</summary>
    private FieldPair? RuleOf(int index) =>
        _definition.Fields.Count == _signature.Pairs.Count ? _definition.Fields[index] : null;

    private static Value ValueOf(Value[]? row, IReadOnlyList<string> keys, string key)
    {
        var ordinal = keys.ToList().IndexOf(key);
        return row is not null && ordinal >= 0 && ordinal < row.Length
            ? row[ordinal]
            : Value.Unknown;
    }

    private static WhyWrite? LastWriteOf(string name, IReadOnlyList<JournalEntry> history)
    {
        foreach (var entry in history)
        {
            if (
                entry.Side is not { } side
                || entry.Kind is not (JournalKind.Created or JournalKind.Updated)
            )
                continue;
            if (entry.Fields.FirstOrDefault(f => f.Field == name) is not { } field)
                continue;
            return new WhyWrite(
                entry.At,
                entry.Run,
                side,
                entry.Kind is JournalKind.Created ? "created" : "updated",
                entry.Cause,
                entry.Actor,
                field.Before.ToString(),
                field.After.ToString()
            );
        }
        return null;
    }
}
