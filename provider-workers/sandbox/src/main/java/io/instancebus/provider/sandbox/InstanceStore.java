package io.instancebus.provider.sandbox;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The instances of a sandbox and their request keys, durable. The journal has the whole instance after each change, so
 * the last entry counts. Any thread may read; one thread at a time may write.
 */
final class InstanceStore implements AutoCloseable {
    private static final long SMALLEST_REWRITE = 8L * 1024 * 1024;
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final Map<String, SandboxInstance> byId = new ConcurrentHashMap<>();
    private final Map<String, String> idByKey = new ConcurrentHashMap<>();
    private final Duration keysFor;
    private final Journal journal;
    private long rewriteAt = SMALLEST_REWRITE;

    InstanceStore(Path path, Duration keysFor) throws IOException {
        this.keysFor = keysFor;
        this.journal = Journal.open(path, text -> remember(MAPPER.readValue(text, SandboxInstance.class)));
        this.rewriteAt = Math.max(SMALLEST_REWRITE, journal.size() * 2);
    }

    @Nullable
    SandboxInstance get(String nativeId) {
        return byId.get(nativeId);
    }

    @Nullable
    SandboxInstance byKey(String requestKey) {
        String nativeId = idByKey.get(requestKey);
        return nativeId == null ? null : byId.get(nativeId);
    }

    Collection<SandboxInstance> all() {
        return byId.values();
    }

    /** Adds or replaces an instance; if it throws, nothing has changed. */
    void put(SandboxInstance instance, Instant now) throws IOException {
        if (journal.size() > rewriteAt) {
            rewrite(now);
        }
        journal.append(MAPPER.writeValueAsString(instance));
        remember(instance);
    }

    @Override
    public void close() throws IOException {
        journal.close();
    }

    private void rewrite(Instant now) throws IOException {
        Instant forgotten = now.minus(keysFor);
        byId.values().stream()
                .filter(instance -> instance.conditionAt(now).ended()
                        && instance.sinceAt(now).isBefore(forgotten))
                .forEach(this::forget);
        journal.rewrite(byId.values().stream().map(MAPPER::writeValueAsString));
        rewriteAt = Math.max(SMALLEST_REWRITE, journal.size() * 2);
    }

    private void remember(SandboxInstance instance) {
        byId.put(instance.nativeId(), instance);
        idByKey.put(instance.requestKey(), instance.nativeId());
    }

    private void forget(SandboxInstance instance) {
        idByKey.remove(instance.requestKey());
        byId.remove(instance.nativeId());
    }
}
