using System.Globalization;

namespace Tallystick.Connectors.HighLevel.Objects;

/// <summary>
/// Pages through a listing that knows nothing but how many rows to skip. Rows that go meanwhile
/// move the others forward, so that the next page would begin too late: each page therefore begins
/// with the last rows of the page before. When none of these is seen again, the listing goes a page
/// back and shows rows twice rather than not at all.
/// </summary>
internal static class SkipPages
{
    /// <summary>So many rows of the page before are asked for again.</summary>
    private const int Overlap = 10;

    /// <summary>A listing that is stirred more often than this is taken as it comes.</summary>
    private const int BacksMax = 50;

    public static async Task<(IReadOnlyList<T> Rows, string? Next)> ReadAsync<T>(
        string? cursor,
        int pageSize,
        Func<T, string?> idOf,
        Func<int, Task<IReadOnlyList<T>>> readFrom
    )
    {
        var place = Place.Parse(cursor);
        var rows = await readFrom(place.Skip);
        var ids = rows.Select(r => idOf(r) ?? "").ToList();
        var known = ids.FindLastIndex(place.Anchors.Contains);
        if (known < 0 && place is { Anchors.Count: > 0, Skip: > 0, Backs: < BacksMax })
            return (rows, place.Back(pageSize - Overlap).ToString());
        IReadOnlyList<T> fresh = [.. rows.Skip(known + 1)];
        return (fresh, rows.Count < pageSize ? null : place.On(ids, Overlap).ToString());
    }

    /// <param name="Backs">How often the listing went back.</param>
    /// <param name="Anchors">Ids of the last rows that were seen.</param>
    private sealed record Place(int Skip, int Backs, IReadOnlyList<string> Anchors)
    {
        public static Place Parse(string? text) =>
            text?.Split('|', 3) is [var skip, var backs, var anchors]
                ? new Place(Number(skip), Number(backs), anchors.Split(','))
                : new Place(0, 0, []);

        public Place On(List<string> ids, int overlap)
        {
            var anchors = ids.TakeLast(overlap).ToList();
            return this with { Skip = Skip + ids.Count - anchors.Count, Anchors = anchors };
        }

        public Place Back(int rows) =>
            this with
            {
                Skip = Math.Max(0, Skip - rows),
                Backs = Backs + 1,
            };

        public override string ToString() =>
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Skip}|{Backs}|{string.Join(',', Anchors)}"
            );

        private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
    }
}
