-- What people said about issues and no run has acted on yet; one for each issue.
CREATE TABLE decisions (
    stream INTEGER NOT NULL REFERENCES streams (id),
    "key" TEXT NOT NULL,
    verb TEXT NOT NULL,
    value TEXT,
    actor TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (stream, "key")
) WITHOUT ROWID;
