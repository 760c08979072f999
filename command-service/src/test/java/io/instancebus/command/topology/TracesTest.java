package io.instancebus.command.topology;

import static io.instancebus.command.topology.TopologyBench.TOPICS;
import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.avro.Action;
import io.instancebus.avro.InstanceCommand;
import io.instancebus.avro.InstanceEvent;
import io.instancebus.avro.InstanceObserved;
import io.instancebus.avro.ObservationRequest;
import io.instancebus.avro.ProviderReport;
import io.instancebus.avro.ProviderTask;
import io.instancebus.avro.SightingState;
import io.instancebus.avro.TaskAccepted;
import io.instancebus.command.TestCommands;
import io.instancebus.command.state.AggregateCodec;
import io.instancebus.command.state.KeptInstance;
import io.instancebus.command.state.Stores;
import io.instancebus.domain.Aggregate;
import io.instancebus.domain.CommandId;
import io.instancebus.schemas.header.TraceParent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each record about a command belongs to the trace in which its publisher sent it. */
class TracesTest {
    private static final String NONE = "none";

    @TempDir
    Path directory;

    private final AggregateCodec codec = new AggregateCodec();
    private final List<ProviderTask> tasks = new ArrayList<>();
    private final List<String> eventTypes = new ArrayList<>();
    private TopologyBench bench;

