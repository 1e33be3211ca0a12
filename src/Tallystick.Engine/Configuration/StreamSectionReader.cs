using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Yaml;

namespace Tallystick.Engine.Configuration;

/// <summary>Reads one stream of a sync.</summary>
/// <param name="warnings">Where warnings go.</param>
internal sealed class StreamSectionReader(YamlMap map, List<DocumentError> warnings)
{
    /// <summary>Keys of streams that are easily written into the sync instead.</summary>
    public static IReadOnlyList<string> OwnKeys { get; } =
    [
        "archive-tag",
        "blank-share-max",
        "blanks-max",
        "change-share-max",
        "changes-max",
        "conflict",
        "creates",
        "delete-share-max",
        "deletes",
        "deletes-max",
        "deletes-on-left",
        "deletes-on-right",
        "fields",
        "filter",
        "match",
        "sweep-every",
    ];

    /// <param name="bounds">The sync's mode: what it does not let be written, no stream writes.</param>
    public StreamDefinition Read(string name, SyncMode bounds)
    {
        var mode = Mode(bounds);
        var basis = new StreamDefinition
        {
            Name = name,
            LeftObject = map.RequiredText("left"),
            RightObject = map.RequiredText("right"),
            LeftWhere = LineOf("left"),
            RightWhere = LineOf("right"),
            Fields = Fields(mode),
        };
        var filter = map.Map("filter");
        var stream = basis with
        {
            Match = Match(basis.Fields),
            Mode = mode,
            Creates = map.Choice<CreatePolicy>("creates") ?? basis.Creates,
            Conflict = map.Choice<ConflictPolicy>("conflict") ?? basis.Conflict,
            Deletes = map.Choice<DeletePolicy>("deletes") ?? basis.Deletes,
            DeletesOnLeft = map.Choice<DeletePolicy>("deletes-on-left"),
            DeletesOnRight = map.Choice<DeletePolicy>("deletes-on-right"),
            ArchiveTag = ArchiveTag() ?? basis.ArchiveTag,
            DeletesMax = map.Int("deletes-max", 0) ?? basis.DeletesMax,
            DeleteShareMax = map.Share("delete-share-max") ?? basis.DeleteShareMax,
            ChangesMax = map.Int("changes-max", 0) ?? basis.ChangesMax,
            ChangeShareMax = map.Share("change-share-max") ?? basis.ChangeShareMax,
            BlanksMax = map.Int("blanks-max", 0) ?? basis.BlanksMax,
            BlankShareMax = map.Share("blank-share-max") ?? basis.BlankShareMax,
            SweepEvery = map.Duration("sweep-every", TimeSpan.FromSeconds(1)),
            LeftFilter = filter?.TextMap("left") ?? basis.LeftFilter,
            RightFilter = filter?.TextMap("right") ?? basis.RightFilter,
        };
        filter?.Done();
        map.Elsewhere("the sync, beside its 'left' and 'right'", SyncFileReader.SyncKeys);
        map.Done();
        WarnOfHidden(stream, Side.Left);
        WarnOfHidden(stream, Side.Right);
        return stream;
    }

    /// <summary>Says so where records are created that the side's own filter hides.</summary>
    private void WarnOfHidden(StreamDefinition stream, Side side)
    {
        if (!stream.CreatesOn(side))
            return;
        var hiding = stream
            .FilterOn(side)
            .Keys.Where(key => !stream.Fields.Any(f => Fills(f, side, key)));
        foreach (var key in hiding)
            warnings.Add(
                new DocumentError(
                    map.Where("filter"),
                    $"{map.Name} creates records on the {side.Word} without '{key}', and its own filter "
                        + "there hides them: what is edited in them is not carried over, and a create "
                        + "whose answer is lost could be sent again",
                    $"Add a pair that fills '{key}', or set creates: to-{side.Other.Word}."
                )
            );
    }

    private static bool Fills(FieldPair pair, Side side, string key) =>
        string.Equals(
            side is Side.Left ? pair.Left : pair.Right,
            key,
            StringComparison.OrdinalIgnoreCase
        )
        && pair.Direction != (side is Side.Left ? Direction.ToRight : Direction.ToLeft);

    private string LineOf(string key) => $"{map.Where(key).File}:{map.Where(key).Line}";

