using System.Data.Common;
using Tallystick.Core.Connectors;

namespace Tallystick.Connectors.Sql;

/// <summary>
/// Which column a refusal is about, where the database does not say: the write is tried again with
/// fewer columns, and each trial is undone. Whoever is told can then leave that column out and
/// send the rest.
/// </summary>
public sealed partial class SqlConnector
{
    private const string Trial = "tallystick_trial";

    /// <returns>The failure with its column, if one is to blame alone.</returns>
    private async Task<SqlFailure> BlamedAsync(
        DbConnection connection,
        SqlWrite write,
        SqlFailure failure,
        CancellationToken cancellationToken
    )
    {
        if (write.Sets.Count < 2 || IsMissing(failure.Column, write))
            return failure;
        if (write.Sets.All(s => s.Column.Name != failure.Column))
            failure = write.Key is null
                ? await BlamedOfNewAsync(connection, write, failure, cancellationToken)
                : await BlamedOfOldAsync(connection, write, failure, cancellationToken);
        // Left out, it would only be refused for being empty.
        return
            write.Key is null
            && write.Sets.Any(s => s.Column.Name == failure.Column && s.Column.Field.Required)
            ? failure with
            {
                Column = null,
            }
            : failure;
    }

    /// <summary>A new row needs the column and has none, whatever else is left out.</summary>
    private bool IsMissing(string? column, SqlWrite write) =>
        write.Key is null
        && column is not null
        && Table.TryColumn(column) is { Field.Required: true }
        && write.Sets.All(s => s.Column.Name != column);

    /// <summary>The first column that is refused alone.</summary>
    private async Task<SqlFailure> BlamedOfOldAsync(
        DbConnection connection,
        SqlWrite write,
        SqlFailure failure,
        CancellationToken cancellationToken
    )
    {
        foreach (var set in write.Sets)
        {
            var alone = await TryAsync(connection, write with { Sets = [set] }, cancellationToken);
            if (alone?.Kind is ProblemKind.Invalid)
                return alone with { Column = set.Column.Name };
        }
        return failure;
    }

    /// <summary>The first column without which the row is accepted, or is refused for another reason.</summary>
    private async Task<SqlFailure> BlamedOfNewAsync(
        DbConnection connection,
        SqlWrite write,
        SqlFailure failure,
        CancellationToken cancellationToken
    )
    {
        var optional = write
            .Sets.Where(s => s.Column != Table.Key && !s.Column.Field.Required)
            .ToArray();
        // Where two are refused for the same reason, only both together make the difference.
        var leftOut = optional
            .Select(s => new[] { s })
            .Concat(
                Enumerable.Range(2, Math.Max(0, optional.Length - 1)).Select(n => optional[..n])
            );
        foreach (var sets in leftOut)
        {
            var rest = write with { Sets = [.. write.Sets.Except(sets)] };
            var without = await TryAsync(connection, rest, cancellationToken);
            if (without is null || IsOtherRefusal(without, failure))
                return failure with { Column = sets[^1].Column.Name };
        }
        return failure;
    }

    private static bool IsOtherRefusal(SqlFailure one, SqlFailure other) =>
        one.Kind is ProblemKind.Invalid or ProblemKind.Duplicate && one.Message != other.Message;

    /// <returns>How it was refused; null when it was accepted.</returns>
    private async Task<SqlFailure?> TryAsync(
        DbConnection connection,
        SqlWrite write,
        CancellationToken cancellationToken
    )
    {
        await using (var command = _session.Command(connection, $"SAVEPOINT {Trial}"))
            await command.ExecuteNonQueryAsync(cancellationToken);
        SqlFailure? refusal = null;
        try
        {
            await SendAsync(connection, write, Opening, cancellationToken);
        }
        catch (DbException e)
            when (_dialect.Explain(e, Table) is { IsConnectionLost: false } failure)
        {
            refusal = failure;
        }
        await RollBackToAsync(connection, Trial, cancellationToken);
        return refusal;
    }
}
