using System.Globalization;
using Tallystick.Core.Connectors;
using Tallystick.Core.Yaml;

namespace Tallystick.Engine.Configuration;

/// <summary>
/// Settings as a connector asks for them: by type, with references put in. As in
/// <see cref="YamlMap"/>, what is missing or wrong is gathered while the getters go on with null
/// (or "" where a value is required): ask for everything, then call <see cref="Done"/>, and act
/// on nothing before.
/// </summary>
public class SettingsMap
{
    private readonly YamlMap _map;
    private readonly Secrets _secrets;
    private readonly List<SettingsMap> _children = [];

    internal SettingsMap(YamlMap map, Secrets secrets) => (_map, _secrets) = (map, secrets);

    /// <summary>All keys in the order of the file.</summary>
    public IReadOnlyList<string> Keys => _map.Keys;

    /// <summary>The state of the sync file, beside which its key store is.</summary>
    public string StatePath => _secrets.StatePath;

    public bool Has(string key) => _map.Has(key);

    /// <summary>Where the key stands, or the map when the key is missing.</summary>
    public Position Where(string key) => _map.Where(key);

    /// <summary>The text as written, references put in.</summary>
    public string? Text(string key) => _map.Text(key) is { } raw ? Resolve(key, raw) : null;

    /// <summary>The name under which the key store keeps the value, where the text is such a reference and no more. Does not count as asking for the key.</summary>
    public string? SecretName(string key) =>
        _map.Glimpse(key) is { } raw ? Secrets.NameOf(raw) : null;

    public string RequiredText(string key)
    {
        _map.Require(key);
        var text = Text(key);
        if (text is "" && _map.Text(key) is "")
            _map.Fault(key, $"'{key}' is empty", "Give it a value.");
        return text ?? "";
    }

    /// <summary>A file or folder, absolute; relative ones start at the sync file's folder.</summary>
    public string? Path(string key) =>
        Text(key) is { Length: > 0 } path
            ? System.IO.Path.GetFullPath(path, _secrets.Folder)
            : null;

    public string RequiredPath(string key)
    {
        RequiredText(key);
        return Path(key) ?? "";
    }

    // CA1720: named for what it answers, as in YamlMap.
#pragma warning disable CA1720
    public int? Int(string key, int min = int.MinValue, int max = int.MaxValue)
#pragma warning restore CA1720
    {
        if (Reference(key) is not { } raw)
            return _map.Int(key, min, max);
        if (Resolve(key, raw) is not { Length: > 0 } text)
            return null;
        if (
            int.TryParse(
                text,
                NumberStyles.AllowLeadingSign,
                CultureInfo.InvariantCulture,
                out var number
            )
            && number >= min
            && number <= max
        )
            return number;
        Unfit(key, raw, "a whole number in range");
        return null;
    }

    public bool? Bool(string key)
    {
        if (Reference(key) is not { } raw)
            return _map.Bool(key);
        if (Resolve(key, raw) is not { Length: > 0 } text)
            return null;
        if (text is "true" or "false")
            return text is "true";
        Unfit(key, raw, "true or false");
        return null;
    }

    /// <summary>A share from "0%" to "100%", as a number from 0 to 1.</summary>
    public double? Share(string key) => _map.Share(key);

    /// <summary>A whole number with a unit: "500ms", "12s", "5m", "24h", "7d".</summary>
    public TimeSpan? Duration(string key, TimeSpan? min = null, TimeSpan? max = null)
    {
        if (Reference(key) is not { } raw)
            return _map.Duration(key, min, max);
        if (Resolve(key, raw) is not { Length: > 0 } text)
            return null;
        if (YamlWords.Duration(text) is { } duration && !(duration < min) && !(duration > max))
            return duration;
        Unfit(key, raw, "a time in range, such as 12s or 5m");
        return null;
    }

    /// <summary>One of an enum's names, in kebab-case.</summary>
    public T? Choice<T>(string key)
        where T : struct, Enum => _map.Choice<T>(key);

    /// <summary>"100/10s", or a list of them; empty when the key is missing.</summary>
    public IReadOnlyList<RateLimit> Limits(string key)
    {
        var limits = new List<RateLimit>();
        foreach (var raw in _map.Texts(key))
            if (RateLimitText.Parse(raw) is { } limit)
                limits.Add(limit);
            else
                _map.Fault(
                    key,
                    $"'{key}' must be calls per time, and is '{raw}'",
                    "Write 100/10s, or a list: [100/10s, 200000/1d]."
                );
        return limits;
    }

    /// <summary>One text or a list of texts, references put in; empty when the key is missing.</summary>
    public IReadOnlyList<string> Texts(string key) =>
        [.. _map.Texts(key).Select(raw => Resolve(key, raw) ?? "")];

    /// <summary>A map of texts, references put in; empty when the key is missing.</summary>
    public IReadOnlyDictionary<string, string> TextMap(string key)
    {
        var texts = new OrderedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, raw) in _map.TextMap(key))
            texts.Add(name, Resolve(key, raw) ?? "");
        return texts;
    }

    /// <summary>The map under the key; null when there is none.</summary>
    public SettingsMap? Map(string key) => _map.Map(key) is { } map ? Child(map) : null;

    /// <summary>A map of maps, such as columns by name; empty when the key is missing.</summary>
    /// <param name="kind">How errors call one of them: "column" makes "column 'Phone'".</param>
    public IReadOnlyList<(string Key, SettingsMap Value)> Maps(string key, string? kind = null) =>
        [.. _map.Maps(key, kind).Select(m => (m.Key, Child(m.Value)))];

    /// <summary>A list of maps; empty when the key is missing.</summary>
    public IReadOnlyList<SettingsMap> List(string key) =>
        [.. _map.List(key).Select(item => Child(item.Map()))];

    /// <summary>Adds an error at the key; values that references stand for are made unreadable.</summary>
    public void Fault(string key, string message, string? hint = null) =>
        _map.Fault(key, _secrets.Mask(message), hint is null ? null : _secrets.Mask(hint));

    /// <summary>Every key that nobody asked for is an error.</summary>
    /// <exception cref="DocumentException">Anything read so far was wrong.</exception>
    public void Done()
    {
        Close();
        // The errors of a file are shared, and a connection is not to fail for another's.
        _map.Errors.ThrowOnceIfAny();
    }

    private void Close()
    {
        foreach (var child in _children)
            child.Close();
        _map.Done();
    }

    private SettingsMap Child(YamlMap map)
    {
        var child = new SettingsMap(map, _secrets);
        _children.Add(child);
        return child;
    }

    private string? Reference(string key) =>
        _map.Text(key) is { } raw && Secrets.IsReference(raw) ? raw : null;

    private string? Resolve(string key, string raw) =>
        _secrets.Resolve(raw, (what, hint) => _map.Fault(key, $"'{key}'{Of}: {what}", hint));

    private string Of => _map.Name is null ? "" : $" of {_map.Name}";

    private void Unfit(string key, string raw, string must) =>
        _map.Fault(key, $"'{key}' must be {must}, and what '{raw}' stands for is not");
}
