package io.instancebus.faults;

import io.instancebus.client.InstanceBusClient;
import io.instancebus.faults.check.CommandKey;
import io.instancebus.faults.check.Disclosures;
import io.instancebus.faults.check.Recovery;
import io.instancebus.faults.check.Verdict;
import io.instancebus.faults.plan.Cast;
import io.instancebus.faults.plan.Fault;
import io.instancebus.faults.plan.Plan;
import io.instancebus.faults.plan.Secrets;
import io.instancebus.faults.plan.Step;
import io.instancebus.testbed.ServiceProcess;
import io.instancebus.testbed.Testbed;
import io.instancebus.testbed.Usage;
import java.io.IOException;
import java.io.PrintStream;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One run: starts everything, injects faults for a while, waits until the bus is at rest, and checks the rules. */
final class FaultRun {
    private static final Duration RECOVERY_WITHIN = Duration.ofSeconds(90);
    /** By then a process sees that its clock is right again. */
    private static final Duration CLOCK_SEEN_WITHIN = Duration.ofSeconds(2);

    private static final Duration OVERTAKEN_FOR = Duration.ofMinutes(3);

    private final Options options;
    private final PrintStream out;
    private final Secrets secrets;
    private final Disclosures disclosures;
    private final Instant startedAt = Instant.now();
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Set<CommandKey> taken = ConcurrentHashMap.newKeySet();
    private final List<Incident> incidents = new ArrayList<>();

    FaultRun(Options options, PrintStream out) {
        this.options = options;
        this.out = out;
        this.secrets = new Secrets(options.seed(), -1);
        this.disclosures = new Disclosures(secrets.mark());
    }

    /** Ends the run soon: without further faults and without checks. */
    void stop() {
        stop.countDown();
    }

    private boolean stopped() {
        return stop.getCount() == 0;
    }

    RunOutcome run() throws IOException, InterruptedException, SQLException {
        try (FaultsSetup stage = FaultsSetup.set(options, secrets)) {
            say("Starting a broker, a registry, PostgreSQL and the services in "
                    + stage.config().folder());
            RunOutcome outcome;
            Testbed testbed = Testbed.start(stage.config());
            try (testbed;
                    Bus bus = new Bus(testbed.bootstrapServers(), testbed.registryUrl())) {
                outcome = run(stage, testbed, bus);
            }
            if (outcome.endedEarly()) {
                return outcome;
            }
            // Now that no file is written any more.
            List<Verdict> verdicts = new ArrayList<>(outcome.verdicts());
            verdicts.add(disclosures.search(List.of(stage.config().folder()), testbed.secretsFolder()));
            return outcome.with(Verdict.complete(verdicts));
        }
    }

    private RunOutcome run(FaultsSetup stage, Testbed testbed, Bus bus)
            throws IOException, InterruptedException, SQLException {
        try (Tap tap = new Tap(Clients.of(testbed, "tap"));
                InstanceBusClient canaryClient = new InstanceBusClient(Clients.of(testbed, Canary.ACCOUNT));
                Canary canary = new Canary(new Sending(canaryClient, taken), tap, testbed.httpUrl())) {
            canary.start();
            canary.printSecret(Clients.sealingKey(testbed), stage.sandboxPassword());
            // The first canaries warm everything up; only later ones determine the usual latency.
            Thread.sleep(Duration.ofSeconds(options.brief() ? 5 : 20));
            try (Stream stream = Stream.start(
                    options, stage, Clients.sealingKey(testbed), name -> Clients.of(testbed, name), taken)) {
                long quiet = System.nanoTime();
                Thread.sleep(Duration.ofSeconds(options.brief() ? 6 : 40));
                Canary.Usual usual = canary.usual(quiet);
                Map<String, Usage> before = Holdings.of(testbed);
                say(
                        "Usual latency (median): accepted after %.0f ms, shown by the gateway after %.0f ms, done after %.0f ms"
                                .formatted(usual.accepted(), usual.shown(), usual.done()));
                Intruder intruder = new Intruder(bus, stage.publishedTo().getFirst(), taken, options.seed());
                Injector injector = new Injector(testbed, intruder, stage.disks(), stage.clocks());
                // Whatever kinds of fault are selected, the dead letters get a record to check.
                intruder.garbage(Bus.TOPICS.commands(), 1);
                intruder.garbage(Bus.TOPICS.reports(), 1);
                long begin = System.nanoTime();
                breakThings(stage, testbed, injector, intruder, tap, canary, usual);
                long end = System.nanoTime();
                List<Verdict> verdicts = List.of();
                if (!stopped()) {
                    stream.end();
                    canary.close();
                    verdicts = judge(testbed, bus, tap, intruder, before);
                }
                return new RunOutcome(
                        options,
                        startedAt,
                        Duration.ofNanos(end - begin),
                        begin,
                        usual,
                        canary.since(quiet),
                        List.copyOf(incidents),
                        stage.notTried(),
                        verdicts,
                        taken.size(),
                        tap.arrivals().size(),
                        stopped());
            }
        }
    }

