package io.instancebus.faults;

import io.instancebus.avro.InstanceEvent;
import io.instancebus.client.ClientConfig;
import io.instancebus.client.InstanceBusClient;
import io.instancebus.faults.check.Answers;
import io.instancebus.faults.check.CommandKey;
import io.instancebus.faults.check.DeadLetters;
import io.instancebus.faults.check.Disclosures;
import io.instancebus.faults.check.Folded;
import io.instancebus.faults.check.Images;
import io.instancebus.faults.check.Log;
import io.instancebus.faults.check.Provider;
import io.instancebus.faults.check.Recovery;
import io.instancebus.faults.check.Rest;
import io.instancebus.faults.check.Verdict;
import io.instancebus.faults.plan.Cast;
import io.instancebus.faults.plan.Kind;
import io.instancebus.faults.plan.Plan;
import io.instancebus.faults.plan.Secrets;
import io.instancebus.faults.plan.Step;
import io.instancebus.faults.plan.Story;
import io.instancebus.schemas.sealing.SealingPublicKey;
import io.instancebus.testbed.SandboxAccount;
import io.instancebus.testbed.ServiceProcess;
import io.instancebus.testbed.Testbed;
import io.instancebus.testbed.TestbedConfig;
import io.instancebus.testbed.Usage;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One run: start everything, break it for a while, let it come to rest, check what is left. */
final class FaultRun {
    private static final int DISK_MEGABYTES = 768;
    private static final Duration RECOVERY_WITHIN = Duration.ofSeconds(90);
    private static final Duration QUIET_LOG = Duration.ofSeconds(5);
    /** What an outage of the answering service itself may add to a deadline. */
    private static final Duration ALLOWANCE = Duration.ofSeconds(60);

    private final Options options;
    private final PrintStream out;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Set<CommandKey> taken = ConcurrentHashMap.newKeySet();
    private final List<Incident> incidents = new ArrayList<>();
    private final List<Verdict> verdicts = new ArrayList<>();
    private final List<String> notTried = new ArrayList<>();
    private final Secrets secrets;
    private final Instant startedAt = Instant.now();

    FaultRun(Options options, PrintStream out) {
        this.options = options;
        this.out = out;
        this.secrets = new Secrets(options.seed(), -1);
    }

    /** Ends it soon: no more faults, and no checks. */
    void stop() {
        stop.countDown();
    }

    Outcome run() throws IOException, InterruptedException, SQLException {
        Files.createDirectories(options.data());
        Path databaseFolder = options.data().toAbsolutePath().resolve("postgres");
        Optional<Disk> disk = Disk.mount(databaseFolder, DISK_MEGABYTES);
        if (disk.isEmpty()) {
            notTried.add(Kind.DISK.words() + ": a small disk cannot be mounted here (it takes root)");
        }
        try {
            return run(disk, databaseFolder);
        } finally {
            disk.ifPresent(Disk::close);
        }
    }

