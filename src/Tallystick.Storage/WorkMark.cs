using System.Globalization;
using Tallystick.Core.Records;

namespace Tallystick.Storage;

/// <summary>
/// A place in the order of work: a linked pair by its link ("L:17"), or a row without partner by its
/// side and id ("A:id" for left, "B:id" for right).
/// </summary>
internal readonly record struct WorkMark(long Link, Side? Side, string RecordId)
{
    public static WorkMark OfLink(long link) => new(link, null, "");

    public static WorkMark OfRow(Side side, string recordId) => new(0, side, recordId);

    /// <exception cref="ArgumentException">No page of work ended with it.</exception>
    public static WorkMark Parse(string? text) =>
        text switch
        {
            null => OfLink(0),
            ['L', ':', .. var link] => OfLink(long.Parse(link, CultureInfo.InvariantCulture)),
            ['A', ':', .. var id] => OfRow(Core.Records.Side.Left, id),
            ['B', ':', .. var id] => OfRow(Core.Records.Side.Right, id),
            _ => throw new ArgumentException($"'{text}' is no mark of work.", nameof(text)),
        };

    public override string ToString() =>
        Side switch
        {
            null => string.Create(CultureInfo.InvariantCulture, $"L:{Link}"),
            Core.Records.Side.Left => $"A:{RecordId}",
            _ => $"B:{RecordId}",
        };
}
