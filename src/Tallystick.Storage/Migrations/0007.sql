-- When the links of each hash bucket were last compared, and how that came out. A bucket is one of
-- "buckets"; when there are more of them, the proofs of the fewer still count.
CREATE TABLE proofs (
    stream INTEGER NOT NULL,
    buckets INTEGER NOT NULL,
    bucket INTEGER NOT NULL,
    at INTEGER NOT NULL,
    equal INTEGER NOT NULL,
    held INTEGER NOT NULL,
    different INTEGER NOT NULL,
    missing INTEGER NOT NULL,
    PRIMARY KEY (stream, buckets, bucket)
) WITHOUT ROWID;
