package io.instancebus.view.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.instancebus.avro.Address;
import io.instancebus.avro.AddressType;
import io.instancebus.avro.AdminPassword;
import io.instancebus.avro.HardwareProfile;
import io.instancebus.avro.InstanceDetails;
import io.instancebus.avro.SealedText;
import io.instancebus.view.AccountRow;
import io.instancebus.view.CommandNews;
import io.instancebus.view.CommandRow;
import io.instancebus.view.EventFilter;
import io.instancebus.view.EventRow;
import io.instancebus.view.Incomplete;
import io.instancebus.view.InstanceFilter;
import io.instancebus.view.InstanceRow;
import io.instancebus.view.Page;
import io.instancebus.view.PageRequest;
import io.instancebus.view.View;
import io.instancebus.view.ViewConfig;
import io.instancebus.view.ViewStatus;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Reads from the tables that the migration scripts create, in every database. The state-projector's suite tests that
 * the view is what was written.
 */
abstract class TablesConformance {
    private static final Path RESOURCES = Path.of("src/main/resources");
    private static final Instant TIME = Instant.parse("2026-01-31T12:00:00.500Z");
    private static final EventFilter ALL_EVENTS = new EventFilter(null, null, null);

    ViewConfig config;
    private View view;

    /** An empty database. */
    abstract ViewConfig newDatabase() throws Exception;

    /** A time as an SQL literal of this database. */
    abstract String time(Instant time);

    @BeforeEach
    void open() throws Exception {
        config = newDatabase();
        makeTables();
        view = Views.open(config);
    }

    @AfterEach
    void close() {
        view.close();
    }

    private void makeTables() throws IOException, SQLException {
        List<Path> scripts;
        try (var files = Files.list(RESOURCES.resolve(Databases.migrations(config)))) {
            scripts = files.sorted().toList();
        }
        assertThat(scripts).isNotEmpty();
        for (Path script : scripts) {
            run(Files.readString(script));
        }
    }

