using Tallystick.Core.Schema;

namespace Tallystick.Connectors.Rest;

/// <summary>One field: what it means, and where and how the app carries it.</summary>
/// <param name="Path">Null for an owner that only the path of a call names.</param>
public sealed record RestField(Field Field, JsonPath? Path, WireForm Form, AbsentField Absent);

/// <summary>What it means when a record lacks the field's path altogether.</summary>
public enum AbsentField
{
    /// <summary>The manifest or the app is wrong: the row is not used.</summary>
    Error,

    /// <summary>The app leaves empty values out.</summary>
    Empty,

    /// <summary>Nothing is known about it.</summary>
    Unknown,
}
