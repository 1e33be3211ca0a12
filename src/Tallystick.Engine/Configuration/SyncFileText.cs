using System.Globalization;
using System.Text;
using Tallystick.Core.Mapping;
using Tallystick.Core.Yaml;
using Tallystick.Engine.Scheduling;

namespace Tallystick.Engine.Configuration;

/// <summary>
/// Writes a sync file for people to go on from: commented, with what is usual left out. Reading
/// the text brings the same syncs back.
/// </summary>
public sealed class SyncFileText
{
    private const string StreamsComment =
        "One pair a line: [left field, right field]. A pair can say more: direction, fill,\n"
        + "empty, conflict, compare, to-right, to-left.";

    private static readonly StreamDefinition Usual = new()
    {
        Name = "",
        LeftObject = "",
        RightObject = "",
        Fields = [],
    };

    private readonly StringBuilder _text = new();

    private SyncFileText() { }

    /// <exception cref="ArgumentException">A name that a sync file cannot hold.</exception>
    public static string Write(SyncFileDraft draft)
    {
        var writer = new SyncFileText();
        writer.File(draft);
        return writer._text.ToString();
    }

    /// <summary>The part of a sync file that names its connections.</summary>
    /// <inheritdoc cref="Write"/>
    public static string WriteConnections(IReadOnlyList<DraftConnection> connections)
    {
        var writer = new SyncFileText();
        writer.Connections(connections);
        return writer._text.ToString();
    }

    private void File(SyncFileDraft draft)
    {
        Comment(0, "What Tallystick keeps in step. See what a run would do: tally plan FILE");
        Line(0, $"version: {SyncFileReader.Version}");
        if (draft.State is { } state)
            Line(0, $"state: {YamlText.Block(state)}", "remembers what belongs together");
        Line(0, "");
        Connections(draft.Connections);
        Line(0, "");
        Line(0, "syncs:");
        foreach (var sync in draft.Syncs)
            Sync(sync);
    }

    private void Connections(IReadOnlyList<DraftConnection> connections)
    {
        Comment(
            0,
            "Where records live. ${env:NAME} is an environment variable, ${file:path} a file."
        );
        Line(0, "connections:");
        foreach (var connection in connections)
            Connection(connection);
    }

    private void Connection(DraftConnection connection)
    {
        if (connection.Comment is { } comment)
            Comment(1, comment);
        Line(1, $"{Name(connection.Name)}:");
        Line(2, $"connector: {YamlText.Block(connection.Connector)}");
        foreach (var (key, value, remark) in connection.Settings)
            Line(2, $"{YamlText.Block(key)}: {YamlText.Block(value)}", remark);
    }

    private void Sync(SyncDefinition sync)
    {
        Line(1, $"{Name(sync.Name)}:");
        Line(2, $"left: {Name(sync.Left)}");
        Line(2, $"right: {Name(sync.Right)}");
        Line(2, $"mode: {Word(sync.Mode)}", "two-way, to-right, to-left, observe");
        if (sync.Canary is { } canary)
            Line(2, $"canary: {canary}", "so many records, such a share, or all");
        if (sync.Canary is { Rest: not SyncMode.Observe } others)
            Line(2, $"canary-rest: {Word(others.Rest)}");
        if (sync.Schedule is { } schedule)
            Line(2, $"schedule: {Spell(schedule)}", "when tally up runs it");
        if (sync.Verify is { } verify)
            Line(2, $"verify: {Spell(verify)}", "when tally up verifies a part of it");
        if (sync.Streams is [{ Users: { Count: > 0 } users }, ..])
            Line(2, $"users: {YamlText.FlowMap(users)}");
        Line(2, "streams:");
        foreach (var stream in sync.Streams)
            Stream(sync, stream);
    }

    private void Stream(SyncDefinition sync, StreamDefinition stream)
    {
        var prefix = $"{sync.Name}/";
        var isWithin =
            stream.Mode == sync.Mode
            || sync.Mode is SyncMode.TwoWay
            || stream.Mode is SyncMode.Observe;
        if (!stream.Name.StartsWith(prefix, StringComparison.Ordinal) || !isWithin)
            throw new ArgumentException($"'{stream.Name}' is no stream of sync '{sync.Name}'.");
        Line(3, $"{Name(stream.Name[prefix.Length..])}:");
        Line(4, $"left: {YamlText.Block(stream.LeftObject)}");
        Line(4, $"right: {YamlText.Block(stream.RightObject)}");
        if (stream.Mode != sync.Mode)
            Line(4, $"mode: {Word(stream.Mode)}");
        Filter(stream);
        Match(stream);
        if (stream.Creates is not CreatePolicy.Both)
            Line(4, $"creates: {Word(stream.Creates)}", "where what only one side has is created");
        Line(
            4,
            $"conflict: {Word(stream.Conflict)}",
            "both changed a field: ask, newest, left, right"
        );
        Line(
            4,
            $"deletes: {Word(stream.Deletes)}",
            "one was deleted: ask, keep, propagate, archive"
        );
        Deletes(stream);
        Brakes(stream);
        Comment(4, StreamsComment);
        Line(4, "fields:");
        foreach (var pair in stream.Fields)
            Pair(pair);
    }

