-- Instances whose history could not be followed any further: from which event on, where it lies in the log, and why.
-- Their rows stay as they were, and so many of their events were passed over since.
CREATE TABLE set_aside (
    instance_id text COLLATE "C" PRIMARY KEY,
    topic       text    NOT NULL,
    partition   integer NOT NULL,
    log_offset  bigint  NOT NULL,
    sequence    bigint  NOT NULL,
    reason      text    NOT NULL,
    passed_over bigint  NOT NULL
);
