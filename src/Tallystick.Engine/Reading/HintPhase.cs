using Tallystick.Core.Connectors;
using Tallystick.Core.Mapping;
using Tallystick.Core.Matching;
using Tallystick.Core.Merging;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.References;
using Tallystick.Engine.Runs;
using Tallystick.Engine.Writing;

namespace Tallystick.Engine.Reading;

/// <summary>
/// Reads the records that hints name, each by itself, and stages what brings news. A hint says no
/// more than "look at it": it may come twice, late or in any order. What only a listing can tell is
/// left to one: deletes, matches, creates whose answer is open. Nothing a listing goes by is moved.
/// </summary>
internal sealed class HintPhase(RunContext context)
{
    /// <summary>Creates without answer, or pairs that a person has named: somebody new may be one of these.</summary>
    private bool _isMeetingOpen;

    /// <summary>
    /// Whether a run by hints has what it stands on: one whole listing of each side, made with the
    /// mapping of now.
    /// </summary>
    public static async Task<bool> CanWorkAsync(
        StreamPlan plan,
        ISyncStore memory,
        CancellationToken cancellationToken
    )
    {
        if (await memory.MappingOfAsync(plan.Name, cancellationToken) != plan.Signature())
            return false;
        foreach (var side in new[] { Side.Left, Side.Right })
        {
            var progress = await memory.ProgressAsync(plan.Name, side, cancellationToken);
            if (progress is not { SweptAt: not null, Listing: not null })
                return false;
        }
        return true;
    }

    public async Task StageAsync(CancellationToken cancellationToken)
    {
        var decisions = await context.Store.DecisionsAsync(context.Stream, cancellationToken);
        context.Apart = new ApartList(decisions);
        var intents = await context.Store.IntentsAsync(context.Stream, cancellationToken);
        _isMeetingOpen = intents.Count > 0 || decisions.Any(d => d.Verb == DecisionVerb.Link);
        foreach (var (side, id) in context.Options.Hints.Distinct())
        {
            context.Report("read", side);
            try
            {
                await LookAsync(side, id, cancellationToken);
            }
            catch (ConnectorException e) when (!Problems.StopsRun(e))
            {
                context.Tally.Add(Count.Postponed);
            }
        }
    }

    private async Task LookAsync(Side side, string id, CancellationToken cancellationToken)
    {
        if (context.Looked.ContainsKey((side, id)))
            return;
        var link = await context.Store.LinkOfAsync(context.Stream, side, id, cancellationToken);
        if (link is { State: LinkState.LeftGone or LinkState.RightGone })
        {
            context.Tally.Add(Count.Postponed);
            return;
        }
        var at = context.Now;
        if (await GetAsync(side, id, cancellationToken) is not { } record)
        {
            // Gone is for the next listing to find and to confirm.
            context.Tally.Add(link is null ? Count.NotThere : Count.Postponed);
            return;
        }
        var isStaged = link is null
            ? await StageNewAsync(side, record, cancellationToken)
            : await StageLinkedAsync(side, record, link, cancellationToken);
        if (isStaged)
            context.Looked[(side, id)] = at;
    }

    private async Task<Record?> GetAsync(Side side, string id, CancellationToken cancellationToken)
    {
        var record = await context[side]
            .Connector.GetAsync(context.Plan[side], id, cancellationToken);
        if (record is not null)
            context.Tally.Add(side, Count.ReadLeft, Count.ReadRight);
        return record;
    }

    private async Task<bool> StageLinkedAsync(
        Side side,
        Record record,
        Link link,
        CancellationToken cancellationToken
    )
    {
        var (other, known) = (side.Other, link[side]);
        var partnerId = link[other].RecordId;
        var isPartnerLooked = context.Looked.ContainsKey((other, partnerId));
        if (
            await IsStagedAsync(side, record.Id, cancellationToken)
            || (!isPartnerLooked && await IsStagedAsync(other, partnerId, cancellationToken))
        )
        {
            // What waits already may be held back, by a brake or for a person.
            context.Tally.Add(Count.Postponed);
            return false;
        }
        if (record.ModifiedAt < known.ModifiedAt || StreamPlan.HashOf(record.Values) == known.Hash)
        {
            context.Tally.Add(Count.Unchanged);
            return false;
        }
        if (!isPartnerLooked && !PairSide.IsRemembered(link, other, context.Plan[other]))
        {
            var at = context.Now;
            if (await GetAsync(other, partnerId, cancellationToken) is not { } partner)
            {
                context.Tally.Add(Count.Postponed);
                return false;
            }
            await StageAsync(other, partner, link.Id, cancellationToken);
            context.Looked[(other, partnerId)] = at;
        }
        await StageAsync(side, record, link.Id, cancellationToken);
        return true;
    }