    private SyncMode Mode(SyncMode bounds)
    {
        if (map.Choice<SyncMode>("mode") is not { } own || own == bounds)
            return bounds;
        if (bounds is SyncMode.TwoWay || own is SyncMode.Observe)
            return own;
        // A sync that only observes is meant to be safe, whatever its streams say.
        if (own is not SyncMode.TwoWay && bounds is not SyncMode.Observe)
            warnings.Add(
                new DocumentError(
                    map.Where("mode"),
                    $"{map.Name} goes {YamlWords.Kebab(own.ToString())} and the sync only "
                        + $"{YamlWords.Kebab(bounds.ToString())}: nothing is written",
                    "Turn one of them round."
                )
            );
        return own is SyncMode.TwoWay ? bounds : SyncMode.Observe;
    }

    private List<FieldPair> Fields(SyncMode mode)
    {
        map.Require("fields");
        var before = map.Errors.Count;
        var items = map.List("fields");
        if (items.Count == 0 && map.Has("fields") && map.Errors.Count == before)
            map.Fault("fields", "'fields' holds no pair", "Write one a line: - [email, Email].");
        var pairs = items.Select(i => (Item: i, Pair: new PairReader(i).Read())).ToList();
        CheckTargets(pairs, toRight: true);
        CheckTargets(pairs, toRight: false);
        foreach (var (item, pair) in pairs.Where(p => IsIdle(p.Pair.Direction, mode)))
            warnings.Add(
                new DocumentError(
                    item.Where,
                    $"the pair '{pair.Left}' flows only {Word(pair.Direction)}, and the sync only "
                        + $"{YamlWords.Kebab(mode.ToString())}: it is never written",
                    "Turn one of them round, or take the pair out."
                )
            );
        return [.. pairs.Select(p => p.Pair)];
    }

    private static bool IsIdle(Direction direction, SyncMode mode) =>
        (direction, mode)
            is
                (Direction.ToLeft, SyncMode.ToRight)
                or
                (Direction.ToRight, SyncMode.ToLeft);

    private static string Word(Direction direction) => YamlWords.Kebab(direction.ToString());

    private static void CheckTargets(List<(YamlItem Item, FieldPair Pair)> pairs, bool toRight)
    {
        var other = toRight ? Direction.ToLeft : Direction.ToRight;
        var first = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (item, pair) in pairs.Where(p => p.Pair.Direction != other))
        {
            var target = toRight ? pair.Right : pair.Left;
            if (target.Length > 0 && !first.TryAdd(target, item.Where.Line))
                item.Fault(
                    $"the {(toRight ? "right" : "left")} field '{target}' is written by a second "
                        + "pair",
                    $"The first is on line {first[target]}. Keep one of them, or give one the "
                        + $"direction {Word(other)}."
                );
        }
    }

    private List<IReadOnlyList<string>> Match(IReadOnlyList<FieldPair> fields)
    {
        var rules = new List<IReadOnlyList<string>>();
        foreach (var item in map.List("match"))
        {
            var parts = item.IsList ? item.List() : [item];
            if (item.IsMap || parts.Count == 0)
                item.Fault(
                    "a match rule must be a field, or a list of fields",
                    "Such as: [email, [first, last]]."
                );
            else
                rules.Add([.. parts.Select(part => Key(part, fields))]);
        }
        if (!map.Has("match"))
            warnings.Add(
                new DocumentError(
                    map.Where(),
                    $"{map.Name} has no match rules: records that both sides have already would "
                        + "become doubles",
                    "Add 'match', such as: match: [email]."
                )
            );
        return rules;
    }

    /// <summary>The left key of the pair that a rule names by its left or its right field.</summary>
    private static string Key(YamlItem item, IReadOnlyList<FieldPair> fields)
    {
        var name = item.Text();
        if (name.Length == 0 || fields.Any(f => f.Left == name))
            return name;
        var rights = fields.Where(f => f.Right == name).ToArray();
        if (rights.Length == 0)
            item.Fault(
                $"the match rule names '{name}', which is in no pair of 'fields'",
                fields.Count == 0
                    ? null
                    : Suggestions.For(name, fields.SelectMany(f => new[] { f.Left, f.Right }))
            );
        else if (rights.Length > 1)
            item.Fault(
                $"the match rule names '{name}', which is in {rights.Length} pairs",
                $"Name the left field: {string.Join(", ", rights.Select(f => f.Left))}."
            );
        return rights is [var pair, ..] ? pair.Left : name;
    }

    private string? ArchiveTag()
    {
        var tag = map.Text("archive-tag");
        if (tag is not null && string.IsNullOrWhiteSpace(tag))
            map.Fault("archive-tag", "'archive-tag' is empty", "Name a tag, or take the key out.");
        return tag;
    }
}
