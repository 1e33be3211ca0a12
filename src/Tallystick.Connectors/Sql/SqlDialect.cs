using System.Data.Common;
using Tallystick.Core.Connectors;
using Tallystick.Core.Schema;

namespace Tallystick.Connectors.Sql;

/// <summary>What differs between the databases. All values travel as parameters.</summary>
internal abstract class SqlDialect
{
    public static SqlDialect Of(SqlProvider provider) =>
        provider is SqlProvider.PostgreSql ? new PostgreSqlDialect() : new SqliteDialect();

    public const string Savepoint = "tallystick";

    /// <summary>What people call the database.</summary>
    public abstract string App { get; }

    /// <exception cref="ConnectorException">The connection string cannot be read.</exception>
    public DbConnection Connect(SqlOptions options)
    {
        try
        {
            return Connection(options);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or OverflowException)
        {
            throw new ConnectorException(
                ProblemKind.Invalid,
                "The connection string cannot be read."
            )
            {
                Hint = $"Write it like {Sample}.",
            };
        }
    }

    /// <summary>A connection string as it should be.</summary>
    protected abstract string Sample { get; }

    /// <exception cref="ArgumentException">The connection string cannot be read.</exception>
    protected abstract DbConnection Connection(SqlOptions options);

    /// <summary>Run once on a new connection.</summary>
    public abstract string? Prelude { get; }

    /// <summary>Another program has the database, so that nothing was done; asking again soon may help.</summary>
    public virtual bool IsLocked(DbException e) => false;

    /// <exception cref="ConnectorException">There is no such table.</exception>
    public abstract Task<SqlTable> DescribeAsync(
        DbConnection connection,
        SqlOptions options,
        CancellationToken cancellationToken
    );

    /// <summary>A column as text for <see cref="SqlText.Read"/>.</summary>
    public abstract string Select(SqlColumn column);

    /// <summary>A parameter as the column's type.</summary>
    public abstract string Cast(string parameter, SqlColumn column);

    /// <summary>When a row was last changed or made, to sort and compare by; never null.</summary>
    public abstract string ChangedAt(SqlTable table);

    /// <summary>That same expression's value as text that <see cref="CastChangedAt"/> reads back exactly.</summary>
    public abstract string ChangedAtText(SqlTable table);

    public abstract string CastChangedAt(string parameter);

    /// <summary>The moment as <see cref="CastChangedAt"/> reads it.</summary>
    public abstract string SpellMoment(DateTimeOffset at);

    /// <summary>The database's present time as the column keeps it.</summary>
    public abstract string Now(SqlColumn column);

    /// <summary>True for rows that are not deleted.</summary>
    public abstract string IsAlive(SqlColumn deleted);

    /// <summary>What marks a row as deleted.</summary>
    public abstract string Dead(SqlColumn deleted);

    /// <summary>A refused write is taken back by a savepoint, and the transaction stays usable.</summary>
    public abstract bool NeedsSavepoint(SqlTable table);

    /// <summary>
    /// Sent along behind a write: checks what is checked late, and ends the savepoint. Empty where
    /// <see cref="SettleAsync"/> does it.
    /// </summary>
    public abstract string Ending(SqlTable table);

    /// <summary>What is left to do when a write's answer was read.</summary>
    public virtual Task SettleAsync(
        DbCommand command,
        SqlTable table,
        CancellationToken cancellationToken
    ) => Task.CompletedTask;

    /// <summary>
    /// Ends a SELECT of a row that is about to be written: it waits for who has the row, shows what
    /// they committed, and keeps others from it.
    /// </summary>
    public abstract string Lock(SqlTable table);

    /// <summary>The taxonomy of a failure; null for what is no failure of the database.</summary>
    public abstract SqlFailure? Explain(Exception e, SqlTable? table);

    protected static FieldType Guess(string name) => Csv.HeaderGuess.Of(name);

    protected static (FieldType Type, SqlForm Form) TextColumn(string name, FieldType? wanted)
    {
        var type = wanted ?? Guess(name);
        return type switch
        {
            FieldType.Set => (type, SqlForm.ListText),
            FieldType.Bool => (type, SqlForm.Bool),
            FieldType.Date => (type, SqlForm.Date),
            FieldType.Instant => (type, SqlForm.Instant),
            _ => (type, SqlForm.Plain),
        };
    }
}

/// <summary>A failure in the taxonomy, before it is told.</summary>
internal sealed record SqlFailure(ProblemKind Kind, string Message, string? Hint = null)
{
    public string? Column { get; init; }

    /// <summary>What was written and not yet committed is gone.</summary>
    public bool IsConnectionLost { get; init; }

    /// <summary>It is about the file as a whole, which is to be named.</summary>
    public bool IsOfFile { get; init; }
}
