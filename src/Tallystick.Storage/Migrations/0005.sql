-- Runs that wrote nothing are forgotten after a while, and found by this.
CREATE INDEX runs_stream ON runs (stream, number);
