using Tallystick.Core.Schema;

namespace Tallystick.Connectors.Csv;

/// <summary>One CSV file as a connection: which file, which column tells rows apart, how to read it.</summary>
public sealed record CsvOptions
{
    /// <summary>The file; a symbolic link is followed, and what it points to is rewritten.</summary>
    public required string Path { get; init; }

    /// <summary>Header of the column whose values are unique and name a row for life.</summary>
    public required string Key { get; init; }

    /// <summary>One character, or "tab"; null finds out from the header line (, ; tab |).</summary>
    public string? Delimiter { get; init; }

    /// <summary>Such as "windows-1252"; null goes by the byte order mark, else strict UTF-8.</summary>
    public string? Encoding { get; init; }

    /// <summary>By header, what a column holds; columns not named go by their header.</summary>
    public IReadOnlyDictionary<string, CsvColumn> Columns { get; init; } =
        new Dictionary<string, CsvColumn>();

    /// <summary>
    /// Header of a column with the time of each row's last change, where every program that edits
    /// the file keeps it. Rows without a readable time count as changed.
    /// </summary>
    public string? ModifiedColumn { get; init; }

    /// <summary>
    /// The key of a new row that brings none: "number" is the highest plus one, "id" is a new
    /// random id, "auto" is a number while all keys are whole numbers.
    /// </summary>
    public string NewKey { get; init; } = "auto";

    /// <summary>
    /// Puts ' before written values that a spreadsheet would run as a formula (starting with =, @,
    /// or with + or - and more than a number), and takes it away when reading. Off, because it
    /// changes what other readers of the file see.
    /// </summary>
    public bool FormulaGuard { get; init; }
}

/// <summary>What one column holds.</summary>
public sealed record CsvColumn
{
    /// <summary>Null goes by the header.</summary>
    public FieldType? Type { get; init; }

    /// <summary>Between the elements of a set.</summary>
    public string Separator { get; init; } = ";";

    /// <summary>
    /// A .NET date format such as "dd.MM.yyyy" for dates and times; the two words for a bool, such
    /// as "yes/no". Null is ISO 8601 and true/false.
    /// </summary>
    public string? Format { get; init; }

    /// <summary>The country of national phone numbers, ISO 3166 alpha-2.</summary>
    public string? Country { get; init; }
}
