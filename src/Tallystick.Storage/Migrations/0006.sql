-- The side that has the trouble, what values an issue is about (a hash), and why it is ignored.
ALTER TABLE issues ADD COLUMN side INTEGER;
ALTER TABLE issues ADD COLUMN fingerprint TEXT;
ALTER TABLE issues ADD COLUMN reason TEXT;
