using System.Text;

namespace Tallystick.Connectors.Catalogs;

/// <summary>Short names of operations: "contacts" and "create-contact" make "contacts.create".</summary>
internal static class OperationNames
{
    private static readonly HashSet<string> Filler = ["the", "a", "an"];

    public static string Of(string group, string? id, string method, string path)
    {
        var words = Kebab(id ?? $"{method} {path}").Split('-');
        var own = WordsOf(group);
        var rest = words.Where(w => !own.Contains(Singular(w)) && !Filler.Contains(w)).ToArray();
        // "get-contacts" and "get-contact" would be one name: who asks for many keeps the plural.
        var asksForMany =
            words[0] is "get" && words.Any(w => own.Contains(Singular(w)) && Singular(w) != w);
        if (rest is ["get"] && asksForMany)
            rest = ["list"];
        return rest.Length == 0
            ? $"{group}.{string.Join('-', words)}"
            : $"{group}.{string.Join('-', rest)}";
    }

    /// <summary>"create-contact" → "Create contact".</summary>
    public static string Title(string id)
    {
        var text = Kebab(id).Replace('-', ' ');
        return char.ToUpperInvariant(text[0]) + text[1..];
    }

    public static string Kebab(string text)
    {
        var kebab = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            var startsWord =
                char.IsUpper(c)
                && i > 0
                && (
                    char.IsLower(text[i - 1])
                    || (
                        char.IsUpper(text[i - 1])
                        && i + 1 < text.Length
                        && char.IsLower(text[i + 1])
                    )
                );
            if (char.IsLetterOrDigit(c))
            {
                if (startsWord)
                    kebab.Append('-');
                kebab.Append(char.ToLowerInvariant(c));
            }
            else
                kebab.Append('-');
        }
        return string.Join('-', kebab.ToString().Split('-', StringSplitOptions.RemoveEmptyEntries));
    }

    private static HashSet<string> WordsOf(string group) => [.. group.Split('-').Select(Singular)];

    private static string Singular(string word) =>
        word.EndsWith("ies", StringComparison.Ordinal) ? word[..^3] + "y"
        : word.EndsWith("sses", StringComparison.Ordinal) ? word[..^2]
        : word.EndsWith('s') && !word.EndsWith("ss", StringComparison.Ordinal) ? word[..^1]
        : word;
}
