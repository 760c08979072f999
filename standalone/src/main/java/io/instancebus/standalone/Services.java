package io.instancebus.standalone;

import io.instancebus.accounts.AccountConfig;
import io.instancebus.accounts.AccountsSource;
import io.instancebus.command.CommandService;
import io.instancebus.command.CommandServiceConfig;
import io.instancebus.embedded.EmbeddedKafka;
import io.instancebus.embedded.EmbeddedSchemaRegistry;
import io.instancebus.projector.StateProjector;
import io.instancebus.projector.StateProjectorConfig;
import io.instancebus.schemas.BusConnection;
import io.instancebus.service.Closing;
import io.instancebus.service.Health;
import io.instancebus.service.HealthCheck;
import io.instancebus.service.ProcessMeters;
import io.instancebus.service.Service;
import io.instancebus.view.ViewConfig;
import io.instancebus.worker.ProviderWorkers;
import io.instancebus.worker.ProviderWorkersConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/** The schema registry and the services that write to the bus. They last as long as their broker. */
final class Services {
    private static final Duration READY = Duration.ofSeconds(120);
    private static final Duration LONGEST_STOP = Duration.ofMinutes(10);

    private static final Map<String, String> CLIENT_SETTINGS = Map.of(
            // After a crash the same member rejoins its group at once.
            CommonClientConfigs.GROUP_INSTANCE_ID_CONFIG, "embedded",
            // A fetch is answered as soon as there is a record, so that this only says how often an idle consumer asks.
            ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, "2000");

    private final EmbeddedKafka kafka;
    private final CompletableFuture<String> interruption;
    private final BusConnection bus;
    private final CommandService commands;
    private final StateProjector projector;
    private final ProviderWorkers workers;

    /**
     * Starts them and returns when all are ready.
     *
     * @param parts the folder with further provider adapters; empty for none
     * @param plugins the folder with further provider adapters; empty for none
     * @param meters the meters of the process
     * @param interruption completes, with the reason, when the broker has failed
     */
    Services(
            Closing parts,
            EmbeddedKafka kafka,
            CompletableFuture<String> interruption,
            int registryPort,
            DataDirectory data,
            ViewConfig view,
            AccountsSource accounts,
            Optional<Path> plugins,
            ProcessMeters meters,
            Progress progress) {
        this.kafka = kafka;
        this.interruption = interruption;
        EmbeddedSchemaRegistry registry = progress.part(
                "schema registry",
                () -> parts.add(EmbeddedSchemaRegistry.start(kafka.bootstrapServers(), registryPort)),
                EmbeddedSchemaRegistry::url);
        bus = new BusConnection(
                kafka.bootstrapServers(), registry.url(), "", EmbeddedDefault.PARTITIONS, 1, CLIENT_SETTINGS);
        // In parallel, because each waits for the broker most of the time. They share the topics: the first service
        // creates them.
        Starting starting = new Starting();
        Supplier<CommandService> startingCommands = starting.begin(() -> progress.part(
                "command-service",
                () -> ready(
                        started(parts, data, accounts, meters),
                        service -> readiness("command-service", service::ready, service::live, Optional::empty),
                        starting,
                        progress),
                service -> "running"));
        Supplier<StateProjector> startingProjector = starting.begin(() -> progress.part(
                "state-projector",
                () -> ready(
                        parts.add(StateProjector.start(StateProjectorConfig.of(bus, view), meters.registry())),
                        service -> readiness("state-projector", service::ready, service::live, () -> problem(service)),
                        starting,
                        progress),
                service -> view.url()));
        Supplier<ProviderWorkers> startingWorkers = starting.begin(() -> progress.part(
                "provider-workers",
                () -> ready(
                        parts.add(ProviderWorkers.start(providerWorkers(data, accounts), meters.registry(), plugins)),
                        service -> readiness("provider-workers", service::ready, service::live, Optional::empty),
                        starting,
                        progress),
                service -> words(accounts.read(), service.disabled())));
        starting.await();
        commands = startingCommands.get();
        projector = startingProjector.get();
        workers = startingWorkers.get();
    }

    /** Waits for a predecessor that has not stopped yet, because it still has the folder open. */
    private CommandService started(Closing parts, DataDirectory data, AccountsSource accounts, ProcessMeters meters) {
        CommandService service = CommandService.start(commandService(data, accounts), meters.registry());
        parts.add(() -> service.close(LONGEST_STOP));
        return service;
    }

    private CommandServiceConfig commandService(DataDirectory data, AccountsSource accounts) {
        return new CommandServiceConfig(bus, null, data.folder("command-service"), null, null, null, accounts);
    }

    private ProviderWorkersConfig providerWorkers(DataDirectory data, AccountsSource accounts) {
        return new ProviderWorkersConfig(bus, "embedded", accounts, data.folder("secrets"), data.folder("keys"), null);
    }

    static String words(List<AccountConfig> accounts, Set<String> disabled) {
        return (accounts.size() == 1 ? "account " : accounts.size() + " accounts: ")
                + accounts.stream()
                        .map(AccountConfig::name)
                        .map(name ->
                                disabled.contains(name) ? name + " (disabled: see /v1/accounts/" + name + ")" : name)
                        .collect(Collectors.joining(", "));
    }

    private static <T> T ready(T part, Function<T, Readiness> asked, Starting others, Progress progress) {
        asked.apply(part).await(READY, others, progress);
        return part;
    }

    /** Ends the wait for readiness as soon as the broker fails. */
    private Readiness readiness(
            String name, BooleanSupplier ready, BooleanSupplier live, Supplier<Optional<String>> unavailableReason) {
        return new Readiness(
                name,
                ready,
                () -> live.getAsBoolean() && !interruption.isDone(),
                () -> interruption.isDone()
                        ? Optional.of(interruption.join())
                        : kafka.disk().refusal().or(unavailableReason));
    }

    private static Optional<String> problem(StateProjector projector) {
        return projector.problems().stream().findFirst();
    }

    /** The connection of these services to the bus; any other client on this machine can use it too. */
    BusConnection bus() {
        return bus;
    }

    /** One check for each of the services that run at the time of the call. */
    static List<HealthCheck> checks(Supplier<Services> current) {
        return List.of(
                check("command-service", () -> current.get().commands),
                check("state-projector", () -> current.get().projector),
                check("provider-workers", () -> current.get().workers));
    }

    private static HealthCheck check(String name, Supplier<Service> service) {
        return new Health(() -> service.get().checks()).asCheck(name);
    }
}
