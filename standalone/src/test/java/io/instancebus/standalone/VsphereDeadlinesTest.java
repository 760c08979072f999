package io.instancebus.standalone;

import static io.instancebus.standalone.VsphereBus.from;
import static io.instancebus.standalone.VsphereBus.to;
import static io.instancebus.standalone.VsphereBus.type;
import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.avro.Failure;
import io.instancebus.avro.FailureCategory;
import io.instancebus.avro.InstanceState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The results of expired deadlines, with a simulated vCenter. The deadlines are short, so that seconds stand for the
 * hours of a real cloud.
 */
@Tag("broker")
@Tag("process")
@Tag("slow")
@Tag("vcenter")
@Timeout(300)
class VsphereDeadlinesTest {
    /** The last deadline is much later than the others, so that a late look does not meet it. */
    private static final Map<String, String> IMPATIENT = Map.of(
            "submitWindow", "8s",
            "lockAndSkew", "3s",
            "stallAfter", "6s",
            "noProgressLimit", "30s",
            "settlement", "4s",
            "firstLook", "300ms",
            "longestLook", "2s");

    @TempDir
    private static Path folder;

    private static VsphereBus bus;

    @BeforeAll
    static void start() throws IOException {
        bus = new VsphereBus(folder, IMPATIENT, Duration.ofSeconds(2), "-task-ms", "150");
    }

    @AfterAll
    static void stop() {
        if (bus != null) {
            bus.close();
        }
    }

    @Test
    void aCloneThatHangsIsStalledThenGivenUpAndSeenWhenItSucceedsAfterAll() {
        bus.vcenter().rule("""
                {"method":"CloneVM_Task","match":"sleeper","mode":"hold","count":1}""");
        String id = bus.create("sleeper");

        bus.await(id, "a stall", type("InstanceStalled"));
        bus.await(id, "ERROR", from(InstanceState.PENDING, InstanceState.ERROR));
        assertThat(failure(id).getCategory()).isEqualTo(FailureCategory.TIMEOUT);
        bus.vcenter().control("/release");

        bus.await(id, "RUNNING after all", from(InstanceState.ERROR, InstanceState.RUNNING));
        assertThat(bus.machines(id)).hasSize(1);
    }

    @Test
    void anAnswerThatIsLostBeforeTheCloneBeganEndsAsAFailureAndLeavesNothing() {
        bus.vcenter().rule("""
                {"method":"CloneVM_Task","match":"never","mode":"cut","count":1}""");
        String id = bus.create("never");

        bus.await(id, "FINISH", to(InstanceState.FINISH));
        assertThat(failure(id).getMessage()).contains("knows no such instance");
        assertThat(bus.machines(id)).isEmpty();
    }

    private static Failure failure(String id) {
        return Objects.requireNonNull(
                        bus.await(id, "a failed command", type("CommandFailed")).getCommandFailed())
                .getFailure();
    }
}
