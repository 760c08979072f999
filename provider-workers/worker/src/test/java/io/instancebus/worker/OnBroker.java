package io.instancebus.worker;

import static org.awaitility.Awaitility.await;

import io.instancebus.accounts.AccountConfig;
import io.instancebus.accounts.AccountsSource;
import io.instancebus.domain.ProviderType;
import io.instancebus.embedded.EmbeddedBus;
import io.instancebus.provider.ProviderFactory;
import io.instancebus.schemas.BusConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** Workers on a real broker and registry, which a class shares; each test has topics and groups of its own. */
@Tag("broker")
@Tag("slow")
abstract class OnBroker {
    static final Duration LONG = Duration.ofSeconds(120);
    private static final AtomicInteger prefixes = new AtomicInteger();
    private static EmbeddedBus broker;

    @TempDir
    Path folder;

    final ScriptedProvider provider = new ScriptedProvider();
    final AtomicInteger refused = new AtomicInteger();
    final List<AutoCloseable> open = new ArrayList<>();
    BusConnection bus;
    BusProbe probe;

    @BeforeAll
    static void startBroker(@TempDir Path folder) {
        broker = EmbeddedBus.start(folder.resolve("broker"));
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void connect() {
        String prefix = "t" + prefixes.incrementAndGet() + ".";
        bus = new BusConnection(broker.bootstrapServers(), broker.registryUrl(), prefix, 4, 1, Map.of());
        probe = new BusProbe(bus);
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
        probe.close();
    }

    static String account(String name, int concurrency) {
        return ("  - { name: %s, provider: sandbox, providerTimeout: 25s, passInterval: 500ms,"
                        + " limits: { concurrency: %d } }\n")
                .formatted(name, concurrency);
    }

    ProviderWorkers start(String name, Map<String, ScriptedProvider> accounts) throws IOException {
        Path file = accountsFile(accounts.keySet().stream()
                .sorted()
                .map(each -> account(each, each.equals("slow") ? 3 : 64))
                .toList());
        return start(name, file, ScriptedFactory.sandbox(each -> scripted(each, accounts)));
    }

    ProviderWorkers start(String name, Path file, Map<ProviderType, ProviderFactory> factories) {
        ProviderWorkersConfig config = new ProviderWorkersConfig(bus, name, AccountsSource.in(file), null, null, null);
        ProviderWorkers workers = ProviderWorkers.start(config, factories);
        open.add(workers);
        return workers;
    }

    ScriptedProvider scripted(AccountConfig account, Map<String, ScriptedProvider> accounts) {
        ScriptedProvider found = accounts.get(account.name());
        if (found == null) {
            refused.incrementAndGet();
            throw new IllegalArgumentException("no script for it");
        }
        return found;
    }

    Path accountsFile(List<String> accounts) throws IOException {
        Path fresh = Files.writeString(folder.resolve("fresh.yaml"), "accounts:\n" + String.join("", accounts));
        return Files.move(fresh, folder.resolve("accounts.yaml"), StandardCopyOption.REPLACE_EXISTING);
    }

    ProviderWorkers startReady(String name) throws IOException {
        ProviderWorkers workers = start(name, Map.of("main", provider));
        await().atMost(LONG).until(workers::ready);
        return workers;
    }

    ProviderWorkers startReady(Path file, Map<ProviderType, ProviderFactory> factories) {
        ProviderWorkers workers = start("one", file, factories);
        await().atMost(LONG).until(workers::ready);
        return workers;
    }

    long creates() {
        return provider.calls.stream()
                .filter(call -> call.startsWith("create "))
                .count();
    }

    boolean lookedAt(String id) {
        return probe.reports("InstanceObserved").stream()
                .anyMatch(report -> report.getInstanceId().equals(id));
    }
}
