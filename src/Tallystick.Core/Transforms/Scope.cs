using Fluid;
using Fluid.Values;
using Tallystick.Core.Records;

namespace Tallystick.Core.Transforms;

/// <summary>One rendering: what it may read, and whether it read something unknown.</summary>
internal sealed class Reading(Value value, RecordView record)
{
    public Value Value { get; } = value;

    public RecordView Record { get; } = record;

    public bool MetUnknown { get; private set; }

    // Empty is nil and not "", because "" is true in a Liquid condition.
    public FluidValue Take(Value value)
    {
        MetUnknown |= value.IsUnknown;
        if (value.IsSet)
            return new ArrayValue([.. value.Items.Select(item => new StringValue(item))]);
        return value.Text is { } text ? new StringValue(text) : NilValue.Instance;
    }
}

/// <summary>
/// The variables of an expression: `value`, `record` (also `contact`, as HighLevel spells it), and
/// every field by its key. A key with dots is reached by its parts.
/// </summary>
internal sealed class Scope(Reading reading, string? prefix) : FluidValue
{
    public const string ValueName = "value";

    /// <summary>Names of the record itself, for keys that are no Liquid names.</summary>
    public static bool IsRecordName(string name) => name is "record" or "contact";

    public override FluidValues Type => FluidValues.Object;

    public override ValueTask<FluidValue> GetValueAsync(string name, TemplateContext context) =>
        new(Find(name));

    public override ValueTask<FluidValue> GetIndexAsync(
        FluidValue index,
        TemplateContext context
    ) => new(Find(index.ToStringValue()));

    public override bool Equals(FluidValue? other) => ReferenceEquals(this, other);

    public override bool Equals(object? obj) => ReferenceEquals(this, obj);

    public override int GetHashCode() => reading.GetHashCode();

    public override bool ToBooleanValue() => true;

    public override decimal ToNumberValue() => 0;

    public override string ToStringValue() => "";

    public override object ToObjectValue() => this;

    private FluidValue Find(string name)
    {
        if (prefix is null && name == ValueName)
            return reading.Take(reading.Value);
        var key = prefix + name;
        if (reading.Record.Find(key) is { } found)
            return reading.Take(found);
        if (prefix is null && IsRecordName(name))
            return new Scope(reading, "");
        return reading.Record.HasPrefix(key + ".")
            ? new Scope(reading, key + ".")
            : NilValue.Instance;
    }
}
