package io.instancebus.faults;

import io.instancebus.client.InstanceBusClient;
import io.instancebus.faults.check.CommandKey;
import io.instancebus.faults.check.Disclosures;
import io.instancebus.faults.check.Rule;
import io.instancebus.faults.check.Verdict;
import io.instancebus.faults.plan.Secrets;
import io.instancebus.testbed.Testbed;
import io.instancebus.testbed.Usage;
import java.io.IOException;
import java.io.PrintStream;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tests the judge: it breaks each rule in turn in one deployment at rest; the judge must detect that rule, the rules
 * that depend on it, and no other.
 */
final class Proof {
    private static final Duration REST_WITHIN = Duration.ofMinutes(3);
    private static final int ATTEMPTS = 3;

    /**
     * The judge's verdict on a sabotage.
     *
     * @param said the rules that the judge found broken
     * @param words the first problem that it reported
     */
    record Finding(Sabotage sabotage, Set<Rule> said, String words) {
        boolean proven() {
            return said.equals(sabotage.rules());
        }
    }

    private final Options options;
    private final PrintStream out;
    private final Secrets secrets;
    private final Disclosures disclosures;
    private final Set<CommandKey> taken = ConcurrentHashMap.newKeySet();
    /** Problems from earlier sabotages that cannot be undone. */
    private final Set<String> known = new HashSet<>();

    Proof(Options options, PrintStream out) {
        this.options = options;
        this.out = out;
        this.secrets = new Secrets(options.seed(), -1);
        this.disclosures = new Disclosures(secrets.mark());
    }

    /** Throws an IllegalStateException if a rule does not hold before the first sabotage. */
    List<Finding> run() throws IOException, InterruptedException, SQLException {
        try (FaultsSetup stage = FaultsSetup.set(options, secrets)) {
            out.println("Starting a deployment in " + stage.config().folder());
            try (Testbed testbed = Testbed.start(stage.config());
                    Bus bus = new Bus(testbed.bootstrapServers(), testbed.registryUrl());
                    Tap tap = new Tap(Clients.of(testbed, "tap"))) {
                Intruder intruder = new Intruder(bus, stage.publishedTo().getFirst(), taken, options.seed());
                publish(stage, testbed, tap, intruder);
                Court court = new Court(testbed, bus, tap, intruder);
                court.open();
                return findings(court, Site.of(testbed, bus, intruder, taken, secrets.next()));
            }
        }
    }

    /** Publishes a few commands of every kind, without faults. */
    private void publish(FaultsSetup stage, Testbed testbed, Tap tap, Intruder intruder) throws InterruptedException {
        try (InstanceBusClient canaryClient = new InstanceBusClient(Clients.of(testbed, Canary.ACCOUNT));
                Canary canary = new Canary(new Sending(canaryClient, taken), tap, testbed.httpUrl())) {
            canary.start();
            canary.printSecret(Clients.sealingKey(testbed), stage.sandboxPassword());
            try (Stream stream = Stream.start(
                    options, stage, Clients.sealingKey(testbed), name -> Clients.of(testbed, name), taken)) {
                Thread.sleep(options.duration());
                stream.end();
            }
            intruder.garbage(Bus.TOPICS.commands(), 10);
            intruder.garbage(Bus.TOPICS.reports(), 10);
        }
    }

    private List<Finding> findings(Court court, Site site) throws IOException, InterruptedException, SQLException {
        List<Finding> findings = new ArrayList<>();
        for (Sabotage sabotage : Sabotage.all()) {
            Damage damage = sabotage.act().on(site);
            List<Verdict> verdicts = court.judge(damage.rebuild());
            Set<Rule> said = new TreeSet<>();
            String words = "";
            for (Verdict verdict : verdicts) {
                for (String problem : verdict.problems()) {
                    if (known.contains(id(verdict, problem))) {
                        continue;
                    }
                    words = words.isEmpty()
                                    || verdict.rule()
                                            == sabotage.rules().iterator().next()
                            ? problem
                            : words;
                    said.add(verdict.rule());
                }
            }
            damage.undo().run();
            if (damage.lasting()) {
                verdicts.forEach(verdict -> verdict.problems().forEach(problem -> known.add(id(verdict, problem))));
            }
            Finding finding = new Finding(sabotage, Set.copyOf(said), words);
            findings.add(finding);
            out.printf("%-6s %-75s %s%n", finding.proven() ? "seen" : "MISSED", sabotage.words(), said);
        }
        return findings;
    }

    private static String id(Verdict verdict, String problem) {
        return verdict.rule() + ": " + problem;
    }

    /** Judges at rest, as a fault run does. */
    private final class Court {
        private final Testbed testbed;
        private final Bus bus;
        private final Tap tap;
        private final Intruder intruder;
        private final Settling settling;
        private Map<String, Usage> before = Map.of();

        Court(Testbed testbed, Bus bus, Tap tap, Intruder intruder) {
            this.testbed = testbed;
            this.bus = bus;
            this.tap = tap;
            this.intruder = intruder;
            this.settling = new Settling(testbed, tap, taken, () -> false);
        }

        void open() throws IOException, InterruptedException, SQLException {
            settle();
            before = Holdings.of(testbed);
            List<Verdict> verdicts = judge(Rebuild.byCommand("rebuild"));
            long giveUp = System.nanoTime() + REST_WITHIN.toNanos();
            while (Judgement.lettersMissing(verdicts) && System.nanoTime() < giveUp) {
                verdicts = judge(Rebuild.byCommand("rebuild"));
            }
            List<String> broken = verdicts.stream()
                    .filter(verdict -> !verdict.held())
                    .map(verdict -> id(verdict, verdict.problems().getFirst()))
                    .toList();
            if (!broken.isEmpty()) {
                throw new IllegalStateException("broken before the first sabotage: " + broken);
            }
            out.println("Every rule holds before the first sabotage");
        }

        List<Verdict> judge(Rebuild rebuild) throws IOException, InterruptedException, SQLException {
            for (int attempt = 1; ; attempt++) {
                settle();
                Judgement judgement = new Judgement(testbed, bus, disclosures, rebuild);
                List<Verdict> verdicts = new ArrayList<>(
                        judgement.all(new Witness(Set.copyOf(taken), tap.arrivals(), intruder.spoiled(), before)));
                verdicts.add(disclosures.search(List.of(testbed.config().folder()), testbed.secretsFolder()));
                if (!judgement.overtaken() || attempt == ATTEMPTS) {
                    return Verdict.complete(verdicts);
                }
            }
        }

        private void settle() throws IOException, InterruptedException, SQLException {
            if (!settling.await(REST_WITHIN)) {
                throw new IllegalStateException("not at rest: " + settling.words());
            }
        }
    }
}
