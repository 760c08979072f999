package io.instancebus.benchmarks.stand;

import io.instancebus.projector.jdbc.ViewStores;
import io.instancebus.view.ViewConfig;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Views full of instances: most RUNNING, one of ten STOPPED, sixty in ERROR whatever their number; in ten accounts, of
 * which one has none that runs; each with a name of its own and one of a thousand teams as a tag. Pages are as full in a
 * small view as in a large one, so that only the size differs. Ids are {@code i-} and eight digits.
 */
public final class ManyInstances {
    private static final int IN_ERROR = 60;
    private static final String COLUMNS = """
            INSERT INTO instances (instance_id, version, account, provider, state, actions, vanished, created_at,
                updated_at, name, image_id, realm_id, firewalls, tags, native_id, public_addresses, private_addresses,
                ssh_port, username)
            """;
    private static final String STATE =
            "CASE WHEN n % {each} = 7 THEN 'ERROR' WHEN n % 10 = 3 THEN 'STOPPED' ELSE 'RUNNING' END";
    private static final String POSTGRESQL = COLUMNS + """
            SELECT 'i-' || lpad(n::text, 8, '0'), 8, 'account-' || (n % 10), 'sandbox',
            """ + STATE + """
            , '["STOP","REBOOT","DESTROY"]'::jsonb, false, now(), now(), 'web-' || n, 'img1', 'us', '[]'::jsonb,
                jsonb_build_object('role', 'web', 'team', 'team-' || (n % 1000)), 'native-' || n,
                '[{"address":"127.0.0.1","type":"IPV4"}]'::jsonb, '[]'::jsonb, 22, 'root'
            FROM generate_series(0, {last}) n
            """;
    private static final String SQLITE = """
            WITH RECURSIVE numbers (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < {last})
            """ + COLUMNS + """
            SELECT 'i-' || printf('%08d', n), 8, 'account-' || (n % 10), 'sandbox',
            """ + STATE + """
            , '["STOP","REBOOT","DESTROY"]', 0, 1767225600000, 1767225600000, 'web-' || n, 'img1', 'us', '[]',
                '{"role":"web","team":"team-' || (n % 1000) || '"}', 'native-' || n,
                '[{"address":"127.0.0.1","type":"IPV4"}]', '[]', 22, 'root'
            FROM numbers
            """;

    private ManyInstances() {}

    public static String id(int number) {
        return "i-%08d".formatted(number);
    }

    /** Fills an empty view. */
    public static void fill(ViewConfig view, int count) throws SQLException {
        ViewStores.open(view).close();
        try (Connection connection = connect(view);
                Statement statement = connection.createStatement()) {
            if (view.isSqlite()) {
                statement.execute(of(count, SQLITE));
            } else {
                statement.execute(of(count, POSTGRESQL));
                // As autovacuum leaves a table that has been there for a while.
                statement.execute("VACUUM ANALYZE instances");
            }
        }
    }

    private static String of(int count, String sql) {
        return sql.replace("{last}", Integer.toString(count - 1))
                .replace("{each}", Integer.toString(Math.max(10, count / IN_ERROR)));
    }

    public static Connection connect(ViewConfig view) throws SQLException {
        return view.isSqlite()
                ? DriverManager.getConnection(view.url())
                : DriverManager.getConnection(view.url(), view.user(), "postgres");
    }
}