    /// <summary>Somebody new is created on the other side only where nobody there can be the same.</summary>
    private async Task<bool> StageNewAsync(
        Side side,
        Record record,
        CancellationToken cancellationToken
    )
    {
        var wasStaged = await IsStagedAsync(side, record.Id, cancellationToken);
        if (
            !wasStaged
            && await IsNobodyYetAsync(side, record, cancellationToken)
            && await IsUnknownThereAsync(side, record, cancellationToken)
        )
        {
            await StageAsync(side, record, null, cancellationToken);
            if (!await SharesKeyAsync(side, record.Id, cancellationToken))
                return true;
            await context.Store.CommitAsync(
                context.Run,
                new Commit { Settled = [(side, record.Id)] },
                cancellationToken
            );
        }
        context.Tally.Add(Count.Postponed);
        return false;
    }

    private async Task<bool> IsNobodyYetAsync(
        Side side,
        Record record,
        CancellationToken cancellationToken
    )
    {
        // Whether a filter takes it in, its listing tells.
        if (_isMeetingOpen || context.FilterOf(side).Count > 0 || !context.CanCreate(side.Other))
            return false;
        if (WaitsFor.ForAny(context.Plan, side, record.Values) is not null)
            return false;
        var past = await context.Store.TombstonesAsync(
            context.Stream,
            side,
            [record.Id],
            cancellationToken
        );
        return past.Count == 0;
    }

    /// <summary>
    /// By each of its keys, the other side refuses a second one or says that it has none. What the
    /// last listing showed there may be past.
    /// </summary>
    private async Task<bool> IsUnknownThereAsync(
        Side side,
        Record record,
        CancellationToken cancellationToken
    )
    {
        var target = context[side.Other];
        var patch = Creation.Of(context.Plan, side, record.Values).Patch;
        var keys = context.Plan.KeysOf(side, record.Values);
        if (patch.Changes.Count == 0 || keys.All(k => k is null))
            return false;
        for (var rule = 0; rule < keys.Length; rule++)
        {
            if (keys[rule] is null)
                continue;
            var sent = context
                .Plan.Rules[rule]
                .Fields.Select(f => f[target.Side])
                .SelectMany(f =>
                    patch
                        .Changes.Where(c => c.Ordinal == f.Ordinal)
                        .Select(c => (f.Field.Key, c.New))
                )
                .ToArray();
            if (sent.Any(s => target.Capabilities.RefusesDuplicatesOn.Contains(s.Key)))
                continue;
            var (key, value) = sent.FirstOrDefault(s =>
                target.Capabilities.FindsBy.Contains(s.Key)
            );
            if (key is null)
                return false;
            var found = await target.Connector.FindAsync(
                context.Plan[target.Side],
                key,
                value.ToString(),
                cancellationToken
            );
            if (found.Count > 0)
                return false;
        }
        return true;
    }

    /// <summary>Somebody known on either side has a key of it: who is who is for matching to say.</summary>
    private async Task<bool> SharesKeyAsync(
        Side side,
        string id,
        CancellationToken cancellationToken
    )
    {
        for (var rule = 0; rule < context.Plan.Rules.Count; rule++)
            await foreach (
                var group in context.Store.KeyGroupsAsync(context.Stream, rule, cancellationToken)
            )
                if ((side is Side.Left ? group.Left : group.Right).Any(h => h.RecordId == id))
                    return true;
        return false;
    }

    private async Task<bool> IsStagedAsync(
        Side side,
        string id,
        CancellationToken cancellationToken
    ) => (await context.Store.StagedAsync(context.Stream, side, [id], cancellationToken)).Count > 0;

    private async Task StageAsync(
        Side side,
        Record record,
        long? linkId,
        CancellationToken cancellationToken
    )
    {
        var row = new StagedRow(
            record,
            StreamPlan.HashOf(record.Values),
            linkId,
            context.Plan.KeysOf(side, record.Values)
        );
        var progress = await context.Store.ProgressAsync(context.Stream, side, cancellationToken);
        await context.Store.StageAsync(context.Run, side, [row], progress, cancellationToken);
    }
}
