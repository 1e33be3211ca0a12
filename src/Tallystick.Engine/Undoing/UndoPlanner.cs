using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.References;
using Tallystick.Engine.Runs;

namespace Tallystick.Engine.Undoing;

/// <summary>
/// Decides what undoing means for one record as it is now. Nothing is put back that somebody, or a
/// later run, has touched since: that is counted and told instead.
/// </summary>
internal sealed class UndoPlanner(RunContext context, UndoRequest request, UndoTally tally)
{
    private const string Edited = "edited since";
    private const string Later = "changed by a later run";
    private const string NotThere = "the record is no longer there";

    private readonly DeletedPlanner _deleted = new(context, tally);

    /// <returns>Null when there is nothing to write.</returns>
    public async Task<UndoStep?> DecideAsync(UndoRecord record, CancellationToken cancellationToken)
    {
        var history = await WriteHistory.ReadAsync(
            context.Store,
            context.Stream,
            record,
            request,
            cancellationToken
        );
        if (!history.ExistedBefore && !history.ExistsAfter)
        {
            tally.Add(UndoCount.Already);
            return null;
        }
        if (!context.Plan.Writes(record.Side))
        {
            Skip(UndoCount.Unable, record, $"the mode does not write the {record.Side.Word} side");
            return null;
        }
        if (!history.ExistsAfter)
            return await _deleted.DecideAsync(record, history, cancellationToken);
        var now = await context[record.Side]
            .Connector.GetAsync(context.Plan[record.Side], record.Id, cancellationToken);
        var link = await context.Store.LinkOfAsync(
            context.Stream,
            record.Side,
            record.Id,
            cancellationToken
        );
        if (history.ExistedBefore)
            return DecideRestore(record, history, link, now);
        if (DecideDelete(record, history, link, now) is not { } delete)
            return null;
        var undos = new SortedSet<long>();
        if (await OthersAsync(record, undos, cancellationToken) is not { Count: > 0 } others)
            return delete;
        var count = ChildRecord.Count(others, record.Side);
        var first = undos.Count == 0 ? "" : $"; undo run {string.Join(" and ", undos)} first";
        Skip(UndoCount.EditedSince, record, $"it got {count} since, which would go with it{first}");
        return null;
    }

    /// <summary>What belongs to a record and was not made by what is undone.</summary>
    /// <param name="undos">Gets the undos that brought some of it back, as with the record itself.</param>
    private async Task<IReadOnlyList<ChildRecord>> OthersAsync(
        UndoRecord record,
        SortedSet<long> undos,
        CancellationToken cancellationToken
    )
    {
        var others = new List<ChildRecord>();
        foreach (
            var child in await context.Children.OfAsync(record.Side, record.Id, cancellationToken)
        )
            if (!await IsSelectedAsync(record.Side, child, undos, cancellationToken))
                others.Add(child);
        return others;
    }

    private async Task<bool> IsSelectedAsync(
        Side side,
        ChildRecord child,
        SortedSet<long> undos,
        CancellationToken cancellationToken
    )
    {
        var query = new JournalQuery
        {
            Stream = child.Plan.Name,
            RecordId = child.Record.Id,
            Kind = JournalKind.Created,
            EntriesMax = int.MaxValue,
        };
        await foreach (var entry in context.Store.JournalAsync(query, cancellationToken))
        {
            if (entry.Side != side)
                continue;
            if (entry.Run == request.Run || request.Selects(entry))
                return true;
            if (entry.Actor == UndoWriter.Actor)
                undos.Add(entry.Run);
        }
        return false;
    }

    private UndoStep.Restore? DecideRestore(
        UndoRecord record,
        WriteHistory history,
        Link? link,
        Record? now
    )
    {
        if (now is null)
        {
            Skip(UndoCount.Gone, record, NotThere);
            return null;
        }
        if (!context[record.Side].Capabilities.CanUpdate)
        {
            Skip(UndoCount.Unable, record, $"{context[record.Side].Name} updates no records");
            return null;
        }
        var changes = history
            .Fields.Select(f => DecideField(record, f, now))
            .OfType<FieldRestore>()
            .DistinctBy(c => c.Change.Ordinal)
            .ToArray();
        return changes.Length == 0 ? null : new UndoStep.Restore(record, link, now, changes);
    }

