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
    private readonly StreamDefinition _definition;
    private readonly StreamSignature _signature;
    private readonly UnlikeExplainer _unlike;

    /// <param name="mapping">As the store has it.</param>
    public FieldExplainer(StreamDefinition definition, string mapping, UnlikeExplainer unlike)
    {
        _definition = definition;
        _unlike = unlike;
        _signature = JsonSerializer.Deserialize(
            mapping,
            StreamSignatureContext.Default.StreamSignature
        )!;
    }

    public IReadOnlyList<WhyField> Explain(WhySources sources, string? only)
    {
        var fields = new List<WhyField>();
        for (var i = 0; i < _signature.Pairs.Count; i++)
        {
            var (left, right, name) = KeysOf(_signature.Pairs[i]);
            if (only is null || IsNamed(only, left, right, name))
                fields.Add(Explain(sources, i));
        }
        return fields;
    }

    private WhyField Explain(WhySources sources, int index)
    {
        var (leftKey, rightKey, name) = KeysOf(_signature.Pairs[index]);
        var link = sources.Link;
        var conflict = ConflictOf(link, name, sources.History);
        var values = (
            Left: Known(
                ValueOf(sources.Left, _signature.Left, leftKey),
                conflict?.Left,
                ValueOf(link.Left.Shadow, _signature.Left, leftKey)
            ),
            Right: Known(
                ValueOf(sources.Right, _signature.Right, rightKey),
                conflict?.Right,
                ValueOf(link.Right.Shadow, _signature.Right, rightKey)
            )
        );
        var field = Ruled(Valued(name, link, values), link, RuleOf(index), sources.History);
        // The open one first.
        var own = sources.Issues.Where(i => i.Field == name).MinBy(i => i.State);
        var (reason, issue) = _unlike.Explain(link, field, values, own);
        field = field with
        {
            Unlike = reason,
            Issue = issue is null ? null : RecordExplainer.Of(issue),
        };
        return reason is null ? KeptBack(field, sources, values) : field;
    }

    private static KnownValue Known(Value read, Value? conflict, Value shadow) =>
        new(FirstKnown(read, conflict, shadow), shadow);

    /// <summary>
    /// What a side held: as it was read last, or as an open conflict has it, which shadows do not
    /// know; else what was agreed. A record that is gone holds nothing.
    /// </summary>
    private static WhyField Valued(
        string name,
        Link link,
        (KnownValue Left, KnownValue Right) values
    ) =>
        new(
            name,
            link.State is LinkState.LeftGone ? null : TextOf(values.Left.Held),
            link.State is LinkState.RightGone ? null : TextOf(values.Right.Held)
        )
        {
            Agreed =
                link.State is LinkState.Active
                && (
                    values.Left.Held != values.Left.Agreed
                    || values.Right.Held != values.Right.Agreed
                )
                    ? TextOf(values.Left.Agreed)
                    : null,
        };

    /// <summary>An edit that the mode keeps back is remembered nowhere: what was agreed on may not stand for it.</summary>
    private WhyField KeptBack(
        WhyField field,
        WhySources sources,
        (KnownValue Left, KnownValue Right) values
    ) =>
        sources.Left is null && _unlike.KeptBack(sources.Link, Side.Left, field.Direction) is { } l
            ? field with
            {
                Left = null,
                Agreed = TextOf(values.Left.Agreed),
                Unlike = l,
            }
        : sources.Right is null
        && _unlike.KeptBack(sources.Link, Side.Right, field.Direction) is { } r
            ? field with
            {
                Right = null,
                Agreed = TextOf(values.Right.Agreed),
                Unlike = r,
            }
        : field;

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
        return name.Split(FieldPair.Between) is [var left, var right]
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

/// <summary>What is remembered of a pair.</summary>
/// <param name="Left">What was read of the left record and waits for work; null for nothing.</param>
/// <param name="History">Newest first.</param>
/// <param name="Issues">Of the record, open or ignored.</param>
internal sealed record WhySources(
    Link Link,
    Value[]? Left,
    Value[]? Right,
    IReadOnlyList<JournalEntry> History,
    IReadOnlyList<Issue> Issues
);
