using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Simulation.Apps;

namespace Tallystick.Simulation.Laws;

/// <summary>What an edit needs not to be lost: it stands, or the journal tells of it.</summary>
internal static class EditLaw
{
    /// <summary>A set has the element, in whatever spelling.</summary>
    public static bool Has(Value set, HumanEdit edit) =>
        set.Items.Contains(edit.Value.Text, StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// When two meet for the first time, each is filled with what it lacks: what was taken away before
    /// the store knew that they have met is not known to have been there.
    /// </summary>
    public static bool TakesAway(HumanEdit edit) =>
        edit is { Added: null, Value.IsEmpty: true } or { Added: false };

    /// <param name="record">Null where it is gone.</param>
    /// <param name="areEqual">How the app compares what was typed with what it holds.</param>
    /// <param name="partners">The table on the other side, whose people may have done the opposite.</param>
    public static bool Stands(
        HumanEdit edit,
        SimRecord? record,
        Func<Value, Value, bool> areEqual,
        RecordTable partners
    )
    {
        if (record is null)
            // What was taken from a record that is gone is gone.
            return edit.Added == false;
        var value = record[edit.Field];
        return edit.Added switch
        {
            null => areEqual(value, edit.Value),
            true => Has(value, edit) || DidTheOther(partners, edit, added: false),
            false => !Has(value, edit) || DidTheOther(partners, edit, added: true),
        };
    }

    /// <summary>The journal has the value as one that was overwritten, lost a conflict or was deleted.</summary>
    /// <param name="told">What it tells of the field.</param>
    /// <param name="isGone">The record is.</param>
    /// <param name="isSame">Whether a value means what was typed.</param>
    public static bool IsTold(
        HumanEdit edit,
        IEnumerable<JournalField> told,
        bool isGone,
        Func<Value, bool> isSame
    )
    {
        return told.Any(f =>
            Holds(f.Before)
            || (isGone && Holds(f.After))
            // A field that was cleared held nothing to lose; its history is there.
            || edit is { Added: null, Value.IsEmpty: true }
            || Holds(edit.Side is Side.Left ? f.Left : f.Right)
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
                    null => value == edit.Value || isSame(value),
                    true => Has(value, edit),
                    false => false,
                }
            );
    }

    private static bool DidTheOther(RecordTable partners, HumanEdit edit, bool added) =>
        partners.Edits.Exists(e =>
            e.Token == edit.Token
            && e.Added == added
            && string.Equals(e.Value.Text, edit.Value.Text, StringComparison.OrdinalIgnoreCase)
        );
}
