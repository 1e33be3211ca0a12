namespace Tallystick.Sandbox.Contacts;

internal static class TagNames
{
    /// <summary>Tags as stored: trimmed, lower case, each once, in the order given.</summary>
    public static IEnumerable<string> Store(IEnumerable<string> names) =>
        names.Select(n => n.Trim().ToLowerInvariant()).Where(n => n.Length > 0).Distinct();
}
