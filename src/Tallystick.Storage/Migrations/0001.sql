-- Times are ticks of UTC since year 1, hashes 16 bytes (null for none), sides 0 (left) and 1 (right).

CREATE TABLE streams (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    epoch INTEGER NOT NULL,
    mapping TEXT,
    -- How many links are no tombstones.
    link_count INTEGER NOT NULL DEFAULT 0,
    -- The highest number any link of the stream ever had.
    link_max INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE runs (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    stream INTEGER NOT NULL REFERENCES streams (id),
    epoch INTEGER NOT NULL,
    kind TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    ended_at INTEGER,
    result TEXT
);

CREATE TABLE progress (
    stream INTEGER NOT NULL REFERENCES streams (id),
    side INTEGER NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (stream, side)
) WITHOUT ROWID;

-- id is the stream's number shifted left by 40 bits plus the link's own number, so that the links of
-- a stream lie together in their order without a further index. State 3 is a tombstone.
CREATE TABLE links (
    id INTEGER PRIMARY KEY,
    stream INTEGER NOT NULL,
    state INTEGER NOT NULL,
    left_id TEXT NOT NULL,
    right_id TEXT NOT NULL,
    left_hash BLOB,
    left_modified INTEGER,
    left_written INTEGER,
    left_version TEXT,
    right_hash BLOB,
    right_modified INTEGER,
    right_written INTEGER,
    right_version TEXT,
    marks TEXT,
    left_keys TEXT,
    right_keys TEXT,
    left_shadow TEXT,
    right_shadow TEXT
);

CREATE UNIQUE INDEX links_left ON links (stream, left_id) WHERE state <> 3;

CREATE UNIQUE INDEX links_right ON links (stream, right_id) WHERE state <> 3;

-- One row for each stream, side and record; listing is the start of the listing that brought it last.
CREATE TABLE staged (
    id INTEGER PRIMARY KEY,
    stream INTEGER NOT NULL,
    side INTEGER NOT NULL,
    record_id TEXT NOT NULL,
    link_id INTEGER,
    held_by TEXT,
    listing INTEGER NOT NULL,
    hash BLOB,
    version TEXT,
    modified_at INTEGER,
    created_at INTEGER,
    origin TEXT,
    "keys" TEXT,
    "values" TEXT NOT NULL
);

-- Answers what waits and what is held without a look at the wide rows. A unique index beside it
-- would cost every staged row one more page.
CREATE INDEX staged_record ON staged (stream, side, record_id, link_id, held_by);

CREATE INDEX staged_link ON staged (stream, link_id, held_by) WHERE link_id IS NOT NULL;

-- The match keys of each record one by one: those of its staged row where it has one, else those of
-- its link. Both keep them as a JSON array by rule.
CREATE TABLE keys (
    stream INTEGER NOT NULL,
    rule INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    side INTEGER NOT NULL,
    record_id TEXT NOT NULL,
    PRIMARY KEY (stream, rule, "key", side, record_id)
) WITHOUT ROWID;

CREATE TABLE intents (
    stream INTEGER NOT NULL,
    target INTEGER NOT NULL,
    source_id TEXT NOT NULL,
    sent TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (stream, target, source_id)
) WITHOUT ROWID;

CREATE TABLE journal (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    stream INTEGER NOT NULL REFERENCES streams (id),
    run INTEGER NOT NULL,
    kind TEXT NOT NULL,
    at INTEGER NOT NULL,
    side INTEGER,
    left_id TEXT,
    right_id TEXT,
    cause TEXT NOT NULL,
    actor TEXT NOT NULL,
    fields TEXT
);

CREATE INDEX journal_run ON journal (run);

CREATE INDEX journal_left ON journal (left_id) WHERE left_id IS NOT NULL;

CREATE INDEX journal_right ON journal (right_id) WHERE right_id IS NOT NULL;

CREATE TABLE issues (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    stream INTEGER NOT NULL REFERENCES streams (id),
    "key" TEXT NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    message TEXT NOT NULL,
    hint TEXT,
    left_id TEXT,
    right_id TEXT,
    field TEXT,
    opened_at INTEGER NOT NULL,
    seen_in_run INTEGER NOT NULL,
    UNIQUE (stream, "key")
);

CREATE INDEX issues_order ON issues (opened_at, number);
