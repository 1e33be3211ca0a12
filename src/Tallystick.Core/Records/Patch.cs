namespace Tallystick.Core.Records;

/// <summary>
/// What to write to one record. Scalars carry the new value; sets also carry what to add and to
/// remove, so that an app with set deltas leaves alone what others added meanwhile.
/// </summary>
public sealed record Patch(IReadOnlyList<FieldChange> Changes);

/// <param name="Ordinal">In the projection the patch is written with.</param>
/// <param name="New">The whole value afterwards; never unknown.</param>
public readonly record struct FieldChange(int Ordinal, Value New)
{
    /// <summary>Elements of a set that were not there before; null for scalars.</summary>
    public IReadOnlyList<string>? Added { get; init; }

    /// <summary>Elements of a set to take away, as the written side spells them.</summary>
    public IReadOnlyList<string>? Removed { get; init; }

    /// <summary>The source's text is longer than the field takes, and only its beginning is written.</summary>
    public bool IsCut { get; init; }
}
