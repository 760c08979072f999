-- The view: what the log says, to be queried. All of it can be dropped and made again from the log.
-- Ids compare byte by byte, so that cursors mean the same whatever the database's language is.

CREATE TABLE instances (
    instance_id       text COLLATE "C" PRIMARY KEY,
    version           bigint      NOT NULL,
    account           text COLLATE "C" NOT NULL,
    provider          text        NOT NULL,
    state             text        NOT NULL,
    actions           jsonb       NOT NULL,
    vanished          boolean     NOT NULL,
    created_at        timestamptz NOT NULL,
    updated_at        timestamptz NOT NULL,
    name              text COLLATE "C",
    image_id          text        NOT NULL,
    realm_id          text,
    hardware_profile  jsonb,
    key_name          text,
    firewalls         jsonb       NOT NULL,
    tags              jsonb       NOT NULL,
    owner_id          text,
    native_id         text,
    public_addresses  jsonb       NOT NULL,
    private_addresses jsonb       NOT NULL,
    ssh_port          integer,
    launched_at       timestamptz,
    username          text,
    host_key          text
    -- Room in each page for the next version of its rows. It serves only while no indexed column changes, so
    -- only what hardly ever changes is indexed: never the state.
) WITH (fillfactor = 80);

CREATE INDEX instances_by_account ON instances (account, instance_id);
CREATE INDEX instances_by_name ON instances (name, instance_id) WHERE name IS NOT NULL;
CREATE INDEX instances_by_tag ON instances USING gin (tags jsonb_path_ops);

CREATE TABLE events (
    position       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_id       text COLLATE "C" NOT NULL,
    instance_id    text COLLATE "C" NOT NULL,
    sequence       bigint      NOT NULL,
    type           text        NOT NULL,
    occurred_at    timestamptz NOT NULL,
    recorded_at    timestamptz NOT NULL,
    account        text        NOT NULL,
    provider       text        NOT NULL,
    actor          text COLLATE "C" NOT NULL,
    command_id     text COLLATE "C",
    correlation_id text,
    causation_id   text,
    -- json, not jsonb: an output may hold NUL characters, which jsonb cannot
    body           json        NOT NULL
);

-- A sequence occurs once; rejections about an instance that does not exist all have sequence 0, and differ by eventId.
CREATE UNIQUE INDEX events_by_instance
    ON events (instance_id, sequence, (CASE WHEN sequence = 0 THEN event_id ELSE '' END));
CREATE INDEX events_by_actor ON events (actor, position);

CREATE TABLE commands (
    command_id     text COLLATE "C" NOT NULL,
    instance_id    text COLLATE "C" NOT NULL,
    command_type   text        NOT NULL,
    status         text        NOT NULL,
    actor          text        NOT NULL,
    correlation_id text,
    decided_at     timestamptz NOT NULL,
    deadline       timestamptz,
    answered_at    timestamptz,
    answer         json,
    run            json,
    PRIMARY KEY (command_id, instance_id)
) WITH (fillfactor = 80);

CREATE TABLE accounts (
    account        text COLLATE "C" PRIMARY KEY,
    provider       text NOT NULL,
    stale_since    timestamptz,
    stale_reason   text,
    catalogue      json,
    sealing_key_id text,
    sealing_key    bytea
);

CREATE TABLE positions (
    topic            text COLLATE "C" NOT NULL,
    partition        integer NOT NULL,
    next_offset      bigint  NOT NULL,
    cluster_id       text    NOT NULL,
    topic_id         text    NOT NULL,
    last_recorded_at timestamptz,
    PRIMARY KEY (topic, partition)
) WITH (fillfactor = 50);

-- One row while the view is being rebuilt.
CREATE TABLE rebuilds (
    started_at timestamptz NOT NULL
);
