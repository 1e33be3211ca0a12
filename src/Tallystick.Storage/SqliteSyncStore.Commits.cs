using Tallystick.Core.Records;
using Tallystick.Core.Stores;

namespace Tallystick.Storage;

public sealed partial class SqliteSyncStore
{
    public Task AddIntentsAsync(
        Run run,
        IReadOnlyList<Intent> intents,
        CancellationToken cancellationToken
    ) =>
        WriteAsync(
            run,
            w =>
            {
                foreach (var intent in intents)
                    w.Put(intent);
            },
            cancellationToken
        );

    public Task<IReadOnlyList<Intent>> IntentsAsync(
        string stream,
        CancellationToken cancellationToken
    ) =>
        ReadAsync<IReadOnlyList<Intent>>(
            s =>
            {
                var intents = new List<Intent>();
                using var rows = s.Read(
                    """
                    SELECT target, source_id, sent, at FROM intents WHERE stream = $stream
                    ORDER BY target, source_id
                    """,
                    StreamOf(s, stream)
                );
                while (rows.Read())
                    intents.Add(
                        new Intent(
                            (Side)rows.GetInt64(0),
                            rows.GetString(1),
                            ValueJson.Read(rows.GetString(2)),
                            rows.Time(3)
                        )
                    );
                return intents;
            },
            cancellationToken
        );

    public Task CommitAsync(Run run, Commit commit, CancellationToken cancellationToken) =>
        WriteAsync(run, w => Write(w, commit), cancellationToken);

    private void Write(StreamWriter writer, Commit commit)
    {
        foreach (var side in new[] { Side.Left, Side.Right })
            writer.Prepare(side, RecordsOf(commit, side));
        // Tombstones first: another link of the same commit may take over their record ids.
        foreach (var link in commit.Links)
            if (link.Link.State is LinkState.Deleted)
                writer.Put(link);
        foreach (var link in commit.Links)
            if (link.Link.State is not LinkState.Deleted)
                writer.Put(link);
        foreach (var (side, id) in commit.Settled)
            writer.Settle(side, id);
        foreach (var (side, row) in commit.Kept)
            writer.Keep(side, row);
        foreach (var (side, id, heldBy) in commit.Held)
            writer.Hold(side, id, heldBy);
        foreach (var (side, id) in commit.Released)
            writer.Hold(side, id, null);
        foreach (var (target, source) in commit.IntentsDone)
            writer.EndIntent(target, source);
        foreach (var entry in commit.Journal)
            writer.Append(entry);
        // Closed first: an issue that is both closed and opened is better shown once too often.
        foreach (var key in commit.IssuesClosed)
            writer.CloseIssue(key);
        foreach (var issue in commit.Issues)
            writer.Open(issue, _time.GetUtcNow());
        foreach (var key in commit.DecisionsDone)
            writer.EndDecision(key);
    }

    private static HashSet<string> RecordsOf(Commit commit, Side side) =>
        [
            .. commit.Links.Select(l => l.Link[side].RecordId),
            .. commit.Settled.Where(s => s.Side == side).Select(s => s.RecordId),
            .. commit.Kept.Where(k => k.Side == side).Select(k => k.Row.Record.Id),
        ];
}
