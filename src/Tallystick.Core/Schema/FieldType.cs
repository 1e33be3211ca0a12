namespace Tallystick.Core.Schema;

/// <summary>What a field means, and with it the wire form of its text.</summary>
public enum FieldType
{
    /// <summary>Any text, as typed.</summary>
    Text,

    /// <summary>An e-mail address, as typed.</summary>
    Email,

    /// <summary>A phone number, as typed; written as E.164 where it can be parsed.</summary>
    Phone,

    /// <summary>Invariant decimal: "-12.5".</summary>
    Number,

    /// <summary>Invariant decimal, without a currency sign.</summary>
    Money,

    /// <summary>"true" or "false".</summary>
    Bool,

    /// <summary>"yyyy-MM-dd".</summary>
    Date,

    /// <summary>ISO 8601 with offset or Z.</summary>
    Instant,

    /// <summary>One of the field's options.</summary>
    Choice,

    /// <summary>Several texts without order.</summary>
    Set,

    /// <summary>The id of a record of another object type.</summary>
    Reference,

    /// <summary>A JSON document, compared by content.</summary>
    Json,
}
