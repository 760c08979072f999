package io.instancebus.benchmarks.where;

import io.instancebus.benchmarks.report.Table;
import io.instancebus.benchmarks.stand.Broker;
import io.instancebus.benchmarks.stand.Creates;
import io.instancebus.benchmarks.stand.Folders;
import io.instancebus.benchmarks.stand.Postgres;
import io.instancebus.benchmarks.stand.Services;
import io.instancebus.provider.ProviderFactory;
import io.instancebus.schemas.BusConnection;
import io.instancebus.schemas.registry.SchemaRegistryClient;
import io.instancebus.view.ViewConfig;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The whole pipeline under a load, with probes at every step; all in this JVM but the database. */
public final class FollowedRun {
    /** How many creates are followed, at most. */
    private static final int FOLLOWED = 1_000;
    /** The load's start and end say more of themselves than of the flow. */
    private static final double LEFT_OUT = 0.1;

    private static final int THREADS = 10;

    private final Broker broker;
    private final Postgres postgres;
    private final Path folder;
    private final int partitions;
    private final UnaryOperator<ProviderFactory> adapter;
    private final ProviderCalls calls = new ProviderCalls();

    /**
     * What was found.
     *
     * @param seconds from the first send until all were RUNNING in the view
     * @param cores that this JVM had meanwhile, on average
     * @param steps of the creates that were followed
     */
    public record Findings(
            int creates,
            double seconds,
            double cores,
            StepTimes steps,
            Table threads,
            Table requests,
            List<String> notes) {
        public double perSecond() {
            return creates / seconds;
        }
    }

    /** @param postgres one that remembers when transactions were committed */
    public FollowedRun(Broker broker, Postgres postgres, Path folder, int partitions) {
        this(broker, postgres, folder, partitions, UnaryOperator.identity());
    }

    /** @param adapter what stands in the place of each adapter */
    public FollowedRun(
            Broker broker, Postgres postgres, Path folder, int partitions, UnaryOperator<ProviderFactory> adapter) {
        this.broker = broker;
        this.postgres = postgres;
        this.folder = folder;
        this.partitions = partitions;
        this.adapter = adapter;
    }

    /** @param what the load in words, for titles */
    public Findings of(String what, Load load) throws Exception {
        BusConnection bus = broker.freshBus(partitions);
        String prefix = Objects.requireNonNull(bus.topicPrefix());
        broker.createTopics(bus);
        ViewConfig view = postgres.freshDatabase();
        Map<String, Double> sent = new ConcurrentHashMap<>();
        Window window = window(load, bus, view, sent);
        Set<String> followed = followed(sent);
        CommittedLog log = CommittedLog.read(broker.folder(), prefix, followed, window.from, window.to);
        StepTimes steps = steps(bus, view, log, sent, followed);
        PollTimes.forget(prefix);
        broker.drop(bus);
        postgres.drop(view);
        Folders.delete(folder);
        return new Findings(
                load.count(),
                window.seconds(),
                window.cpuSeconds / window.seconds(),
                steps,
                window.threads.table("Threads: " + what, THREADS),
                window.requests.table("The broker's requests: " + what, window.seconds()),
                notes(
                        what,
                        load,
                        steps,
                        followed.size() - steps.size(),
                        records(log, prefix, load),
                        transactions(log, window),
                        window));
    }

    /** Runs the load, noting when each command was sent. */
    private Window window(Load load, BusConnection bus, ViewConfig view, Map<String, Double> sent) throws Exception {
        String prefix = Objects.requireNonNull(bus.topicPrefix());
        BusConnection probed = new BusConnection(
                bus.bootstrapServers(), bus.registryUrl(), prefix, partitions, 1, PollTimes.settings());
        try (Services probedServices = new Services(probed, folder).commandService();
                Services unused = new Services(bus, folder).worker(each -> calls.factory(adapter.apply(each)))) {
            probedServices.projector(view);
            try (Creates creates = new Creates(bus, load.count())) {
                Window window = Window.open(prefix);
                load.publish(
                        creates,
                        postgres,
                        view,
                        key -> sent.put(new String(key, StandardCharsets.UTF_8), Now.millis()));
                window.close();
                return window;
            }
        }
    }

