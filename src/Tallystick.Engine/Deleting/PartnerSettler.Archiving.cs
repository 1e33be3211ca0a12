using Tallystick.Core.Connectors;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.Runs;

namespace Tallystick.Engine.Deleting;

internal sealed partial class PartnerSettler
{
    /// <summary>Announced before it is sent, so that a run that is cut off in between is no riddle to the next.</summary>
    private async Task ArchiveAsync(
        Side side,
        Link link,
        string? actor,
        CancellationToken cancellationToken
    )
    {
        var other = side.Other;
        var survivor = await GetAsync(other, link, cancellationToken);
        if (survivor is null)
        {
            await ForgetAsync(side, link, cancellationToken);
            return;
        }
        var tag = ArchiveTag.Of(context.Plan, side);
        // A tag takes nothing away: where nothing can come of the edit, it is put on beside it.
        if (tag.IsEdited(link, survivor) && CanComeBack(side, link))
        {
            await PostponeAsync(side, link, survivor, cancellationToken);
            return;
        }
        if (tag.IsOn(survivor))
        {
            // A person's own is left as it is; that of a run that was cut off is told now.
            if (tag.IsAnnounced(link))
                await NoteArchivedAsync(
                    side,
                    link,
                    tag.ChangeOf(survivor),
                    null,
                    actor,
                    cancellationToken
                );
            else
                await KeepAsync(side, link, isQuiet: true, actor, cancellationToken);
            return;
        }
        var announced = tag.Announced(link);
        await context.Store.CommitAsync(
            context.Run,
            new Commit { Links = [new LinkCommit(announced, null, null)] },
            cancellationToken
        );
        try
        {
            var change = tag.ChangeOf(survivor);
            var version = context[other].Capabilities.ConditionalWrites ? survivor.Version : null;
            var result = await context[other]
                .Connector.UpdateAsync(
                    context.Plan[other],
                    link[other].RecordId,
                    new Patch([change]),
                    version,
                    cancellationToken
                );
            await NoteArchivedAsync(
                side,
                announced,
                change,
                result.After,
                actor,
                cancellationToken
            );
        }
        catch (ConnectorException e) when (IsRefusal(e))
        {
            await RefusedAsync(side, link, e, cancellationToken);
        }
        catch (ConnectorException e)
            when (e.Kind is ProblemKind.NotFound or ProblemKind.VersionConflict)
        {
            context.Tally.Add(Count.Postponed);
        }
    }

    /// <param name="after">What the survivor shows now; null where that is not known.</param>
    private async Task NoteArchivedAsync(
        Side side,
        Link link,
        FieldChange change,
        Record? after,
        string? actor,
        CancellationToken cancellationToken
    )
    {
        var other = side.Other;
        if (context[other].Buffer is { } buffer)
            await buffer.FlushAsync(cancellationToken);
        context[other].WrittenAt = context.Now;
        context.Tally.Add(other, Count.UpdatedLeft, Count.UpdatedRight);
        var archived = link.With(
            other,
            link[other] with
            {
                // Whatever the next listing shows of it is looked at.
                Hash = 0,
                ModifiedAt = after?.ModifiedAt ?? link[other].ModifiedAt,
                Version = after?.Version ?? link[other].Version,
                WrittenAt = context.Now,
            }
        ) with
        {
            State = DeleteNotes.GoneOn(side),
        };
        var before = Value.OfSet(change.New.Items.Except(change.Added!));
        var entry = _notes.Entry(
            JournalKind.Updated,
            archived,
            other,
            $"deleted on {side.Word}, archived"
        ) with
        {
            Fields = [new JournalField(context.Plan.ArchiveField(other)!.Name, before, change.New)],
        };
        await CommitAsync(archived, entry, actor, cancellationToken);
    }
}
