package io.instancebus.gateway;

import io.instancebus.avro.Address;
import io.instancebus.avro.AdminPassword;
import io.instancebus.avro.HardwareProfile;
import io.instancebus.avro.InstanceDetails;
import io.instancebus.avro.SealedText;
import io.instancebus.gateway.json.Json;
import io.instancebus.projector.jdbc.ViewStores;
import io.instancebus.view.AccountRow;
import io.instancebus.view.CommandNews;
import io.instancebus.view.CommandRow;
import io.instancebus.view.EventFilter;
import io.instancebus.view.EventRow;
import io.instancebus.view.Incomplete;
import io.instancebus.view.InstanceFilter;
import io.instancebus.view.InstanceRow;
import io.instancebus.view.InstanceSink;
import io.instancebus.view.Page;
import io.instancebus.view.PageRequest;
import io.instancebus.view.View;
import io.instancebus.view.ViewConfig;
import io.instancebus.view.ViewStatus;
import io.instancebus.view.ViewUnavailable;
import io.instancebus.view.jdbc.Views;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A real view in SQLite, whose rows a test writes as they are to be read. It can be away, and remembers the last filter
 * that it was asked with.
 */
final class SqliteView implements View {
    private final Path folder;
    private final View view;
    private final Connection tables;
    volatile InstanceFilter lastFilter = InstanceFilter.ALL;
    volatile boolean away;

    /** The tables are made once for all tests of this JVM. */
    private static final class Template {
        static final Path FILE = make();

        private static Path make() {
            Path file = newFolder().resolve("view.db");
            ViewStores.open(ViewConfig.sqlite(file)).close();
            file.toFile().deleteOnExit();
            return file;
        }
    }

