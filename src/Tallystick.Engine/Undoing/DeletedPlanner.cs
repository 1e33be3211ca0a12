using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.Runs;

namespace Tallystick.Engine.Undoing;

/// <summary>
/// Decides how a deleted record comes back: from its last values in the journal, and only if the
/// person has no record there again. An earlier try whose answer was lost is looked for first.
/// </summary>
internal sealed class DeletedPlanner(RunContext context, UndoTally tally)
{
    /// <summary>So many fields are tried to find the record by.</summary>
    private const int LookupsMax = 2;

    private readonly UndoFamily _family = new(context.Plan, context.Store);

    public async Task<UndoStep.Recreate?> DecideAsync(
        UndoRecord record,
        WriteHistory history,
        CancellationToken cancellationToken
    )
    {
        var side = record.Side;
        if (!context[side].Capabilities.CanCreate)
            return Unable(record, $"{context[side].Name} creates no records");
        var before = PatchOf(side, history);
        if (before.Changes.Count == 0)
            return Unable(record, "the journal holds no values of it");
        if (await _family.WithParentAsync(side, before, cancellationToken) is not { } patch)
            return Unable(record, "the record that it belongs to is not there");
        var link = await LinkOfAsync(side.Other, record.PartnerId, cancellationToken);
        // The link of a survivor waits for its partner; any other means that it has one.
        if (link is not null && !IsGone(link, side))
            return Already();
        // Some apps give the id of a deleted record to the next new one, which is somebody else.
        var own = await LinkOfAsync(side, record.Id, cancellationToken);
        var isFree = own is null || own.Id == link?.Id;
        if (isFree && await GetAsync(side, record.Id, cancellationToken) is not null)
            return Already();
        var partner = record.PartnerId is { } id
            ? await GetAsync(side.Other, id, cancellationToken)
            : null;
        var sent = SentOf(context.Plan, side, patch);
        var alike = await FindAsync(side, sent, cancellationToken);
        var found = alike.FirstOrDefault(r => context.Plan.IsMadeOf(side, sent, r.Values));
        if (found is not null && await LinkOfAsync(side, found.Id, cancellationToken) is not null)
            return Already();
        if (found is null && await AgainAsync(side, sent, alike, cancellationToken) is { } again)
            return There(record, again);
        return new UndoStep.Recreate(record, link, patch, partner, found);
    }

    /// <summary>
    /// A record that has the first rule's key of the one to bring back: the person was typed in anew.
    /// What belongs to others is nobody: two tasks of one person may well have one title.
    /// </summary>
    private async Task<string?> AgainAsync(
        Side side,
        Value[] sent,
        IReadOnlyList<Record> alike,
        CancellationToken cancellationToken
    )
    {
        if (context.Plan.Rules.Count == 0 || context.Plan.References.Any(r => r.IsParent))
            return null;
        var rule = context.Plan.Rules[0];
        if (rule.KeyOf(side, sent) is not { } key)
            return null;
        if (alike.FirstOrDefault(r => rule.KeyOf(side, r.Values) == key) is { } shown)
            return shown.Id;
        var holders = await context.Store.HoldersAsync(
            context.Stream,
            side,
            rule: 0,
            key,
            cancellationToken
        );
        foreach (var id in holders)
            if (
                await GetAsync(side, id, cancellationToken) is { } record
                && rule.KeyOf(side, record.Values) == key
            )
                return id;
        return null;
    }

    private static bool IsGone(Link link, Side side) =>
        link.State == (side is Side.Left ? LinkState.LeftGone : LinkState.RightGone);

    private Patch PatchOf(Side side, WriteHistory history)
    {
        var changes = new List<FieldChange>();
        foreach (var field in context.Plan.Fields)
        {
            var isOpen = !changes.Exists(c => c.Ordinal == field[side].Ordinal);
            if (!isOpen || !field[side].CanCreate)
                continue;
            if (history.Find(field)?.Before is not { HasContent: true } value)
                continue;
            var change = new FieldChange(field[side].Ordinal, value);
            changes.Add(field.IsSet ? change with { Added = value.Items, Removed = [] } : change);
        }
        return new Patch(changes);
    }

    /// <summary>Records that share a field which the app can be asked by.</summary>
    private async Task<IReadOnlyList<Record>> FindAsync(
        Side side,
        Value[] sent,
        CancellationToken cancellationToken
    )
    {
        var fields = context.Plan[side].Fields;
        var keys = context
            .Plan.Rules.SelectMany(r => r.Fields)
            .Select(f => f[side].Ordinal)
            .Distinct()
            .Where(o => sent[o].Text is not null)
            .Where(o => context[side].Capabilities.FindsBy.Contains(fields[o].Key));
        var found = new List<Record>();
        foreach (var ordinal in keys.Take(LookupsMax))
            found.AddRange(
                await context[side]
                    .Connector.FindAsync(
                        context.Plan[side],
                        fields[ordinal].Key,
                        sent[ordinal].Text!,
                        cancellationToken
                    )
            );
        return found;
    }

    /// <summary>A patch as a row; unknown where nothing is sent.</summary>
    public static Value[] SentOf(StreamPlan plan, Side side, Patch patch)
    {
        var sent = new Value[plan[side].Fields.Count];
        foreach (var change in patch.Changes)
            sent[change.Ordinal] = change.New;
        return sent;
    }

    private Task<Record?> GetAsync(Side side, string id, CancellationToken cancellationToken) =>
        context[side].Connector.GetAsync(context.Plan[side], id, cancellationToken);

    private async Task<Link?> LinkOfAsync(
        Side side,
        string? id,
        CancellationToken cancellationToken
    ) =>
        id is null
            ? null
            : await context.Store.LinkOfAsync(context.Stream, side, id, cancellationToken);

    private UndoStep.Recreate? Already()
    {
        tally.Add(UndoCount.Already);
        return null;
    }

    private UndoStep.Recreate? There(UndoRecord record, string again)
    {
        tally.Skip(
            UndoCount.Already,
            record,
            null,
            $"the person has a record there again: {again}"
        );
        return null;
    }

    private UndoStep.Recreate? Unable(UndoRecord record, string reason)
    {
        tally.Skip(UndoCount.Unable, record, null, reason);
        return null;
    }
}