    @BeforeEach
    void open() {
        bench = new TopologyBench(directory);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void whatReportsAndLooksWithoutATraceLeadToBelongsToTheCommands() {
        TraceParent create = publish(TestCommands.create("i-1", "c-create", bench.now));
        assertThat(told()).isEqualTo(Map.of("c-create", traces(create)));

        bench.send(accepted(tasks.getLast()));
        assertThat(seen(SightingState.RUNNING)).as("looks").isEqualTo(traces(create));

        assertThat(told()).isEqualTo(Map.of("c-create", traces(create)));
        assertThat(bench.read(TOPICS.state())).extracting(TracesTest::trace).containsOnly(create.traceId());
        assertThat(eventTypes).contains("CommandSucceeded");
        assertThat(remembered()).as("after the answer").isEmpty();
    }

    @Test
    void eachRecordIsAStepOfItsOwn() {
        publish(TestCommands.create("i-1", "c-create", bench.now));

        List<TestRecord<byte[], byte[]>> all = bench.read(TOPICS.events());
        all.addAll(bench.read(TOPICS.state()));
        all.addAll(bench.read(TOPICS.tasks("sandbox")));
        assertThat(all)
                .hasSizeGreaterThan(3)
                .extracting(record -> TraceParent.from(record.headers()).map(TraceParent::parentId))
                .doesNotHaveDuplicates();
    }

    @Test
    void whatTimeAloneLeadsToBelongsToTheCommandUpToItsAnswer() {
        TraceParent create = publish(TestCommands.create("i-1", "c-create", bench.now));

        for (int i = 0; i < 200 && !eventTypes.contains("CommandOutcomeUnknown"); i++) {
            bench.pass(Duration.ofSeconds(5));
            assertThat(told().getOrDefault("c-create", traces(create))).isEqualTo(traces(create));
        }

        assertThat(tasks).as("attempts").hasSizeGreaterThan(1);
        assertThat(eventTypes).contains("InstanceStalled", "CommandOutcomeUnknown");
        assertThat(remembered()).as("after the answer").isEmpty();
    }

    @Test
    void whatAnotherCommandLeadsToBelongsToTheCommandItIsAbout() {
        bring();
        TraceParent stop = publish(TestCommands.act("i-1", "c-stop", bench.now, Action.STOP));
        TraceParent start = publish(TestCommands.act("i-1", "c-start", bench.now, Action.START));
        assertThat(remembered()).containsOnlyKeys(new CommandId("c-stop"), new CommandId("c-start"));
        TraceParent destroy = publish(TestCommands.act("i-1", "c-destroy", bench.now, Action.DESTROY));

        assertThat(told())
                .isEqualTo(Map.of(
                        "c-stop", traces(stop),
                        "c-start", traces(start),
                        "c-destroy", traces(destroy)));
        assertThat(eventTypes.stream().filter("CommandFailed"::equals)).hasSize(2);
        assertThat(remembered()).containsOnlyKeys(new CommandId("c-destroy"));
    }

    @Test
    void aReportLeadsIntoNoOtherTraceThanTheCommands() {
        TraceParent create = publish(TestCommands.create("i-1", "c-create", bench.now));
        told();
        ProviderReport report = accepted(tasks.getLast());
        Headers forged = new RecordHeaders();
        TraceParent.start(true).writeTo(forged);

        bench.send(TOPICS.reports(), "i-1", bench.bytes(report), forged);

        assertThat(told()).isEqualTo(Map.of("c-create", traces(create)));
    }

    @Test
    void whatNoCommandIsAboutBelongsToTheTraceOfTheReport() {
        bring();
        ProviderReport drift = observed(lookNumber(), Long.MAX_VALUE, SightingState.STOPPED);
        Headers headers = new RecordHeaders();
        TraceParent trace = TraceParent.start(true);
        trace.writeTo(headers);

        bench.send(TOPICS.reports(), "i-1", bench.bytes(drift), headers);

        assertThat(told()).isEqualTo(Map.of("null", traces(trace)));
    }

    @Test
    void aCommandWithoutATraceOrWithOneThatIsNoneIsCarriedOutWithoutOne() {
        for (String header : List.of("", "00-0-0-00", "x".repeat(100_000), "\u0000")) {
            Headers headers = new RecordHeaders().add("traceparent", header.getBytes(StandardCharsets.UTF_8));
            InstanceCommand create = TestCommands.create("i-1", "c-create", bench.now);
            bench.send(TOPICS.commands(), "i-1", bench.bytes(create), headers);
        }

        assertThat(told()).isEqualTo(Map.of("c-create", Set.of(NONE)));
        assertThat(remembered()).isEmpty();
    }

    private void bring() {
        publish(TestCommands.create("i-1", "c-create", bench.now));
        told();
        bench.send(accepted(tasks.getLast()));
        seen(SightingState.RUNNING);
        told();
        assertThat(eventTypes).contains("CommandSucceeded");
    }

    private TraceParent publish(InstanceCommand command) {
        TraceParent trace = TraceParent.start(true);
        Headers headers = new RecordHeaders();
        trace.writeTo(headers);
        bench.send(TOPICS.commands(), command.getInstanceId(), bench.bytes(command), headers);
        return trace;
    }

    /** The traces of the events and tasks since the last call, by the command that they are about. */
    private Map<String, Set<String>> told() {
        Map<String, Set<String>> told = new TreeMap<>();
        for (TestRecord<byte[], byte[]> record : bench.read(TOPICS.events())) {
            InstanceEvent event = bench.decode(InstanceEvent.class, TOPICS.events(), record.value());
            eventTypes.add(event.getType());
            told.computeIfAbsent(String.valueOf(event.getCommandId()), id -> new TreeSet<>())
                    .add(trace(record));
        }
        for (TestRecord<byte[], byte[]> record : bench.read(TOPICS.tasks("sandbox"))) {
            ProviderTask task = bench.decode(ProviderTask.class, TOPICS.tasks("sandbox"), record.value());
            tasks.add(task);
            told.computeIfAbsent(task.getCommandId(), id -> new TreeSet<>()).add(trace(record));
        }
        return told;
    }

    private static String trace(TestRecord<byte[], byte[]> record) {
        return TraceParent.from(record.headers()).map(TraceParent::traceId).orElse(NONE);
    }

    private static Set<String> traces(TraceParent one) {
        return Set.of(one.traceId());
    }

    /** Answers the looks that were asked for, in no trace; returns the traces that they were asked for in. */
    private Set<String> seen(SightingState state) {
        Set<String> traces = new TreeSet<>();
        for (int i = 0; i < 5; i++) {
            bench.pass(Duration.ofSeconds(5));
            for (TestRecord<byte[], byte[]> record : bench.read(TOPICS.observations())) {
                traces.add(trace(record));
                ObservationRequest request =
                        bench.decode(ObservationRequest.class, TOPICS.observations(), record.value());
                bench.send(observed(request.getNumber(), request.getNumber(), state));
            }
        }
        return traces;
    }

    private static ProviderReport report(String type) {
        ProviderReport report = new ProviderReport();
        report.setInstanceId("i-1");
        report.setAccount("box");
        report.setWorker("worker");
        report.setReportedAt(Instant.EPOCH);
        report.setType(type);
        return report;
    }

    private static ProviderReport accepted(ProviderTask task) {
        ProviderReport report = report("TaskAccepted");
        report.setTaskId(task.getTaskId());
        report.setAttempt(task.getAttempt());
        report.setTaskAccepted(new TaskAccepted("n-1", null, null));
        return report;
    }

    private static ProviderReport observed(long number, long pass, SightingState state) {
        InstanceObserved look = new InstanceObserved();
        look.setNumber(number);
        look.setEpoch(1);
        look.setPass(pass);
        look.setState(state);
        look.setNativeId("n-1");
        look.setPublicAddresses(List.of());
        look.setPrivateAddresses(List.of());
        ProviderReport report = report("InstanceObserved");
        report.setInstanceObserved(look);
        return report;
    }

    private KeptInstance kept() {
        byte[] stored = bench.driver
                .<byte[], byte[]>getKeyValueStore(Stores.INSTANCES)
                .get("i-1".getBytes(StandardCharsets.UTF_8));
        return codec.decodeWhole(stored);
    }

    private Map<CommandId, TraceParent> remembered() {
        return kept().traces().byCommand();
    }

    private long lookNumber() {
        return ((Aggregate.Live) kept().aggregate()).inFlight().observations().number();
    }
}
