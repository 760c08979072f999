package io.instancebus.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The output of a start that fails. */
@Timeout(60)
class StartingTest {
    private static final Duration EVER = Duration.ofDays(1);

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final Progress progress = new Progress(new PrintStream(said, true, StandardCharsets.UTF_8));
    private final Starting starting = new Starting();

    private String part(String name, Readiness readiness) {
        return progress.part(
                name,
                () -> {
                    readiness.await(EVER, starting, progress);
                    return name;
                },
                part -> "running");
    }

    private static Readiness never(String name) {
        return new Readiness(name, () -> false, () -> true, Optional::empty);
    }

    @Test
    void thePartThatFailsSaysWhyAtOnceAndNobodyWaitsForTheOthers() throws InterruptedException {
        CountDownLatch waits = new CountDownLatch(1);
        starting.begin(() -> {
            waits.countDown();
            return part("patient", never("patient"));
        });
        waits.await(30, TimeUnit.SECONDS);
        starting.begin(() -> progress.part(
                "view",
                () -> {
                    throw new IllegalStateException("view.db is damaged: delete it");
                },
                part -> "running"));

        assertThatThrownBy(starting::await).hasMessage("view.db is damaged: delete it");
        assertThat(said.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "  view .............. failed: view.db is damaged: delete it",
                        "  patient ........... failed: patient was abandoned, because another part failed");
    }

    @Test
    void aPartThatCannotBecomeReadySaysWhy() {
        Readiness dead =
                new Readiness("projector", () -> false, () -> false, () -> Optional.of("the view is of another log"));

        assertThatThrownBy(() -> dead.await(EVER, starting, progress))
                .hasMessage("projector failed. the view is of another log");
    }

    @Test
    void whatKeepsAPartIsSaidOnceWhileItIsWaitedFor() {
        AtomicInteger looks = new AtomicInteger();
        Readiness slow = new Readiness(
                "projector", () -> looks.incrementAndGet() > 5, () -> true, () -> Optional.of("the database is away"));

        slow.await(EVER, starting, progress);

        assertThat(said.toString(StandardCharsets.UTF_8).lines())
                .containsExactly("  projector is not ready: the database is away");
    }

    @Test
    void whoWaitsTooLongIsToldWhatIsKnown() {
        assertThatThrownBy(() -> never("workers").await(Duration.ZERO, starting, progress))
                .hasMessage("workers was not ready within 0 s. The log in the data directory has the details.");
    }
}