    private void Filter(StreamDefinition stream)
    {
        if (stream.LeftFilter.Count + stream.RightFilter.Count == 0)
            return;
        Line(4, "filter:", "only records with these values take part");
        foreach (
            var (side, filter) in new[]
            {
                ("left", stream.LeftFilter),
                ("right", stream.RightFilter),
            }
        )
            if (filter.Count > 0)
                Line(5, $"{side}: {YamlText.FlowMap(filter)}");
    }

    private void Match(StreamDefinition stream)
    {
        if (stream.Match.Count == 0)
            return;
        var rules = stream.Match.Select(rule =>
            rule.Count == 1 ? YamlText.Flow(rule[0]) : YamlText.FlowList(rule)
        );
        Comment(
            4,
            "Records are the same one when a rule's fields are all equal; first rule first."
        );
        Line(4, $"match: [{string.Join(", ", rules)}]");
    }

    private void Deletes(StreamDefinition stream)
    {
        if (stream.DeletesOnLeft is { } onLeft)
            Line(4, $"deletes-on-left: {Word(onLeft)}");
        if (stream.DeletesOnRight is { } onRight)
            Line(4, $"deletes-on-right: {Word(onRight)}");
        if (stream.ArchiveTag != Usual.ArchiveTag)
            Line(4, $"archive-tag: {YamlText.Quoted(stream.ArchiveTag)}");
    }

    private void Brakes(StreamDefinition stream)
    {
        Max("deletes-max", stream.DeletesMax, Usual.DeletesMax);
        Share("delete-share-max", stream.DeleteShareMax, Usual.DeleteShareMax);
        Max("changes-max", stream.ChangesMax, Usual.ChangesMax);
        Share("change-share-max", stream.ChangeShareMax, Usual.ChangeShareMax);
        Max("blanks-max", stream.BlanksMax, Usual.BlanksMax);
        Share("blank-share-max", stream.BlankShareMax, Usual.BlankShareMax);
        if (stream.SweepEvery is { } every)
            Line(4, $"sweep-every: {YamlWords.Spell(every)}");
    }

    private void Max(string key, int value, int usual)
    {
        if (value != usual)
            Line(4, Invariant($"{key}: {value}"));
    }

    private void Share(string key, double value, double usual)
    {
        if (!value.Equals(usual))
            Line(4, Invariant($"{key}: {(decimal)value * 100:0.############}%"));
    }

    private void Pair(FieldPair pair)
    {
        if (pair with { Where = null } == new FieldPair(pair.Left, pair.Right))
        {
            Line(5, $"- {YamlText.FlowList([pair.Left, pair.Right])}");
            return;
        }
        Line(5, $"- left: {YamlText.Block(pair.Left)}");
        Line(6, $"right: {YamlText.Block(pair.Right)}");
        if (pair.Direction is not Direction.Both)
            Line(6, $"direction: {Word(pair.Direction)}");
        if (pair.FillOnly)
            Line(6, "fill: true", "only empty fields are written");
        if (!pair.EmptyOverwrites)
            Line(6, "empty: keep", "an empty value never overwrites");
        if (pair.Conflict is { } conflict)
            Line(6, $"conflict: {Word(conflict)}");
        if (pair.Compare is { } kind)
            Line(6, $"compare: {Word(kind)}");
        if (pair.ToRight is { } toRight)
            Line(6, $"to-right: {YamlText.Quoted(toRight)}");
        if (pair.ToLeft is { } toLeft)
            Line(6, $"to-left: {YamlText.Quoted(toLeft)}");
    }

    private static string Spell(Schedule schedule) =>
        schedule is Schedule.Cron cron && !cron.Zone.Equals(TimeZoneInfo.Utc)
            ? YamlText.FlowMap([new("cron", cron.Text), new("zone", cron.Zone.Id)])
            : YamlText.Quoted(schedule.ToString());

    private static string Name(string name) =>
        SyncFileReader.IsName(name)
            ? name
            : throw new ArgumentException($"'{name}' is no name: use a-z, 0-9 and '-'.");

    private static string Word<T>(T value)
        where T : struct, Enum => YamlWords.Kebab(value.ToString());

    private static string Invariant(FormattableString text) =>
        text.ToString(CultureInfo.InvariantCulture);

    private void Comment(int depth, string comment)
    {
        foreach (var line in comment.Split('\n'))
            Line(depth, $"# {OneLine(line)}");
    }

    private void Line(int depth, string text, string? comment = null)
    {
        _text.Append(' ', text.Length == 0 ? 0 : depth * 2).Append(text);
        if (comment is not null)
            _text.Append("  # ").Append(OneLine(comment));
        _text.Append('\n');
    }

    private static string OneLine(string text) =>
        string.Concat(text.Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c));
}
