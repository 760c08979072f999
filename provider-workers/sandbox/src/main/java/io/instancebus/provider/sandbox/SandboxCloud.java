package io.instancebus.provider.sandbox;

import io.instancebus.provider.CreateRequest;
import io.instancebus.provider.Foreign;
import io.instancebus.provider.ProviderFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * An embedded cloud. Its instances, their request keys, its SSH host key and password are stored in a folder, which
 * only one cloud at a time can open; they survive kill -9. Thread-safe. Accounts use it through {@link
 * SandboxProvider}; {@link SandboxControl} simulates other events.
 */
public final class SandboxCloud implements AutoCloseable {
    private final SandboxConfig config;
    private final InstantSource clock;
    private final SandboxFolder folder;
    private final InstanceStore store;
    private final Gate gate;
    private final Transitions transitions;
    private final InjectedFaults injectedFaults = new InjectedFaults();
    private final AtomicLong creates = new AtomicLong();
    private final SplittableRandom random = new SplittableRandom();
    private final Object writing = new Object();
    private @Nullable SandboxSshServer ssh;
    // Guarded by writing. It may be too high, because an instance can end without a call, but never too low.
    private int living;
    private boolean closed;

    /** A listing; an incomplete one is unreliable. */
    record Listing(boolean complete, Map<String, SandboxInstance> instances) {}

    /** A change of an instance. */
    @FunctionalInterface
    interface Change {
        SandboxInstance of(SandboxInstance instance, Instant now) throws ProviderFailure;
    }

    private SandboxCloud(SandboxFolder folder, SandboxConfig config, InstantSource clock) throws IOException {
        this.folder = folder;
        this.config = config;
        this.clock = clock;
        this.gate = new Gate(clock, config.callsPerSecond());
        this.transitions = new Transitions(config);
        this.store = new InstanceStore(folder.journal(), config.keysFor());
        this.living = store.all().size();
    }

    /**
     * Opens the sandbox in a folder, or creates one there, and starts its SSH server.
     *
     * @throws IOException if the folder cannot be used, another cloud has it open, or a configured SSH port is taken
     */
    public static SandboxCloud open(Path dataFolder, SandboxConfig config) throws IOException {
        return open(dataFolder, config, InstantSource.system());
    }

    /** Opens it with another clock. */
    public static SandboxCloud open(Path dataFolder, SandboxConfig config, InstantSource clock) throws IOException {
        SandboxFolder folder = SandboxFolder.lock(dataFolder);
        SandboxCloud cloud;
        try {
            cloud = new SandboxCloud(folder, config, clock);
        } catch (IOException | RuntimeException e) {
            folder.close();
            throw e;
        }
        try {
            if (config.ssh().enabled()) {
                cloud.ssh = SandboxSshServer.start(folder, config.ssh(), cloud::guest, clock);
            }
            return cloud;
        } catch (IOException | RuntimeException e) {
            cloud.close();
            throw e;
        }
    }

    /** The port of the SSH server on 127.0.0.1; the user name chooses the instance. */
    public OptionalInt sshPort() {
        return ssh == null ? OptionalInt.empty() : OptionalInt.of(ssh.port());
    }

    /** The file with the password of every instance. */
    public Path passwordFile() {
        return folder.passwordFile(config.ssh());
    }

    /** Controls failures and other events, for tests and demonstrations. */
    public SandboxControl control() {
        return new SandboxControl(this, store, gate, clock);
    }

    long createsExecuted() {
        return creates.get();
    }

    int commandsRunning() {
        return ssh == null ? 0 : ssh.commandsRunning();
    }

