namespace Tallystick.Connectors.Rest;

/// <summary>What the records of an object type belong to.</summary>
/// <param name="ObjectType">The object type of the owners.</param>
/// <param name="Field">The reference that names the owner.</param>
/// <param name="IsInId">
/// Calls for one record need its owner too, so the record's id holds both (<see cref="RestId"/>).
/// </param>
public sealed record RestParent(string ObjectType, RestField Field, bool IsInId);

/// <summary>An owner's id and a record's own in one text: "parent/child".</summary>
internal static class RestId
{
    private const char Mark = '/';

    public static string Join(string parent, string own) => Escaped(parent) + Mark + own;

    /// <summary>Null for a text that <see cref="Join"/> does not make.</summary>
    public static (string Parent, string Own)? Split(string id) =>
        id.IndexOf(Mark, StringComparison.Ordinal) is > 0 and var at && at < id.Length - 1
            ? (Plain(id[..at]), id[(at + 1)..])
            : null;

    // Only the owner's part must be free of the mark: the first one parts the two.
    private static string Escaped(string parent) =>
        parent
            .Replace("%", "%25", StringComparison.Ordinal)
            .Replace("/", "%2F", StringComparison.Ordinal);

    private static string Plain(string parent) =>
        parent
            .Replace("%2F", "/", StringComparison.Ordinal)
            .Replace("%25", "%", StringComparison.Ordinal);
}
