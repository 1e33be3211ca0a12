using Tallystick.Core.Schema;

namespace Tallystick.Connectors.Rest;

/// <summary>How a value stands in the app's JSON, where it is not the type's plain form.</summary>
public enum WireForm
{
    /// <summary>The type's own: text for texts, true or false, a number, an array of texts.</summary>
    Plain,

    /// <summary>A text, choice or reference that the app keeps as a number.</summary>
    Number,

    /// <summary>A number written as text.</summary>
    NumberText,

    /// <summary>Money in hundredths, as a whole number.</summary>
    Cents,

    /// <summary>"yes" or "no".</summary>
    BoolYesNo,

    /// <summary>1 or 0.</summary>
    BoolOneZero,

    /// <summary>"true" or "false" as text.</summary>
    BoolText,

    /// <summary>Milliseconds since 1970 in UTC.</summary>
    EpochMs,

    /// <summary>Seconds since 1970 in UTC.</summary>
    EpochS,

    /// <summary>A date that the app keeps as midnight UTC of that day.</summary>
    DateTime,

    /// <summary>A set as one text, parted by commas.</summary>
    CommaList,

    /// <summary>A set as one text, parted by semicolons.</summary>
    SemicolonList,

    /// <summary>
    /// A phone number as digits only. Eleven or more that do not start with 0 are read as E.164
    /// without its plus; fewer stay as they are, to be understood by the account's country.
    /// </summary>
    E164Digits,
}

public static class WireForms
{
    /// <summary>The forms that a field of this type may take, the plain one first.</summary>
    public static IReadOnlyList<WireForm> Of(FieldType type) =>
        type switch
        {
            FieldType.Text or FieldType.Choice or FieldType.Reference =>
            [
                WireForm.Plain,
                WireForm.Number,
            ],
            FieldType.Email or FieldType.Json => [WireForm.Plain],
            FieldType.Phone => [WireForm.Plain, WireForm.E164Digits],
            FieldType.Number => [WireForm.Plain, WireForm.NumberText],
            FieldType.Money => [WireForm.Plain, WireForm.NumberText, WireForm.Cents],
            FieldType.Bool =>
            [
                WireForm.Plain,
                WireForm.BoolYesNo,
                WireForm.BoolOneZero,
                WireForm.BoolText,
            ],
            FieldType.Date =>
            [
                WireForm.Plain,
                WireForm.DateTime,
                WireForm.EpochMs,
                WireForm.EpochS,
            ],
            FieldType.Instant => [WireForm.Plain, WireForm.EpochMs, WireForm.EpochS],
            FieldType.Set => [WireForm.Plain, WireForm.CommaList, WireForm.SemicolonList],
        };
}
