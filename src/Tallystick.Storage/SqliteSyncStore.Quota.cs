using System.Globalization;
using Tallystick.Core.Limits;

namespace Tallystick.Storage;

public sealed partial class SqliteSyncStore
{
    /// <summary>Days that are kept behind, for a look at what was spent.</summary>
    private const int QuotaDaysMax = 35;

    public Task<DaySpend> ClaimAsync(QuotaClaim claim, CancellationToken cancellationToken) =>
        WriteAsync(s => Claim(s, claim), cancellationToken);

    public Task KeepCallsAsync(
        string connection,
        IReadOnlyList<DateTimeOffset> answers,
        CancellationToken cancellationToken
    ) =>
        WriteAsync(
            s =>
            {
                s.Run(
                    """
                    INSERT INTO bursts (connection, answers) VALUES ($connection, $answers)
                    ON CONFLICT (connection) DO UPDATE SET answers = $answers
                    """,
                    connection,
                    $"[{string.Join(',', answers.Select(a => a.UtcTicks.ToString(CultureInfo.InvariantCulture)))}]"
                );
                return true;
            },
            cancellationToken
        );

    public Task<IReadOnlyList<DateTimeOffset>> LastCallsAsync(
        string connection,
        CancellationToken cancellationToken
    ) =>
        ReadAsync<IReadOnlyList<DateTimeOffset>>(
            s =>
            {
                var answers = new List<DateTimeOffset>();
                using var rows = s.Read(
                    """
                    SELECT j.value FROM bursts b, json_each(b.answers) j
                    WHERE b.connection = $connection ORDER BY j.value
                    """,
                    connection
                );
                while (rows.Read())
                    answers.Add(new DateTimeOffset(rows.GetInt64(0), TimeSpan.Zero));
                return answers;
            },
            cancellationToken
        );

    private static DaySpend Claim(SqliteSession session, QuotaClaim claim)
    {
        var day = (long)claim.Day.DayNumber;
        var spent = SpentOf(session, claim.Connection, day);
        var room = Math.Min(claim.TotalMax - spent.Sum(), claim.LaneMax - spent[(int)claim.Lane]);
        var granted = claim.Calls < 0 ? claim.Calls : (int)Math.Clamp(room, 0, claim.Calls);
        if (granted == 0)
            return new DaySpend(0, spent);
        session.Run(
            """
            INSERT INTO quota (connection, day, lane, calls)
            VALUES ($connection, $day, $lane, max(0, $calls))
            ON CONFLICT (connection, day, lane) DO UPDATE SET calls = max(0, calls + $calls)
            """,
            claim.Connection,
            day,
            (long)claim.Lane,
            (long)granted
        );
        session.Run("DELETE FROM quota WHERE day < $day", day - QuotaDaysMax);
        return new DaySpend(granted, SpentOf(session, claim.Connection, day));
    }

    private static long[] SpentOf(SqliteSession session, string connection, long day)
    {
        var spent = new long[DaySpend.LaneCount];
        using var rows = session.Read(
            "SELECT lane, calls FROM quota WHERE connection = $connection AND day = $day",
            connection,
            day
        );
        while (rows.Read())
            spent[rows.GetInt64(0)] = rows.GetInt64(1);
        return spent;
    }
}
