using Tallystick.Core.Schema;

namespace Tallystick.Connectors.Sql;

public enum SqlProvider
{
    PostgreSql,
    Sqlite,
}

/// <summary>One table or view as a connection.</summary>
public sealed record SqlOptions
{
    public required SqlProvider Provider { get; init; }

    /// <summary>Never shown, never logged: it may hold a password.</summary>
    public required string ConnectionString { get; init; }

    /// <summary>"people" or "crm.people"; a name with a dot in it stands in double quotes.</summary>
    public required string Table { get; init; }

    /// <summary>The column whose value names a row for life.</summary>
    public required string Key { get; init; }

    /// <summary>A column with the time of each row's last change; without it every run reads all rows.</summary>
    public string? ModifiedColumn { get; init; }

    /// <summary>A column with the time of creation, for rows whose modified column is still empty.</summary>
    public string? CreatedColumn { get; init; }

    /// <summary>A column that marks deleted rows: a time, or a bool.</summary>
    public string? DeletedColumn { get; init; }

    /// <summary>What columns hold, where their own type does not say it.</summary>
    public IReadOnlyDictionary<string, FieldType> Columns { get; init; } =
        new Dictionary<string, FieldType>();

    /// <summary>The country of national phone numbers, ISO 3166 alpha-2.</summary>
    public string? Country { get; init; }

    public bool ReadOnly { get; init; }

    public override string ToString() => $"{Provider} table {Table}";
}
