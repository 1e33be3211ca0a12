using System.Text.RegularExpressions;

namespace Tallystick.EndToEnd.Tests.Storm;

/// <summary>Finds what the storm has taken: edits that are nowhere, people that are doubled or alone.</summary>
internal sealed partial class StormJudge(
    IReadOnlyList<Deed> deeds,
    IReadOnlyList<Held> highLevel,
    IReadOnlyList<Held> acme,
    string journal
)
{
    private readonly ILookup<string, Deed> _byToken = deeds.ToLookup(d => d.Token);
    private readonly HashSet<string> _told = [.. Values().Matches(journal).Select(m => m.Value)];

    /// <summary>Every complaint in words; none when all is well.</summary>
    public IReadOnlyList<string> Complaints()
    {
        var complaints = new List<string>();
        foreach (var (name, people) in new[] { ("HighLevel", highLevel), ("Acme", acme) })
            complaints.AddRange(
                people
                    .GroupBy(p => p.Token)
                    .Where(g => g.Count() > 1)
                    .Select(g => $"{name} has {g.Key} {g.Count()} times")
            );
        var left = highLevel.Select(p => p.Token).ToHashSet();
        var right = acme.Select(p => p.Token).ToHashSet();
        complaints.AddRange(left.Except(right).Select(t => $"{t} is only in HighLevel"));
        complaints.AddRange(right.Except(left).Select(t => $"{t} is only in Acme"));
        complaints.AddRange(deeds.Where(d => !IsAccountedFor(d)).Select(NowhereToBeFound));
        return complaints;
    }

    /// <summary>With all that was done to the person, and what the journal tells of it, oldest first.</summary>
    private string NowhereToBeFound(Deed deed)
    {
        var all = _byToken[deed.Token].ToArray();
        var ids = all.Select(d => d.Id).Where(id => id.Length > 0).Distinct().ToArray();
        var told = journal
            .Split('\n')
            .Reverse()
            .Where(line => ids.Any(id => line.Contains(id, StringComparison.Ordinal)));
        return $"{deed} is nowhere.\n{string.Join('\n', all.AsEnumerable())}\n{string.Join('\n', told)}";
    }

    private bool IsAccountedFor(Deed deed)
    {
        var left = highLevel.FirstOrDefault(p => p.Token == deed.Token);
        var right = acme.FirstOrDefault(p => p.Token == deed.Token);
        var isGone = left is null && right is null;
        if (isGone && _byToken[deed.Token].Any(d => d.Kind is DeedKind.Deleted))
            return deed.Kind is not DeedKind.Set || _told.Contains(deed.Value) || IsFollowed(deed);
        if (left is null || right is null)
            return false;
        return deed.Kind switch
        {
            DeedKind.Set => (
                left.Of(deed.Field) == deed.Value && right.Of(deed.Field) == deed.Value
            )
                || _told.Contains(deed.Value)
                || IsFollowed(deed),
            DeedKind.TagAdded => Both(left, right, deed.Value, there: true)
                || HasOpposite(deed, DeedKind.TagRemoved),
            DeedKind.TagRemoved => Both(left, right, deed.Value, there: false)
                || HasOpposite(deed, DeedKind.TagAdded),
            // Whoever was deleted and is there all the same was edited: an edit beats a delete.
            DeedKind.Created or DeedKind.Deleted => true,
        };
    }

    /// <summary>The same people changed the same thing again, or deleted it themselves.</summary>
    private bool IsFollowed(Deed deed) =>
        _byToken[deed.Token]
            .Any(d =>
                d.Number > deed.Number
                && d.Desk == deed.Desk
                && (d.Kind is DeedKind.Deleted || d.Field == deed.Field)
            );

    private static bool Both(Held left, Held right, string tag, bool there) =>
        left.Tags.Contains(tag) == there && right.Tags.Contains(tag) == there;

    private bool HasOpposite(Deed deed, DeedKind kind) =>
        _byToken[deed.Token].Any(d => d.Kind == kind && d.Value == deed.Value);

    [GeneratedRegex(@"v\d+v")]
    private static partial Regex Values();
}
