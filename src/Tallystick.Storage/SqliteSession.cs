using Microsoft.Data.Sqlite;

namespace Tallystick.Storage;

/// <summary>
/// One connection with its prepared statements. A statement's parameters ($name) take their values in
/// the order in which the names first appear. Not safe for concurrent use.
/// </summary>
internal sealed class SqliteSession(SqliteConnection connection) : IDisposable
{
    // Statements are constants, so that the reference tells them apart without hashing their text.
    private readonly Dictionary<string, SqliteStatement> _statements = new(
        ReferenceEqualityComparer.Instance
    );

    public SqliteConnection Connection => connection;

    /// <summary>Runs a constant statement; returns how many rows it changed.</summary>
    public int Run(string sql, params ReadOnlySpan<object?> values) => Of(sql).Run(values);

    /// <summary>Reads by a constant statement. Must be disposed before the statement is used again.</summary>
    public SqliteDataReader Read(string sql, params ReadOnlySpan<object?> values) =>
        Of(sql).Read(values);

    /// <summary>The first column of the first row; null for no row and for null.</summary>
    public object? Scalar(string sql, params ReadOnlySpan<object?> values) =>
        Of(sql).Scalar(values);

    /// <summary>Runs a statement or script that is needed once.</summary>
    public object? Once(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    /// <summary>All or nothing of what is done within.</summary>
    public T InTransaction<T>(string begin, Func<SqliteSession, T> work)
    {
        Run(begin);
        try
        {
            var result = work(this);
            Run("COMMIT");
            return result;
        }
        catch
        {
            RollBack();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
            statement.Dispose();
        connection.Dispose();
    }

    private void RollBack()
    {
        try
        {
            Run("ROLLBACK");
        }
        catch (SqliteException)
        {
            // Some failures (a full disk) have rolled back already; the first error is the one to tell.
        }
    }

    private SqliteStatement Of(string sql)
    {
        if (_statements.TryGetValue(sql, out var statement))
            return statement;
        statement = new SqliteStatement(connection, sql);
        _statements.Add(sql, statement);
        return statement;
    }
}
