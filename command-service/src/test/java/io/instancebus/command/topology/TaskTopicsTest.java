package io.instancebus.command.topology;

import static io.instancebus.command.topology.TopologyBench.TOPICS;
import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.avro.Action;
import io.instancebus.avro.Failure;
import io.instancebus.avro.FailureCategory;
import io.instancebus.avro.InstanceEvent;
import io.instancebus.avro.InstanceState;
import io.instancebus.avro.ProviderReport;
import io.instancebus.avro.ProviderTask;
import io.instancebus.avro.TaskAccepted;
import io.instancebus.avro.TaskFailed;
import io.instancebus.command.TestCommands;
import io.instancebus.domain.Account;
import io.instancebus.domain.Accounts;
import io.instancebus.domain.Decider;
import io.instancebus.domain.Policy;
import io.instancebus.domain.ProviderType;
import io.instancebus.schemas.registry.SchemaRegistryClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyDescription;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks of a provider type that is not of this repository, with its topic and without. */
class TaskTopicsTest {
    private static final ProviderType NIMBUS = new ProviderType("nimbus");
    private static final String REASON = "there is no topic instances.tasks.nimbus";

    @TempDir
    Path directory;

    private TopologyBench bench;
    private boolean there = true;

    @BeforeEach
    void open() {
        Decider decider = new Decider(new Accounts(List.of(new Account("box", NIMBUS, Policy.sandbox()))));
        bench = new TopologyBench(directory, decider::decide, type -> there ? Optional.empty() : Optional.of(REASON));
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void aTaskOfAnyTypeGoesToTheTopicOfItsName() {
        bench.send(TestCommands.create("i-1", "c-1", bench.now));

        assertThat(tasks()).hasSize(1);
        assertThat(bench.events()).extracting(InstanceEvent::getProvider).containsOnly("nimbus");
    }

    @Test
    void withoutItsTopicACommandFailsWithTheReasonAndNothingIsForwardedThere() {
        there = false;
        bench.send(TestCommands.create("i-1", "c-1", bench.now));

        List<InstanceEvent> events = bench.events();
        assertThat(events)
                .extracting(InstanceEvent::getType)
                .startsWith("CommandAccepted")
                .endsWith("CommandFailed");
        assertThat(events).extracting(InstanceEvent::getSequence).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(events.getLast().getCommandFailed().getFailure().getMessage())
                .isEqualTo(REASON);
        assertThat(events.getLast().getCommandFailed().getFailure().getCategory())
                .isEqualTo(FailureCategory.INTERNAL);
        assertThat(events.getLast().getCommandFailed().getFailure().getRetryable())
                .isTrue();
        assertThat(bench.snapshots().getLast().getState()).isEqualTo(InstanceState.ERROR);
        assertThat(tasks()).isEmpty();
    }

    /** As in a process that is restarted on a bus where the account and its topic are gone. */
    @Test
    void aDueTaskOfStoredStateFailsWithTheReasonAndTheStreamGoesOn() {
        bench.send(TestCommands.create("i-1", "c-1", bench.now));
        bench.send(accepted(tasks().getLast()));
        bench.send(TestCommands.act("i-1", "c-2", bench.now, Action.DESTROY));
        bench.send(refused(tasks().getLast()));
        assertThat(bench.events())
                .noneMatch(event -> "c-2".equals(event.getCommandId()) && event.getCommandFailed() != null);

        there = false;
        bench.pass(Duration.ofSeconds(5));

        assertThat(bench.events()).anySatisfy(event -> {
            assertThat(event.getCommandId()).isEqualTo("c-2");
            assertThat(event.getCommandFailed().getFailure().getMessage()).isEqualTo(REASON);
        });
        assertThat(tasks()).isEmpty();
        there = true;
        bench.send(TestCommands.act("i-1", "c-3", bench.now, Action.DESTROY));
        assertThat(tasks()).hasSize(1);
    }

    @Test
    void whatWaitsBehindAFailedCommandIsAnsweredAtOnceAsWell() {
        bench.send(TestCommands.create("i-1", "c-1", bench.now));
        bench.send(accepted(tasks().getLast()));
        bench.send(TestCommands.act("i-1", "c-2", bench.now, Action.DESTROY));
        ProviderReport refused = refused(tasks().getLast());
        refused.getTaskFailed().getFailure().setCategory(FailureCategory.INVALID);
        there = false;
        bench.send(TestCommands.act("i-1", "c-3", bench.now, Action.DESTROY));
        bench.send(refused);

        assertThat(tasks()).isEmpty();
        assertThat(bench.eventTypes()).contains("CommandFailed", "CommandRejected");
    }

    /** Every process of a running installation takes over the stores of the release before it by these names. */
    @Test
    void theNamesOfTheStoresAndSourcesAreThoseOfEarlierReleases() {
        Topology topology = CommandTopology.of(
                TOPICS,
                1,
                SchemaRegistryClient.of(bench.registry.url()),
                new Decider(TopologyBench.ACCOUNTS)::decide,
                type -> Optional.empty(),
                (topic, partition) -> 0,
                (alarm, wait) -> {},
                () -> bench.now);

        String described = topology.describe().toString();
        assertThat(described).contains("Sub-topology: 0").doesNotContain("Sub-topology: 1", "global store");
        assertThat(topology.describe().subtopologies().stream()
                        .flatMap(part -> part.nodes().stream())
                        .map(TaskTopicsTest::named))
                .containsExactlyInAnyOrder(
                        "commands [instances.commands]",
                        "reports [instances.reports]",
                        "decide [command-ids, instances, waiting]",
                        "bus []");
    }

    private static String named(TopologyDescription.Node node) {
        return node.name() + " "
                + switch (node) {
                    case TopologyDescription.Source source -> new TreeSet<>(source.topicSet());
                    case TopologyDescription.Processor processor -> new TreeSet<>(processor.stores());
                    default -> List.of();
                };
    }

    private List<ProviderTask> tasks() {
        String topic = TOPICS.tasks("nimbus");
        return bench.read(topic).stream()
                .map(record -> bench.decode(ProviderTask.class, topic, record.value()))
                .toList();
    }

    private ProviderReport accepted(ProviderTask task) {
        ProviderReport report = report(task, "TaskAccepted");
        report.setTaskAccepted(new TaskAccepted("n-1", null, null));
        return report;
    }

    private ProviderReport refused(ProviderTask task) {
        ProviderReport report = report(task, "TaskFailed");
        report.setTaskFailed(new TaskFailed(new Failure(FailureCategory.RETRYABLE, null, "later", true)));
        return report;
    }

    private ProviderReport report(ProviderTask task, String type) {
        return new ProviderReport(
                task.getInstanceId(),
                "box",
                task.getTaskId(),
                task.getAttempt(),
                "worker",
                bench.now,
                type,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }
}
