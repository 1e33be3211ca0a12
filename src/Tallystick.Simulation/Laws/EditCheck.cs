using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Simulation.Apps;

namespace Tallystick.Simulation.Laws;

/// <summary>Whether what somebody typed stands, was changed by a person again, or is told of.</summary>
internal sealed class EditCheck(
    StreamPlan plan,
    PlayedPair apps,
    Side side,
    StreamTale tale,
    Watch watch
)
{
    private readonly PlayedTable _table = apps[side][plan[side].ObjectType];
    private readonly PlayedTable _partners = apps[side.Other][plan[side.Other].ObjectType];

    public void IsNotLost(HumanEdit edit)
    {
        var pairs = plan.Fields.Where(f => f[side].Field.Key == edit.Field).ToArray();
        if (pairs.Length == 0 || edit.OverwrittenUnseen)
            return;
        if (_table.DeletedByPeople.ContainsKey(edit.Id) || _table.IsSuperseded(edit))
            return;
        var isFilled =
            EditLaw.TakesAway(edit) && !watch.MeetingsOf(plan.Name).HadMet(side, edit.Id, edit.At);
        // What a field that only fills held is filled in again, as the mapping says.
        isFilled |=
            edit is { Added: null, Value.IsEmpty: true }
            && pairs.All(p => p.FillOnly && p.FlowsTo(side));
        if (
            isFilled
            || EditLaw.Stands(
                edit,
                _table.Find(edit.Id),
                _table.Facts.Find(edit.Field)!.AreEqual,
                _partners
            )
            || pairs.Any(p => IsTold(edit, p))
            || pairs.Any(p => tale.Told.WasToldAsNotStored(edit, p.Name))
            || tale.Told.HasIssue(edit.Id, edit.Field)
        )
            return;
        watch.Break(
            Law.Lost,
            $"Somebody typed '{edit.Value}' into {edit.Field} of {edit.Id} in {_table.App.Name} at {edit.At.TotalSeconds:0} s: "
                + "it stands nowhere, and neither the journal nor an issue has it."
        );
    }

    /// <summary>The journal names whom a reference means by the left side's ids.</summary>
    private bool IsSameReference(Value value, HumanEdit edit) =>
        _table.Facts.Find(edit.Field)?.RefersTo is { } type
        && value.Text is { } id
        && edit.Value.Text is { } meant
        && apps[side].Find(type)?.Tokens.GetValueOrDefault(meant) is { } token
        && apps.Left.Tables.Any(t => t.Tokens.GetValueOrDefault(id) == token);

    private bool IsTold(HumanEdit edit, FieldPlan pair) =>
        EditLaw.IsTold(
            edit,
            tale.EntriesOf(side, edit.Id)
                .SelectMany(e => e.Fields.Where(f => f.Field == pair.Name)),
            isGone: _table.Find(edit.Id) is null,
            value => IsSameReference(value, edit) || pair.AreEqual(side, value, edit.Value)
        );
}
