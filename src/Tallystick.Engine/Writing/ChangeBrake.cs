using System.Globalization;
using Tallystick.Core.Merging;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Engine.Runs;

namespace Tallystick.Engine.Writing;

/// <summary>
/// Counts, before anything is written, how many records would get another value in one same field,
/// or have it cleared, because of what was read. So many at once may be somebody's import gone
/// wrong: those writes wait, and a person is asked. Fields without a shadow (a first run, a new
/// pair of fields) and additions to sets overwrite nothing and are not counted.
/// </summary>
internal sealed class ChangeBrake(RunContext context)
{
    private readonly SortedDictionary<string, (Side Side, string Field, long Count)> _counts = new(
        StringComparer.Ordinal
    );

    public async Task MeasureAsync(CancellationToken cancellationToken)
    {
        var gate = context.Gate;
        await CountAsync(gate, cancellationToken);
        var issues = new List<Issue>();
        var done = context
            .Verdicts.KeysUnder(BrakeKey.Changes)
            .Concat(context.Verdicts.KeysUnder(BrakeKey.Blanks))
            .ToList();
        foreach (var (what, (side, field, count)) in _counts)
        {
            var isBlank = what.StartsWith(BrakeKey.Blanks, StringComparison.Ordinal);
            if (context.Options.AllowChanges || !IsTooMany(isBlank, count))
                continue;
            var verdict = context.Verdicts.AboutSoMany(what, count, n => IsTooMany(isBlank, n));
            if (verdict is null)
            {
                gate.Stop(isBlank, side, field);
                issues.Add(Stopped(what, isBlank, side, field, count));
                continue;
            }
            if (verdict.Verb is not DecisionVerb.Approve)
                gate.Rest(isBlank, side, field);
            // Until the writes are done, a run that is cut off must find it again.
            done.Remove(verdict.IssueKey);
            gate.Decided.Add(verdict.IssueKey);
        }
        if (issues.Count + done.Count > 0)
            await context.Store.CommitAsync(
                context.Run,
                new Commit { Issues = issues, DecisionsDone = done },
                cancellationToken
            );
    }

    private async Task CountAsync(WriteGate gate, CancellationToken cancellationToken)
    {
        var definition = context.Plan.Definition;
        var work = await context.Store.CountWorkAsync(context.Stream, cancellationToken);
        if (work <= Math.Min(definition.ChangesMax, definition.BlanksMax))
            return;
        await foreach (var items in context.WorkPagesAsync(cancellationToken))
        foreach (var item in items)
            if (item.Link is { } link && Pair.Estimate(item, link) is { } pair)
                Count(pair, gate);
    }

    private void Count(Pair pair, WriteGate gate)
    {
        var merge = gate.Pass(pair, PairWriter.MergeOf(context, pair));
        foreach (var write in HeldWrites.WritesOf(context.Plan, merge))
            if (WriteGate.KindOf(pair, write) is { } isBlank)
            {
                var what = BrakeKey.OfChanges(write.Side, write.Field.Name, isBlank);
                var count = _counts.GetValueOrDefault(what).Count + 1;
                _counts[what] = (write.Side, write.Field.Name, count);
            }
    }

    private bool IsTooMany(bool isBlank, long count)
    {
        var definition = context.Plan.Definition;
        var (max, share) = isBlank
            ? (definition.BlanksMax, definition.BlankShareMax)
            : (definition.ChangesMax, definition.ChangeShareMax);
        return count > max && count > context.LinksBeforeCount * share;
    }

    private Issue Stopped(string what, bool isBlank, Side side, string field, long count)
    {
        var message = string.Create(
            CultureInfo.InvariantCulture,
            $"'{field}' would be {(isBlank ? "cleared" : "overwritten")} in {count} of "
        );
        message +=
            $"{context.LinksBeforeCount} linked records of {context[side].Name}. "
            + "These writes were stopped.";
        context.Tally.Stop(message);
        var issue = new Issue(IssueKind.SuspiciousChange, what, message)
        {
            Field = field,
            Hint =
                "If they are meant, approve it (tally issues resolve) or run once with "
                + "--allow-changes. If not, correct them where they were made, or decline it: then "
                + "both sides stay as they are.",
        };
        return context.Verdicts.Asked(issue, count, n => IsTooMany(isBlank, n));
    }
}
