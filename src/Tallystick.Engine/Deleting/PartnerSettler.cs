using Tallystick.Core.Connectors;
using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.References;
using Tallystick.Engine.Runs;

namespace Tallystick.Engine.Deleting;

/// <summary>
/// Settles what becomes of the partner of a record that is gone for certain: it is deleted, tagged
/// or kept. An edit of the partner beats the delete, and its last values are in the journal.
/// </summary>
internal sealed partial class PartnerSettler(RunContext context)
{
    private static readonly FieldMark ByMode = new("", MarkReason.KeptByMode);

    private readonly DeleteNotes _notes = new(context);
    private readonly UnreachedFields _unreached = new(context);
    private readonly MovedRecords _moved = new(context);

    /// <summary>One record is gone, and the other would be too if the mode wrote its side.</summary>
    public static bool IsKeptByMode(Link link) =>
        link.State is not LinkState.Active && link.Marks.Contains(ByMode);

    /// <param name="side">Where the record is gone.</param>
    /// <param name="actor">Who decided, where a person did.</param>
    public async Task SettleAsync(
        Side side,
        Link link,
        DeletePolicy policy,
        string? actor,
        CancellationToken cancellationToken
    )
    {
        link = link with { Marks = [.. link.Marks.Where(m => m != ByMode)] };
        var app = context[side.Other].Capabilities;
        switch (policy)
        {
            case not DeletePolicy.Keep when !context.Plan.Writes(side.Other):
                // To be dealt with once the other side is written.
                var waiting = link with
                {
                    Marks = [.. link.Marks, ByMode],
                };
                await KeepAsync(side, waiting, isQuiet: true, actor, cancellationToken);
                return;
            case DeletePolicy.Propagate when app.CanDelete:
                await PropagateAsync(side, link, actor, cancellationToken);
                return;
            case DeletePolicy.Archive when app.CanUpdate:
                await ArchiveAsync(side, link, actor, cancellationToken);
                return;
            default:
                await KeepAsync(side, link, policy is DeletePolicy.Keep, actor, cancellationToken);
                return;
        }
    }

    private async Task PropagateAsync(
        Side side,
        Link link,
        string? actor,
        CancellationToken cancellationToken
    )
    {
        var survivor = await GetAsync(side.Other, link, cancellationToken);
        if (survivor is null && !await WasAnnouncedAsync(side, link, cancellationToken))
        {
            await ForgetAsync(side, link, cancellationToken);
            return;
        }
        if (
            survivor is not null
            && actor is null
            && await _unreached.OfAsync(side, link, survivor, cancellationToken)
                is { Count: > 0 } fields
        )
        {
            // What the deleted one never got would be lost with it.
            var issue = _notes.KeptWith(side, link, fields);
            await KeepAsync(side, link, issue, actor, cancellationToken);
            return;
        }
        if (
            survivor is not null
            && Survivor.IsEdited(context.Plan, side.Other, link, survivor.Values)
        )
        {
            if (CanComeBack(side, link))
                await PostponeAsync(side, link, survivor, cancellationToken);
            else
                await KeepAsync(side, link, isQuiet: false, actor, cancellationToken);
            return;
        }
        if (
            survivor is not null
            && await NewsAsync(side, link, cancellationToken) is { Count: > 0 }
        )
        {
            // What belongs to it would be deleted with it, and the other side never had it.
            await KeepAsync(side, link, isQuiet: false, actor, cancellationToken);
            return;
        }
        if (actor is null && await _moved.IsElsewhereAsync(side, link, cancellationToken))
        {
            // It is not gone: under another id it is there.
            await KeepAsync(side, link, _notes.Moved(side, link), actor, cancellationToken);
            return;
        }
        await DeleteAsync(side, link, survivor, actor, cancellationToken);
    }

    /// <summary>
    /// An edit beats a delete: the next run creates the other one again, unless it was read before,
    /// has left the filter with its edit, or nothing can come of it, as in a one-way sync.
    /// </summary>
    private bool CanComeBack(Side side, Link link) =>
        link.State is LinkState.Active
        && !IsOutsideFilter(side.Other, link)
        && context.Plan.Writes(side)
        && context.CanCreate(side);

    /// <summary>
    /// A listing need not bring the edit: a reference that means another record by now changed nothing
    /// of the record itself.
    /// </summary>
    private async Task PostponeAsync(
        Side side,
        Link link,
        Record survivor,
        CancellationToken cancellationToken
    )
    {
        await context.KeepAsync(side.Other, survivor, link.Id, cancellationToken);
        context.Tally.Add(Count.Postponed);
    }

    private bool IsOutsideFilter(Side side, Link link) =>
        context.FilterOf(side).Count > 0
        && context[side].Seen is { } seen
        && !seen.Contains(link.Id);

    /// <summary>What belongs to the survivor and the other side has not got.</summary>
    private Task<IReadOnlyList<ChildRecord>> NewsAsync(
        Side side,
        Link link,
        CancellationToken cancellationToken
    ) => context.Children.NewsAsync(side.Other, link[side.Other].RecordId, cancellationToken);

