using Tallystick.Core.Comparison;
using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;

namespace Tallystick.Core.Merging;

/// <summary>What one merge has decided so far.</summary>
internal sealed class MergeState(MergeInput input)
{
    private readonly List<FieldChange> _left = [];
    private readonly List<FieldChange> _right = [];
    private readonly List<MergeConflict> _conflicts = [];
    private readonly List<MergeProblem> _problems = [];
    private readonly List<MergePutBack> _putBacks = [];
    private readonly List<FieldMark> _marks = [];
    private readonly List<string> _settled = [];
    private readonly List<Ruling> _ruled = [];
    private readonly List<MergeWithheld> _withheld = [];
    private readonly Value[] _leftShadow = ShadowOf(input.Left);
    private readonly Value[] _rightShadow = ShadowOf(input.Right);

    public StreamPlan Plan => input.Plan;

    public Value[] RowOf(Side side) => input[side].Row;

    public Value ValueOf(Side side, FieldPlan field) => input[side].Row[field[side].Ordinal];

    public Value ShadowOf(Side side, FieldPlan field) => input[side].ShadowAt(field[side].Ordinal);

    public DateTimeOffset? EditedAt(Side side) => input[side].EditedAt;

    /// <summary>Nothing to write: from now on both values are the agreed ones.</summary>
    public void Agreed(FieldPlan field, Value left, Value right)
    {
        _leftShadow[field.Left.Ordinal] = left;
        _rightShadow[field.Right.Ordinal] = right;
        _settled.Add(field.Name);
    }

    /// <summary>Elements that neither side has changed may stay unlike, and keep what is known of them.</summary>
    public void SetMerged(FieldPlan field, Value left, Value right)
    {
        var leftAfter = ChangeOf(Side.Left, field) ?? left;
        var rightAfter = ChangeOf(Side.Right, field) ?? right;
        _leftShadow[field.Left.Ordinal] = Known(Side.Left, field, leftAfter);
        _rightShadow[field.Right.Ordinal] = Known(Side.Right, field, rightAfter);
        if (field.FormOf(Side.Left, leftAfter) == field.FormOf(Side.Right, rightAfter))
            _settled.Add(field.Name);
    }

    private Value Known(Side side, FieldPlan field, Value after) =>
        _withheld.Find(w => w.Field == field && w.From == side)?.Before(after) ?? after;

    private Value? ChangeOf(Side side, FieldPlan field)
    {
        foreach (var change in Changes(side))
            if (change.Ordinal == field[side].Ordinal)
                return change.New;
        return null;
    }

    /// <summary>The field's rules keep what the other side has, whatever <paramref name="from"/> says.</summary>
    public bool Keeps(FieldPlan field, Side from, CoercionResult value) =>
        (field.FillOnly && ValueOf(from.Other, field).HasContent)
        || (!field.EmptyOverwrites && (ValueOf(from, field).IsEmpty || value.Value.IsEmpty));

    /// <summary>The value of <paramref name="from"/> goes to the other side; false when it cannot.</summary>
    public bool Write(FieldPlan field, Side from, CoercionResult value)
    {
        // What the mode keeps back stays news.
        if (!input.Plan.Writes(from.Other))
            return false;
        var target = field[from.Other];
        if (value.Problem is { } problem)
        {
            Problem(field, from, MarkReason.Invalid, problem);
            return false;
        }
        if (!target.CanUpdate)
        {
            ReadOnly(field, from.Other);
            return false;
        }
        Changes(from.Other)
            .Add(new FieldChange(target.Ordinal, value.Value) { IsCut = value.Truncated });
        Shadow(from)[field[from].Ordinal] = ValueOf(from, field);
        Shadow(from.Other)[target.Ordinal] = value.Value;
        _settled.Add(field.Name);
        return true;
    }

