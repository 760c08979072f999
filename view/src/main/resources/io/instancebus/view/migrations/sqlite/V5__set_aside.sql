-- Instances whose history could not be followed any further: from which event on, where it lies in the log, and why.
-- Their rows stay as they were, and so many of their events were passed over since.
CREATE TABLE set_aside (
    instance_id TEXT    NOT NULL PRIMARY KEY,
    topic       TEXT    NOT NULL,
    partition   INTEGER NOT NULL,
    log_offset  INTEGER NOT NULL,
    sequence    INTEGER NOT NULL,
    reason      TEXT    NOT NULL,
    passed_over INTEGER NOT NULL
) WITHOUT ROWID;
