using System.Text.RegularExpressions;
using Tallystick.Core.Yaml;

namespace Tallystick.Engine.Configuration;

/// <summary>Finds tokens that stand in the file itself, where copies and commits carry them away.</summary>
internal static partial class TokenWarnings
{
    /// <remarks>Reads the text anew, so that looking does not count as asking for a key.</remarks>
    public static IEnumerable<DocumentError> Of(string text, string path)
    {
        foreach (var (name, connection) in YamlMap.Parse(text, path).Maps("connections"))
        foreach (var key in connection.Keys)
            if (connection.Text(key) is { } value && PrivateToken().IsMatch(value))
                yield return new DocumentError(
                    connection.Where(key),
                    $"'{key}' of connection '{name}' holds a token in plain text",
                    $"Keep it out of the file: {key}: ${{env:HIGHLEVEL_TOKEN}}."
                );
    }

    // Private integration tokens of HighLevel are "pit-" and a UUID.
    [GeneratedRegex("^pit-[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}$", RegexOptions.IgnoreCase)]
    private static partial Regex PrivateToken();
}
