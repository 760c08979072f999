package io.instancebus.standalone;

import io.instancebus.accounts.AccountConfig;
import io.instancebus.accounts.AccountsSource;
import io.instancebus.embedded.EmbeddedKafka;
import io.instancebus.gateway.Gateway;
import io.instancebus.gateway.GatewayConfig;
import io.instancebus.schemas.topic.Topics;
import io.instancebus.service.Closing;
import io.instancebus.service.HealthCheck;
import io.instancebus.service.ProcessMeters;
import io.instancebus.view.ViewConfig;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.LoggerFactory;

/**
 * Everything in one JVM: broker, registry, the four services and the view. The same services run by themselves in a
 * deployment; here they only find each other on this machine's loopback. The gateway outlives the broker: while the
 * rest is suspended it still answers from the view, and says why it takes no command. For one thread.
 */
final class EmbeddedDefault implements AutoCloseable {
    /** Where the log is, below the data directory. */
    static final String LOG = "logs/instance-bus.log";

    /**
     * Fixed for the life of a data directory: a key must never move away from its state. Every transaction
     * pays for each partition that it touches: see docs/benchmarks.md for what fewer gain.
     */
    static final int PARTITIONS = 2;

    private static final Duration LONGEST_STOP = Duration.ofSeconds(30);
    private static final Duration LONGEST_STOP_WITH_BROKER_BACK = Duration.ofMinutes(3);
    private static final Duration CLOSE_AFTER_FAULT = Duration.ofSeconds(5);
    private static final String HOST = "127.0.0.1";

    private final Closing parts = new Closing();
    private final ProcessMeters meters;
    private final DataDirectory data;
    private final Optional<Path> plugins;
    private final AccountsSource accounts;
    private final ViewConfig view;
    private final Addresses addresses;
    private final String startTime;
    private volatile EmbeddedKafka kafka;
    private volatile Services services;
    private volatile Optional<String> noRoom = Optional.empty();
    private volatile boolean suspended;
    private volatile boolean up;
    private Closing running = new Closing();
    private CompletableFuture<?> servicesStopped = CompletableFuture.completedFuture(running);

