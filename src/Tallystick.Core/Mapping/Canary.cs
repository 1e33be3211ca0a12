using System.Globalization;
using System.IO.Hashing;
using System.Text;

namespace Tallystick.Core.Mapping;

/// <summary>
/// How many records of a sync may be written while it is switched on step by step. The choice hangs
/// on the record's id alone, so that the same ones stay chosen and a larger share holds a smaller
/// one.
/// </summary>
public sealed record Canary
{
    private Canary() { }

    /// <summary>The first so many; null where a share is meant.</summary>
    public int? Count { get; private init; }

    /// <summary>0 to 1; null where a count is meant.</summary>
    public double? Share { get; private init; }

    /// <summary>What happens to all the others meanwhile.</summary>
    public SyncMode Rest { get; init; } = SyncMode.Observe;

    public static Canary First(int count) => new() { Count = count };

    public static Canary Of(double share) => new() { Share = share };

    /// <summary>Reads "10" and "10%"; null for anything else.</summary>
    public static Canary? Parse(string text)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            return count > 0 ? First(count) : null;
        if (!text.EndsWith('%'))
            return null;
        var isNumber = decimal.TryParse(
            text.AsSpan(..^1),
            NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture,
            out var percent
        );
        return isNumber && percent is > 0 and <= 100 ? Of((double)(percent / 100)) : null;
    }

    /// <summary>Where a record stands among all; those with the lowest numbers come first.</summary>
    public static ulong PlaceOf(string recordId) =>
        XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(recordId));

    /// <summary>The highest place within a share.</summary>
    public static ulong LastOf(double share) =>
        // For the whole the product is one too many, and the conversion saturates.
        (ulong)(share * ulong.MaxValue);

    public bool Writes(Records.Side side) =>
        Rest switch
        {
            SyncMode.TwoWay => true,
            SyncMode.ToLeft => side is Records.Side.Left,
            SyncMode.ToRight => side is Records.Side.Right,
            SyncMode.Observe => false,
        };

    /// <summary>As the sync file writes it.</summary>
    public override string ToString() =>
        Count?.ToString(CultureInfo.InvariantCulture)
        ?? string.Create(CultureInfo.InvariantCulture, $"{(decimal)Share!.Value * 100:0.######}%");
}
