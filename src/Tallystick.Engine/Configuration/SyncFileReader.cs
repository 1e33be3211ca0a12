using Tallystick.Core.Mapping;
using Tallystick.Core.Yaml;

namespace Tallystick.Engine.Configuration;

/// <summary>Reads a sync file, gathering all its errors.</summary>
internal sealed class SyncFileReader
{
    public const int Version = 1;

    /// <summary>Keys of syncs that are easily written into a stream instead.</summary>
    internal static IReadOnlyList<string> SyncKeys { get; } =
    ["canary", "canary-rest", "schedule", "users", "verify"];

    private readonly YamlMap _root;
    private readonly string _path;
    private readonly Secrets _secrets;
    private readonly List<DocumentError> _warnings = [];

    public SyncFileReader(
        YamlMap root,
        string path,
        Func<string, string?> environment,
        KeyStoreLookup? keys
    )
    {
        _root = root;
        _path = Path.GetFullPath(path);
        _secrets = new Secrets(Path.GetDirectoryName(_path) ?? _path, environment, keys);
    }

    public SyncFile Read()
    {
        CheckVersion();
        var state = _root.Text("state") ?? $"{Path.GetFileNameWithoutExtension(_path)}.db";
        if (state.Length == 0)
            _root.Fault("state", "'state' is empty", "Name a file, or take the key out.");
        var statePath = Path.GetFullPath(state, _secrets.Folder);
        _secrets.StatePath = statePath;
        var connections = Connections();
        var syncs = Syncs(connections);
        _root.Done();
        return new SyncFile(_path, statePath, connections, syncs) { Warnings = _warnings };
    }

    /// <summary>Of a file of another version, nothing else can be said.</summary>
    private void CheckVersion()
    {
        if (!_root.Has("version"))
            _root.Fault(
                "version",
                "'version' is missing",
                $"Start the file with: version: {Version}."
            );
        else if (_root.Int("version") is { } version && version != Version)
            throw new DocumentException([
                new DocumentError(
                    _root.Where("version"),
                    $"version {version} of the format is not known",
                    $"This program reads version {Version}."
                ),
            ]);
    }

    private OrderedDictionary<string, ConnectionSettings> Connections()
    {
        var connections = new OrderedDictionary<string, ConnectionSettings>(StringComparer.Ordinal);
        foreach (var (name, map) in Sections(_root, "connections", "connection"))
            connections.Add(name, new ConnectionSettings(map, _secrets, name));
        return connections;
    }

    private List<SyncDefinition> Syncs(IReadOnlyDictionary<string, ConnectionSettings> connections)
    {
        var syncs = new List<SyncDefinition>();
        foreach (var (name, map) in Sections(_root, "syncs", "sync"))
        {
            var (left, right) = (Side(map, "left"), Side(map, "right"));
            var mode = map.Choice<SyncMode>("mode") ?? SyncMode.TwoWay;
            var canary = Canary(map, mode);
            var schedule = ScheduleReader.Read(map, "schedule");
            var verify = ScheduleReader.Read(map, "verify");
            var streams = Sections(map, "streams", "stream")
                .Select(s => Stream(s.Name, s.Map, name, left == right, mode, canary))
                .ToList();
            var users = map.TextMap("users");
            map.Elsewhere("each of the sync's 'streams'", StreamSectionReader.OwnKeys);
            map.Done();
            syncs.Add(
                new SyncDefinition
                {
                    Name = name,
                    Left = left,
                    Right = right,
                    Mode = mode,
                    Canary = canary,
                    Schedule = schedule,
                    Verify = verify,
                    Streams =
                    [
                        .. streams.Select(s => s with { Siblings = streams, Users = users }),
                    ],
                }
            );
        }
        return syncs;

        string Side(YamlMap map, string key)
        {
            var name = map.RequiredText(key);
            if (map.Has(key) && name.Length > 0 && !connections.ContainsKey(name))
                map.Fault(
                    key,
                    $"there is no connection '{name}'",
                    connections.Count == 0
                        ? "Define it under 'connections'."
                        : Suggestions.For(name, connections.Keys)
                );
            return name;
        }
    }

    private StreamDefinition Stream(
        string name,
        YamlMap map,
        string sync,
        bool oneConnection,
        SyncMode mode,
        Canary? canary
    )
    {
        var stream = new StreamSectionReader(map, _warnings).Read($"{sync}/{name}", mode) with
        {
            Canary = canary,
        };
        if (oneConnection && stream.LeftObject == stream.RightObject && map.Has("right"))
            map.Fault(
                "right",
                $"both sides of stream '{name}' are '{stream.RightObject}' of the same connection",
                "Give the sync another connection, or the stream another object type."
            );
        return stream;
    }

    private static Canary? Canary(YamlMap map, SyncMode mode)
    {
        var rest = map.Choice<SyncMode>("canary-rest");
        if (map.Text("canary") is not { } text || text == "all")
        {
            if (rest is not null)
                map.Fault(
                    "canary-rest",
                    "'canary-rest' is never used, since every record takes part"
                );
            return null;
        }
        if (Core.Mapping.Canary.Parse(text) is not { } canary)
        {
            map.Fault(
                "canary",
                $"'canary' is '{text}'",
                "Write a number of records (10), a share (10%) or all."
            );
            return null;
        }
        if (rest is SyncMode.TwoWay || rest == mode)
            map.Fault(
                "canary-rest",
                "'canary-rest' would write as much as the sync itself",
                "Write observe, or the one way that the others still go."
            );
        return canary with { Rest = rest ?? SyncMode.Observe };
    }

    /// <summary>The named maps under a key that must hold at least one.</summary>
    private static (string Name, YamlMap Map)[] Sections(YamlMap parent, string key, string kind)
    {
        parent.Require(key);
        var before = parent.Errors.Count;
        var sections = parent.Maps(key, kind).ToArray();
        if (sections.Length == 0 && parent.Has(key) && parent.Errors.Count == before)
            parent.Fault(key, $"'{key}' holds no {kind}", "Define at least one.");
        var under = parent.Map(key);
        foreach (var (name, _) in sections.Where(s => !IsName(s.Key)))
            under!.Fault(
                name,
                $"'{name}' is no name for a {kind}",
                "Use a-z, 0-9 and '-', and start with a letter or digit."
            );
        return sections;
    }

    public static bool IsName(string name) =>
        name.Length > 0
        && name[0] != '-'
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-');
}
