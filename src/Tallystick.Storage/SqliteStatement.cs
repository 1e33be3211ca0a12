using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;

namespace Tallystick.Storage;

/// <summary>A prepared statement whose parameters take their values by order of first appearance.</summary>
internal sealed partial class SqliteStatement : IDisposable
{
    private readonly SqliteCommand _command;
    private readonly SqliteParameter[] _parameters;

    public SqliteStatement(SqliteConnection connection, string sql)
    {
        _command = connection.CreateCommand();
        _command.CommandText = sql;
        var names = ParameterName().Matches(sql).Select(m => m.Value).Distinct();
        _parameters = [.. names.Select(n => new SqliteParameter { ParameterName = n })];
        _command.Parameters.AddRange(_parameters);
    }

    public int Run(ReadOnlySpan<object?> values)
    {
        Bind(values);
        return _command.ExecuteNonQuery();
    }

    public SqliteDataReader Read(ReadOnlySpan<object?> values)
    {
        Bind(values);
        return _command.ExecuteReader();
    }

    public object? Scalar(ReadOnlySpan<object?> values)
    {
        Bind(values);
        return _command.ExecuteScalar() is { } value and not DBNull ? value : null;
    }

    public void Dispose() => _command.Dispose();

    private void Bind(ReadOnlySpan<object?> values)
    {
        if (values.Length != _parameters.Length)
            throw new ArgumentException(
                $"{_parameters.Length} parameters got {values.Length} values: {_command.CommandText}"
            );
        for (var i = 0; i < values.Length; i++)
            _parameters[i].Value = values[i] ?? DBNull.Value;
    }

    [GeneratedRegex(@"\$\w+")]
    private static partial Regex ParameterName();
}
