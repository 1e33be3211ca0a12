namespace Tallystick.Core.Comparison;

/// <summary>How values of a field are compared: never how they are written.</summary>
public enum ComparisonKind
{
    /// <summary>NFC, trimmed, line ends as \n, without control characters.</summary>
    Text,

    /// <summary>As text, and letter case does not count.</summary>
    Caseless,

    /// <summary>As caseless; an address need not be valid to be compared.</summary>
    Email,

    /// <summary>E.164 with the side's country for national numbers; an extension counts.</summary>
    Phone,

    /// <summary>A decimal, however it is grouped, signed or padded with zeros.</summary>
    Number,

    /// <summary>As number; a currency sign does not count.</summary>
    Money,

    /// <summary>"true" or "false", however the side says it.</summary>
    Bool,

    /// <summary>The written date part; times and offsets do not count.</summary>
    Date,

    /// <summary>UTC to the millisecond; a text without offset is in the side's zone.</summary>
    Instant,

    /// <summary>The distinct elements, caseless, in any order.</summary>
    Set,

    /// <summary>By content: white space and the order of keys do not count.</summary>
    Json,

    /// <summary>Character by character, save white space around it: ids.</summary>
    Exact,
}
