namespace Tallystick.Engine.Undoing;

/// <summary>
/// Cuts the selected records into pages. Both records of a pair share a link, and what is remembered
/// of the one must not be lost by the other: they never come in the same page.
/// </summary>
internal static class UndoPages
{
    public static IEnumerable<UndoRecord[]> Of(IEnumerable<UndoRecord> records, int pageMax)
    {
        var page = new Page();
        var waiting = new List<UndoRecord>();
        foreach (var record in records)
        {
            if (!page.TryAdd(record))
                waiting.Add(record);
            if (page.Records.Count < pageMax)
                continue;
            yield return [.. page.Records];
            page = new Page();
            waiting.RemoveAll(page.TryAdd);
        }
        while (page.Records.Count > 0)
        {
            yield return [.. page.Records];
            page = new Page();
            waiting.RemoveAll(page.TryAdd);
        }
    }

    private sealed class Page
    {
        private readonly HashSet<string> _left = [];
        private readonly HashSet<string> _right = [];

        public List<UndoRecord> Records { get; } = [];

        public bool TryAdd(UndoRecord record)
        {
            var isTaken =
                (record.LeftId is { } l && _left.Contains(l))
                || (record.RightId is { } r && _right.Contains(r));
            if (isTaken)
                return false;
            if (record.LeftId is { } left)
                _left.Add(left);
            if (record.RightId is { } right)
                _right.Add(right);
            Records.Add(record);
            return true;
        }
    }
}
