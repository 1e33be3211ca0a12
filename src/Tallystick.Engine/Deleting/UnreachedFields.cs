using Tallystick.Core.Comparison;
using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.Runs;
using Tallystick.Engine.Writing;

namespace Tallystick.Engine.Deleting;

/// <summary>
/// Fields of a survivor that the record which is gone never got: an open conflict, a value that its
/// app refused or could not take. A delete would take them along, and an edit beats a delete.
/// </summary>
internal sealed class UnreachedFields(RunContext context)
{
    private static readonly IssueKind[] Kinds =
    [
        IssueKind.RefusedWrite,
        IssueKind.InvalidValue,
        IssueKind.NotStored,
    ];

    private HashSet<(string Key, Side Side)>? _open;

    /// <param name="gone">Where the record was deleted.</param>
    /// <returns>The survivor's words for them.</returns>
    public async Task<IReadOnlyList<string>> OfAsync(
        Side gone,
        Link link,
        Record survivor,
        CancellationToken cancellationToken
    )
    {
        var side = gone.Other;
        var keys = new List<string>();
        foreach (var field in context.Plan.Fields)
            if (
                IsNew(field, side, link, survivor)
                || await IsHeldAsync(field, gone, link, cancellationToken)
            )
                keys.Add(field[side].Field.Key);
        return keys;
    }

    private static bool IsNew(FieldPlan field, Side side, Link link, Record survivor) =>
        survivor.Values[field[side].Ordinal].HasContent
        && (link[side].Shadow is not { } shadow || shadow[field[side].Ordinal].IsUnknown);

    private async Task<bool> IsHeldAsync(
        FieldPlan field,
        Side gone,
        Link link,
        CancellationToken cancellationToken
    )
    {
        foreach (var mark in link.Marks.Where(m => m.Field == field.Name))
        {
            if (mark.Reason is MarkReason.Conflict)
                return true;
            var key = FieldIssues.KeyOf(
                mark.Reason,
                link.Left.RecordId,
                link.Right.RecordId,
                mark.Field
            );
            if (
                (await OpenAsync(cancellationToken)).Contains((key, gone))
                && !HadItsBeginning(field, gone, link)
            )
                return true;
        }
        return false;
    }

    /// <summary>The app keeps less of a text than the other one, which is nobody's edit.</summary>
    private static bool HadItsBeginning(FieldPlan field, Side gone, Link link) =>
        link[gone].Shadow is { } there
        && link[gone.Other].Shadow is { } here
        && Respelling.IsFormOf(
            here[field[gone.Other].Ordinal].Text,
            there[field[gone].Ordinal].Text
        );

    /// <summary>Open issues by key, and the side that did not get the value.</summary>
    private async Task<HashSet<(string, Side)>> OpenAsync(CancellationToken cancellationToken)
    {
        if (_open is not null)
            return _open;
        _open = [];
        foreach (var kind in Kinds)
        {
            var query = new IssueQuery { Stream = context.Stream, Kind = kind };
            await foreach (var issue in context.Store.IssuesAsync(query, cancellationToken))
                if (issue.Side is { } side)
                    _open.Add((issue.Key, side));
        }
        return _open;
    }
}