    private EmbeddedDefault(EmbeddedConfig config, Progress progress) {
        try {
            meters = parts.add(new ProcessMeters());
            data = parts.add(DataDirectory.open(config.dataDirectory()));
            accounts = accounts(config, data);
            plugins = config.plugins();
            // What is wrong with the file is said before anything is started.
            var unused = accounts.read();
            view = view(config, data);
            kafka = broker(data, config.kafkaPort(), progress);
            parts.add(() -> kafka.close());
            var unusedEnd = kafka.fault().thenAccept(this::failedWhileStarting);
            parts.add(() -> {
                if (!suspended) {
                    stopServices();
                }
            });
            services = services(config.registryPort(), progress);
            Gateway gateway = progress.part("gateway", () -> gateway(config.httpPort()), Gateway::address);
            addresses = new Addresses(kafka.bootstrapServers(), services.bus().registryUrl(), gateway.address());
            startTime = progress.total();
            up = true;
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

    private static EmbeddedKafka broker(DataDirectory data, int port, Progress progress) {
        Topics topics = Topics.withoutPrefix();
        return progress.part(
                "kafka",
                () -> EmbeddedKafka.start(
                        data.folder("kafka"), port, List.of(), topic -> !topics.isWrittenByServices(topic)),
                EmbeddedKafka::bootstrapServers);
    }

    private Gateway gateway(int port) {
        List<HealthCheck> checks = new ArrayList<>(Services.checks(() -> services));
        checks.add(new HealthCheck("disk", Optional::empty, () -> kafka.disk().warning()));
        GatewayConfig config = GatewayConfig.at(services.bus(), view, HOST, port);
        return parts.add(Gateway.start(config, checks, this::refusal, meters));
    }

    private static AccountsSource accounts(EmbeddedConfig config, DataDirectory data) {
        List<AccountConfig> sandbox = List.of(SandboxAccount.in(data.folder("sandbox"), config.sandbox()));
        Path file = config.accounts();
        return file == null ? AccountsSource.of(sandbox) : new AccountsSource.InFile(file, sandbox);
    }

    private static ViewConfig view(EmbeddedConfig config, DataDirectory data) {
        String url = config.viewUrl();
        return url == null
                ? ViewConfig.sqlite(data.folder("view").resolve("view.db"))
                : new ViewConfig(url, config.viewUser(), config.viewPassword(), null);
    }

    private Services services(int registryPort, Progress progress) {
        return new Services(
                running, kafka, interruption(), registryPort, data, view, accounts, plugins, meters, progress);
    }

    /** Why there is no room for commands, in words for anybody; empty while there is. */
    private Optional<String> refusal() {
        return noRoom.or(() -> kafka.disk().refusal());
    }

    private void failedWhileStarting(String reason) {
        if (!up) {
            endWithoutBroker(reason);
        }
    }

    /** Ends the process within seconds: the services would wait for the broker for minutes, and are made to be killed. */
    static void endWithoutBroker(String reason) {
        LoggerFactory.getLogger(EmbeddedDefault.class)
                .atError()
                .addKeyValue("reason", reason)
                .log("The broker failed; stopping");
        System.err.println("The Kafka broker failed: " + reason + ". Stopping; the log says more.");
        Thread.ofPlatform().name("broker-failed").start(() -> System.exit(1));
        Thread.ofPlatform().daemon().name("broker-failed-end").start(() -> {
            LockSupport.parkNanos(CLOSE_AFTER_FAULT.toNanos());
            Runtime.getRuntime().halt(1);
        });
    }

    /**
     * Completes, with the reason, when the broker that runs now has failed, or has so little room left that it must be
     * suspended while that still can be done in good order.
     */
    CompletableFuture<String> interruption() {
        return kafka.disk()
                .exhausted()
                .applyToEither(kafka.fault(), reason -> reason)
                .toCompletableFuture();
    }

    /** Whether the broker was short of room when it was last looked at, or had none at any time. */
    boolean ranOutOfRoom() {
        return refusal().isPresent()
                || kafka.disk().exhausted().toCompletableFuture().isDone();
    }

    /**
     * Stops the broker and all that write to it, until {@link #resume}. Services whose broker has failed cannot stop:
     * they wait until it is there again.
     *
     * @param reason for those whose commands are refused meanwhile for want of room; empty if there is room, and only no
     *     broker
     */
    void suspend(Optional<String> reason) throws InterruptedException {
        noRoom = reason;
        suspended = true;
        stopServices();
        kafka.close();
    }

    /**
     * Starts the broker on the same port, waits for the services that could not stop without it, and starts new ones.
     *
     * @throws RuntimeException if a part cannot be started; all is suspended as before
     */
    void resume(Progress progress) throws InterruptedException {
        kafka = broker(
                data, URI.create("kafka://" + addresses.bootstrapServers()).getPort(), progress);
        if (!awaitServicesStopped(interruption(), LONGEST_STOP_WITH_BROKER_BACK)) {
            kafka.close();
            throw new IllegalStateException(
                    interruption().getNow("the services that waited for the broker do not stop"));
        }
        try {
            running = new Closing();
            services = services(URI.create(addresses.registryUrl()).getPort(), progress);
            noRoom = Optional.empty();
            suspended = false;
        } catch (RuntimeException e) {
            suspend(noRoom);
            throw e;
        }
    }

    /** Returns when they have stopped, or wait for a broker that has failed. */
    private void stopServices() throws InterruptedException {
        servicesStopped = CompletableFuture.runAsync(
                running::close,
                task -> Thread.ofPlatform().daemon().name("services-stop").start(task));
        var unused = awaitServicesStopped(kafka.fault().toCompletableFuture(), LONGEST_STOP);
    }

    /** Whether they have stopped: not, if it takes too long or the broker ends before. */
    private boolean awaitServicesStopped(CompletableFuture<String> brokerEnd, Duration atMost)
            throws InterruptedException {
        try {
            var unused =
                    CompletableFuture.anyOf(servicesStopped, brokerEnd).get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LoggerFactory.getLogger(EmbeddedDefault.class)
                    .atWarn()
                    .setCause(e)
                    .log("The services do not stop; the broker is stopped before them");
        }
        return servicesStopped.isDone();
    }

    Addresses addresses() {
        return addresses;
    }

    String viewUrl() {
        return view.url();
    }

    String startTime() {
        return startTime;
    }

    /** Stops everything, last first. */
    @Override
    public void close() {
        parts.close();
    }
}