    private Outcome run(Optional<Disk> disk, Path databaseFolder)
            throws IOException, InterruptedException, SQLException {
        Optional<Clocks> clocks = Clocks.in(options.data().toAbsolutePath().resolve("clocks"));
        if (clocks.isEmpty()) {
            notTried.add(Kind.CLOCK.words() + ": libfaketime is not installed (Debian: apt-get install faketime)");
        }
        Map<String, String> passwords =
                Map.of(TestbedConfig.VIEW_PASSWORD, secrets.next(), TestbedConfig.SANDBOX_PASSWORD, secrets.next());
        TestbedConfig bare = TestbedConfig.in(options.data())
                .withDatabaseFolder(databaseFolder)
                .withProcesses(2, 2)
                .withAccounts(accounts())
                .withSecrets(passwords)
                .withProxies();
        List<String> services = Testbed.serviceNames(bare);
        // In two minutes nothing gets hot enough for the optimizing compiler to pay.
        TestbedConfig paced = options.brief()
                ? bare.withJavaOptions(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx384m"))
                : bare;
        TestbedConfig config = clocks.map(all -> paced.withEnvironments(all.environments(services)))
                .orElse(paced);
        say("Starting a broker, a registry, PostgreSQL and " + services.size() + " services in " + config.folder());
        Judged judged;
        try (Testbed testbed = Testbed.start(config)) {
            judged = new Judged(new Sandboxes(testbed));
            try (Bus bus = new Bus(testbed.bootstrapServers(), testbed.registryUrl())) {
                judged.outcome = breakAndCheck(testbed, bus, disk, clocks, judged);
            }
        }
        if (stop.getCount() > 0) {
            verdicts.add(new Disclosures(secrets.mark())
                    .search(List.of(config.folder()), config.folder().resolve("secrets")));
        }
        return judged.outcome();
    }

    /** What is known when the processes are down. */
    private final class Judged {
        private final Sandboxes sandboxes;
        private Map<String, Folded> folded = Map.of();
        private @Nullable Outcome outcome;

        Judged(Sandboxes sandboxes) {
            this.sandboxes = sandboxes;
        }

        Outcome outcome() {
            return java.util.Objects.requireNonNull(outcome).with(verdicts);
        }
    }

    private List<SandboxAccount> accounts() {
        Map<String, String> policy = options.brief()
                ? Map.of("stallAfter", "5s", "noProgressLimit", "20s", "hardLimit", "100s", "settlement", "8s")
                : Map.of();
        Map<String, String> quick = Map.of("start-delay-ms", "500", "stop-delay-ms", "300", "destroy-delay-ms", "300");
        return List.of(
                new SandboxAccount(Canary.ACCOUNT, Map.of("start-delay-ms", "0"), policy),
                new SandboxAccount("quick", quick, policy),
                new SandboxAccount("usual", Map.of(), policy),
                new SandboxAccount("throttled", Map.of("calls-per-second", "15"), policy),
                new SandboxAccount("small", Map.of("quota", "12"), policy));
    }

    private Outcome breakAndCheck(Testbed testbed, Bus bus, Optional<Disk> disk, Optional<Clocks> clocks, Judged judged)
            throws IOException, InterruptedException, SQLException {
        try (Tap tap = new Tap(client(testbed, "tap"));
                InstanceBusClient canaryClient = new InstanceBusClient(client(testbed, Canary.ACCOUNT));
                Canary canary = new Canary(new Sending(canaryClient, taken), tap, testbed.httpUrl())) {
            SealingPublicKey key = sealingKey(testbed);
            canary.start();
            // The first songs warm everything up; only what comes after them is what is usual.
            Thread.sleep(Duration.ofSeconds(options.brief() ? 5 : 20));
            long quiet = System.nanoTime();
            List<Sending> sendings = new ArrayList<>();
            List<Thread> publishers = publish(testbed, key, sendings);
            Thread.sleep(Duration.ofSeconds(options.brief() ? 6 : 40));
            Canary.Usual usual = canary.usual(quiet);
            Map<String, Usage> before = usage(testbed);
            say("Usual latency (median): accepted after %.0f ms, shown by the gateway after %.0f ms, done after %.0f ms"
                    .formatted(usual.accepted(), usual.shown(), usual.done()));
            Injector injector = new Injector(testbed, bus, disk, clocks, options.seed());
            long begin = System.nanoTime();
            breakThings(testbed, injector, canary, usual, disk.isPresent(), clocks.isPresent());
            long end = System.nanoTime();
            publishers.forEach(Thread::interrupt);
            if (stop.getCount() > 0) {
                restAndCheck(testbed, bus, tap, canary, injector, publishers, sendings, before, judged);
            }
            sendings.forEach(sending -> sending.client().close());
            return new Outcome(
                    options,
                    startedAt,
                    Duration.ofNanos(end - begin),
                    begin,
                    usual,
                    canary.since(quiet),
                    List.copyOf(incidents),
                    List.copyOf(notTried),
                    List.of(),
                    taken.size(),
                    tap.arrivals().size(),
                    stop.getCount() == 0);
        }
    }

    private void restAndCheck(
            Testbed testbed,
            Bus bus,
            Tap tap,
            Canary canary,
            Injector injector,
            List<Thread> publishers,
            List<Sending> sendings,
            Map<String, Usage> before,
            Judged judged)
            throws InterruptedException, SQLException, IOException {
        say("Waiting until everything is answered");
        for (Thread publisher : publishers) {
            publisher.join();
        }
        canary.close();
        sendings.forEach(Sending::await);
        settle(testbed, tap, injector);
        say("Checking");
        check(testbed, bus, tap, injector, before, judged);
    }

    private ClientConfig client(Testbed testbed, String actor) {
        return new ClientConfig(
                testbed.bootstrapServers(),
                testbed.registryUrl(),
                Bus.TOPICS,
                actor,
                "/instance-bus/faults",
                Map.of("reconnect.backoff.max.ms", "200"));
    }

    private SealingPublicKey sealingKey(Testbed testbed) throws InterruptedException {
        try (ViewReading view = new ViewReading(testbed)) {
            for (int attempt = 0; attempt < 600; attempt++) {
                Optional<SealingPublicKey> key = view.accounts().stream()
                        .flatMap(account -> Stream.ofNullable(account.sealingKey()))
                        .map(SealingPublicKey::of)
                        .findFirst();
                if (key.isPresent()) {
                    return key.get();
                }
                Thread.sleep(100);
            }
        }
        throw new IllegalStateException("the workers have published no key to seal to");
    }

    private List<Thread> publish(Testbed testbed, SealingPublicKey key, List<Sending> sendings) {
        List<String> names = accounts().stream()
                .map(SandboxAccount::name)
                .filter(name -> !name.equals(Canary.ACCOUNT))
                .toList();
        String password =
                java.util.Objects.requireNonNull(testbed.config().secrets().get(TestbedConfig.SANDBOX_PASSWORD));
        List<Thread> threads = new ArrayList<>();
        for (int number = 1; number <= options.publishers(); number++) {
            String name = "publisher-" + number;
            Sending sending = new Sending(new InstanceBusClient(client(testbed, name)), taken);
            sendings.add(sending);
            Publisher publisher = new Publisher(name, new Story(options.seed(), number, names), sending, key, password);
            Duration pace =
                    Duration.ofSeconds(1).multipliedBy(options.publishers()).dividedBy(options.rate());
            threads.add(Thread.ofPlatform().daemon().name(name).start(() -> publisher.run(pace)));
        }
        return threads;
    }

    private void breakThings(
            Testbed testbed, Injector injector, Canary canary, Canary.Usual usual, boolean disk, boolean clocks)
            throws IOException, InterruptedException {
        Set<Kind> possible = EnumSet.allOf(Kind.class);
        if (!disk) {
            possible.remove(Kind.DISK);
        }
        if (!clocks) {
            possible.remove(Kind.CLOCK);
        }
        List<String> services =
                testbed.services().stream().map(ServiceProcess::name).toList();
        List<String> usingView = services.stream()
                .filter(name -> name.equals(Testbed.GATEWAY) || name.startsWith("state-projector"))
                .toList();
        Duration deciderClock = options.brief() ? Duration.ofSeconds(20) : Duration.ofMinutes(2);
        Plan plan = new Plan(options.seed(), new Cast(services, usingView, possible, deciderClock, options.brief()));
        long giveUp = System.nanoTime() + options.duration().toNanos();
        // However short the run: one of each kind.
        while (stop.getCount() > 0 && (System.nanoTime() < giveUp || incidents.size() < possible.size())) {
            Step step = plan.next();
            if (stop.await(step.gap().toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
            Incident incident = inject(step, injector, canary, usual);
            incidents.add(incident);
            say("%3d  %s  %-75s %s"
                    .formatted(incidents.size(), clock(), step.fault().words(), words(incident)));
        }
    }

    private Incident inject(Step step, Injector injector, Canary canary, Canary.Usual usual)
            throws IOException, InterruptedException {
        long begin = System.nanoTime();
        injector.begin(step.fault());
        try {
            stop.await(step.fault().hold().toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            injector.end(step.fault());
        }
        long end = System.nanoTime();
        List<String> fallen = new ArrayList<>();
        Optional<Recovery> recovery = Optional.empty();
        long giveUp = end + RECOVERY_WITHIN.toNanos();
        while (recovery.isEmpty() && System.nanoTime() < giveUp && stop.getCount() > 0) {
            fallen.addAll(injector.restartTheFallen());
            Thread.sleep(100);
            recovery = canary.recovery(begin, end, usual);
        }
        return new Incident(step.fault(), begin, end, recovery, fallen);
    }

    private static String words(Incident incident) {
        String fallen = incident.fallen().isEmpty() ? "" : "; ended by itself: " + incident.fallen();
        return incident.recovery()
                        .map(back -> back.fromFault().isZero()
                                ? "not felt"
                                : "usual again after %.1f s (%.1f s after its end)"
                                        .formatted(
                                                back.fromFault().toMillis() / 1e3,
                                                back.fromEnd().toMillis() / 1e3))
                        .orElse("NOT AS USUAL WITHIN " + RECOVERY_WITHIN.toSeconds() + " s")
                + fallen;
    }

    /** Until all is answered and the log is quiet; what is not answered by then is for the checks to tell. */
    private void settle(Testbed testbed, Tap tap, Injector injector)
            throws InterruptedException, SQLException, IOException {
        long giveUp = System.nanoTime() + (options.brief() ? Duration.ofMinutes(3) : Duration.ofMinutes(12)).toNanos();
        while (System.nanoTime() < giveUp && stop.getCount() > 0) {
            injector.restartTheFallen();
            boolean quiet = System.nanoTime() - tap.lastArrival() > QUIET_LOG.toNanos();
            if (quiet && tap.unanswered(taken) == 0 && caughtUp(testbed, tap)) {
                return;
            }
            Thread.sleep(500);
        }
        say("Still unanswered: " + tap.unanswered(taken) + "; went on to the checks all the same");
    }

    private static boolean caughtUp(Testbed testbed, Tap tap) throws SQLException, IOException {
        try (ViewReading view = new ViewReading(testbed)) {
            return view.countEvents() >= tap.arrivals().size();
        }
    }

    private void check(Testbed testbed, Bus bus, Tap tap, Injector injector, Map<String, Usage> before, Judged judged)
            throws IOException, InterruptedException, SQLException {
        List<InstanceEvent> log = bus.events();
        Set<CommandKey> commands = bus.commands().stream().map(CommandKey::of).collect(Collectors.toSet());
        commands.addAll(taken);
        judged.folded = Folded.of(log);
        verdicts.add(Answers.once(commands, log));
        verdicts.add(Answers.inTime(log, tap.arrivals(), ALLOWANCE));
        verdicts.add(Log.sequences(log));
        verdicts.add(Log.transitions(log));
        verdicts.add(Images.snapshots(judged.folded, bus.snapshots()));
        verdicts.add(DeadLetters.once(
                injector.spoiled(),
                bus.all(Bus.TOPICS.deadLetters()).stream()
                        .filter(one -> one.value() != null)
                        .map(one -> new String(one.value(), StandardCharsets.ISO_8859_1))
                        .toList()));
        verdicts.add(Provider.once(judged.sandboxes.made(), created(log)));
        verdicts.add(Provider.agrees(judged.folded, judged.sandboxes.conditions()));
        verdicts.add(Rest.letGo(before, usage(testbed)));
        verdicts.add(noSecretOnTopics(bus));
        checkView(testbed, judged);
    }

    private static Set<String> created(List<InstanceEvent> log) {
        return log.stream()
                .filter(event -> event.getCommandSucceeded() != null
                        && event.getCommandSucceeded().getCommandType() == io.instancebus.avro.CommandType.CREATE)
                .map(InstanceEvent::getInstanceId)
                .collect(Collectors.toSet());
    }

    private void checkView(Testbed testbed, Judged judged) throws IOException, InterruptedException, SQLException {
        List<String> events;
        List<String> commands;
        try (ViewReading view = new ViewReading(testbed)) {
            verdicts.add(Rest.nothingStuck(judged.folded, view.waiting()));
            verdicts.add(Images.view("the view is the fold of the log", judged.folded, view.instances()));
            events = view.events();
            commands = view.commands();
        }
        long written = judged.sandboxes.written();
        rebuild(testbed);
        try (ViewReading view = new ViewReading(testbed)) {
            verdicts.add(
                    Images.view("after a rebuild, the view is the fold of the log", judged.folded, view.instances()));
            verdicts.add(Images.same("after a rebuild, the view's history is the same", events, view.events()));
            verdicts.add(Images.same("after a rebuild, each command's fate is the same", commands, view.commands()));
        }
        long after = judged.sandboxes.written();
        verdicts.add(new Verdict(
                "the rebuild changed nothing at the provider",
                1,
                after == written ? List.of() : List.of("its journals grew by " + (after - written) + " bytes")));
    }

    private void rebuild(Testbed testbed) throws InterruptedException {
        List<ServiceProcess> projectors = testbed.services().stream()
                .filter(process -> process.name().startsWith("state-projector"))
                .toList();
        projectors.forEach(ServiceProcess::terminate);
        try (ServiceProcess rebuild = testbed.another(
                "rebuild",
                "rebuild",
                testbed.configuration(projectors.getFirst().name()),
                said -> true)) {
            rebuild.start();
            ProcessHandle running = rebuild.handle().orElse(null);
            if (running != null) {
                running.onExit().join();
            }
            say("Rebuilt the view: "
                    + rebuild.said().lines().reduce((first, last) -> last).orElse("nothing said"));
        }
    }

    private Verdict noSecretOnTopics(Bus bus) {
        Disclosures disclosures = new Disclosures(secrets.mark());
        List<String> broken = new ArrayList<>();
        long looked = 0;
        for (String topic : List.of(
                Bus.TOPICS.commands(),
                Bus.TOPICS.events(),
                Bus.TOPICS.state(),
                Bus.TOPICS.tasks("sandbox"),
                Bus.TOPICS.runs(),
                Bus.TOPICS.reports(),
                Bus.TOPICS.deadLetters())) {
            for (var one : bus.all(topic)) {
                looked++;
                if (one.value() != null && disclosures.in(one.value())) {
                    broken.add("a secret is in " + topic + "-" + one.partition() + " at " + one.offset());
                }
            }
        }
        return new Verdict("no secret in any record", looked, broken);
    }

    /** After the garbage is collected, so that what is held is what is needed. */
    private static Map<String, Usage> usage(Testbed testbed) throws IOException, InterruptedException {
        Map<String, Usage> usage = new TreeMap<>();
        for (ServiceProcess process : testbed.processes()) {
            Optional<ProcessHandle> handle = process.handle();
            if (handle.isPresent() && !process.name().equals(Testbed.POSTGRES)) {
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "jcmd")
                                        .toString(),
                                Long.toString(handle.get().pid()),
                                "GC.run")
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor();
            }
            process.usage().ifPresent(held -> usage.put(process.name(), held));
        }
        return usage;
    }

    private String clock() {
        Duration since = Duration.between(startedAt, Instant.now());
        return "%02d:%02d".formatted(since.toMinutes(), since.toSecondsPart());
    }

    private void say(String words) {
        out.println(words);
        out.flush();
    }
}