    /// <summary>Puts the source's value of a one-way field back onto <paramref name="edited"/>.</summary>
    public void WriteBack(FieldPlan field, Side edited)
    {
        var source = edited.Other;
        var value = field.Translate(source, RowOf(source), Plan[source]);
        if (Keeps(field, source, value))
            Agreed(field, ValueOf(Side.Left, field), ValueOf(Side.Right, field));
        else if (Write(field, source, value))
            _putBacks.Add(new MergePutBack(field, edited, ValueOf(edited, field), value.Value));
    }

    /// <summary>News of a set that the mode keeps back.</summary>
    public void Withhold(MergeWithheld news) => _withheld.Add(news);

    /// <summary>An element of <paramref name="from"/> that the other side cannot take.</summary>
    public void Refused(FieldPlan field, Side from, string problem) =>
        Problem(field, from, MarkReason.Invalid, problem);

    public void WriteSet(FieldPlan field, Side side, FieldChange change)
    {
        if (field[side].CanUpdate)
            Changes(side).Add(change);
        else
            ReadOnly(field, side);
    }

    public void Conflict(FieldPlan field, Side? winner)
    {
        _conflicts.Add(
            new MergeConflict(field, ValueOf(Side.Left, field), ValueOf(Side.Right, field), winner)
        );
        if (winner is null)
        {
            _marks.Add(new FieldMark(field.Name, MarkReason.Conflict));
            _settled.Add(field.Name);
        }
    }

    public Ruling? RulingOf(FieldPlan field) =>
        input.Rulings.FirstOrDefault(r => r.Field == field.Name);

    public void Ruled(Ruling ruling) => _ruled.Add(ruling);

    /// <summary>A person has settled a conflict; the losing value goes to the journal.</summary>
    public void Rule(FieldPlan field, Ruling ruling, Side? winner)
    {
        Ruled(ruling);
        _conflicts.Add(
            new MergeConflict(field, ValueOf(Side.Left, field), ValueOf(Side.Right, field), winner)
            {
                Ruling = ruling,
            }
        );
    }

    /// <summary>A value that is neither side's.</summary>
    /// <param name="isNews">The side holds another one, and is written to.</param>
    public void Give(FieldPlan field, Side side, Value value, bool isNews)
    {
        if (isNews)
            Changes(side).Add(new FieldChange(field[side].Ordinal, value));
        Shadow(side)[field[side].Ordinal] = isNews ? value : ValueOf(side, field);
        if (!_settled.Contains(field.Name))
            _settled.Add(field.Name);
    }

    /// <summary>The two sides may be unlike: what they hold now is what they agreed on.</summary>
    public void Accept(FieldPlan field, Ruling ruling)
    {
        Rule(field, ruling, winner: null);
        Agreed(field, ValueOf(Side.Left, field), ValueOf(Side.Right, field));
        _marks.Add(new FieldMark(field.Name, MarkReason.Accepted));
    }

    public MergeResult Result() =>
        new()
        {
            Left = new Patch(_left),
            Right = new Patch(_right),
            LeftShadow = _leftShadow,
            RightShadow = _rightShadow,
            Conflicts = _conflicts,
            Problems = _problems,
            PutBacks = _putBacks,
            Marks = _marks,
            Settled = _settled,
            Ruled = _ruled,
            Withheld = _withheld,
        };

    private void ReadOnly(FieldPlan field, Side side) =>
        Problem(
            field,
            side.Other,
            MarkReason.ReadOnly,
            $"'{field[side].Field.Key}' cannot be updated."
        );

    private void Problem(FieldPlan field, Side from, MarkReason reason, string message)
    {
        _problems.Add(new MergeProblem(field, from, reason, message));
        _marks.Add(new FieldMark(field.Name, reason));
        // The news has been dealt with: it is an issue now, and is not tried again by itself.
        Agreed(field, ValueOf(Side.Left, field), ValueOf(Side.Right, field));
    }

    private List<FieldChange> Changes(Side side) => side is Side.Left ? _left : _right;

    private Value[] Shadow(Side side) => side is Side.Left ? _leftShadow : _rightShadow;

    private static Value[] ShadowOf(MergeSide side) =>
        side.Shadow is null ? new Value[side.Row.Length] : (Value[])side.Shadow.Clone();
}
