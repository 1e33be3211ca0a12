-- When a connection's last calls were answered, as a JSON array of ticks: the process that made them
-- has ended, and the app still counts them.
CREATE TABLE bursts (
    connection TEXT PRIMARY KEY,
    answers TEXT NOT NULL
) WITHOUT ROWID;
