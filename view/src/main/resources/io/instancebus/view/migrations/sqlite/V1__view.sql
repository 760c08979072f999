-- The view: what the log says, to be queried. All of it can be dropped and made again from the log.
-- Times are milliseconds since 1970-01-01T00:00:00Z.

CREATE TABLE instances (
    instance_id       TEXT    NOT NULL PRIMARY KEY,
    version           INTEGER NOT NULL,
    account           TEXT    NOT NULL,
    provider          TEXT    NOT NULL,
    state             TEXT    NOT NULL,
    actions           TEXT    NOT NULL,
    vanished          INTEGER NOT NULL,
    created_at        INTEGER NOT NULL,
    updated_at        INTEGER NOT NULL,
    name              TEXT,
    image_id          TEXT    NOT NULL,
    realm_id          TEXT,
    hardware_profile  TEXT,
    key_name          TEXT,
    firewalls         TEXT    NOT NULL,
    tags              TEXT    NOT NULL,
    owner_id          TEXT,
    native_id         TEXT,
    public_addresses  TEXT    NOT NULL,
    private_addresses TEXT    NOT NULL,
    ssh_port          INTEGER,
    launched_at       INTEGER,
    username          TEXT,
    host_key          TEXT
) WITHOUT ROWID;

CREATE INDEX instances_by_account ON instances (account, instance_id);
CREATE INDEX instances_by_name ON instances (name, instance_id) WHERE name IS NOT NULL;

CREATE TABLE events (
    position       INTEGER PRIMARY KEY,
    event_id       TEXT    NOT NULL,
    instance_id    TEXT    NOT NULL,
    sequence       INTEGER NOT NULL,
    type           TEXT    NOT NULL,
    occurred_at    INTEGER NOT NULL,
    recorded_at    INTEGER NOT NULL,
    account        TEXT    NOT NULL,
    provider       TEXT    NOT NULL,
    actor          TEXT    NOT NULL,
    command_id     TEXT,
    correlation_id TEXT,
    causation_id   TEXT,
    body           TEXT    NOT NULL
);

-- A sequence occurs once; rejections about an instance that does not exist all have sequence 0, and differ by eventId.
CREATE UNIQUE INDEX events_by_instance
    ON events (instance_id, sequence, (CASE WHEN sequence = 0 THEN event_id ELSE '' END));
CREATE INDEX events_by_actor ON events (actor, position);

CREATE TABLE commands (
    command_id     TEXT    NOT NULL,
    instance_id    TEXT    NOT NULL,
    command_type   TEXT    NOT NULL,
    status         TEXT    NOT NULL,
    actor          TEXT    NOT NULL,
    correlation_id TEXT,
    decided_at     INTEGER NOT NULL,
    deadline       INTEGER,
    answered_at    INTEGER,
    answer         TEXT,
    run            TEXT,
    PRIMARY KEY (command_id, instance_id)
);

CREATE TABLE accounts (
    account        TEXT NOT NULL PRIMARY KEY,
    provider       TEXT NOT NULL,
    stale_since    INTEGER,
    stale_reason   TEXT,
    catalogue      TEXT,
    sealing_key_id TEXT,
    sealing_key    BLOB
);

CREATE TABLE positions (
    topic            TEXT    NOT NULL,
    partition        INTEGER NOT NULL,
    next_offset      INTEGER NOT NULL,
    cluster_id       TEXT    NOT NULL,
    topic_id         TEXT    NOT NULL,
    last_recorded_at INTEGER,
    PRIMARY KEY (topic, partition)
);

-- One row while the view is being rebuilt.
CREATE TABLE rebuilds (
    started_at TEXT NOT NULL
);
