using Tallystick.Core.Records;

namespace Tallystick.Core.Stores;

/// <summary>
/// How the keys of the questions begin that brakes ask; how many records one is about follows after a
/// colon.
/// </summary>
public static class BrakeKey
{
    /// <summary>How the keys about overwritten values begin.</summary>
    public const string Changes = "changes:";

    /// <summary>How the keys about cleared values begin.</summary>
    public const string Blanks = "blanks:";

    /// <summary>Whether records that are gone from the side are meant to be.</summary>
    public static string OfDeletes(Side gone) => $"deletes:{gone.Word}";

    /// <summary>Whether so many values of the field are meant to be written there.</summary>
    /// <param name="isBlank">They would be cleared, not overwritten.</param>
    public static string OfChanges(Side written, string field, bool isBlank) =>
        $"{(isBlank ? Blanks : Changes)}{written.Word}:{field}";

    /// <summary>Whether the issue asks what the key begins with.</summary>
    public static bool Asks(Issue issue, string key) =>
        issue.Key.StartsWith(key + ":", StringComparison.Ordinal);
}