    private void run(String sql) throws SQLException {
        try (Connection connection = Databases.migrator(config).getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    private void insert(String table, String columns, String values) throws SQLException {
        run("INSERT INTO " + table + " (" + columns + ") VALUES (" + values + ")");
    }

    private void insertInstance(String id, String account, String state, String tags) throws SQLException {
        insert(
                "instances",
                "instance_id, version, account, provider, state, actions, vanished, created_at, updated_at, image_id,"
                        + " firewalls, tags, public_addresses, private_addresses",
                "'%s', 1, '%s', 'sandbox', '%s', '[]', FALSE, %s, %s, 'img', '[]', '%s', '[]', '[]'"
                        .formatted(id, account, state, time(TIME), time(TIME), tags));
    }

    private List<String> ids(InstanceFilter filter) {
        return view.instances(filter, PageRequest.first(10)).items().stream()
                .map(InstanceRow::instanceId)
                .toList();
    }

    @Test
    void emptyTablesAnswerEveryQuestion() {
        assertThat(view.instance("i")).isEmpty();
        assertThat(ids(new InstanceFilter("RUNNING", "ec2", "a", "r", "i", "o", "n", Map.of("k", "v"))))
                .isEmpty();
        assertThat(view.events(ALL_EVENTS, PageRequest.first(10)).items()).isEmpty();
        assertThat(view.events(new EventFilter("i", "c", "ann"), PageRequest.first(10))
                        .items())
                .isEmpty();
        assertThat(view.command("c")).isEmpty();
        assertThat(view.accounts()).isEmpty();
        assertThat(view.incomplete(10)).isEmpty();
        assertThat(view.status()).isEqualTo(new ViewStatus(0, null));
    }

    @Test
    void everyColumnOfAnInstanceIsRead() throws Exception {
        insert(
                "instances",
                "instance_id, version, account, provider, state, actions, vanished, created_at, updated_at, name,"
                        + " image_id, realm_id, hardware_profile, key_name, firewalls, tags, owner_id, native_id,"
                        + " public_addresses, private_addresses, ssh_port, launched_at, username, host_key,"
                        + " admin_password",
                """
                'i-1', 12, 'acc', 'ec2', 'RUNNING', '["STOP"]', TRUE, %1$s, %1$s, 'web', 'img1', 'eu',
                '{"id":"m1","overrides":{"cpu":"2"}}', 'key', '["fw"]', '{"env":"prod"}', 'own', 'n-1',
                '[{"address":"192.0.2.1","type":"IPV4"}]', '[]', 2222, %1$s, 'root', 'SHA256:x',
                '{"commandId":"c-0","toRequester":{"keyId":"k","encapsulatedKey":"AQ==","ciphertext":"Ag=="}}'""".formatted(time(TIME)));
        insert(
                "set_aside",
                "instance_id, topic, partition, log_offset, sequence, reason, passed_over",
                "'i-1', 'instances.events', 0, 7, 13, 'a gap', 3");
        insert("accounts", "account, provider, stale_since", "'acc', 'ec2', " + time(TIME));

        var details = new InstanceDetails(
                "web",
                "img1",
                "eu",
                new HardwareProfile("m1", Map.of("cpu", "2")),
                "key",
                List.of("fw"),
                Map.of("env", "prod"),
                "own",
                "n-1",
                List.of(new Address("192.0.2.1", AddressType.IPV4)),
                List.of(),
                2222,
                TIME,
                "root",
                "SHA256:x",
                new AdminPassword(
                        "c-0",
                        new SealedText("k", ByteBuffer.wrap(new byte[] {1}), ByteBuffer.wrap(new byte[] {2})),
                        null));
        var incomplete = new Incomplete("i-1", 13, 3, "a gap");
        assertThat(view.instance("i-1"))
                .contains(new InstanceRow(
                        "i-1",
                        12,
                        "acc",
                        "ec2",
                        "RUNNING",
                        List.of("STOP"),
                        details,
                        true,
                        TIME,
                        TIME,
                        TIME,
                        incomplete));
        assertThat(view.incomplete(10)).containsExactly(incomplete);
    }

    @Test
    void theHistoryCommandsAndAccountsAreRead() throws Exception {
        insert(
                "events",
                "event_id, instance_id, sequence, type, occurred_at, recorded_at, account, provider, actor, command_id,"
                        + " correlation_id, causation_id, body",
                "'i:1', 'i', 1, 'CommandAccepted', %1$s, %1$s, 'acc', 'ec2', 'ann', 'c', 'co', 'ca', '{\"a\":1}'"
                        .formatted(time(TIME)));
        insert(
                "commands",
                "command_id, instance_id, command_type, status, actor, correlation_id, decided_at, deadline,"
                        + " answered_at,"
                        + " answer, run",
                "'c', 'i', 'RUN', 'SUCCEEDED', 'ann', 'co', %1$s, %1$s, %1$s, '{\"b\":1}', '{\"c\":1}'"
                        .formatted(time(TIME)));
        insert(
                "accounts",
                "account, provider, stale_reason, catalogue, catalogue_problem, sealing_key_id",
                "'acc', 'ec2', 'why', '{\"d\":1}', 'odd', 'k'");
        insert(
                "positions",
                "topic, partition, next_offset, cluster_id, topic_id, last_recorded_at",
                "'instances.events', 0, 1, 'cluster', 'topic', " + time(TIME));

        assertThat(view.events(new EventFilter("i", "c", "ann"), PageRequest.first(10))
                        .items())
                .containsExactly(new EventRow(
                        1,
                        "i:1",
                        "i",
                        1,
                        "CommandAccepted",
                        TIME,
                        TIME,
                        "acc",
                        "ec2",
                        "ann",
                        "c",
                        "co",
                        "ca",
                        "{\"a\":1}"));
        assertThat(view.command("c"))
                .containsExactly(new CommandRow(
                        "c", "i", "RUN", "SUCCEEDED", "ann", "co", TIME, TIME, TIME, "{\"b\":1}", "{\"c\":1}"));
        assertThat(view.accounts())
                .containsExactly(new AccountRow("acc", "ec2", null, "why", "{\"d\":1}", "odd", "k", null));
        assertThat(view.status().lastRecordedAt()).isEqualTo(TIME);
    }

    @Test
    void filtersNarrow() throws Exception {
        insertInstance("i-1", "a", "RUNNING", "{\"env\":\"prod\"}");
        insertInstance("i-2", "a", "STOPPED", "{\"env\":\"test\"}");
        insertInstance("i-3", "b", "RUNNING", "{}");

        assertThat(ids(InstanceFilter.ALL)).containsExactly("i-1", "i-2", "i-3");
        assertThat(ids(new InstanceFilter("RUNNING", null, null, null, null, null, null, Map.of())))
                .containsExactly("i-1", "i-3");
        assertThat(ids(new InstanceFilter("RUNNING", null, "a", null, null, null, null, Map.of())))
                .containsExactly("i-1");
        assertThat(ids(new InstanceFilter(null, null, null, null, null, null, null, Map.of("env", "test"))))
                .containsExactly("i-2");
    }

    @Test
    void pagesFollowEachOther() throws Exception {
        for (int i = 0; i < 5; i++) {
            insertInstance("i-" + i, "a", "RUNNING", "{}");
        }

        List<String> found = new ArrayList<>();
        String cursor = null;
        do {
            Page<InstanceRow> page = view.instances(InstanceFilter.ALL, new PageRequest(cursor, 2));
            page.items().forEach(row -> found.add(row.instanceId()));
            cursor = page.next();
        } while (cursor != null);
        assertThat(found).containsExactly("i-0", "i-1", "i-2", "i-3", "i-4");
        assertThatThrownBy(() -> view.instances(InstanceFilter.ALL, new PageRequest("made up", 2)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theNewsAreTheCommandsOfLaterEvents() throws Exception {
        assertThat(view.lastPosition()).isZero();
        assertThat(view.newsAfter(0)).isEqualTo(new CommandNews(0, Set.of()));
        insertEvent(1, "'c-1'");
        assertThat(view.lastPosition()).isEqualTo(1);
        insertEvent(2, "'c-2'");
        insertEvent(3, "NULL");
        insertEvent(4, "'c-2'");

        assertThat(view.newsAfter(1)).isEqualTo(new CommandNews(4, Set.of("c-2")));
        assertThat(view.newsAfter(4)).isEqualTo(new CommandNews(4, Set.of()));
    }

    private void insertEvent(int sequence, String commandId) throws Exception {
        insert(
                "events",
                "event_id, instance_id, sequence, type, occurred_at, recorded_at, account, provider, actor, command_id,"
                        + " body",
                "'i:%1$d', 'i', %1$d, 'CommandAccepted', %2$s, %2$s, 'acc', 'ec2', 'ann', %3$s, '{}'"
                        .formatted(sequence, time(TIME), commandId));
    }

    @Test
    void commandsAreFoundByManyIdsAtOnce() throws Exception {
        for (String id : List.of("c-1", "c-2", "it''s, \"{}\\")) {
            for (String instance : List.of("i-1", "i-2")) {
                insert(
                        "commands",
                        "command_id, instance_id, command_type, status, actor, decided_at",
                        "'%s', '%s', 'STOP', 'ACCEPTED', 'ann', %s".formatted(id, instance, time(TIME)));
            }
        }

        assertThat(view.commands(List.of("c-2", "it's, \"{}\\", "other")))
                .extracting(CommandRow::commandId, CommandRow::instanceId)
                .containsExactly(
                        tuple("c-2", "i-1"),
                        tuple("c-2", "i-2"),
                        tuple("it's, \"{}\\", "i-1"),
                        tuple("it's, \"{}\\", "i-2"));
        assertThat(view.commands(List.of())).isEmpty();
    }

    private List<String> streamed(InstanceFilter filter, @Nullable String cursor) {
        List<String> found = new ArrayList<>();
        view.stream(filter, cursor, row -> found.add(row.instanceId()));
        return found;
    }

    @Test
    void aStreamHasAllThatMatchInTheirOrder() throws Exception {
        insertInstance("i-2", "a", "STOPPED", "{\"env\":\"test\"}");
        insertInstance("i-1", "a", "RUNNING", "{\"env\":\"prod\"}");
        insertInstance("i-3", "b", "RUNNING", "{}");

        assertThat(streamed(InstanceFilter.ALL, null)).containsExactly("i-1", "i-2", "i-3");
        assertThat(streamed(InstanceFilter.ALL, view.cursorAfter("i-1"))).containsExactly("i-2", "i-3");
        assertThat(streamed(new InstanceFilter("RUNNING", null, "a", null, null, null, null, Map.of()), null))
                .containsExactly("i-1");
        String pages = view.instances(InstanceFilter.ALL, PageRequest.first(2)).next();
        assertThat(streamed(InstanceFilter.ALL, pages)).containsExactly("i-3");
        assertThatThrownBy(() -> streamed(InstanceFilter.ALL, "made up")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aStreamIsOfOneMomentHoweverLongItTakes() throws Exception {
        // More than the driver fetches at once.
        int count = 1_200;
        insertMany(count);
        List<String> found = new ArrayList<>();

        view.<Exception>stream(InstanceFilter.ALL, null, row -> {
            if (found.isEmpty()) {
                insertInstance("later", "a", "RUNNING", "{}");
                run("UPDATE instances SET state = 'STOPPED'");
            }
            assertThat(row.state()).isEqualTo("RUNNING");
            return found.add(row.instanceId());
        });

        assertThat(found).hasSize(count).isSorted().doesNotContain("later");
        assertThat(streamed(InstanceFilter.ALL, null)).hasSize(count + 1).contains("later");
    }

    private void insertMany(int count) throws Exception {
        insertInstance("i-0000", "a", "RUNNING", "{}");
        run("""
                INSERT INTO instances (instance_id, version, account, provider, state, actions, vanished, created_at,
                    updated_at, image_id, firewalls, tags, public_addresses, private_addresses)
                WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < %d)
                SELECT 'i-' || substr(CAST(10000 + x AS text), 2), version, account, provider, state, actions, vanished,
                    created_at, updated_at, image_id, firewalls, tags, public_addresses, private_addresses
                FROM instances CROSS JOIN n
                """.formatted(count - 1));
    }

    @Test
    void aStreamThatIsLeftGivesItsConnectionBack() throws Exception {
        insertInstance("i-1", "a", "RUNNING", "{}");
        insertInstance("i-2", "a", "RUNNING", "{}");

        for (int i = 0; i <= View.MOST_STREAMS; i++) {
            assertThatThrownBy(() -> view.stream(InstanceFilter.ALL, null, row -> {
                        throw new IOException("the client is gone");
                    }))
                    .isInstanceOf(IOException.class);
            List<String> found = new ArrayList<>();
            view.stream(InstanceFilter.ALL, null, row -> {
                found.add(row.instanceId());
                return false;
            });
            assertThat(found).containsExactly("i-1");
        }
    }

    @Test
    void streamsKeepNoOtherQueryWaiting() throws Exception {
        insertInstance("i-1", "a", "RUNNING", "{}");
        within(View.MOST_STREAMS, () -> assertThat(view.instance("i-1")).isPresent());
    }

    /** Does the work while so many streams are under way. */
    private void within(int streams, Runnable work) {
        if (streams == 0) {
            work.run();
            return;
        }
        view.stream(InstanceFilter.ALL, null, row -> {
            within(streams - 1, work);
            return false;
        });
    }
}
