using System.Globalization;
using Tallystick.Core.Connectors;
using Tallystick.Core.Mapping;

namespace Tallystick.Connectors.Sql;

/// <summary>A table as the database describes it now.</summary>
internal sealed class SqlTable
{
    private readonly SqlOptions _options;

    public SqlTable(
        SqlOptions options,
        SqlName name,
        IReadOnlyList<SqlColumn> columns,
        SqlRights rights
    )
    {
        _options = options;
        Name = name;
        Columns = columns;
        Rights = options.ReadOnly ? SqlRights.None : rights;
        Key = Find(options.Key, "key")!;
        Modified = Find(options.ModifiedColumn, "modified");
        Created = Find(options.CreatedColumn, "created");
        Deleted = Find(options.DeletedColumn, "deleted");
        foreach (var name_ in options.Columns.Keys)
            Find(name_, "columns");
    }

    public SqlName Name { get; }

    public IReadOnlyList<SqlColumn> Columns { get; }

    public SqlRights Rights { get; }

    public SqlColumn Key { get; }

    public SqlColumn? Modified { get; }

    public SqlColumn? Created { get; }

    public SqlColumn? Deleted { get; }

    /// <summary>What constraints on a single column are about, by the constraint's name.</summary>
    public IReadOnlyDictionary<string, string> ConstraintColumns { get; init; } =
        new Dictionary<string, string>();

    /// <summary>
    /// A row can be kept from others between a look at it and a write, so that its records carry
    /// versions.
    /// </summary>
    public bool HasVersions { get; init; }

    /// <summary>Something is checked at the commit only, unless it is asked for before.</summary>
    public bool ChecksLate { get; init; }

    /// <summary>What it does not say of itself, such as defaults, may hold in the table behind it.</summary>
    public bool IsView { get; init; }

    public SqlColumn Column(string name) => Columns.First(c => c.Name == name);

    /// <summary>Null for a field that the table does not have.</summary>
    public SqlColumn? TryColumn(string name) => Columns.FirstOrDefault(c => c.Name == name);

    /// <summary>Whether the key column could hold this at all; asking for what it cannot is an error of its own.</summary>
    public bool IsPossibleKey(string id) =>
        Key.Type switch
        {
            "uuid" => Guid.TryParse(id, out _),
            "smallint" => short.TryParse(id, CultureInfo.InvariantCulture, out _),
            "integer" => int.TryParse(id, CultureInfo.InvariantCulture, out _),
            "bigint" => long.TryParse(id, CultureInfo.InvariantCulture, out _),
            _ => true,
        };

    private SqlColumn? Find(string? name, string setting)
    {
        if (name is null)
            return null;
        return Columns.FirstOrDefault(c => c.Name == name)
            ?? throw new ConnectorException(
                ProblemKind.Invalid,
                $"Table '{_options.Table}' has no column '{name}' (setting '{setting}')."
            )
            {
                Hint = Suggestions.For(name, Columns.Select(c => c.Name)),
            };
    }
}

[Flags]
internal enum SqlRights
{
    None = 0,
    Insert = 1,
    Update = 2,
    Delete = 4,
    All = Insert | Update | Delete,
}
