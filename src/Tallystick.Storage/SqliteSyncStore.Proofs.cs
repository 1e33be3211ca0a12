using Tallystick.Core.Stores;

namespace Tallystick.Storage;

public sealed partial class SqliteSyncStore
{
    public Task<IReadOnlyList<BucketProof>> ProofsAsync(
        string stream,
        CancellationToken cancellationToken
    ) =>
        ReadAsync<IReadOnlyList<BucketProof>>(
            s =>
            {
                var proofs = new List<BucketProof>();
                using var rows = s.Read(
                    """
                    SELECT bucket, buckets, at, equal, held, different, missing FROM proofs
                    WHERE stream = $stream ORDER BY buckets, bucket
                    """,
                    StreamOf(s, stream)
                );
                while (rows.Read())
                    proofs.Add(
                        new BucketProof(rows.GetInt32(0), rows.GetInt32(1), rows.Time(2))
                        {
                            Equal = rows.GetInt64(3),
                            Held = rows.GetInt64(4),
                            Different = rows.GetInt64(5),
                            Missing = rows.GetInt64(6),
                        }
                    );
                return proofs;
            },
            cancellationToken
        );

    public Task NoteProofsAsync(
        string stream,
        IReadOnlyList<BucketProof> proofs,
        CancellationToken cancellationToken
    ) =>
        WriteAsync(
            s =>
            {
                var id = StreamOf(s, stream);
                foreach (var proof in proofs)
                    s.Run(
                        """
                        INSERT INTO proofs (stream, buckets, bucket, at, equal, held, different, missing)
                        SELECT $stream, $buckets, $bucket, $at, $equal, $held, $different, $missing
                        WHERE $stream <> 0
                        ON CONFLICT (stream, buckets, bucket) DO UPDATE SET
                            at = excluded.at,
                            equal = excluded.equal,
                            held = excluded.held,
                            different = excluded.different,
                            missing = excluded.missing
                        WHERE excluded.at >= at
                        """,
                        id,
                        (long)proof.Of,
                        (long)proof.Bucket,
                        proof.At.UtcTicks,
                        proof.Equal,
                        proof.Held,
                        proof.Different,
                        proof.Missing
                    );
                return true;
            },
            cancellationToken
        );

    public Task<IReadOnlyList<string>> LinkedIdsAsync(
        string stream,
        string? after,
        int limit,
        CancellationToken cancellationToken
    ) =>
        ReadAsync<IReadOnlyList<string>>(
            s =>
            {
                var ids = new List<string>();
                // In the order of the index that keeps left ids unique: the wide rows are not read.
                using var rows = s.Read(
                    """
                    SELECT left_id FROM links
                    WHERE stream = $stream AND state <> 3 AND left_id > $after
                    ORDER BY left_id LIMIT $limit
                    """,
                    StreamOf(s, stream),
                    after ?? "",
                    (long)limit
                );
                while (rows.Read())
                    ids.Add(rows.GetString(0));
                return ids;
            },
            cancellationToken
        );
}
