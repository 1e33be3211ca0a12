-- Whether a record that a lagging listing still shows was once linked and is gone.
CREATE INDEX links_left_gone ON links (stream, left_id) WHERE state = 3;
CREATE INDEX links_right_gone ON links (stream, right_id) WHERE state = 3;
