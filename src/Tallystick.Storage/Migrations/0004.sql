-- Calls that each connection has spent of a day (days since year 1, UTC), by lane.
CREATE TABLE quota (
    connection TEXT NOT NULL,
    day INTEGER NOT NULL,
    lane INTEGER NOT NULL,
    calls INTEGER NOT NULL,
    PRIMARY KEY (connection, day, lane)
) WITHOUT ROWID;
