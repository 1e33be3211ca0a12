using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.References;
using Tallystick.Engine.Runs;

namespace Tallystick.Engine.Deleting;

/// <summary>What the journal and the issues are told of deletions.</summary>
internal sealed class DeleteNotes(RunContext context)
{
    private const string Way =
        "Approve it to delete this one too, or decline it to keep it (tally issues resolve).";

    public static string KeyOf(Link link) => $"deleted:{link.Left.RecordId}:{link.Right.RecordId}";

    /// <summary>How the journal tells of a record that is created again, since an edit of its partner beat the delete.</summary>
    public static string BeatenBy(Side gone) => $"gone on {gone.Word}, edited on {gone.Other.Word}";

    public static LinkState GoneOn(Side side) =>
        side is Side.Left ? LinkState.LeftGone : LinkState.RightGone;

    /// <summary>The side on which a link's record is gone; null for none.</summary>
    public static Side? GoneSide(Link link) =>
        link.State switch
        {
            LinkState.LeftGone => Side.Left,
            LinkState.RightGone => Side.Right,
            LinkState.Active or LinkState.Deleted => null,
        };

    /// <param name="gone">Where the record was deleted.</param>
    /// <param name="news">What belongs to the survivor and the other side has not got.</param>
    public Issue Kept(Side gone, Link link, IReadOnlyList<ChildRecord> news) =>
        Of(
            link,
            $"{Named(gone, link)} was deleted; {Named(gone.Other, link)} was kept"
                + (
                    news.Count == 0
                        ? "."
                        : $": {context[gone].Name} has not got {CountOf(gone, news)}."
                ),
            Way
        );

    /// <param name="fields">Of the survivor: what they hold never reached the one that was deleted.</param>
    public Issue KeptWith(Side gone, Link link, IReadOnlyList<string> fields) =>
        Of(
            link,
            $"{Named(gone, link)} was deleted; {Named(gone.Other, link)} was kept, since "
                + $"{context[gone].Name} never got its {string.Join(", ", fields.Select(f => $"'{f}'"))}.",
            Way
        );

    public Issue Moved(Side gone, Link link) =>
        Of(
            link,
            $"{Named(gone, link)} was deleted; {Named(gone.Other, link)} was kept, since another "
                + $"record of {context[gone].Name} has its key now: they may have changed places.",
            Way
        );

    public Issue GrownSince(Side gone, Link link, IReadOnlyList<ChildRecord> news) =>
        Of(
            link,
            $"{Named(gone, link)} was deleted; {Named(gone.Other, link)} got {CountOf(gone, news)} "
                + "since you were asked, and was kept.",
            Way
        );

    public Issue EditedSince(Side gone, Link link) =>
        Of(
            link,
            $"{Named(gone, link)} was deleted; {Named(gone.Other, link)} was edited since you "
                + "were asked, and was kept.",
            Way
        );

    public Issue Unable(Side gone, Link link, string reason) =>
        Of(
            link,
            $"{Named(gone, link)} was deleted; {Named(gone.Other, link)} was kept: {reason}",
            "Delete it there, approve it once that is mended, or decline it to keep it."
        );

    public JournalEntry Entry(JournalKind kind, Link link, Side side, string cause) =>
        new(kind, context.Now)
        {
            Stream = context.Stream,
            Run = context.Run.Number,
            Side = side,
            LeftId = link.Left.RecordId,
            RightId = link.Right.RecordId,
            Cause = cause,
        };

    private static string CountOf(Side gone, IReadOnlyList<ChildRecord> news) =>
        ChildRecord.Count(news, gone.Other);

    private string Named(Side side, Link link) => $"{context[side].Name} {link[side].RecordId}";

    private static Issue Of(Link link, string message, string hint) =>
        new(IssueKind.Deleted, KeyOf(link), message)
        {
            LeftId = link.Left.RecordId,
            RightId = link.Right.RecordId,
            Hint = hint,
        };
}
