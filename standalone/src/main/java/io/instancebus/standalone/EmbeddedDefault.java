package io.instancebus.standalone;

import io.instancebus.accounts.AccountConfig;
import io.instancebus.accounts.AccountsSource;
import io.instancebus.command.CommandService;
import io.instancebus.command.CommandServiceConfig;
import io.instancebus.embedded.DiskWatch;
import io.instancebus.embedded.EmbeddedKafka;
import io.instancebus.embedded.EmbeddedSchemaRegistry;
import io.instancebus.gateway.Gateway;
import io.instancebus.gateway.GatewayConfig;
import io.instancebus.gateway.HealthCheck;
import io.instancebus.projector.StateProjector;
import io.instancebus.projector.StateProjectorConfig;
import io.instancebus.projector.query.ViewConfig;
import io.instancebus.schemas.BusConnection;
import io.instancebus.schemas.topic.Topics;
import io.instancebus.worker.ProviderWorkers;
import io.instancebus.worker.ProviderWorkersConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.CommonClientConfigs;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything in one JVM: broker, registry, the four services and the view. The same services run by themselves in a
 * deployment; here they only find each other on this machine's loopback.
 */
final class EmbeddedDefault implements AutoCloseable {
    /** Where the log is, below the data directory. */
    static final String LOG = "logs/instance-bus.log";

    /**
     * Fixed for the life of a data directory: a key must never move away from its state. Every transaction
     * pays for each partition that it touches: see docs/benchmarks.md for what fewer gain.
     */
    static final int PARTITIONS = 2;

    private static final Duration READY = Duration.ofSeconds(120);
    private static final Duration CLOSE_AFTER_FAULT = Duration.ofSeconds(5);
    private static final String HOST = "127.0.0.1";

    private final Parts parts = new Parts();
    private final Addresses addresses;
    private final String viewUrl;
    private final String startTime;
    private final DiskWatch disk;
    private volatile boolean failed;

    private EmbeddedDefault(EmbeddedConfig config, Progress progress) {
        try {
            DataDirectory data = parts.add(DataDirectory.open(config.dataDirectory()));
            AccountsSource accounts = accounts(config, data);
            // What is wrong with the file is said before anything is started.
            String named = words(accounts.read());
            EmbeddedKafka kafka = progress.part(
                    "kafka",
                    () -> parts.add(broker(data.folder("kafka"), config.kafkaPort())),
                    EmbeddedKafka::bootstrapServers);
            var unused = kafka.fault().thenAccept(this::brokerFailed);
            disk = kafka.disk();
            EmbeddedSchemaRegistry registry = progress.part(
                    "schema registry",
                    () -> parts.add(EmbeddedSchemaRegistry.start(kafka.bootstrapServers(), config.registryPort())),
                    EmbeddedSchemaRegistry::url);
            // After a crash the same member takes its place again at once.
            BusConnection bus = new BusConnection(
                    kafka.bootstrapServers(),
                    registry.url(),
                    "",
                    PARTITIONS,
                    1,
                    Map.of(CommonClientConfigs.GROUP_INSTANCE_ID_CONFIG, "embedded"));
            ViewConfig view = view(config, data);
            viewUrl = view.url();
            Gateway gateway = services(config, data, bus, view, accounts, named, progress);
            addresses = new Addresses(kafka.bootstrapServers(), registry.url(), gateway.address());
            startTime = progress.total();
        } catch (RuntimeException failure) {
            parts.close();
            throw failure;
        }
    }

    /** Starts everything; what was started is stopped again when a later part fails. */
    static EmbeddedDefault start(EmbeddedConfig config, Progress progress) {
        return new EmbeddedDefault(config, progress);
    }

    /** Has the log go to a file below the data directory; to be called before anything is logged. */
    static void logTo(Path dataDirectory) {
        if (DataDirectory.makePrivate(dataDirectory)) {
            System.err.println("Others could look into " + dataDirectory.toAbsolutePath()
                    + ", which holds keys and passwords. Now only its owner can.");
        }
        Path log = dataDirectory.resolve(LOG);
        PrivateFolder.at(Objects.requireNonNull(log.getParent()));
        System.setProperty("logback.configurationFile", "logback-embedded.xml");
        System.setProperty("instancebus.log", log.toString());
    }

