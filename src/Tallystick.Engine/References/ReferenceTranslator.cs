using Tallystick.Core.Connectors;
using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;

namespace Tallystick.Engine.References;

/// <summary>
/// Brings the references of records into one id space, the left side's, and back for what is
/// written to the right. What the other side does not know yet becomes a value that waits.
/// </summary>
internal sealed class ReferenceTranslator(StreamPlan plan, ISyncStore store, UserDirectory users)
{
    /// <summary>As read from the side; records of another object type than the stream's stay as they are.</summary>
    public Task<IReadOnlyList<Record>> ReadAsync(
        Side side,
        Projection projection,
        IReadOnlyList<Record> records,
        CancellationToken cancellationToken
    ) =>
        projection.ObjectType == plan[side].ObjectType
            ? TranslateAsync(side, records, v => v.Text, cancellationToken)
            : Task.FromResult(records);

    /// <summary>As kept from an earlier reading: only what waited then is looked up.</summary>
    public Task<IReadOnlyList<Record>> AgainAsync(
        Side side,
        IReadOnlyList<Record> records,
        CancellationToken cancellationToken
    ) => TranslateAsync(side, records, v => v.AwaitedId, cancellationToken);

    /// <summary>As the side is to be told.</summary>
    /// <exception cref="ConnectorException">A record that is referred to has lost its partner meanwhile.</exception>
    public async Task<Patch> WriteAsync(Side side, Patch patch, CancellationToken cancellationToken)
    {
        if (side is Side.Left || plan.References.Count == 0)
            return patch;
        var changes = new List<FieldChange>(patch.Changes.Count);
        foreach (var change in patch.Changes)
            changes.Add(await WriteAsync(side, change, cancellationToken));
        return new Patch(changes);
    }

    /// <summary>One value as the side is to be asked for it; null when it knows no such record.</summary>
    public async Task<string?> AskAsync(
        Side side,
        string fieldKey,
        string value,
        CancellationToken cancellationToken
    )
    {
        var reference =
            side is Side.Left
                ? null
                : plan.References.FirstOrDefault(r => r.Field.Right.Field.Key == fieldKey);
        if (reference is null)
            return value;
        var known = await PartnersAsync(reference, Side.Left, [value], cancellationToken);
        return known.GetValueOrDefault(value);
    }

    private async Task<FieldChange> WriteAsync(
        Side side,
        FieldChange change,
        CancellationToken cancellationToken
    )
    {
        var reference = plan.References.FirstOrDefault(r =>
            r.Field[side].Ordinal == change.Ordinal
        );
        if (reference is null || change.New.Text is not { } id)
            return change;
        var known = await PartnersAsync(reference, Side.Left, [id], cancellationToken);
        var partner =
            known.GetValueOrDefault(id) ?? await SurvivorAsync(reference, id, cancellationToken);
        return partner is not null
            ? change with
            {
                New = Value.Of(partner),
            }
            : throw new ConnectorException(
                ProblemKind.Transient,
                $"The {reference.TypeOn(Side.Left)} that '{reference.Field.Name}' refers to has no "
                    + "partner any more."
            );
    }

    /// <summary>What an undo brought back on the right alone can be referred to there.</summary>
    private async Task<string?> SurvivorAsync(
        ReferencePlan reference,
        string id,
        CancellationToken cancellationToken
    )
    {
        foreach (var stream in reference.Streams)
        {
            var link = await store.LinkOfAsync(stream, Side.Left, id, cancellationToken);
            if (link is { State: LinkState.LeftGone })
                return link.Right.RecordId;
        }
        return null;
    }

    private async Task<IReadOnlyList<Record>> TranslateAsync(
        Side side,
        IReadOnlyList<Record> records,
        Func<Value, string?> idOf,
        CancellationToken cancellationToken
    )
    {
        if (records.Count == 0)
            return records;
        var rows = records;
        foreach (var reference in plan.References.DistinctBy(r => r.Field[side].Ordinal))
        {
            var ordinal = reference.Field[side].Ordinal;
            var ids = records.Select(r => idOf(r.Values[ordinal])).OfType<string>().ToHashSet();
            if (ids.Count == 0)
                continue;
            var known = await PartnersAsync(reference, side, ids, cancellationToken);
            rows = [.. rows.Select(r => Translated(side, reference, r, idOf, known))];
        }
        return rows;
    }

    private static Record Translated(
        Side side,
        ReferencePlan reference,
        Record record,
        Func<Value, string?> idOf,
        IReadOnlyDictionary<string, string> known
    )
    {
        var ordinal = reference.Field[side].Ordinal;
        if (idOf(record.Values[ordinal]) is not { } id)
            return record;
        var values = (Value[])record.Values.Clone();
        values[ordinal] =
            known.TryGetValue(id, out var partner) ? Value.Of(side is Side.Left ? id : partner)
            // Users come and go without a run of ours: the next whole reading looks again.
            : reference.IsUser ? Value.Unknown
            : Value.Awaiting(id);
        return record with { Values = values };
    }

    private async Task<IReadOnlyDictionary<string, string>> PartnersAsync(
        ReferencePlan reference,
        Side side,
        IReadOnlyCollection<string> ids,
        CancellationToken cancellationToken
    )
    {
        if (reference.IsUser)
            return await users.PartnersAsync(side, cancellationToken);
        if (reference.Streams is [var only])
            return await store.PartnersAsync(only, side, ids, cancellationToken);
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var stream in reference.Streams)
        foreach (
            var (id, partner) in await store.PartnersAsync(stream, side, ids, cancellationToken)
        )
            found.TryAdd(id, partner);
        return found;
    }
}
