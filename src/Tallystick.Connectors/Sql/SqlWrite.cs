namespace Tallystick.Connectors.Sql;

/// <summary>A column with what it is to hold.</summary>
/// <param name="Json">The same for a cell of text that holds JSON; null where no cell may.</param>
internal sealed record SqlSet(SqlColumn Column, object? Value, string? Json);

/// <summary>One write to a row, which can be spelled with fewer columns than were asked for.</summary>
/// <param name="Operation">What people call it, such as "update".</param>
/// <param name="Selection">What is read of the row as it is afterwards.</param>
/// <param name="Spell">The statement that sets these columns.</param>
internal sealed record SqlWrite(
    string Operation,
    SqlSelection Selection,
    IReadOnlyList<SqlSet> Sets,
    Func<IReadOnlyList<SqlSet>, string> Spell
)
{
    /// <summary>The row's key; null for a row that is yet to be made.</summary>
    public string? Key { get; init; }

    /// <summary>Refused when the row is no longer at this version; null for always.</summary>
    public string? Version { get; init; }

    public string Sql => Spell(Sets);
}
