using Tallystick.Core.Mapping;
using Tallystick.Core.Records;
using Tallystick.Core.Stores;

namespace Tallystick.Engine.Undoing;

/// <summary>What is to be written to one record.</summary>
internal abstract record UndoStep
{
    private UndoStep(UndoRecord record, Link? link) => (Target, Link) = (record, link);

    public UndoRecord Target { get; }

    /// <summary>The record's link; null when it has none.</summary>
    public Link? Link { get; }

    public Side Side => Target.Side;

    /// <summary>Fields get back what they held.</summary>
    /// <param name="Now">The record as it is.</param>
    public sealed record Restore(
        UndoRecord Record,
        Link? Link,
        Record Now,
        IReadOnlyList<FieldRestore> Fields
    ) : UndoStep(Record, Link);

    /// <summary>What was created is deleted.</summary>
    public sealed record Delete(UndoRecord Record, Link? Link, Record Now) : UndoStep(Record, Link);

    /// <summary>What was deleted is created again.</summary>
    /// <param name="Link">The link that remembers the partner as a survivor; null when both were gone.</param>
    /// <param name="Partner">The partner as it is; null when it is gone too.</param>
    /// <param name="Found">A record that reads as the one to create and belongs to nobody: it is taken.</param>
    public sealed record Recreate(
        UndoRecord Record,
        Link? Link,
        Patch Patch,
        Record? Partner,
        Record? Found
    ) : UndoStep(Record, Link);
}

/// <summary>One field that gets back what it held.</summary>
internal sealed record FieldRestore(FieldPlan Field, FieldChange Change);
