package io.instancebus.projector.jdbc;

/** The write statements for SQLite. Each is executed once for each row; times are in milliseconds. */
final class SqliteStatements {
    static final String MOVE = """
            UPDATE positions
            SET next_offset = ?4, last_recorded_at = max(coalesce(last_recorded_at, ?5), coalesce(?5, last_recorded_at))
            WHERE topic = ?1 AND partition = ?2 AND next_offset = ?3
            """;

    static final String FOLLOW = """
            INSERT INTO positions (topic, partition, next_offset, cluster_id, topic_id) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (topic, partition) DO NOTHING
            """;

    static final String VERSIONS = """
            SELECT i.instance_id, i.version FROM json_each(?) k CROSS JOIN instances i ON i.instance_id = k.value
            """;

    static final String REJECTIONS = """
            SELECT e.event_id
            FROM json_each(?) k CROSS JOIN events e ON e.instance_id = k.value
            WHERE e.sequence = 0 AND e.event_id IN (SELECT value FROM json_each(?))
            """;

    static final String INSERT_INSTANCE = """
            INSERT INTO instances (
                instance_id, version, account, provider, state, actions, vanished, created_at, updated_at,
                name, image_id, realm_id, hardware_profile, key_name, firewalls, tags, owner_id, native_id,
                public_addresses, private_addresses, ssh_port, launched_at, username, host_key,
                admin_password)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    static final String UPDATE_INSTANCE = """
            UPDATE instances
            SET version = ?2, state = coalesce(?3, state), actions = coalesce(?4, actions),
                vanished = coalesce(?5, vanished), updated_at = ?6
            WHERE instance_id = ?1
            """;

    static final String UPDATE_INSTANCE_AND_DETAILS = """
            UPDATE instances
            SET version = ?2, state = coalesce(?3, state), actions = coalesce(?4, actions),
                vanished = coalesce(?5, vanished), updated_at = ?6,
                name = ?7, image_id = ?8, realm_id = ?9, hardware_profile = ?10, key_name = ?11, firewalls = ?12,
                tags = ?13, owner_id = ?14, native_id = ?15, public_addresses = ?16, private_addresses = ?17,
                ssh_port = ?18, launched_at = ?19, username = ?20, host_key = ?21,
                admin_password = ?22
            WHERE instance_id = ?1
            """;

    private static final String COMMAND = """
            INSERT INTO commands AS c (
                command_id, instance_id, command_type, status, actor, correlation_id, decided_at, deadline,
                answered_at, answer, run)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    static final String DECIDE_COMMAND = COMMAND + """
            ON CONFLICT (command_id, instance_id) DO UPDATE
            SET command_type = excluded.command_type, status = excluded.status, actor = excluded.actor,
                correlation_id = excluded.correlation_id, decided_at = excluded.decided_at,
                deadline = excluded.deadline, answered_at = excluded.answered_at, answer = excluded.answer,
                run = excluded.run
            WHERE excluded.status <> 'REJECTED' OR c.status = 'REJECTED'
            """;

    static final String ANSWER_COMMAND = COMMAND + """
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
            INSERT INTO accounts (account, provider, catalogue) VALUES (?, ?, ?)
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

    static final String INSERT_EVENT = """
            INSERT INTO events (
                event_id, instance_id, sequence, type, occurred_at, recorded_at, account, provider, actor,
                command_id, correlation_id, causation_id, body)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    /** The statements that empty the tables; SQLite has no TRUNCATE. */
    static final String[] CLEAR = {
        "DELETE FROM positions",
        "DELETE FROM instances",
        "DELETE FROM commands",
        "DELETE FROM accounts",
        "DELETE FROM events",
        "DELETE FROM set_aside",
        "DELETE FROM rebuilds"
    };

    private SqliteStatements() {}
}
