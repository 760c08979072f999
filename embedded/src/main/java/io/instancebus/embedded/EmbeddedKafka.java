package io.instancebus.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import kafka.server.KafkaConfig;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One real Kafka broker, its own controller, in this JVM and on 127.0.0.1 only. Its records lie in a folder and are
 * there again after a restart, also when the process was killed; like any Kafka broker it leaves the writing to disk to
 * the operating system, so records of the last moments can be lost with the machine's power. Topics are not created by
 * being used. Not for untrusted users of the same machine: whoever can connect can read and write everything.
 */
public final class EmbeddedKafka implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EmbeddedKafka.class);
    private static final Duration READY_WITHIN = Duration.ofSeconds(60);
    private static final Duration AFTER_FAULT = Duration.ofSeconds(5);
    private static final Duration STOP_AFTER_FAULT = Duration.ofSeconds(1);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(30);
    private static final int ATTEMPTS = 5;
    private static final String PURPOSE = "the embedded Kafka broker";

    private final DataDirectory directory;
    private final DiskWatch disk;
    private final int port;
    private final ThreadGroup threads;
    private final CompletableFuture<String> fault = new CompletableFuture<>();
    private final GuardedServer server;
    private volatile boolean ready;
    private boolean closed;

    private EmbeddedKafka(DataDirectory directory, DiskWatch disk, int port, Map<String, String> settings) {
        this.directory = directory;
        this.disk = disk;
        this.port = port;
        this.threads = new ThreadGroup("embedded-kafka-" + port);
        this.server = new GuardedServer(new KafkaConfig(settings, false));
    }

    /**
     * Starts a broker and returns when it answers requests.
     *
     * @param dataDirectory where the records are; created and formatted if new
     * @param port the port of 127.0.0.1 to listen on, 0 for any that is free
     * @throws EmbeddedStartException if the port is taken, the folder is in use or cannot be used, or Kafka fails; the
     *     message says what to do, and nothing stays behind but the folder
     */
    public static EmbeddedKafka start(Path dataDirectory, int port) {
        return start(dataDirectory, port, List.of());
    }

    /**
     * Starts a broker that can be reached by detours too, for those who want to stand between it and its clients.
     *
     * @param detours further ports of 127.0.0.1 to listen on
     * @throws EmbeddedStartException as above
     */
    public static EmbeddedKafka start(Path dataDirectory, int port, List<Detour> detours) {
        return start(dataDirectory, port, detours, topic -> true);
    }

    /**
     * Starts a broker that refuses records while its disk is short of room.
     *
     * @param refusedWhenShort the topics whose publishers are refused first; records on all others are refused when
     *     there is no room left, see {@link #disk}
     * @throws EmbeddedStartException as above
     */
    public static EmbeddedKafka start(
            Path dataDirectory, int port, List<Detour> detours, Predicate<String> refusedWhenShort) {
        return start(
                dataDirectory,
                port,
                refusedWhenShort,
                settings -> detours.forEach(detour -> BrokerSettings.add(detour, settings)));
    }

    /**
     * Starts a broker that also has a port for those whom it does not trust with everything. It does not refuse records
     * while its disk is short of room: a broker has one authorizer.
     *
     * @throws EmbeddedStartException as above
     */
    public static EmbeddedKafka start(Path dataDirectory, int port, AccessControl control) {
        return start(dataDirectory, port, topic -> true, control::addTo);
    }

    static EmbeddedKafka start(
            Path dataDirectory, int port, Predicate<String> refusedWhenShort, Consumer<Map<String, String>> further) {
        LoopbackPorts.free(port, PURPOSE);
        var directory = DataDirectory.open(dataDirectory);
        try {
            var disk = DiskWatch.start(directory.path(), refusedWhenShort);
            WriteGuard.ask(directory.path().toString(), disk);
            try {
                directory.formatIfNew();
                return start(directory, disk, port, further);
            } catch (RuntimeException e) {
                letGo(directory, disk);
                throw e;
            }
        } catch (EmbeddedStartException e) {
            directory.close();
            throw e;
        } catch (RuntimeException e) {
            directory.close();
            throw couldNotStart(directory, e);
        }
    }

    private static EmbeddedKafka start(
            DataDirectory directory, DiskWatch disk, int wantedPort, Consumer<Map<String, String>> further) {
        for (int attempt = 1; ; attempt++) {
            int port = LoopbackPorts.free(wantedPort, PURPOSE);
            int controllerPort = LoopbackPorts.freeBesides(Set.of(port), "the controller of " + PURPOSE);
            var texts = BrokerSettings.of(directory.path(), port, controllerPort);
            texts.put("authorizer.class.name", WriteGuard.class.getName());
            further.accept(texts);
            texts.put(WriteGuard.FOLDER, directory.path().toString());
            var kafka = new EmbeddedKafka(directory, disk, port, texts);
            try {
                kafka.startServer();
                return kafka;
            } catch (ExecutionException e) {
                kafka.stopServer();
                if (!LoopbackPorts.wasTaken(e) || attempt == ATTEMPTS) {
                    throw couldNotStart(directory, e.getCause() == null ? e : e.getCause());
                }
                log.atInfo().addKeyValue("attempt", attempt).log("a free port was taken meanwhile; choosing again");
            }
        }
    }

    private static EmbeddedStartException couldNotStart(DataDirectory directory, Throwable cause) {
        return new EmbeddedStartException("Kafka could not start in " + directory.path() + ": " + cause, cause);
    }

    private void startServer() throws ExecutionException {
        long begin = System.nanoTime();
        BrokerFaults.watch(threads, this::stopAfterFault);
        var startup = new CompletableFuture<@Nullable Void>();
        new Thread(threads, () -> startInto(startup), "embedded-kafka-start").start();
        try {
            CompletableFuture.anyOf(startup, fault)
                    .handle((done, failure) -> done)
                    .get();
            // After a fault the failure that led to it is the better thing to say, if it comes.
            startup.get(fault.isDone() ? AFTER_FAULT.toSeconds() : READY_WITHIN.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new ExecutionException(new IllegalStateException(fault.getNow("no answer"), e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ExecutionException(e);
        }
        ready = true;
        log.atInfo()
                .addKeyValue("bootstrapServers", bootstrapServers())
                .addKeyValue("directory", directory.path())
                .addKeyValue("millis", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin))
                .log("embedded Kafka broker ready");
    }

    private void startInto(CompletableFuture<@Nullable Void> startup) {
        try {
            server.startup();
            try (var admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers()))) {
                awaitAnswer(admin);
                abortHangingTransactions(admin);
            }
            startup.complete(null);
        } catch (Throwable e) {
            // Scala throws checked exceptions undeclared, and Kafka throws errors where a thread ought to end.
            startup.completeExceptionally(e);
        }
    }

    /** The server says that it is up when its sockets listen; it is of use when it names itself to a client. */
    private static void awaitAnswer(Admin admin) throws InterruptedException, ExecutionException, TimeoutException {
        long deadline = System.nanoTime() + READY_WITHIN.toNanos();
        while (admin.describeCluster()
                .nodes()
                .get(READY_WITHIN.toSeconds(), TimeUnit.SECONDS)
                .isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw new TimeoutException("the broker did not join its own cluster within " + READY_WITHIN);
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    /** A broker whose transactions cannot be looked at is of use all the same: most have none that hang. */
    private static void abortHangingTransactions(Admin admin) throws InterruptedException {
        try {
            int ended = new HangingTransactions(admin).abort();
            if (ended > 0) {
                log.atWarn().addKeyValue("aborted", ended).log("the last stop left transactions that nobody would end");
            }
        } catch (ExecutionException | TimeoutException e) {
            log.atError().setCause(e).log("hanging transactions could not be looked for; readers may stand still");
        }
    }

    /** What a client puts into {@code bootstrap.servers}. */
    public String bootstrapServers() {
        return LoopbackPorts.HOST + ":" + port;
    }

    /** The port that clients connect to. */
    public int port() {
        return port;
    }

    /**
     * Completes with Kafka's reason if the broker ends by itself, for instance because the disk is full; Kafka's wish
     * to end the process is not obeyed. The broker is closed by then, or about to be. Never completes otherwise.
     */
    public CompletionStage<String> fault() {
        return fault.minimalCompletionStage();
    }

    /** The room on its disk. */
    public DiskWatch disk() {
        return disk;
    }

    private void stopAfterFault(String reason) {
        disk.look();
        String whole = disk.refusal().map(full -> full + " " + reason).orElse(reason);
        if (fault.complete(whole) && ready) {
            // Not on the thread that failed: closing waits for that thread.
            new Thread(this::close, "embedded-kafka-stop").start();
        }
    }

    /** Stops the broker in good order and lets go of its folder; a second call does nothing. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            stopServer();
            letGo(directory, disk);
            directory.close();
        }
    }

    private static void letGo(DataDirectory directory, DiskWatch disk) {
        WriteGuard.forget(directory.path().toString());
        disk.close();
    }

    private void stopServer() {
        server.shutdown(fault.isDone() ? STOP_AFTER_FAULT : LONGEST_STOP);
        server.awaitShutdown();
        BrokerFaults.forget(threads);
    }
}
