using System.Security;
using System.Text;

namespace Tallystick.Engine.Configuration;

/// <summary>Asks the key store that belongs to a state file; null where nothing is kept under the name.</summary>
public delegate string? KeyStoreLookup(string statePath, string name);

/// <summary>
/// Puts in what stands outside the file: ${env:NAME} is an environment variable, ${file:path} the
/// content of a file without the line end, ${secret:NAME} what the key store keeps. $${ is a plain ${.
/// </summary>
/// <param name="folder">Where relative paths start.</param>
internal sealed class Secrets(
    string folder,
    Func<string, string?> environment,
    KeyStoreLookup? keys
)
{
    private const int FileBytesMax = 64 * 1024;
    private const string Open = "${";
    private const string SecretOpen = "${secret:";

    // What is shorter is no secret, and hiding it would make messages unreadable.
    private const int MaskedMin = 4;

    private readonly HashSet<string> _values = new(StringComparer.Ordinal);

    public string Folder => folder;

    /// <summary>The file's state, beside which its key store is.</summary>
    public string StatePath { get; set; } = "";

    /// <summary>The name, where the text is one reference to the key store and nothing else.</summary>
    public static string? NameOf(string text) =>
        text.StartsWith(SecretOpen, StringComparison.Ordinal)
        && text.IndexOf('}', StringComparison.Ordinal) == text.Length - 1
            ? text[SecretOpen.Length..^1].Trim()
            : null;

    public static bool IsReference(string text) => text.Contains(Open, StringComparison.Ordinal);

    /// <summary>The text with all references replaced; null and a complaint when one cannot be.</summary>
    public string? Resolve(string text, Action<string, string> complain)
    {
        var result = new StringBuilder(text.Length);
        var from = 0;
        while (text.IndexOf(Open, from, StringComparison.Ordinal) is var at and >= 0)
        {
            if (at > from && text[at - 1] == '$')
            {
                result.Append(text, from, at - 1 - from).Append(Open);
                from = at + Open.Length;
                continue;
            }
            result.Append(text, from, at - from);
            var end = text.IndexOf('}', at);
            if (end < 0)
            {
                complain(
                    "'${' is not closed by '}'",
                    "Write ${env:NAME}, ${file:path}, ${secret:NAME}, or $${ for a plain ${."
                );
                return null;
            }
            if (ValueOf(text[(at + Open.Length)..end], complain) is not { } value)
                return null;
            _values.Add(value);
            result.Append(value);
            from = end + 1;
        }
        return result.Append(text, from, text.Length - from).ToString();
    }

    /// <summary>The text with every value that was put in made unreadable: for messages.</summary>
    public string Mask(string text) =>
        _values
            .Where(v => v.Length >= MaskedMin)
            .OrderByDescending(v => v.Length)
            .Aggregate(text, (masked, v) => masked.Replace(v, "***", StringComparison.Ordinal));

    private string? ValueOf(string reference, Action<string, string> complain)
    {
        var (kind, name) = reference.Split(':', 2) is [var k, var n] ? (k, n.Trim()) : ("", "");
        if (name.Length > 0 && kind is "env")
            return Variable(name, complain);
        if (name.Length > 0 && kind is "file")
            return Content(name, complain);
        if (name.Length > 0 && kind is "secret")
            return Kept(name, complain);
        complain(
            "a reference starts here that is neither ${env:NAME} nor ${file:path} nor ${secret:NAME}",
            "Write $${ for a plain ${."
        );
        return null;
    }

    private string? Variable(string name, Action<string, string> complain)
    {
        if (environment(name) is { Length: > 0 } value)
            return value;
        complain(
            $"the environment variable {name} is not set",
            $"Set it and run again: export {name}=…"
        );
        return null;
    }

    private string? Kept(string name, Action<string, string> complain)
    {
        if (keys?.Invoke(StatePath, name) is { Length: > 0 } value)
            return value;
        complain(
            $"the key store keeps nothing as '{name}'",
            "Put it there with tally connect; tally connections shows what is there."
        );
        return null;
    }

    private string? Content(string name, Action<string, string> complain)
    {
        var path = Path.GetFullPath(name, folder);
        var hint = $"Put the value there, or correct the path in ${{file:{name}}}.";
        try
        {
            if (new FileInfo(path).Length > FileBytesMax)
            {
                complain($"the file {path} is longer than {FileBytesMax / 1024} KB", hint);
                return null;
            }
            if (File.ReadAllText(path).TrimEnd('\r', '\n') is { Length: > 0 } value)
                return value;
            complain($"the file {path} is empty", hint);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            complain($"there is no file {path}", hint);
        }
        catch (Exception e)
            when (e is IOException or UnauthorizedAccessException or SecurityException)
        {
            complain($"the file {path} cannot be read", hint);
        }
        return null;
    }
}
