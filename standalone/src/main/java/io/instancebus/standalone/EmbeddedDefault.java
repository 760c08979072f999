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
 * Everything in one JVM: broker, registry, the four services and the view. A deployment runs the same services as
 * processes; here they find each other on this machine's loopback. The gateway outlives the broker: while the other
 * parts are suspended it still answers from the view, and says why it takes no commands. Not thread-safe.
 */
final class EmbeddedDefault implements AutoCloseable {
    /** The log file, relative to the data directory. */
    static final String LOG = "logs/instance-bus.log";

    /**
     * Fixed for the life of a data directory: a key must never move away from its state. Every transaction pays for
     * each partition that it touches; docs/benchmarks.md has the measured gain of fewer.
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
            // Reports errors in the file before anything is started.
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

    /** Starts everything; when a part fails to start, stops the earlier ones. */
    static EmbeddedDefault start(EmbeddedConfig config, Progress progress) {
        return new EmbeddedDefault(config, progress);
    }

    /**
     * Writes the log to a file below the data directory; call this before anything that logs is loaded. That includes
     * {@link EmbeddedConfig}, which checks the settings of the sandbox.
     */
    static void logTo(Path dataDirectory) {
        if (DataDirectory.makePrivate(dataDirectory)) {
            System.err.println("Other users could read " + dataDirectory.toAbsolutePath()
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

    /** Why commands are refused for lack of disk space, for anybody; empty while there is space. */
    private Optional<String> refusal() {
        return noRoom.or(() -> kafka.disk().refusal());
    }

    private void failedWhileStarting(String reason) {
        if (!up) {
            endWithoutBroker(reason);
        }
    }

    /**
     * Ends the process within seconds: a clean stop would wait minutes for the broker, and the services tolerate being
     * killed.
     */
    static void endWithoutBroker(String reason) {
        LoggerFactory.getLogger(EmbeddedDefault.class)
                .atError()
                .addKeyValue("reason", reason)
                .log("The broker failed; stopping");
        System.err.println("The Kafka broker failed: " + reason + ". Stopping; the log has the details.");
        Thread.ofPlatform().name("broker-failed").start(() -> System.exit(1));
        Thread.ofPlatform().daemon().name("broker-failed-end").start(() -> {
            LockSupport.parkNanos(CLOSE_AFTER_FAULT.toNanos());
            Runtime.getRuntime().halt(1);
        });
    }

    /**
     * Completes, with the reason, when the current broker has failed, or when so little disk space is left that it must
     * be suspended while a clean stop is still possible.
     */
    CompletableFuture<String> interruption() {
        return kafka.disk()
                .exhausted()
                .applyToEither(kafka.fault(), reason -> reason)
                .toCompletableFuture();
    }

    /** Whether the broker was short of disk space at the last check, or has ever run out of it. */
    boolean ranOutOfRoom() {
        return refusal().isPresent()
                || kafka.disk().exhausted().toCompletableFuture().isDone();
    }

    /**
     * Stops the broker and all its clients until {@link #resume}. Services whose broker has failed cannot stop: they
     * wait for its return.
     *
     * @param reason the reason why commands are refused meanwhile for lack of disk space; empty if there is space, and
     *     only the broker is missing
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
     * @throws RuntimeException if a part cannot be started; everything stays suspended
     */
    void resume(Progress progress) throws InterruptedException {
        kafka = broker(
                data, URI.create("kafka://" + addresses.bootstrapServers()).getPort(), progress);
        if (!awaitServicesStopped(interruption(), LONGEST_STOP_WITH_BROKER_BACK)) {
            kafka.close();
            throw new IllegalStateException(
                    interruption().getNow("the services that waited for the broker did not stop"));
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

    /** Returns when the services have stopped, or wait for a broker that has failed. */
    private void stopServices() throws InterruptedException {
        servicesStopped = CompletableFuture.runAsync(
                running::close,
                task -> Thread.ofPlatform().daemon().name("services-stop").start(task));
        var unused = awaitServicesStopped(kafka.fault().toCompletableFuture(), LONGEST_STOP);
    }

    /** Whether the services have stopped; false after the time limit, or if the broker fails before. */
    private boolean awaitServicesStopped(CompletableFuture<String> brokerEnd, Duration atMost)
            throws InterruptedException {
        try {
            var unused =
                    CompletableFuture.anyOf(servicesStopped, brokerEnd).get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LoggerFactory.getLogger(EmbeddedDefault.class)
                    .atWarn()
                    .setCause(e)
                    .log("The services did not stop in time; stopping the broker before them");
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

    /** Stops everything in the opposite order. */
    @Override
    public void close() {
        parts.close();
    }
}