    private void breakThings(
            FaultsSetup stage,
            Testbed testbed,
            Injector injector,
            Intruder intruder,
            Tap tap,
            Canary canary,
            Canary.Usual usual)
            throws IOException, InterruptedException {
        List<String> services =
                testbed.services().stream().map(ServiceProcess::name).toList();
        List<String> usingView = services.stream()
                .filter(name -> name.equals(Testbed.GATEWAY) || name.startsWith("state-projector"))
                .toList();
        Duration deciderClock = options.brief() ? Duration.ofSeconds(20) : Duration.ofMinutes(2);
        Plan plan = new Plan(
                options.seed(), new Cast(services, usingView, stage.possible(), deciderClock, options.brief()));
        long giveUp = System.nanoTime() + options.duration().toNanos();
        // However short the run is, it has one fault of each kind.
        while (System.nanoTime() < giveUp || incidents.size() < stage.possible().size()) {
            Step step = plan.next();
            if (stop.await(step.gap().toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
            Incident incident = inject(step, testbed, injector, intruder, tap, canary, usual);
            if (stopped() && incident.recovery().isEmpty()) {
                // The run ended before the recovery time.
                return;
            }
            incidents.add(incident);
            say("%3d  %s  %-75s %s"
                    .formatted(incidents.size(), clock(), step.fault().words(), words(incident)));
        }
    }

    private Incident inject(
            Step step,
            Testbed testbed,
            Injector injector,
            Intruder intruder,
            Tap tap,
            Canary canary,
            Canary.Usual usual)
            throws IOException, InterruptedException {
        long begin = System.nanoTime();
        injector.begin(step.fault());
        try {
            var _ = stop.await(step.fault().hold().toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            injector.end(step.fault());
        }
        long end = System.nanoTime();
        Optional<String> vanishing = vanishingAfter(step.fault(), intruder);
        List<String> fallen = new ArrayList<>();
        Optional<Recovery> recovery = Optional.empty();
        long giveUp = end + RECOVERY_WITHIN.toNanos();
        while (recovery.isEmpty() && System.nanoTime() < giveUp && !stopped()) {
            fallen.addAll(testbed.restartTheFallen());
            Thread.sleep(100);
            if (vanishing.stream().allMatch(tap::vanished)) {
                recovery = canary.recovery(begin, end, usual);
            }
        }
        return new Incident(step.fault(), begin, end, recovery, fallen);
    }

    /** After a wrong clock of the workers: the canaries do not notice if they no longer scan. */
    private static Optional<String> vanishingAfter(Fault fault, Intruder intruder) throws InterruptedException {
        if (!(fault instanceof Fault.ClockOff off) || !off.process().equals(Testbed.PROVIDER_WORKERS)) {
            return Optional.empty();
        }
        Thread.sleep(CLOCK_SEEN_WITHIN);
        return Optional.of(intruder.vanishing());
    }

    private static String words(Incident incident) {
        String fallen = incident.fallen().isEmpty() ? "" : "; ended unexpectedly: " + incident.fallen();
        return incident.recovery()
                        .map(FaultRun::words)
                        .orElse("not back to usual within " + RECOVERY_WITHIN.toSeconds() + " s")
                + fallen;
    }

    private static String words(Recovery recovery) {
        return recovery.fromFault().isZero()
                ? "no effect"
                : "back to usual after %.1f s (%.1f s after its end)"
                        .formatted(
                                recovery.fromFault().toMillis() / 1e3,
                                recovery.fromEnd().toMillis() / 1e3);
    }

    /** Judges the deployment at rest; repeats this for a while if it was not at rest. */
    private List<Verdict> judge(Testbed testbed, Bus bus, Tap tap, Intruder intruder, Map<String, Usage> before)
            throws IOException, InterruptedException, SQLException {
        Settling settling = new Settling(testbed, tap, taken, this::stopped);
        long giveUp = System.nanoTime() + OVERTAKEN_FOR.toNanos();
        while (true) {
            say("Waiting until all commands are answered");
            if (!settling.await(options.brief() ? Duration.ofMinutes(3) : Duration.ofMinutes(12))) {
                say("Not at rest: " + settling.words());
            }
            if (stopped()) {
                return List.of();
            }
            say("Checking");
            Judgement judgement = new Judgement(testbed, bus, disclosures, Rebuild.byCommand("rebuild"));
            List<Verdict> verdicts =
                    judgement.all(new Witness(Set.copyOf(taken), tap.arrivals(), intruder.spoiled(), before));
            if (!(judgement.overtaken() || Judgement.lettersMissing(verdicts)) || System.nanoTime() > giveUp) {
                return verdicts;
            }
            say("The log changed during the check, or dead letters are missing; checking again");
        }
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
