package io.instancebus.benchmarks.stand;

import io.instancebus.accounts.AccountConfig;
import io.instancebus.accounts.AccountsSource;
import io.instancebus.command.CommandService;
import io.instancebus.command.CommandServiceConfig;
import io.instancebus.domain.ProviderType;
import io.instancebus.projector.StateProjector;
import io.instancebus.projector.StateProjectorConfig;
import io.instancebus.provider.ProviderFactory;
import io.instancebus.schemas.BusConnection;
import io.instancebus.view.ViewConfig;
import io.instancebus.worker.Adapters;
import io.instancebus.worker.ProviderWorkers;
import io.instancebus.worker.ProviderWorkersConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Services in this JVM on one bus; each start returns when the service is ready. */
public final class Services implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final BusConnection bus;
    private final Path folder;
    private final Deque<AutoCloseable> running = new ArrayDeque<>();
    private final Adapters adapters = Adapters.load();
    private int workers;

    public Services(BusConnection bus, Path folder) {
        this.bus = bus;
        this.folder = folder;
    }

    public Services commandService() {
        CommandService service = CommandService.start(commandServiceConfig());
        running.push(service);
        await(service::ready);
        return this;
    }

    public CommandServiceConfig commandServiceConfig() {
        String name = bus.topicPrefix() + "benchmark";
        return new CommandServiceConfig(
                bus,
                name,
                folder.resolve("command-service"),
                "one",
                0,
                1,
                AccountsSource.of(List.of(AccountConfig.of("sandbox", ProviderType.SANDBOX, Map.of()))));
    }

    /** Starts a worker whose sandbox has no delays; all workers share the sandbox. */
    public Services worker() {
        return worker(UnaryOperator.identity());
    }

    /** The same. @param around what the worker has in the place of each adapter */
    public Services worker(UnaryOperator<ProviderFactory> around) {
        Map<String, String> settings = Map.of(
                "data-directory",
                folder.resolve("sandbox").toString(),
                "start-delay-ms",
                "0",
                "stop-delay-ms",
                "0",
                "reboot-delay-ms",
                "0",
                "destroy-delay-ms",
                "0",
                "quota",
                "1000000",
                "ssh",
                "false");
        ProviderWorkers service = ProviderWorkers.start(
                new ProviderWorkersConfig(
                        bus,
                        "worker-" + ++workers,
                        AccountsSource.of(List.of(AccountConfig.of("sandbox", ProviderType.SANDBOX, settings))),
                        null,
                        null,
                        null),
                around(adapters.factories(), around));
        running.push(service);
        await(service::ready);
        return this;
    }

    private static Map<ProviderType, ProviderFactory> around(
            Map<ProviderType, ProviderFactory> factories, UnaryOperator<ProviderFactory> around) {
        return factories.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> around.apply(entry.getValue())));
    }

    public Services projector(ViewConfig view) {
        StateProjector service = StateProjector.start(StateProjectorConfig.of(bus, view));
        running.push(service);
        await(service::ready);
        return this;
    }

    private static void await(BooleanSupplier ready) {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!ready.getAsBoolean()) {
            if (System.nanoTime() > until) {
                throw new IllegalStateException("a service was not ready within " + PATIENCE);
            }
            java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
        }
    }

    /** Closes the services in the opposite order. */
    @Override
    public void close() throws Exception {
        while (!running.isEmpty()) {
            running.pop().close();
        }
        adapters.close();
    }
}
