using System.IO.Hashing;
using System.Text;
using System.Text.Json;
using Tallystick.Core.Comparison;
using Tallystick.Core.Connectors;
using Tallystick.Core.Records;

namespace Tallystick.Core.Mapping;

/// <summary>
/// A stream compiled against both schemas: projections, field plans and match rules by ordinal.
/// Made by <see cref="StreamCompiler"/>.
/// </summary>
public sealed class StreamPlan
{
    private const int ShortTextMax = 200;

    internal StreamPlan(
        StreamDefinition definition,
        Projection left,
        Projection right,
        IReadOnlyList<FieldPlan> fields,
        IReadOnlyList<MatchRule> rules,
        IReadOnlyList<ReferencePlan> references
    )
    {
        Definition = definition;
        Left = left;
        Right = right;
        Fields = fields;
        Rules = rules;
        References = references;
    }

    public StreamDefinition Definition { get; }

    public string Name => Definition.Name;

    public Projection Left { get; }

    public Projection Right { get; }

    public IReadOnlyList<FieldPlan> Fields { get; }

    public IReadOnlyList<MatchRule> Rules { get; }

    /// <summary>Pairs whose values are ids of other records, which each side has its own of.</summary>
    public IReadOnlyList<ReferencePlan> References { get; }

    /// <summary>How the users of both sides are told apart; null where no pair needs them.</summary>
    public UserLists? Users { get; init; }

    public Projection this[Side side] => side is Side.Left ? Left : Right;

    /// <summary>Whether the mode lets this side be written to at all.</summary>
    public bool Writes(Side side) => Definition.WritesOn(side);

    /// <summary>Whether a record that only the other side has may be created on this one.</summary>
    public bool Creates(Side side) => Definition.CreatesOn(side);

    /// <summary>
    /// The set that takes the archive tag on <paramref name="survivor"/>: what is added to it there
    /// must come off by the ordinary merge when the record is back. Null when none is mapped so.
    /// </summary>
    public FieldPlan? ArchiveField(Side survivor) =>
        Fields.FirstOrDefault(f =>
            f.IsSet
            && f.FlowsTo(survivor)
            && f[survivor].CanUpdate
            && !f.FillOnly
            && f.Left.Outgoing is null
            && f.Right.Outgoing is null
        );

    /// <summary>Hash of a row as read: equal hashes, nothing to do.</summary>
    public static UInt128 HashOf(ReadOnlySpan<Value> values)
    {
        var hash = new XxHash128();
        Span<byte> buffer = stackalloc byte[1024];
        foreach (var value in values)
        {
            if (value.AwaitedId is { } awaited)
            {
                // A row becomes news when its reference can be translated, or is another one.
                hash.Append("\u0004"u8);
                Append(hash, awaited, buffer);
                hash.Append("\u0003"u8);
            }
            if (value.IsUnknown)
                continue;
            // Ordinal-free marks keep "a","" apart from "","a".
            hash.Append(value.IsSet ? "\u0001"u8 : "\u0002"u8);
            foreach (var item in value.Items)
            {
                Append(hash, item, buffer);
                hash.Append("\u0003"u8);
            }
        }
        return hash.GetCurrentHashAsUInt128();
    }

    /// <summary>The row's match keys, one per rule; null where a rule's field is empty or unknown.</summary>
    public string?[] KeysOf(Side side, Value[] row)
    {
        var keys = new string?[Rules.Count];
        for (var i = 0; i < keys.Length; i++)
            keys[i] = Rules[i].KeyOf(side, row);
        return keys;
    }

    /// <summary>
    /// Whether a record is the one that was made by sending these values: every short text that was
    /// sent reads the same, or as a form of it (cut, formatted), and one at least the same, or a long
    /// one that begins the same. References must be equal, and prove nothing: others have the same
    /// owner. Sets are left out, since apps reorder them, and so is the rest of long texts.
    /// </summary>
    public bool IsMadeOf(Side side, Value[] sent, Value[] row)
    {
        var same = 0;
        foreach (var field in Fields)
        {
            var ordinal = field[side].Ordinal;
            if (sent[ordinal].Text is not { } text || row[ordinal].IsUnknown)
                continue;
            var isEqual = field.AreEqual(side, sent[ordinal], row[ordinal]);
            if (field[side].Field.RefersTo is not null)
            {
                if (!isEqual)
                    return false;
            }
            else if (isEqual || text.Length >= ShortTextMax)
                same += isEqual || Respelling.BeginsLike(text, row[ordinal].Text) ? 1 : 0;
            else if (!Respelling.IsFormOf(text, row[ordinal].Text))
                return false;
        }
        return same > 0;
    }

    /// <summary>What the stored shadows and keys depend on; a change asks for a fresh reading.</summary>
    public string Signature()
    {
        var rules = Rules.Select(r => r.Signature);
        return JsonSerializer.Serialize(
            new StreamSignature(
                [.. Left.Fields.Select(f => f.Key)],
                [.. Right.Fields.Select(f => f.Key)],
                [.. Fields.Select(f => $"{f.Name} {f.Direction} {f.Conflict} {f.FillOnly}")],
                [.. rules],
                Definition.Mode,
                Definition.LeftFilter,
                Definition.RightFilter
            )
            {
                Canary = Definition.Canary is { } canary ? $"{canary} {canary.Rest}" : null,
                LeftTypes = [.. Left.Fields.Select(f => f.Type)],
                RightTypes = [.. Right.Fields.Select(f => f.Type)],
                Forms = [.. Fields.Select(f => $"{f.Left.Form} · {f.Right.Form}")],
                Written = Written(Definition),
            },
            StreamSignatureContext.Default.StreamSignature
        );
    }

    /// <summary>The objects, pairs and rules as the author wrote them, whatever the apps make of them.</summary>
    public static IReadOnlyList<string> Written(StreamDefinition definition) =>
        [
            definition.LeftObject,
            definition.RightObject,
            .. definition.Fields.Select(f => $"{f.Left} ↔ {f.Right} {f.ToRight} {f.ToLeft}"),
            .. definition.Match.Select(rule => string.Join('+', rule)),
        ];

    private static void Append(XxHash128 hash, string text, Span<byte> buffer)
    {
        if (Encoding.UTF8.GetMaxByteCount(text.Length) <= buffer.Length)
            hash.Append(buffer[..Encoding.UTF8.GetBytes(text, buffer)]);
        else
            hash.Append(Encoding.UTF8.GetBytes(text));
    }
}
