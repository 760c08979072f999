package io.instancebus.benchmarks.where;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.benchmarks.stand.Broker;
import io.instancebus.benchmarks.stand.Postgres;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That a delay is found in the step in which it was put. */
@Tag("broker")
@Tag("database")
@Tag("slow")
class FollowedRunTest {
    private static final Map<String, Integer> DELAYS = Map.of("create", 1_500, "describe", 700);

    @TempDir
    private Path folder;

    @Test
    void aDelayShowsInItsStep() throws Exception {
        Around slow = (method, arguments, call) -> {
            Thread.sleep(DELAYS.getOrDefault(method, 0));
            return call.proceed();
        };
        FollowedRun.Findings found;
        try (Broker broker = Broker.start(folder.resolve("broker"));
                Postgres postgres = Postgres.withCommitTimes(folder.resolve("postgres"))) {
            found = new FollowedRun(
                            broker, postgres, folder.resolve("run"), 2, each -> slow.factory(WithoutSightings.of(each)))
                    .of("slow provider", new Load.Full(20));
            StepTimes answered = new FollowedRun(broker, postgres, folder.resolve("answered"), 2, slow::factory)
                    .of("answers that show the machine", new Load.Full(20))
                    .steps();
            assertThat(answered.size()).isEqualTo(16);
            assertThat(answered.millis("task begun → provider answered", 0)).isGreaterThanOrEqualTo(1_499);
        }

        StepTimes steps = found.steps();
        assertThat(steps.size()).isEqualTo(16);
        assertThat(steps.millis("task begun → provider answered", 0)).isGreaterThanOrEqualTo(1_499);
        assertThat(steps.millis("observation begun → observation done", 0)).isGreaterThanOrEqualTo(699);
        assertThat(steps.totals().median()).isGreaterThanOrEqualTo(2_198);
        assertThat(found.requests().rows()).anySatisfy(row -> assertThat(row).contains("EndTxn"));
        assertThat(found.threads().rows())
                .anySatisfy(row -> assertThat(row.getFirst()).contains("StreamThread"));
    }
}
