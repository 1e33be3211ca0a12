using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;
using Tallystick.Core.Yaml;
using Tallystick.Engine.Verifying;

namespace Tallystick.Engine.Explaining;

/// <summary>What is known of one side of a field.</summary>
/// <param name="Held">As last read, as far as that is known.</param>
/// <param name="Agreed">As both sides last agreed on it.</param>
internal readonly record struct KnownValue(Value Held, Value Agreed)
{
    /// <summary>Somebody edited it since, or it has met no other yet.</summary>
    public bool IsNews => !Held.IsUnknown && Held != Agreed;
}

/// <summary>Tells what lets the two sides of a field be unlike.</summary>
internal sealed class UnlikeExplainer(
    StreamDefinition definition,
    BrakeIssues brakes,
    CanaryLook canary
)
{
    private static readonly Side[] Sides = [Side.Left, Side.Right];

    /// <param name="issue">The field's own issue, open or ignored; null for none.</param>
    /// <returns>The reason, and the issue that it is; null for none.</returns>
    public (string? Reason, Issue? Issue) Explain(
        Link link,
        WhyField field,
        (KnownValue Left, KnownValue Right) values,
        Issue? issue
    )
    {
        if (link.State is not LinkState.Active)
            return (null, issue);
        if (issue is not null)
            return (Of(issue), issue);
        foreach (var written in Sides)
        {
            var (source, target) =
                written is Side.Right ? (values.Left, values.Right) : (values.Right, values.Left);
            if (!field.Direction.FlowsTo(written) || !source.IsNews || source.Held == target.Held)
                continue;
            if (canary.Holds(link, written) is { } waits)
                return (waits, null);
            if (BrakeOn(written, field, source) is { } brake)
                return (Of(brake), brake);
            if (!definition.WritesOn(written))
                return (ModeKeeps(written.Other), null);
        }
        return (ReasonOf(field.Mark), null);
    }

    /// <summary>
    /// The side's record was perhaps read with something in it that was not agreed on and is remembered
    /// nowhere, since the mode does not write the other side; null for no.
    /// </summary>
    public string? KeptBack(Link link, Side side, Direction direction) =>
        link.State is LinkState.Active
        && !definition.WritesOn(side.Other)
        && definition.Mode is not SyncMode.Observe
        && direction.FlowsTo(side.Other)
        && link[side] is { Shadow: { } shadow, Hash: var hash }
        && hash != 0
        && !IsAsAgreed(shadow, hash)
            ? $"{ModeKeeps(side)}, and this record may hold one, in this field or another: "
                + "tally verify shows what both sides hold."
            : null;

    /// <summary>
    /// The hash is of what a listing shows, and some apps' listings lack a field or two; which those are
    /// the state does not tell.
    /// </summary>
    private static bool IsAsAgreed(Value[] shadow, UInt128 hash)
    {
        if (StreamPlan.HashOf(shadow) == hash)
            return true;
        for (var i = 0; i < shadow.Length; i++)
        for (var j = i; j < shadow.Length; j++)
        {
            var listed = (Value[])shadow.Clone();
            listed[i] = listed[j] = Value.Unknown;
            if (StreamPlan.HashOf(listed) == hash)
                return true;
        }
        return false;
    }

    private string ModeKeeps(Side side) =>
        $"the sync's mode keeps edits made on the {side.Word} back "
        + $"({YamlWords.Kebab(definition.Mode.ToString())})";

    private Issue? BrakeOn(Side written, WhyField field, KnownValue source)
    {
        var isBlank = source.Held.IsEmpty;
        return brakes.OnChange(written, field.Field, isBlank)
            // What an expression makes of it may be nothing.
            ?? (
                (written is Side.Right ? field.ToRight : field.ToLeft) is not null
                    ? brakes.OnChange(written, field.Field, !isBlank)
                    : null
            );
    }

    private static string Of(Issue issue) =>
        issue.State is IssueState.Ignored
            ? $"issue {issue.Number} is ignored: {issue.Reason}"
            : $"held by issue {issue.Number}";

    private static string? ReasonOf(MarkReason? mark) =>
        mark switch
        {
            MarkReason.Normalised => "one side spells it in a way of its own",
            MarkReason.Undone => "it was undone, and stays so until the next edit",
            MarkReason.Accepted => "a person said that the two sides may differ",
            MarkReason.Archived => "a tag tells that the other record was deleted",
            MarkReason.Conflict => "both sides changed it",
            MarkReason.Invalid => "the other side cannot take the value",
            MarkReason.NotStored => "the app did not store it",
            MarkReason.Refused => "the app refused it",
            MarkReason.ReadOnly => "the other side lets nobody update it",
            MarkReason.Oscillating => "another integration writes it back each time",
            MarkReason.Canary or MarkReason.KeptByMode or null => null,
        };
}