    private StepTimes steps(
            BusConnection bus, ViewConfig view, CommittedLog log, Map<String, Double> sent, Set<String> followed)
            throws SQLException {
        Map<String, Instant> rows = postgres.commitTimesOfEvents(view);
        StepTimes steps = new StepTimes();
        try (SchemaRegistryClient registry = broker.registryClient()) {
            Timelines timelines = new Timelines(Broker.topics(bus), log, calls, sent, rows, registry);
            followed.stream().map(timelines::of).filter(Timeline::complete).forEach(steps::add);
        }
        return steps;
    }

    private static List<String> notes(
            String what,
            Load load,
            StepTimes steps,
            int incomplete,
            String records,
            String transactions,
            Window window) {
        String processors = what + ": " + window.processors.words(window.seconds(), window.cpuSeconds) + ".";
        return load.count() == 0
                ? List.of(processors)
                : List.of(
                        what + ", " + steps.size() + " creates followed"
                                + (incomplete == 0 ? "" : " and " + incomplete + " not to the end")
                                + ": " + steps.shares() + ".",
                        processors,
                        what + ": " + transactions + ".",
                        what + ": records for each create: " + records + ".");
    }

    private static Set<String> followed(Map<String, Double> sent) {
        List<String> all = sent.entrySet().stream()
                .sorted(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .toList();
        int skipped = (int) (all.size() * LEFT_OUT);
        List<String> middle = all.subList(skipped, all.size() - skipped);
        int each = Math.max(1, (middle.size() + FOLLOWED - 1) / FOLLOWED);
        return IntStream.range(0, middle.size())
                .filter(index -> index % each == 0)
                .mapToObj(middle::get)
                .collect(Collectors.toSet());
    }

    /** How many records each topic has for a create. */
    private static String records(CommittedLog log, String prefix, Load load) {
        return log.records().entrySet().stream()
                .map(topic -> String.format(
                        Locale.ROOT,
                        "%s %.2f",
                        topic.getKey().replace(prefix, "").replace("benchmark-", ""),
                        topic.getValue() / (double) Math.max(1, load.count())))
                .collect(Collectors.joining(", "));
    }

    private static String transactions(CommittedLog log, Window window) {
        long records =
                log.records().values().stream().mapToLong(Long::longValue).sum();
        double transactions = Math.max(1, window.requests.count("EndTxn"));
        double produced = Math.max(1, window.requests.count("Produce"));
        return String.format(
                Locale.ROOT,
                "%,.0f transactions (%.1f a second), each of %.1f records in %.1f partitions; %,d records, %.1f MB, in"
                        + " %,.0f produce requests, %.1f records in each",
                transactions,
                transactions / window.seconds(),
                log.transactional() / transactions,
                log.markers() / transactions,
                records,
                log.bytes() / 1e6,
                produced,
                records / produced);
    }

    /** What happened between two moments. */
    private static final class Window {
        private final double from = Now.millis();
        private final double cpuBefore = cpuSeconds();
        private final Processors processorsBefore = Processors.now();
        private final RequestTimes requestsBefore = RequestTimes.now();
        private final ThreadTimes threads;
        private double to;
        private double cpuSeconds;
        private Processors processors = processorsBefore;
        private RequestTimes requests = requestsBefore;

        private Window(String prefix) {
            threads = ThreadTimes.start(prefix);
        }

        static Window open(String prefix) {
            return new Window(prefix);
        }

        void close() {
            to = Now.millis();
            cpuSeconds = cpuSeconds() - cpuBefore;
            processors = Processors.now().since(processorsBefore);
            requests = RequestTimes.now().since(requestsBefore);
            threads.close();
        }

        double seconds() {
            return (to - from) / 1e3;
        }

        private static double cpuSeconds() {
            return ManagementFactory.getOperatingSystemMXBean()
                            instanceof com.sun.management.OperatingSystemMXBean system
                    ? system.getProcessCpuTime() / 1e9
                    : Double.NaN;
        }
    }
}
