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
        // When two meet for the first time, each is filled with what it lacks: what was taken away
        // before the store knew that they have met is not known to have been there.
        var isFilled =
            edit is { Added: null, Value.IsEmpty: true } or { Added: false }
            && !watch.HadMet(plan.Name, side, edit.Id, edit.At);
        // What a field that only fills held is filled in again, as the mapping says.
        isFilled |=
            edit is { Added: null, Value.IsEmpty: true }
            && pairs.All(p => p.FillOnly && p.FlowsTo(side));
        if (
            isFilled
            || Stands(edit)
            || pairs.Any(p => IsTold(edit, p))
            || pairs.Any(p => tale.WasToldAsNotStored(side, edit, p.Name))
            || tale.HasIssue(edit.Id, edit.Field)
        )
            return;
        watch.Break(
            Law.Lost,
            $"Somebody typed '{edit.Value}' into {edit.Field} of {edit.Id} in {_table.App.Name} at {edit.At.TotalSeconds:0} s: "
                + "it stands nowhere, and neither the journal nor an issue has it."
        );
    }

    private bool Stands(HumanEdit edit)
    {
        if (_table.Find(edit.Id) is not { } record)
            // What was taken from a record that is gone is gone.
            return edit.Added == false;
        var value = record[edit.Field];
        var field = _table.Facts.Find(edit.Field)!;
        return edit.Added switch
        {
            null => field.AreEqual(value, edit.Value),
            true => Has(value, edit) || TheOtherDid(edit, added: false),
            false => !Has(value, edit) || TheOtherDid(edit, added: true),
        };
    }

    private bool TheOtherDid(HumanEdit edit, bool added) =>
        _partners.Edits.Exists(e =>
            e.Token == edit.Token
            && e.Added == added
            && string.Equals(e.Value.Text, edit.Value.Text, StringComparison.OrdinalIgnoreCase)
        );

    private static bool Has(Value set, HumanEdit edit) =>
        set.Items.Contains(edit.Value.Text, StringComparer.OrdinalIgnoreCase);

    /// <summary>The journal names whom a reference means by the left side's ids.</summary>
    private bool IsSameReference(Value value, HumanEdit edit) =>
        _table.Facts.Find(edit.Field)?.RefersTo is { } type
        && value.Text is { } id
        && edit.Value.Text is { } meant
        && apps[side].Find(type)?.Tokens.GetValueOrDefault(meant) is { } token
        && apps.Left.Tables.Any(t => t.Tokens.GetValueOrDefault(id) == token);

    /// <summary>The journal has the value as one that was overwritten, lost a conflict or was deleted.</summary>
    private bool IsTold(HumanEdit edit, FieldPlan pair)
    {
        var isGone = _table.Find(edit.Id) is null;
        return tale.EntriesOf(side, edit.Id)
            .SelectMany(e => e.Fields.Where(f => f.Field == pair.Name))
            .Any(f =>
                Holds(f.Before)
                || (isGone && Holds(f.After))
                // A field that was cleared held nothing to lose; its history is there.
                || edit is { Added: null, Value.IsEmpty: true }
                || Holds(side is Side.Left ? f.Left : f.Right)
                // What was taken from a set and came back: the entry shows it absent before.
                || (
                    edit.Added == false
                    && !f.Before.IsUnknown
                    && !Has(f.Before, edit)
                    && Has(f.After, edit)
                )
            );

        bool Holds(Value value) =>
            !value.IsUnknown
            && (
                edit.Added switch
                {
                    null => value == edit.Value
                        || IsSameReference(value, edit)
                        || pair.AreEqual(side, value, edit.Value),
                    true => Has(value, edit),
                    false => false,
                }
            );
    }
}