    SqliteView() {
        folder = newFolder();
        Path file = folder.resolve("view.db");
        ViewConfig config = ViewConfig.sqlite(file);
        try {
            Files.copy(Template.FILE, file);
            tables = DriverManager.getConnection(config.url());
            try (Statement statement = tables.createStatement()) {
                statement.execute("PRAGMA busy_timeout = 60000");
                statement.execute("PRAGMA synchronous = OFF");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        view = Views.open(config);
    }

    private static Path newFolder() {
        try {
            Path folder = Files.createTempDirectory("gateway-view-");
            folder.toFile().deleteOnExit();
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An instance; that it is stale is said by its account, and that it is incomplete by an {@link Incomplete}. */
    void add(InstanceRow row) {
        InstanceDetails details = row.details();
        HardwareProfile profile = details.getHardwareProfile();
        AdminPassword password = details.getAdminPassword();
        insert(
                """
                INSERT INTO instances (instance_id, version, account, provider, state, actions, vanished, created_at,
                    updated_at, name, image_id, realm_id, hardware_profile, key_name, firewalls, tags, owner_id,
                    native_id, public_addresses, private_addresses, ssh_port, launched_at, username, host_key,
                    admin_password)
                """,
                row.instanceId(),
                row.version(),
                row.account(),
                row.provider(),
                row.state(),
                json(row.actions()),
                row.vanished(),
                row.createdAt(),
                row.updatedAt(),
                details.getName(),
                details.getImageId(),
                details.getRealmId(),
                profile == null ? null : json(Map.of("id", profile.getId(), "overrides", profile.getOverrides())),
                details.getKeyName(),
                json(details.getFirewalls()),
                json(details.getTags()),
                details.getOwnerId(),
                details.getNativeId(),
                addresses(details.getPublicAddresses()),
                addresses(details.getPrivateAddresses()),
                details.getSshPort(),
                details.getLaunchedAt(),
                details.getUsername(),
                details.getHostKey(),
                password == null ? null : password(password));
    }

    private static String addresses(List<Address> addresses) {
        return json(addresses.stream()
                .map(each -> Map.of(
                        "address", each.getAddress(), "type", each.getType().name()))
                .toList());
    }

    private static String password(AdminPassword password) {
        Map<String, Object> fields = new LinkedHashMap<>(Map.of("commandId", password.getCommandId()));
        SealedText toRequester = password.getToRequester();
        if (toRequester != null) {
            fields.put(
                    "toRequester",
                    Map.of(
                            "keyId",
                            toRequester.getKeyId(),
                            "encapsulatedKey",
                            toRequester.getEncapsulatedKey().array(),
                            "ciphertext",
                            toRequester.getCiphertext().array()));
        }
        return json(fields);
    }

    private static String json(Object value) {
        return Json.MAPPER.writeValueAsString(value);
    }

    /** An event, after those that were added before. */
    void add(EventRow row) {
        insert(
                """
                INSERT INTO events (event_id, instance_id, sequence, type, occurred_at, recorded_at, account, provider,
                    actor, command_id, correlation_id, causation_id, body)
                """,
                row.eventId(),
                row.instanceId(),
                row.sequence(),
                row.type(),
                row.occurredAt(),
                row.recordedAt(),
                row.account(),
                row.provider(),
                row.actor(),
                row.commandId(),
                row.correlationId(),
                row.causationId(),
                row.body());
    }

    void add(CommandRow row) {
        insert(
                """
                INSERT INTO commands (command_id, instance_id, command_type, status, actor, correlation_id, decided_at,
                    deadline, answered_at, answer, run)
                """,
                row.commandId(),
                row.instanceId(),
                row.commandType(),
                row.status(),
                row.actor(),
                row.correlationId(),
                row.decidedAt(),
                row.deadline(),
                row.answeredAt(),
                row.answer(),
                row.run());
    }

    void add(AccountRow row) {
        insert(
                """
                INSERT INTO accounts (account, provider, stale_since, stale_reason, catalogue, catalogue_problem,
                    sealing_key_id, sealing_key)
                """,
                row.account(),
                row.provider(),
                row.staleSince(),
                row.staleReason(),
                row.catalogue(),
                row.catalogueProblem(),
                row.sealingKeyId(),
                row.sealingKey());
    }

    void add(Incomplete incomplete) {
        insert(
                "INSERT INTO set_aside (instance_id, topic, partition, log_offset, sequence, reason, passed_over)",
                incomplete.instanceId(),
                "instances.events",
                0,
                0,
                incomplete.fromSequence(),
                incomplete.reason(),
                incomplete.missingEvents());
    }

    private synchronized void insert(String into, @Nullable Object... values) {
        String places = String.join(", ", Collections.nCopies(values.length, "?"));
        try (PreparedStatement insert = tables.prepareStatement(into + " VALUES (" + places + ")")) {
            for (int i = 0; i < values.length; i++) {
                insert.setObject(i + 1, values[i] instanceof Instant time ? (Object) time.toEpochMilli() : values[i]);
            }
            insert.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private View answering() {
        if (away) {
            throw new ViewUnavailable("jdbc:postgresql://db.internal refused", new IllegalStateException());
        }
        return view;
    }

    @Override
    public Optional<InstanceRow> instance(String instanceId) {
        return answering().instance(instanceId);
    }

    @Override
    public Page<InstanceRow> instances(InstanceFilter filter, PageRequest page) {
        lastFilter = filter;
        return answering().instances(filter, page);
    }

    @Override
    public <E extends Exception> void stream(InstanceFilter filter, @Nullable String cursor, InstanceSink<E> sink)
            throws E {
        lastFilter = filter;
        answering().stream(filter, cursor, sink);
    }

    @Override
    public String cursorAfter(String instanceId) {
        return view.cursorAfter(instanceId);
    }

    @Override
    public Page<EventRow> events(EventFilter filter, PageRequest page) {
        return answering().events(filter, page);
    }

    @Override
    public List<CommandRow> command(String commandId) {
        return answering().command(commandId);
    }

    @Override
    public List<CommandRow> commands(List<String> commandIds) {
        return answering().commands(commandIds);
    }

    @Override
    public long lastPosition() {
        return answering().lastPosition();
    }

    @Override
    public CommandNews newsAfter(long position) {
        return answering().newsAfter(position);
    }

    @Override
    public List<AccountRow> accounts() {
        return answering().accounts();
    }

    @Override
    public List<Incomplete> incomplete(int limit) {
        return answering().incomplete(limit);
    }

    @Override
    public ViewStatus status() {
        return answering().status();
    }

    @Override
    public void close() {
        view.close();
        try {
            tables.close();
            for (String name : List.of("view.db", "view.db-wal", "view.db-shm", "")) {
                Files.deleteIfExists(folder.resolve(name));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