    /// <summary>
    /// Deletes the partner, and remembers the pair as no more. What it held is in the journal before
    /// it is deleted: a run that is cut off in between leaves nobody who could tell.
    /// </summary>
    public async Task DeleteAsync(
        Side side,
        Link link,
        Record? survivor,
        string? actor,
        CancellationToken cancellationToken
    )
    {
        var other = side.Other;
        var last = survivor?.Values ?? link[other].Shadow;
        JournalField[] fields =
        [
            .. context.Plan.Fields.Select(f => new JournalField(
                f.Name,
                last is null ? Value.Unknown : last[f[other].Ordinal],
                Value.Empty
            )),
        ];
        await AnnounceAsync(side, link, fields, actor, cancellationToken);
        try
        {
            await context[other]
                .Connector.DeleteAsync(
                    context.Plan[other].ObjectType,
                    link[other].RecordId,
                    context[other].Capabilities.ConditionalWrites ? survivor?.Version : null,
                    cancellationToken
                );
        }
        catch (ConnectorException e) when (IsRefusal(e))
        {
            await RefusedAsync(side, link, e, cancellationToken);
            return;
        }
        catch (ConnectorException e) when (e.Kind is ProblemKind.VersionConflict)
        {
            // Edited since it was looked at, and an edit beats a delete: the next listing brings it.
            context.Tally.Add(Count.Postponed);
            return;
        }
        if (context[other].Buffer is { } buffer)
            await buffer.FlushAsync(cancellationToken);
        context[other].WrittenAt = context.Now;
        context.Tally.Add(other, Count.DeletedLeft, Count.DeletedRight);
        await CommitAsync(
            link with
            {
                State = LinkState.Deleted,
            },
            _notes.Entry(JournalKind.Deleted, link, other, $"deleted on {side.Word}") with
            {
                Fields = fields,
            },
            actor,
            cancellationToken
        );
    }

    /// <summary>A run that was cut off has deleted it.</summary>
    private async Task<bool> WasAnnouncedAsync(
        Side side,
        Link link,
        CancellationToken cancellationToken
    )
    {
        var query = new JournalQuery
        {
            Stream = context.Stream,
            RecordId = link[side.Other].RecordId,
            Kind = JournalKind.Overwriting,
            EntriesMax = 1,
        };
        await foreach (var entry in context.Store.JournalAsync(query, cancellationToken))
            return entry.Side == side.Other && entry.Cause == CauseOf(side);
        return false;
    }

    private static string CauseOf(Side side) => $"deleted on {side.Word}";

    /// <summary>Makes lasting what a delete is about to take away.</summary>
    private Task AnnounceAsync(
        Side side,
        Link link,
        IReadOnlyList<JournalField> fields,
        string? actor,
        CancellationToken cancellationToken
    )
    {
        var cause = CauseOf(side);
        var entry = _notes.Entry(JournalKind.Overwriting, link, side.Other, cause) with
        {
            Actor = actor ?? JournalEntry.Sync,
            Fields = [.. fields.Select(Told).Where(f => f.Before.HasContent)],
        };
        return entry.Fields.Count == 0
            ? Task.CompletedTask
            : context.Store.CommitAsync(
                context.Run,
                new Commit { Journal = [entry] },
                cancellationToken
            );
    }

    /// <summary>A reference to what has no partner is told in its own side's words: there are no others.</summary>
    private static JournalField Told(JournalField field) =>
        field.Before.AwaitedId is { } id ? field with { Before = Value.Of(id) } : field;

    /// <param name="isQuiet">It is meant to be kept, and nobody is asked.</param>
    private async Task KeepAsync(
        Side side,
        Link link,
        bool isQuiet,
        string? actor,
        CancellationToken cancellationToken
    )
    {
        var issue = isQuiet
            ? null
            : _notes.Kept(side, link, await NewsAsync(side, link, cancellationToken));
        await KeepAsync(side, link, issue, actor, cancellationToken);
    }

    /// <param name="issue">Null where it is meant to be kept, and nobody is asked.</param>
    private Task KeepAsync(
        Side side,
        Link link,
        Issue? issue,
        string? actor,
        CancellationToken cancellationToken
    ) =>
        CommitAsync(
            link with
            {
                State = DeleteNotes.GoneOn(side),
            },
            _notes.Entry(JournalKind.DeleteSeen, link, side, CauseOf(side)),
            actor,
            cancellationToken,
            issue
        );

    /// <summary>Both are gone.</summary>
    public Task ForgetAsync(Side side, Link link, CancellationToken cancellationToken) =>
        CommitAsync(
            link with
            {
                State = LinkState.Deleted,
            },
            _notes.Entry(JournalKind.DeleteSeen, link, side, "deleted on both sides"),
            null,
            cancellationToken
        );

    private Task RefusedAsync(
        Side side,
        Link link,
        ConnectorException e,
        CancellationToken cancellationToken
    )
    {
        context.Tally.Add(Count.Refused);
        return CommitAsync(
            link with
            {
                State = DeleteNotes.GoneOn(side),
            },
            _notes.Entry(JournalKind.Refused, link, side.Other, $"deleted on {side.Word}"),
            null,
            cancellationToken,
            _notes.Unable(side, link, $"{context[side.Other].Name} refused it: {e.Message}")
        );
    }

    private Task CommitAsync(
        Link link,
        JournalEntry entry,
        string? actor,
        CancellationToken cancellationToken,
        Issue? issue = null
    )
    {
        var key = DeleteNotes.KeyOf(link);
        return context.Store.CommitAsync(
            context.Run,
            new Commit
            {
                Links = [new LinkCommit(link, null, null)],
                // What waited of either is not to come back as somebody new.
                Settled =
                    link.State is LinkState.Deleted
                        ? [(Side.Left, link.Left.RecordId), (Side.Right, link.Right.RecordId)]
                        : [],
                Journal = [actor is null ? entry : entry with { Actor = actor }],
                Issues = issue is null ? [] : [issue],
                IssuesClosed = issue is null ? [key] : [],
                DecisionsDone = [key],
            },
            cancellationToken
        );
    }

    private Task<Record?> GetAsync(Side side, Link link, CancellationToken cancellationToken) =>
        context[side]
            .Connector.GetAsync(context.Plan[side], link[side].RecordId, cancellationToken);

    private static bool IsRefusal(ConnectorException e) =>
        e.Kind is ProblemKind.Invalid or ProblemKind.Permanent;
}
