using System.Globalization;

namespace Tallystick.Core.Yaml;

/// <summary>
/// A map of keys in a file that a person edits, read strictly and by type. Every getter marks its
/// key as known. What is missing or wrong is gathered, and the getter goes on with null (or "" or
/// an empty map where a value is required), so that one look shows all errors: call
/// <see cref="Done"/> on every map when its last key has been asked for, and on the root last of
/// all; the root's throws <see cref="DocumentException"/> when anything in the file was wrong.
/// Nothing read before that may be acted on.
/// </summary>
public sealed class YamlMap
{
    private readonly YamlNode.Mapping _node;
    private readonly YamlScope _scope;
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _elsewhere = new(StringComparer.Ordinal);

    internal YamlMap(YamlNode.Mapping node, YamlScope scope, string? name) =>
        (_node, _scope, Name) = (node, scope, name);

    /// <summary>How errors call this map, such as "stream 'contacts'"; null for the whole file.</summary>
    public string? Name { get; }

    /// <summary>Stands in for a map that is missing or wrong: nothing more is said about it.</summary>
    internal bool IsLost { get; init; }

    /// <summary>The errors of the whole file so far, to add to.</summary>
    public DocumentErrors Errors => _scope.Errors;

    /// <summary>All keys in the order of the file.</summary>
    public IReadOnlyList<string> Keys => [.. _node.Entries.Select(e => e.Key.Text)];

    /// <summary>Reads a file's text.</summary>
    /// <param name="fileName">As errors shall show it.</param>
    /// <exception cref="DocumentException">It is not YAML, or not a map, or uses what is refused.</exception>
    public static YamlMap Parse(string text, string fileName) =>
        new(
            new YamlParser(text, fileName).Parse(),
            new YamlScope(fileName, new DocumentErrors()),
            name: null
        );

    public bool Has(string key) => Ask(key) is not null;

    /// <summary>Whether there are keys under the key, where a text may stand there too.</summary>
    public bool IsMap(string key) => Ask(key) is YamlNode.Mapping;

    /// <summary>Whether there is a list under the key, where a single element may stand there too.</summary>
    public bool IsList(string key) => Ask(key) is YamlNode.Sequence;

    /// <summary>Where the key stands, or the map when the key is missing.</summary>
    public Position Where(string key) =>
        _node.Entries.FirstOrDefault(e => e.Key.Text == key) is { } entry
            ? _scope.At(entry.Key)
            : Where();

    /// <summary>Where the map starts.</summary>
    public Position Where() => _scope.At(_node);

    /// <summary>The text as written; numbers, true and the like keep their spelling.</summary>
    public string? Text(string key) =>
        Ask(key) is { } node ? YamlRead.Text(node, _scope, $"'{key}'") : null;

    /// <summary>The text, if it is one, without a fault if not and without taking the key for asked for.</summary>
    public string? Glimpse(string key) =>
        (_node.Entries.FirstOrDefault(e => e.Key.Text == key)?.Value as YamlNode.Scalar)?.Text;

    public string RequiredText(string key) => Text(key) ?? Require(key) ?? "";

    // CA1720: named for what it answers, as Text, Bool and Duration are.
#pragma warning disable CA1720
    public int? Int(string key, int min = int.MinValue, int max = int.MaxValue)
#pragma warning restore CA1720
    {
        if (Plain(key, "a whole number") is not { } scalar)
            return null;
        if (
            int.TryParse(
                scalar.Text,
                NumberStyles.AllowLeadingSign,
                CultureInfo.InvariantCulture,
                out var number
            )
            && number >= min
            && number <= max
        )
            return number;
        Fault(scalar, key, $"must be a whole number{YamlWords.Range(min, max)}", scalar.Text);
        return null;
    }

    public bool? Bool(string key)
    {
        if (Plain(key, "true or false") is not { } scalar)
            return null;
        if (scalar.Text is "true" or "false")
            return scalar.Text is "true";
        Fault(scalar, key, "must be true or false", scalar.Text);
        return null;
    }

    /// <summary>A share from "0%" to "100%", as a number from 0 to 1.</summary>
    public double? Share(string key)
    {
        if (Text(key) is not { } text)
            return null;
        if (
            text.EndsWith('%')
            && decimal.TryParse(
                text.AsSpan(..^1),
                NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out var percent
            )
            && percent <= 100
        )
            return (double)(percent / 100);
        Fault(key, $"'{key}' must be a share from 0% to 100%, and is '{text}'");
        return null;
    }

    /// <summary>A whole number with a unit: "500ms", "12s", "5m", "24h", "7d".</summary>
    public TimeSpan? Duration(string key, TimeSpan? min = null, TimeSpan? max = null)
    {
        if (Scalar(key) is not { } scalar)
            return null;
        if (YamlWords.Duration(scalar.Text) is not { } duration)
            Fault(scalar, key, "must be a time such as 500ms, 12s, 5m, 24h or 7d", scalar.Text);
        else if (duration < min)
            Fault(scalar, key, $"must be at least {YamlWords.Spell(min.Value)}", scalar.Text);
        else if (duration > max)
            Fault(scalar, key, $"must be at most {YamlWords.Spell(max.Value)}", scalar.Text);
        else
            return duration;
        return null;
    }

