namespace Tallystick.Core.Matching;

/// <summary>What tells a person at a glance, folded: who has nothing but this in common may be one.</summary>
/// <param name="First">Given names, as one text; empty when not known.</param>
/// <param name="Last">Family name; never empty.</param>
/// <param name="Company">Its words, without legal forms; empty when not known.</param>
/// <param name="Key">The key by the stream's first match rule; null for none.</param>
public sealed record PersonCard(
    string RecordId,
    string First,
    string Last,
    IReadOnlyList<string> Company,
    string City,
    string? Key
)
{
    /// <summary>Legal forms and small words that say nothing about which company it is.</summary>
    private static readonly HashSet<string> Forms =
    [
        .. "inc incorporated corp corporation co company llc llp lp ltd limited plc pty".Split(' '),
        .. "gmbh ag kg ohg ug ev mbh se sa sas sarl sl srl spa bv nv ab as aps oy oyj".Split(' '),
        .. "kk pvt the and und et y holding group".Split(' '),
    ];

    /// <summary>Folds the values as they were typed; null when there is no name.</summary>
    public static PersonCard? Of(
        string recordId,
        (string First, string Last, string Whole) name,
        string company,
        string city,
        string? key
    )
    {
        var first = string.Join(' ', NameFold.Words(name.First));
        var last = string.Join(' ', NameFold.Words(name.Last));
        if (last.Length == 0 && first.Length == 0)
            (first, last) = Split(name.Whole);
        if (last.Length == 0)
            (first, last) = ("", first);
        return last.Length == 0
            ? null
            : new PersonCard(
                recordId,
                first,
                last,
                WithoutForms(NameFold.Words(company)),
                string.Join(' ', NameFold.Words(city)),
                key
            );
    }

    /// <summary>"Ada King Lovelace" or "Lovelace, Ada King".</summary>
    private static (string First, string Last) Split(string whole)
    {
        if (whole.Split(',', 2) is [var before, var after])
            return (
                string.Join(' ', NameFold.Words(after)),
                string.Join(' ', NameFold.Words(before))
            );
        var words = NameFold.Words(whole);
        return words.Count == 0 ? ("", "") : (string.Join(' ', words.SkipLast(1)), words[^1]);
    }

    private static IReadOnlyList<string> WithoutForms(IReadOnlyList<string> words)
    {
        var rest = words.Where(w => !Forms.Contains(w)).ToArray();
        return rest.Length > 0 ? rest : words;
    }
}