    private Gateway services(
            EmbeddedConfig config,
            DataDirectory data,
            BusConnection bus,
            ViewConfig view,
            AccountsSource accounts,
            String named,
            Progress progress) {
        // Together, since each waits for the broker most of the time. They share the topics: the first to come makes
        // them.
        Starting starting = new Starting();
        Supplier<CommandService> commands = starting.begin(() -> progress.part(
                "command-service",
                () -> ready(
                        parts.add(CommandService.start(commandService(bus, data, accounts))),
                        service -> new Readiness("command-service", service::ready, service::live, disk::refusal),
                        starting,
                        progress),
                service -> "running"));
        Supplier<StateProjector> projector = starting.begin(() -> progress.part(
                "state-projector",
                () -> ready(
                        parts.add(StateProjector.start(StateProjectorConfig.of(bus, view))),
                        service ->
                                new Readiness("state-projector", service::ready, service::live, () -> problem(service)),
                        starting,
                        progress),
                service -> view.url()));
        Supplier<ProviderWorkers> workers = starting.begin(() -> progress.part(
                "provider-workers",
                () -> ready(
                        parts.add(ProviderWorkers.start(providerWorkers(bus, data, accounts))),
                        service -> new Readiness("provider-workers", service::ready, service::live, Optional::empty),
                        starting,
                        progress),
                service -> named));
        starting.await();
        List<HealthCheck> checks = List.of(
                check("command-service", commands.get()::ready),
                new HealthCheck("state-projector", () -> notReady(projector.get())),
                new HealthCheck(
                        "provider-workers",
                        () -> workers.get().ready() ? workers.get().trouble() : Optional.of("not ready")),
                new HealthCheck("disk", disk::refusal, disk::warning));
        return progress.part(
                "gateway",
                () -> parts.add(Gateway.start(gateway(bus, view, config.httpPort()), checks, disk::refusal)),
                Gateway::address);
    }

    private static EmbeddedKafka broker(Path folder, int port) {
        Topics topics = Topics.withoutPrefix();
        return EmbeddedKafka.start(folder, port, List.of(), topic -> !topics.isWrittenByServices(topic));
    }

    private static AccountsSource accounts(EmbeddedConfig config, DataDirectory data) {
        List<AccountConfig> sandbox = List.of(SandboxAccount.in(data.folder("sandbox"), config.sandbox()));
        Path file = config.accounts();
        return file == null ? AccountsSource.of(sandbox) : new AccountsSource.InFile(file, sandbox);
    }

    private static String words(List<AccountConfig> accounts) {
        return (accounts.size() == 1 ? "account " : accounts.size() + " accounts: ")
                + accounts.stream().map(AccountConfig::name).collect(Collectors.joining(", "));
    }

    private static CommandServiceConfig commandService(BusConnection bus, DataDirectory data, AccountsSource accounts) {
        return new CommandServiceConfig(bus, null, data.folder("command-service"), null, null, null, accounts);
    }

    private static ProviderWorkersConfig providerWorkers(
            BusConnection bus, DataDirectory data, AccountsSource accounts) {
        return new ProviderWorkersConfig(bus, "embedded", accounts, data.folder("secrets"), data.folder("keys"), null);
    }

    private static GatewayConfig gateway(BusConnection bus, ViewConfig view, int port) {
        return GatewayConfig.at(bus, view, HOST, port);
    }

    private static ViewConfig view(EmbeddedConfig config, DataDirectory data) {
        String url = config.viewUrl();
        return url == null
                ? ViewConfig.sqlite(data.folder("view").resolve("view.db"))
                : new ViewConfig(url, config.viewUser(), config.viewPassword(), null);
    }

    private static HealthCheck check(String name, BooleanSupplier ready) {
        return new HealthCheck(name, () -> ready.getAsBoolean() ? Optional.empty() : Optional.of("not ready"));
    }

    private static <T> T ready(T part, Function<T, Readiness> asked, Starting others, Progress progress) {
        asked.apply(part).await(READY, others, progress);
        return part;
    }

    private static Optional<String> problem(StateProjector projector) {
        return projector.problems().stream().findFirst();
    }

    private static Optional<String> notReady(StateProjector projector) {
        return projector.ready() ? Optional.empty() : problem(projector).or(() -> Optional.of("not ready"));
    }

    /** Without its broker nothing here can do anything: better an end that is seen than a program that pretends. */
    private void brokerFailed(String reason) {
        Logger log = LoggerFactory.getLogger(EmbeddedDefault.class);
        log.atError().addKeyValue("reason", reason).log("The broker failed; stopping");
        System.err.println("The Kafka broker failed: " + reason + ". Stopping; the log says more.");
        failed = true;
        Thread.ofPlatform().name("broker-failed").start(() -> System.exit(1));
        // The services would wait for the broker for minutes, and are made to be killed.
        Thread.ofPlatform().daemon().name("broker-failed-end").start(() -> {
            LockSupport.parkNanos(CLOSE_AFTER_FAULT.toNanos());
            Runtime.getRuntime().halt(1);
        });
    }

    /** Completes, with numbers, when so little is left on the disk that this must be stopped. */
    CompletionStage<String> exhausted() {
        return disk.exhausted();
    }

    Addresses addresses() {
        return addresses;
    }

    String viewUrl() {
        return viewUrl;
    }

    String startTime() {
        return startTime;
    }

    boolean failed() {
        return failed;
    }

    /** Stops everything, last first. */
    @Override
    public void close() {
        parts.close();
    }
}
