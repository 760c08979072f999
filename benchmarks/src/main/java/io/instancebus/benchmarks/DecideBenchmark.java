package io.instancebus.benchmarks;

import io.instancebus.domain.Account;
import io.instancebus.domain.Accounts;
import io.instancebus.domain.Aggregate;
import io.instancebus.domain.Command;
import io.instancebus.domain.CommandId;
import io.instancebus.domain.Decider;
import io.instancebus.domain.Decision;
import io.instancebus.domain.Input;
import io.instancebus.domain.InstanceId;
import io.instancebus.domain.Policy;
import io.instancebus.domain.ProviderType;
import io.instancebus.domain.Report;
import io.instancebus.domain.SightingState;
import java.io.PrintStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Decisions a second on one core, with nothing around them: create, accepted, the look that is asked for, running. */
final class DecideBenchmark {
    private static final int LIVES = 200_000;
    private static final int DECISIONS_PER_LIFE = 4;
    private static final int ROUNDS = 5;
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final PrintStream out;
    private final Decider decider =
            new Decider(new Accounts(List.of(new Account("sandbox", ProviderType.SANDBOX, Policy.sandbox()))));

    DecideBenchmark(PrintStream out) {
        this.out = out;
    }

    void run() {
        for (int round = 1; round <= ROUNDS; round++) {
            long from = System.nanoTime();
            long events = 0;
            for (int life = 0; life < LIVES; life++) {
                events += live("i-" + life);
            }
            double seconds = (System.nanoTime() - from) / 1e9;
            out.printf(
                    "round %d: %,.0f decisions/s, %,.0f events/s on one core%n",
                    round, LIVES * DECISIONS_PER_LIFE / seconds, events / seconds);
        }
    }

    private int live(String name) {
        InstanceId id = new InstanceId(name);
        Command create = new Command(
                new CommandId("c"),
                id,
                "benchmark",
                NOW,
                null,
                null,
                null,
                new Command.CreateInstance("sandbox", "img1", null, null, null, null, List.of(), null, Map.of()));
        Decision accepted = decider.decide(null, new Input.CommandReceived(create, false), NOW);
        Decision submitted = decider.decide(
                accepted.next(), new Input.ReportReceived(new Report.Accepted(id, name + ":c", 1, "n-" + name)), NOW);
        Instant later = NOW.plusSeconds(1);
        Decision asked = decider.decide(submitted.next(), new Input.TimePassed(), later);
        long number = asked.next() instanceof Aggregate.Live live
                ? live.work().watch().number()
                : 0;
        Decision running = decider.decide(
                asked.next(),
                new Input.ReportReceived(
                        new Report.Observed(id, number, 1, 1, Report.Sighting.of(SightingState.RUNNING))),
                later);
        return accepted.events().size()
                + submitted.events().size()
                + asked.events().size()
                + running.events().size();
    }
}
