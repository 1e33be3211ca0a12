using Tallystick.Core.Schema;

namespace Tallystick.Connectors.Sql;

/// <summary>How a column keeps what its field means.</summary>
internal enum SqlForm
{
    /// <summary>The text itself, or what casts to and from it.</summary>
    Plain,

    Bool,
    Date,

    /// <summary>A time with a zone, or one without that is taken as UTC.</summary>
    Instant,

    /// <summary>An array of texts.</summary>
    Array,

    /// <summary>A set in one text: a JSON array, or elements with ; between.</summary>
    ListText,

    /// <summary>A set in a JSON column.</summary>
    ListJson,
}

/// <summary>One column.</summary>
/// <param name="Type">Its declared type, as the database spells it.</param>
/// <param name="HasDefault">A row gets a value here without our giving one.</param>
internal sealed record SqlColumn(
    string Name,
    string Type,
    SqlForm Form,
    Field Field,
    bool HasDefault
)
{
    public string Quoted { get; } = SqlName.Quote(Name);

    /// <summary>Computed by the database: nobody writes it.</summary>
    public bool IsGenerated { get; init; }
}
