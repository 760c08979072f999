package io.instancebus.projector.jdbc;

/**
 * The write statements for PostgreSQL. Parameters are arrays, one for each column; times are in milliseconds. New
 * rows of instances and of the history, the largest table, are written with COPY.
 */
final class PostgresqlStatements {
    static final String MOVE = """
            UPDATE positions p
            SET next_offset = n.next_offset,
                last_recorded_at = greatest(p.last_recorded_at, timestamptz 'epoch' + n.recorded * interval '1 ms')
            FROM unnest(?::text[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[])
                AS n (topic, partition, expected, next_offset, recorded)
            WHERE p.topic = n.topic AND p.partition = n.partition AND p.next_offset = n.expected
            """;

    static final String FOLLOW = """
            INSERT INTO positions (topic, partition, next_offset, cluster_id, topic_id)
            SELECT * FROM unnest(?::text[], ?::bigint[], ?::bigint[], ?::text[], ?::text[])
            ON CONFLICT (topic, partition) DO NOTHING
            """;

    static final String VERSIONS = "SELECT instance_id, version FROM instances WHERE instance_id = ANY (?)";

    static final String REJECTIONS = """
            SELECT event_id FROM events WHERE instance_id = ANY (?) AND sequence = 0 AND event_id = ANY (?)
            """;

    static final String COPY_INSTANCES = """
            COPY instances (
                instance_id, version, account, provider, state, actions, vanished, created_at, updated_at,
                name, image_id, realm_id, hardware_profile, key_name, firewalls, tags, owner_id, native_id,
                public_addresses, private_addresses, ssh_port, launched_at, username, host_key,
                admin_password)
            FROM STDIN (FORMAT binary)
            """;

    static final String UPDATE_INSTANCES = """
            UPDATE instances i
            SET version = n.version,
                state = coalesce(n.state, i.state),
                actions = coalesce(n.actions::jsonb, i.actions),
                vanished = coalesce(n.vanished, i.vanished),
                updated_at = timestamptz 'epoch' + n.updated * interval '1 ms'
            FROM unnest(?::text[], ?::bigint[], ?::text[], ?::text[], ?::boolean[], ?::bigint[])
                AS n (instance_id, version, state, actions, vanished, updated)
            WHERE i.instance_id = n.instance_id
            """;

    static final String UPDATE_INSTANCES_AND_DETAILS = """
            UPDATE instances i
            SET version = n.version,
                state = coalesce(n.state, i.state),
                actions = coalesce(n.actions::jsonb, i.actions),
                vanished = coalesce(n.vanished, i.vanished),
                updated_at = timestamptz 'epoch' + n.updated * interval '1 ms',
                name = n.name,
                image_id = n.image_id,
                realm_id = n.realm_id,
                hardware_profile = n.hardware_profile::jsonb,
                key_name = n.key_name,
                firewalls = n.firewalls::jsonb,
                tags = n.tags::jsonb,
                owner_id = n.owner_id,
                native_id = n.native_id,
                public_addresses = n.public_addresses::jsonb,
                private_addresses = n.private_addresses::jsonb,
                ssh_port = n.ssh_port,
                launched_at = timestamptz 'epoch' + n.launched * interval '1 ms',
                username = n.username,
                host_key = n.host_key,
                admin_password = n.admin_password::json
            FROM unnest(
                ?::text[], ?::bigint[], ?::text[], ?::text[], ?::boolean[], ?::bigint[], ?::text[], ?::text[],
                ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
                ?::bigint[], ?::bigint[], ?::text[], ?::text[], ?::text[])
                AS n (instance_id, version, state, actions, vanished, updated, name, image_id, realm_id,
                    hardware_profile, key_name, firewalls, tags, owner_id, native_id, public_addresses,
                    private_addresses, ssh_port, launched, username, host_key, admin_password)
            WHERE i.instance_id = n.instance_id
            """;

    private static final String COMMANDS = """
            INSERT INTO commands AS c (
                command_id, instance_id, command_type, status, actor, correlation_id, decided_at, deadline,
                answered_at, answer, run)
            SELECT
                n.command_id, n.instance_id, n.command_type, n.status, n.actor, n.correlation_id,
                timestamptz 'epoch' + n.decided * interval '1 ms',
                timestamptz 'epoch' + n.deadline * interval '1 ms',
                timestamptz 'epoch' + n.answered * interval '1 ms',
                n.answer::json, n.run::json
            FROM unnest(
                ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[],
                ?::bigint[], ?::text[], ?::text[])
                AS n (command_id, instance_id, command_type, status, actor, correlation_id, decided, deadline,
                    answered, answer, run)
            """;

    static final String DECIDE_COMMANDS = COMMANDS + """
            ON CONFLICT (command_id, instance_id) DO UPDATE
            SET command_type = excluded.command_type, status = excluded.status, actor = excluded.actor,
                correlation_id = excluded.correlation_id, decided_at = excluded.decided_at,
                deadline = excluded.deadline, answered_at = excluded.answered_at, answer = excluded.answer,
                run = excluded.run
            WHERE excluded.status <> 'REJECTED' OR c.status = 'REJECTED'
            """;

    static final String ANSWER_COMMANDS = COMMANDS + """
            ON CONFLICT (command_id, instance_id) DO UPDATE
            SET status = CASE WHEN excluded.answer IS NULL THEN c.status ELSE excluded.status END,
                answered_at = coalesce(excluded.answered_at, c.answered_at),
                answer = coalesce(excluded.answer, c.answer),
                run = coalesce(excluded.run, c.run)
            """;

    static final String ACCOUNT_HEALTH = """
            INSERT INTO accounts (account, provider, stale_since, stale_reason) VALUES (?, ?, ?, ?)
            ON CONFLICT (account) DO UPDATE
            SET provider = excluded.provider, stale_since = excluded.stale_since, stale_reason = excluded.stale_reason
            """;

    static final String ACCOUNT_CATALOGUE = """
            INSERT INTO accounts (account, provider, catalogue) VALUES (?, ?, ?::json)
            ON CONFLICT (account) DO UPDATE
            SET provider = excluded.provider, catalogue = excluded.catalogue, catalogue_problem = NULL
            """;

    static final String ACCOUNT_CATALOGUE_PROBLEM = """
            INSERT INTO accounts (account, provider, catalogue_problem) VALUES (?, ?, ?)
            ON CONFLICT (account) DO UPDATE
            SET provider = excluded.provider, catalogue_problem = excluded.catalogue_problem
            """;

    static final String ACCOUNT_KEY = """
            INSERT INTO accounts (account, provider, sealing_key_id, sealing_key) VALUES (?, ?, ?, ?)
            ON CONFLICT (account) DO UPDATE
            SET provider = excluded.provider, sealing_key_id = excluded.sealing_key_id,
                sealing_key = excluded.sealing_key
            """;

    /**
     * A lock that is held until the transaction ends. Without it, the writer with the lower positions could commit
     * last, and a reader that has paged past them would never see them.
     */
    static final String ONE_WRITER_OF_HISTORY =
            "SELECT pg_advisory_xact_lock(hashtext('instance-bus history'), hashtext(current_schema()))";

    /** The rows' positions are assigned in their order. */
    static final String COPY_EVENTS = """
            COPY events (
                event_id, instance_id, sequence, type, occurred_at, recorded_at, account, provider, actor,
                command_id, correlation_id, causation_id, body)
            FROM STDIN (FORMAT binary)
            """;

    static final String CLEAR = "TRUNCATE positions, instances, commands, accounts, events, set_aside, rebuilds";

    private PostgresqlStatements() {}
}
