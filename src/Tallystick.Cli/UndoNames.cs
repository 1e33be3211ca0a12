using System.Globalization;
using Tallystick.Cli.Commands;
using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.Undoing;

namespace Tallystick.Cli;

/// <summary>Whether what an undo names exists at all, and whether it cancels itself.</summary>
internal sealed class UndoNames(
    Workspace workspace,
    IReadOnlyList<StreamDefinition> streams,
    UndoRequest request
)
{
    /// <exception cref="UserException">There never was such a run, record or field, or the id is that of two records.</exception>
    public async Task RequireAsync(CancellationToken cancellationToken)
    {
        await RequireRunAsync(cancellationToken);
        await RequireRecordAsync(cancellationToken);
        await RequireFieldAsync(cancellationToken);
    }

    /// <summary>
    /// Where all that was ever written to a record is to be undone, its creation and its deletion
    /// among it, nothing is left to do; one of the two may be meant.
    /// </summary>
    /// <returns>The way out; null where they do not meet.</returns>
    public async Task<string?> CancelledAsync(CancellationToken cancellationToken)
    {
        if (request is not { RecordId: { } id, Run: null, Field: null })
            return null;
        foreach (var stream in streams)
        {
            var lives = await EntriesOf(stream, cancellationToken)
                .Where(e =>
                    e.Kind is JournalKind.Created or JournalKind.Deleted && e.Side is not null
                )
                .ToListAsync(cancellationToken);
            foreach (var life in lives.GroupBy(e => (e.Side, e.IdOn(e.Side!.Value))))
                if (
                    life.First() is { Kind: JournalKind.Deleted } deleted
                    && life.Last() is { Kind: JournalKind.Created } created
                )
                    return Hint(id, created, deleted);
        }
        return null;
    }

    private string Hint(string id, JournalEntry created, JournalEntry deleted)
    {
        var side = deleted.Side!.Value;
        var name = request.RecordSide is { } named ? $"{named.Word}:{id}" : id;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{side.Word} {deleted.IdOn(side)} was created by run {created.Run} and deleted by run {deleted.Run}: both undone, they cancel each other. "
                + $"To have it back, undo the deletion alone: --record {name} --run {deleted.Run} (or --since a time between the two)."
        );
    }

    private async Task RequireRunAsync(CancellationToken cancellationToken)
    {
        if (request.Run is not { } run)
            return;
        var newest = await workspace.Store.NewestRunAsync(cancellationToken);
        if (run > newest)
            throw new UserException(
                string.Create(CultureInfo.InvariantCulture, $"There was no run {run}."),
                newest == 0
                    ? "There was none at all yet; tally journal FILE shows what runs wrote."
                    : string.Create(
                        CultureInfo.InvariantCulture,
                        $"The last one was {newest}; tally journal FILE shows what each wrote."
                    ),
                ExitCode.Usage
            );
    }

    /// <summary>The children of a record are undone with it: its own stream need not be among the chosen ones.</summary>
    private async Task RequireRecordAsync(CancellationToken cancellationToken)
    {
        if (request.RecordId is not { } id)
            return;
        var known = new KnownRecords(workspace.Store);
        foreach (var (_, stream) in workspace.Streams(null))
            if (await known.HaveAsync(stream.Name, request.RecordSide, id, cancellationToken))
            {
                if (request.RecordSide is null)
                    await known.RequireOneAsync(streams, id, cancellationToken);
                return;
            }
        throw new UserException(
            $"No stream of '{workspace.File.Path}' has ever heard of "
                + (request.RecordSide is { } side ? $"{side.Word} {id}." : $"a record {id}."),
            "Check the id and the side; tally journal FILE shows the records that were written to.",
            ExitCode.Usage
        );
    }

    /// <summary>A field that is mapped no longer may still be in the journal.</summary>
    private async Task RequireFieldAsync(CancellationToken cancellationToken)
    {
        var mapped = new MappedFields(streams);
        if (request.Field is not { } field || mapped.Have(field))
            return;
        foreach (var stream in streams)
            if (
                await EntriesOf(stream, cancellationToken)
                    .AnyAsync(e => e.Fields.Any(request.Selects), cancellationToken)
            )
                return;
        throw mapped.Missing(field);
    }

    /// <summary>Newest first.</summary>
    private IAsyncEnumerable<JournalEntry> EntriesOf(
        StreamDefinition stream,
        CancellationToken cancellationToken
    )
    {
        var query = new JournalQuery
        {
            Stream = stream.Name,
            Run = request.Run,
            RecordId = request.RecordId,
            RecordSide = request.RecordSide,
            Since = request.Since,
            EntriesMax = int.MaxValue,
        };
        return workspace.Store.JournalAsync(query, cancellationToken);
    }
}