    /// <summary>One of an enum's names, in kebab-case.</summary>
    public T? Choice<T>(string key)
        where T : struct, Enum
    {
        if (Scalar(key) is not { } scalar)
            return null;
        foreach (var value in Enum.GetValues<T>())
            if (YamlWords.Kebab(value.ToString()) == scalar.Text)
                return value;
        var allowed = Enum.GetValues<T>().Select(v => YamlWords.Kebab(v.ToString())).ToArray();
        var near = YamlWords.Nearest(scalar.Text, allowed);
        _scope.Fault(
            scalar,
            $"'{key}' must be one of {string.Join(", ", allowed)}, and is '{scalar.Text}'",
            near is null ? null : $"Did you mean '{near}'?"
        );
        return null;
    }

    /// <summary>The map under the key; null when there is none.</summary>
    /// <param name="name">How errors call it; the key and where it belongs when null.</param>
    public YamlMap? Map(string key, string? name = null) =>
        Ask(key) is { } node ? YamlRead.Map(node, _scope, name ?? NameOf(key)) : null;

    public YamlMap RequiredMap(string key, string? name = null)
    {
        if (Map(key, name) is { } map)
            return map;
        Require(key);
        return new YamlMap(_node, _scope, name ?? NameOf(key)) { IsLost = true };
    }

    /// <summary>The elements of a list; empty when the key is missing.</summary>
    public IReadOnlyList<YamlItem> List(string key) =>
        Ask(key) is { } node ? YamlRead.List(node, _scope, $"'{key}'") : [];

    /// <summary>A map of maps, such as streams by name; empty when the key is missing.</summary>
    /// <param name="kind">How errors call one of them: "stream" makes "stream 'contacts'".</param>
    public IEnumerable<(string Key, YamlMap Value)> Maps(string key, string? kind = null)
    {
        if (Map(key) is not { } map)
            return [];
        return
        [
            .. map.Keys.Select(k => (k, map.RequiredMap(k, kind is null ? null : $"{kind} '{k}'"))),
        ];
    }

    /// <summary>One text or a list of texts; empty when the key is missing.</summary>
    public IReadOnlyList<string> Texts(string key)
    {
        if (Ask(key) is not { } node)
            return [];
        return node is YamlNode.Scalar
            ? YamlRead.Text(node, _scope, $"'{key}'") is { } one
                ? [one]
                : []
            : [.. YamlRead.List(node, _scope, $"'{key}'").Select(i => i.Text())];
    }

    /// <summary>A map of texts, in the order of the file; empty when the key is missing.</summary>
    public IReadOnlyDictionary<string, string> TextMap(string key)
    {
        var map = Map(key);
        // OrderedDictionary, because people expect lists in the order they wrote.
        var texts = new OrderedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in map?.Keys ?? [])
            texts.Add(name, map!.Text(name) ?? "");
        return texts;
    }

    /// <summary>An error when the key is missing; for required values that are no text. Returns null.</summary>
    public string? Require(string key)
    {
        if (!Has(key) && !IsLost)
            Errors.Add(
                Where(),
                Name is null ? $"'{key}' is missing" : $"'{key}' is missing in {Name}"
            );
        return null;
    }

    /// <summary>Adds an error at the key (at the map when the key is missing).</summary>
    public void Fault(string key, string message, string? hint = null)
    {
        if (!IsLost)
            Errors.Add(Where(key), message, hint);
    }

    /// <summary>
    /// Every key that nobody asked for is an error. On the root: throws when the file had any.
    /// </summary>
    public void Done()
    {
        if (!IsLost)
            foreach (var entry in _node.Entries.Where(e => !_asked.Contains(e.Key.Text)))
                Unknown(entry.Key);
        if (Name is null)
            Errors.ThrowIfAny();
    }

    /// <summary>Keys that are easily written here and belong elsewhere; to be said before <see cref="Done"/>.</summary>
    /// <param name="owner">Whose they are, such as "the sync, beside its 'left' and 'right'".</param>
    public void Elsewhere(string owner, IEnumerable<string> keys)
    {
        foreach (var key in keys)
            _elsewhere[key] = $"It belongs to {owner}.";
    }

    private void Unknown(YamlNode.Scalar key)
    {
        if (_elsewhere.TryGetValue(key.Text, out var owner))
        {
            _scope.Fault(key, $"'{key.Text}' is no key of {Name}", owner);
            return;
        }
        var near = YamlWords.Nearest(key.Text, _asked);
        var allowed = $"Allowed here: {string.Join(", ", _asked.Order(StringComparer.Ordinal))}.";
        _scope.Fault(
            key,
            Name is null ? $"unknown key '{key.Text}'" : $"unknown key '{key.Text}' in {Name}",
            near is null ? allowed : $"Did you mean '{near}'? {allowed}"
        );
    }

    private string NameOf(string key) => Name is null ? $"'{key}'" : $"'{key}' of {Name}";

    private YamlNode? Ask(string key)
    {
        _asked.Add(key);
        return IsLost ? null : _node.Entries.FirstOrDefault(e => e.Key.Text == key)?.Value;
    }

    private YamlNode.Scalar? Scalar(string key) =>
        Ask(key) is { } node && YamlRead.Text(node, _scope, $"'{key}'") is not null
            ? (YamlNode.Scalar)node
            : null;

    private YamlNode.Scalar? Plain(string key, string what)
    {
        var scalar = Scalar(key);
        if (scalar is not { IsPlain: false })
            return scalar;
        _scope.Fault(scalar, $"'{key}' must be {what}", "Take the quotes away.");
        return null;
    }

    private void Fault(YamlNode node, string key, string must, string text) =>
        _scope.Fault(node, $"'{key}' {must}, and is '{text}'");
}
