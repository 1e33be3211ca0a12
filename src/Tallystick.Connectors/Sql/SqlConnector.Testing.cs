using System.Data.Common;
using Tallystick.Core.Connectors;

namespace Tallystick.Connectors.Sql;

/// <summary>What is said of a connection that is tried out.</summary>
public sealed partial class SqlConnector
{
    public async Task<IReadOnlyList<Finding>> TestAsync(CancellationToken cancellationToken)
    {
        try
        {
            var findings = new List<Finding>();
            await DescribeAsync(cancellationToken);
            var (version, theirs, count) = await _session.RunAsync(
                "test",
                connection => ProbeAsync(connection, cancellationToken),
                cancellationToken
            );
            findings.Add(new Finding(FindingLevel.Good, "connection", $"{_dialect.App} {version}"));
            findings.Add(
                new Finding(
                    FindingLevel.Good,
                    "rows",
                    $"{count} rows in {_options.Table} can be read"
                )
            );
            findings.Add(
                Table.Rights is SqlRights.All
                    ? new Finding(
                        FindingLevel.Good,
                        "rights",
                        "rows can be added, changed and deleted"
                    )
                : Table.Rights is SqlRights.None
                    ? new Finding(
                        FindingLevel.Warning,
                        "rights",
                        "this side can only be read",
                        "Grant INSERT, UPDATE and DELETE to write to it."
                    )
                : new Finding(
                    FindingLevel.Warning,
                    "rights",
                    $"only {Table.Rights} is allowed",
                    "Grant the others to write to it."
                )
            );
            if (Table.Modified is null)
                findings.Add(
                    new Finding(
                        FindingLevel.Good,
                        "changes",
                        "without a modified column every run reads all rows; 'modified' may name one, such as updated_at"
                    )
                );
            var skew = (_time.GetUtcNow() - theirs).Duration();
            findings.Add(
                skew.TotalSeconds <= 60
                    ? new Finding(FindingLevel.Good, "clock", "within 60 s of the database's")
                    : new Finding(
                        FindingLevel.Warning,
                        "clock",
                        $"{skew.TotalSeconds:0} s away from the database's",
                        "Set both machines' clocks (NTP): \"newest wins\" depends on them."
                    )
            );
            return findings;
        }
        catch (ConnectorException e)
        {
            return [new Finding(FindingLevel.Bad, "connection", e.Message, e.Hint)];
        }
    }

    private async Task<(string Version, DateTimeOffset Now, long Count)> ProbeAsync(
        DbConnection connection,
        CancellationToken cancellationToken
    )
    {
        var now =
            _options.Provider is SqlProvider.PostgreSql
                ? "clock_timestamp()::text"
                : "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')";
        await using var command = _session.Command(
            connection,
            $"SELECT {now}, count(*) FROM {Table.Name.Quoted} WHERE {Alive}"
        );
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (
            connection.ServerVersion,
            SqlText.Instant(reader.GetString(0)) ?? _time.GetUtcNow(),
            reader.GetInt64(1)
        );
    }
}
