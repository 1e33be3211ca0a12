using System.Text.Json;
using Tallystick.Core.Mapping;
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

    public IReadOnlyList<WhyField> Explain(
        Link link,
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
            fields.Add(Explain(link, left, right, name, RuleOf(i), history, issues));
        }
        return fields;
    }

    private WhyField Explain(
        Link link,
        string left,
        string right,
        string name,
        FieldPair? rule,
        IReadOnlyList<JournalEntry> history,
        IReadOnlyList<Issue> issues
    )
    {
        var issue = issues.FirstOrDefault(i => i.Field == name);
        return new WhyField(
            name,
            ShadowOf(link.Left, _signature.Left, left),
            ShadowOf(link.Right, _signature.Right, right)
        )
        {
            Direction = rule?.Direction ?? Direction.Both,
            Conflict = rule?.Conflict ?? _definition.Conflict,
            FillOnly = rule?.FillOnly ?? false,
            EmptyOverwrites = rule?.EmptyOverwrites ?? true,
            ToRight = rule?.ToRight,
            ToLeft = rule?.ToLeft,
            Where = rule?.Where,
            LastWrite = LastWriteOf(name, history),
            Mark = link.Marks.FirstOrDefault(m => m.Field == name)?.Reason,
            Issue = issue is null ? null : RecordExplainer.Of(issue),
        };
    }

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

    private static string? ShadowOf(LinkSide side, IReadOnlyList<string> keys, string key)
    {
        var ordinal = keys.ToList().IndexOf(key);
        return
            side.Shadow is { } shadow
            && ordinal >= 0
            && ordinal < shadow.Length
            && !shadow[ordinal].IsUnknown
            ? shadow[ordinal].ToString()
            : null;
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
