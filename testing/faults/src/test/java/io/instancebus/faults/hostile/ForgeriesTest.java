package io.instancebus.faults.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.avro.CreateInstance;
import io.instancebus.avro.CreateTask;
import io.instancebus.avro.InstanceDetails;
import io.instancebus.avro.InstanceSnapshot;
import io.instancebus.avro.InstanceState;
import io.instancebus.avro.ProviderReport;
import io.instancebus.avro.ProviderTask;
import io.instancebus.faults.GeneratedClasses;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ForgeriesTest {
    @BeforeAll
    static void trustOurClasses() {
        GeneratedClasses.trust();
    }

    @Test
    void eachNamesTheMachineOfAnotherInstanceOfTheSameAccount() {
        List<ProviderReport> reports = Forgeries.of(
                List.of(create("a", "one"), create("b", "one")),
                Map.of(
                        "a", snapshot("a", "one", "m-a"),
                        "b", snapshot("b", "one", "m-b"),
                        "c", snapshot("c", "two", "m-c")),
                20,
                new Random(1));
        assertThat(reports).hasSize(20).allSatisfy(report -> {
            assertThat(report.getTaskId()).isEqualTo("task-" + report.getInstanceId());
            assertThat(report.getTaskAccepted().getNativeId())
                    .isEqualTo(report.getInstanceId().equals("a") ? "m-b" : "m-a");
        });
    }

    @Test
    void withNobodyElsesMachineThereIsNothingToForge() {
        assertThat(Forgeries.of(
                        List.of(create("a", "one")), Map.of("a", snapshot("a", "one", "m-a")), 20, new Random(1)))
                .isEmpty();
        assertThat(Forgeries.of(List.of(), Map.of(), 20, new Random(1))).isEmpty();
    }

    @Test
    void whatWasNotTrulyAnsweredYetIsLeftAlone() {
        assertThat(Forgeries.of(
                        List.of(create("b", "one"), create("c", "one")),
                        Map.of("a", snapshot("a", "one", "m-a"), "b", snapshot("b", "one", null)),
                        20,
                        new Random(1)))
                .isEmpty();
    }

    @Test
    void aLookIsOfTheNumberThatIsAskedForAndLaterThanAnyOther() {
        InstanceSnapshot finished = snapshot("b", "one", "m-b");
        finished.setState(InstanceState.FINISH);
        InstanceSnapshot living = snapshot("a", "one", "m-a");
        living.setObservation(7);
        assertThat(Forgeries.looks(Map.of("a", living, "b", finished), 20, new Random(1)))
                .singleElement()
                .satisfies(report -> {
                    assertThat(report.getInstanceId()).isEqualTo("a");
                    assertThat(report.getInstanceObserved().getNumber()).isEqualTo(7);
                    assertThat(report.getInstanceObserved().getEpoch()).isEqualTo(Long.MAX_VALUE);
                });
    }

    private static ProviderTask create(String instance, String account) {
        return ProviderTask.newBuilder()
                .setTaskId("task-" + instance)
                .setAttempt(1)
                .setInstanceId(instance)
                .setCommandId("create")
                .setAccount(account)
                .setProvider("sandbox")
                .setRequestKey("key")
                .setIssuedAt(Instant.EPOCH)
                .setNotAfter(Instant.EPOCH)
                .setType("CreateTask")
                .setCreateTask(CreateTask.newBuilder()
                        .setSpec(CreateInstance.newBuilder()
                                .setAccount(account)
                                .setImageId("img1")
                                .build())
                        .build())
                .build();
    }

    private static InstanceSnapshot snapshot(String instance, String account, @Nullable String machine) {
        return InstanceSnapshot.newBuilder()
                .setInstanceId(instance)
                .setVersion(1)
                .setAccount(account)
                .setProvider("sandbox")
                .setState(InstanceState.RUNNING)
                .setDetails(InstanceDetails.newBuilder()
                        .setImageId("img1")
                        .setNativeId(machine)
                        .build())
                .setUpdatedAt(Instant.EPOCH)
                .build();
    }
}