    private FieldRestore? DecideField(UndoRecord record, FieldHistory history, Record current)
    {
        var side = record.Side;
        if (context.Plan.Fields.FirstOrDefault(f => f.Name == history.Name) is not { } field)
            return Skip(UndoCount.Unable, record, history.Name, "no longer mapped");
        var now = current.Values[field[side].Ordinal];
        if (now.IsUnknown || history.Before.IsUnknown)
            return Skip(UndoCount.Unable, record, history.Name, "its value is not known");
        if (field.IsSet)
            return DecideSet(record, field, history, now);
        if (field.AreEqual(side, now, history.Before))
            tally.Add(UndoCount.Already);
        else if (history.IsChangedLater)
            Skip(UndoCount.ChangedByLaterRun, record, history.Name, Later);
        else if (!field.AreEqual(side, now, history.After))
            Skip(UndoCount.EditedSince, record, history.Name, Edited);
        else if (!field[side].CanUpdate)
            Skip(UndoCount.Unable, record, history.Name, "it cannot be updated");
        else
            return new FieldRestore(field, new FieldChange(field[side].Ordinal, history.Before));
        return null;
    }

    private FieldRestore? DecideSet(
        UndoRecord record,
        FieldPlan field,
        FieldHistory history,
        Value now
    )
    {
        var side = record.Side;
        var (add, remove) = history.Reverse(field, side, now, out var isHeldBack);
        if (isHeldBack)
            Skip(UndoCount.ChangedByLaterRun, record, history.Name, Later);
        if (add.Count + remove.Count == 0)
        {
            if (!isHeldBack)
                tally.Add(UndoCount.Already);
            return null;
        }
        if (!field[side].CanUpdate)
            return Skip(UndoCount.Unable, record, history.Name, "it cannot be updated");
        var rest = now.Items.Except(remove, StringComparer.Ordinal);
        return new FieldRestore(
            field,
            new FieldChange(field[side].Ordinal, Value.OfSet(rest.Concat(add)))
            {
                Added = add,
                Removed = remove,
            }
        );
    }

    private UndoStep.Delete? DecideDelete(
        UndoRecord record,
        WriteHistory history,
        Link? link,
        Record? now
    )
    {
        if (now is null)
            tally.Add(UndoCount.Already);
        else if (!context[record.Side].Capabilities.CanDelete)
            Skip(UndoCount.Unable, record, $"{context[record.Side].Name} deletes no records");
        else if (link is not null && link[record.Side.Other].RecordId != record.PartnerId)
            Skip(UndoCount.ChangedByLaterRun, record, "it has another partner since");
        else if (context.Plan.Fields.FirstOrDefault(f => IsChangedLater(f)) is { } later)
            Skip(UndoCount.ChangedByLaterRun, record, $"'{later.Name}' was {Later}");
        else if (context.Plan.Fields.FirstOrDefault(f => IsEdited(f, now)) is { } edited)
            Skip(UndoCount.EditedSince, record, $"'{edited.Name}' was {Edited}");
        else
            return new UndoStep.Delete(record, link, now);
        return null;

        bool IsChangedLater(FieldPlan field) =>
            history.IsTouchedLater(field) || (history.Find(field)?.IsChangedLater ?? false);

        bool IsEdited(FieldPlan field, Record current)
        {
            var value = current.Values[field[record.Side].Ordinal];
            if (value.IsUnknown)
                return false;
            if (history.Find(field) is { } written)
                return !field.AreEqual(record.Side, value, written.Expected(field, record.Side));
            // Not written by us: empty, or what the app sets by itself in every new record.
            return value.HasContent
                && !(IsAsAgreed(field, value) && !history.WasCarriedOver(field));
        }

        bool IsAsAgreed(FieldPlan field, Value value) =>
            link?[record.Side].Shadow is { } shadow
            && !shadow[field[record.Side].Ordinal].IsUnknown
            && field.AreEqual(record.Side, value, shadow[field[record.Side].Ordinal]);
    }

    private void Skip(UndoCount why, UndoRecord record, string reason) =>
        tally.Skip(why, record, null, reason);

    private FieldRestore? Skip(UndoCount why, UndoRecord record, string field, string reason)
    {
        tally.Skip(why, record, field, reason);
        return null;
    }
}