    @Override
    public void close() {
        synchronized (writing) {
            if (closed) {
                return;
            }
            closed = true;
        }
        gate.outage(Optional.of(Outage.UNREACHABLE));
        try (folder;
                store) {
            if (ssh != null) {
                ssh.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the sandbox did not close cleanly", e);
        }
    }

    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    SandboxInstance create(CreateRequest request) throws ProviderFailure {
        gate.admit();
        SandboxMode mode = SandboxMode.of(request.tags());
        SandboxInstance existing = store.byKey(request.requestKey());
        if (existing != null) {
            return existing;
        }
        Creation.check(request);
        injectedFaults.before(mode, request);
        SandboxInstance candidate = Creation.of(request, mode, nativeId(), now(), config.startDelay());
        SandboxInstance kept = keep(candidate);
        boolean executed = kept.nativeId().equals(candidate.nativeId());
        InjectedFaults.after(mode, request, executed);
        return kept;
    }

    void start(String nativeId) throws ProviderFailure {
        gate.admit();
        change(nativeId, transitions::start);
    }

    void stop(String nativeId, boolean force) throws ProviderFailure {
        gate.admit();
        change(nativeId, (instance, now) -> transitions.stop(instance, force, now));
    }

    void reboot(String nativeId) throws ProviderFailure {
        gate.admit();
        change(nativeId, transitions::reboot);
    }

    void destroy(String nativeId, String requestKey) throws ProviderFailure {
        gate.admit();
        change(nativeId, (instance, now) -> {
            if (!instance.requestKey().equals(requestKey)) {
                throw Foreign.refusal(nativeId, requestKey);
            }
            return transitions.destroy(instance, now);
        });
    }

    /** The instances that the sandbox knows; it forgets an instance some time after its end. */
    Listing list(Collection<String> nativeIds) throws ProviderFailure {
        gate.admit();
        if (gate.listsNothing()) {
            return new Listing(false, Map.of());
        }
        Instant now = clock.instant();
        Map<String, SandboxInstance> found = new HashMap<>();
        for (String nativeId : nativeIds) {
            SandboxInstance instance = store.get(nativeId);
            if (instance != null && shown(instance, now)) {
                found.put(nativeId, instance);
            }
        }
        return new Listing(true, found);
    }

    /** The instance with this key, unless it has ended. */
    Listing listByKey(String requestKey) throws ProviderFailure {
        gate.admit();
        if (gate.listsNothing()) {
            return new Listing(false, Map.of());
        }
        SandboxInstance instance = store.byKey(requestKey);
        if (instance == null || instance.conditionAt(clock.instant()).ended()) {
            return new Listing(true, Map.of());
        }
        return new Listing(true, Map.of(instance.nativeId(), instance));
    }

    void catalogueAsked() throws ProviderFailure {
        gate.admit();
    }

    private boolean shown(SandboxInstance instance, Instant now) {
        return switch (instance.conditionAt(now)) {
            case VANISHED -> false;
            case GONE -> instance.sinceAt(now).plus(config.goneFor()).isAfter(now);
            case PENDING, RUNNING, REBOOTING, STOPPING, STOPPED, ERROR, DESTROYING -> true;
        };
    }

    /** The instance with this id, if it accepts logins. */
    private Optional<SandboxInstance> guest(String nativeId) {
        return Optional.ofNullable(store.get(nativeId))
                .filter(instance -> instance.conditionAt(clock.instant()) == Condition.RUNNING);
    }

    private String nativeId() {
        synchronized (random) {
            return "i-" + HexFormat.of().toHexDigits(random.nextLong());
        }
    }

    /** Stores the candidate, or returns the instance that an earlier create with the same key made. */
    private SandboxInstance keep(SandboxInstance candidate) throws ProviderFailure {
        synchronized (writing) {
            SandboxInstance existing = store.byKey(candidate.requestKey());
            if (existing != null) {
                return existing;
            }
            checkQuota();
            write(candidate);
            living++;
            creates.incrementAndGet();
            return candidate;
        }
    }

    private void checkQuota() throws ProviderFailure {
        if (living >= config.quota()) {
            Instant now = clock.instant();
            living = (int) store.all().stream()
                    .filter(instance -> !instance.conditionAt(now).ended())
                    .count();
        }
        if (living >= config.quota()) {
            throw Failures.quota(living, config.quota());
        }
    }

    void change(String nativeId, Change change) throws ProviderFailure {
        SandboxInstance changed;
        synchronized (writing) {
            SandboxInstance instance = store.get(nativeId);
            if (instance == null || instance.conditionAt(now()).ended()) {
                throw Failures.notFound(nativeId);
            }
            changed = change.of(instance, now());
            if (changed != instance) {
                write(changed);
            }
        }
        if (ssh != null && changed.conditionAt(now()) != Condition.RUNNING) {
            ssh.hangUp(nativeId);
        }
    }

    private void write(SandboxInstance instance) throws ProviderFailure {
        if (closed) {
            throw ProviderFailure.unreachable("the sandbox is closed", null);
        }
        try {
            store.put(instance, now());
        } catch (IOException e) {
            throw Failures.storage(e);
        }
    }
}
