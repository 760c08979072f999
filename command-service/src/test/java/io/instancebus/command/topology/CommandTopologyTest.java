package io.instancebus.command.topology;

import static io.instancebus.command.topology.TopologyBench.TOPICS;
import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.avro.Action;
import io.instancebus.avro.AdminPassword;
import io.instancebus.avro.InstanceCommand;
import io.instancebus.avro.InstanceEvent;
import io.instancebus.avro.InstanceObserved;
import io.instancebus.avro.InstanceSnapshot;
import io.instancebus.avro.InstanceState;
import io.instancebus.avro.ObservationRequest;
import io.instancebus.avro.ProviderReport;
import io.instancebus.avro.ProviderTask;
import io.instancebus.avro.RejectionCode;
import io.instancebus.avro.SealedText;
import io.instancebus.avro.SightingState;
import io.instancebus.avro.TaskAccepted;
import io.instancebus.command.TestCommands;
import io.instancebus.command.state.CommandIds;
import io.instancebus.command.state.Stores;
import io.instancebus.domain.CommandId;
import io.instancebus.domain.Decider;
import io.instancebus.domain.Input;
import io.instancebus.domain.InstanceId;
import io.instancebus.schemas.consumer.DeadLetter;
import io.instancebus.schemas.header.CloudEvent;
import io.instancebus.schemas.header.DeadLetterHeaders;
import io.instancebus.schemas.header.TraceParent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandTopologyTest {
    @TempDir
    Path directory;

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
    void aCreateIsAcceptedToldAndHandedOut() {
        Headers headers = new RecordHeaders();
        TraceParent trace = TraceParent.start(true);
        trace.writeTo(headers);
        InstanceCommand create = TestCommands.create("i-1", "c-1", bench.now);

        bench.send(TOPICS.commands(), "i-1", bench.bytes(create), headers);

        List<TestRecord<byte[], byte[]>> events = bench.read(TOPICS.events());
        assertThat(events).isNotEmpty().allSatisfy(record -> {
            assertThat(record.key()).isEqualTo("i-1".getBytes(StandardCharsets.UTF_8));
            InstanceEvent event = bench.decode(InstanceEvent.class, TOPICS.events(), record.value());
            assertThat(CloudEvent.from(record.headers()).map(CloudEvent::id)).contains(event.getEventId());
            assertThat(TraceParent.from(record.headers()).map(TraceParent::traceId))
                    .contains(trace.traceId());
        });
        List<InstanceSnapshot> snapshots = bench.snapshots();
        assertThat(snapshots).hasSize(1);
        assertThat(snapshots.getFirst().getVersion()).isEqualTo(events.size());
        assertThat(snapshots.getFirst().getActions()).containsExactly("DESTROY");
        List<ProviderTask> tasks = bench.tasks();
        assertThat(tasks).hasSize(1);
        assertThat(tasks.getFirst().getCreateTask().getSpec()).isEqualTo(create.getCreateInstance());
        bench.send(accepted(tasks.getFirst()));
        bench.pass(Duration.ofSeconds(1));
        assertThat(bench.read(TOPICS.observations()))
                .isNotEmpty()
                .allSatisfy(record -> assertThat(record.key()).isEqualTo("box".getBytes(StandardCharsets.UTF_8)));
    }

    /** The observation may be among the reports that are not read yet. */
    @Test
    void nothingIsAskedAgainWhileManyReportsAreUnread() {
        bench.send(TestCommands.create("i-1", "c-1", bench.now));
        bench.send(accepted(bench.tasks().getFirst()));
        bench.unreadReports = 5_000;
        bench.pass(Duration.ofSeconds(20));
        assertThat(bench.read(TOPICS.observations())).isEmpty();

        bench.unreadReports = 0;
        bench.pass(Duration.ofSeconds(1));
        assertThat(bench.read(TOPICS.observations())).hasSize(1);
    }

    @Test
    void aPartitionThatIsBehindForGoodMeetsItsDeadlinesAMinuteLate() {
        bench.send(TestCommands.create("i-1", "c-1", bench.now));
        bench.send(accepted(bench.tasks().getFirst()));
        bench.unreadReports = 5_000;
        bench.pass(Duration.ofSeconds(58));
        assertThat(bench.read(TOPICS.observations())).isEmpty();

        bench.pass(Duration.ofSeconds(5));
        assertThat(bench.read(TOPICS.observations())).hasSize(1);
    }

    @Test
    void reportsBringTheInstanceToRunning() {
        bring("i-1", "c-1");
        List<InstanceEvent> events = bench.events();
        assertThat(events).extracting(InstanceEvent::getType).contains("CommandSucceeded");
        assertThat(events.stream()
                        .map(InstanceEvent::getInstanceStateChanged)
                        .filter(Objects::nonNull)
                        .map(changed -> changed.getTo() + " " + changed.getActions()))
                .containsExactly("PENDING [DESTROY]", "RUNNING [STOP, REBOOT, DESTROY, RUN]");
        assertThat(bench.snapshots().getLast().getState()).isEqualTo(InstanceState.RUNNING);
        assertThat(bench.read(TOPICS.deadLetters())).isEmpty();
    }

    @Test
    void thePasswordThatAnswersACreateIsInItsEventAndInEverySnapshot() {
        InstanceCommand create = TestCommands.create("i-1", "c-1", bench.now);
        create.getCreateInstance().setReplyKey(ByteBuffer.wrap(new byte[32]));
        bench.send(create);
        ProviderTask task = bench.tasks().getLast();
        assertThat(task.getCreateTask().getSpec().getReplyKey()).isEqualTo(ByteBuffer.wrap(new byte[32]));
        AdminPassword password = new AdminPassword("c-1", sealed(1), sealed(2));
        ProviderReport answer = accepted(task);
        answer.getTaskAccepted().setAdminPassword(password);
        bench.send(answer);
        assertThat(bench.events()
                        .getLast()
                        .getInstanceDetailsChanged()
                        .getDetails()
                        .getAdminPassword())
                .isEqualTo(password);
        look("i-1", SightingState.RUNNING);
        assertThat(bench.snapshots().getLast().getDetails().getAdminPassword()).isEqualTo(password);
    }

    private static SealedText sealed(int content) {
        byte[] ciphertext = new byte[20];
        ciphertext[0] = (byte) content;
        return new SealedText("key", ByteBuffer.wrap(new byte[32]), ByteBuffer.wrap(ciphertext));
    }

    private void bring(String instanceId, String commandId) {
        bench.send(TestCommands.create(instanceId, commandId, bench.now));
        bench.send(accepted(bench.tasks().getLast()));
        look(instanceId, SightingState.RUNNING);
    }

    private ProviderReport accepted(ProviderTask task) {
        ProviderReport accepted = report(task.getInstanceId(), task.getTaskId(), task.getAttempt(), "TaskAccepted");
        accepted.setTaskAccepted(new TaskAccepted("n-1", null, null));
        return accepted;
    }

    /** Answers the looks that were asked for, and those that come of the answers. */
    private void look(String instanceId, SightingState state) {
        for (int i = 0; i < 5; i++) {
            bench.pass(Duration.ofSeconds(5));
            for (TestRecord<byte[], byte[]> record : bench.read(TOPICS.observations())) {
                ObservationRequest request =
                        bench.decode(ObservationRequest.class, TOPICS.observations(), record.value());
                ProviderReport seen = report(instanceId, null, 0, "InstanceObserved");
                seen.setInstanceObserved(new InstanceObserved(
                        request.getNumber(),
                        1L,
                        request.getNumber(),
                        state,
                        "raw",
                        "n-1",
                        List.of(),
                        List.of(),
                        null,
                        bench.now,
                        null,
                        null,
                        null,
                        null,
                        null));
                bench.send(seen);
            }
        }
    }

    private ProviderReport report(String instanceId, @Nullable String taskId, int attempt, String type) {
        return new ProviderReport(
                instanceId,
                "box",
                taskId,
                attempt,
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

    @Test
    void bytesThatCannotBeReadGoToTheDeadLettersAsTheyCameOrAreWithheldWhereTheyMayHoldASecret() {
        byte[] good = bench.bytes(TestCommands.create("i-1", "c-1", bench.now));
        byte[] otherMagic = good.clone();
        otherMagic[0] = 1;
        byte[] unknownSchema = ByteBuffer.wrap(good.clone()).putInt(1, 77_777).array();
        List<byte[]> bad = List.of(
                new byte[0],
                "{\"type\":\"CreateInstance\"}".getBytes(StandardCharsets.UTF_8),
                otherMagic,
                unknownSchema,
                Arrays.copyOf(good, 3),
                Arrays.copyOf(good, good.length - 4),
                Arrays.copyOf(good, good.length + 4));
        for (byte[] value : bad) {
            Headers headers = new RecordHeaders().add("from", "publisher".getBytes(StandardCharsets.UTF_8));
            bench.send(TOPICS.commands(), "i-1", value, headers);
            bench.send(TOPICS.reports(), "i-1", value, headers);
        }
        bench.send(TOPICS.commands(), "i-1", null, new RecordHeaders());

        List<TestRecord<byte[], byte[]>> letters = bench.read(TOPICS.deadLetters());
        assertThat(letters).hasSize(bad.size() * 2 + 1);
        for (int i = 0; i < bad.size(); i++) {
            TestRecord<byte[], byte[]> letter = letters.get(2 * i);
            assertThat(letter.value()).isNull();
            assertThat(header(letter, DeadLetterHeaders.VALUE_SHA256)).contains(DeadLetter.sha256(bad.get(i)));
            assertThat(header(letter, DeadLetterHeaders.VALUE_BYTES)).contains(Integer.toString(bad.get(i).length));
            assertThat(header(letter, DeadLetterHeaders.WITHHELD))
                    .contains("the value could not be read, and may hold a secret in clear");
            assertThat(letters.get(2 * i + 1).value()).as("a report").isEqualTo(bad.get(i));
            assertThat(letter.key()).isEqualTo("i-1".getBytes(StandardCharsets.UTF_8));
            assertThat(header(letter, "from")).contains("publisher");
            assertThat(header(letter, DeadLetterHeaders.TOPIC)).contains(TOPICS.commands());
            assertThat(header(letter, DeadLetterHeaders.PARTITION)).contains("0");
            assertThat(header(letter, DeadLetterHeaders.OFFSET)).contains(Integer.toString(i));
            assertThat(header(letter, DeadLetterHeaders.GROUP)).contains("bench");
            assertThat(header(letter, DeadLetterHeaders.BY)).contains("process-1");
            assertThat(header(letter, DeadLetterHeaders.MESSAGE)).isPresent();
        }
        assertThat(bench.events()).isEmpty();
        assertGoesOn();
    }

    @Test
    void aReportWhereACommandBelongsIsADeadLetter() {
        byte[] report = bench.bytes(report("i-1", "t", 1, "TaskAccepted"));
        bench.send(TOPICS.commands(), "i-1", report, new RecordHeaders());
        assertThat(bench.read(TOPICS.deadLetters())).hasSize(1);
        assertGoesOn();
    }

    @Test
    void idsThatAreNoneAndAKeyThatIsAnotherAreDeadLetters() {
        bench.send(TestCommands.create("not an id", "c-1", bench.now));
        bench.send(TestCommands.create("i-1", "", bench.now));
        byte[] create = bench.bytes(TestCommands.create("i-1", "c-1", bench.now));
        bench.send(TOPICS.commands(), "i-2", create, new RecordHeaders());
        bench.send(TOPICS.commands(), (String) null, create, new RecordHeaders());
        assertThat(bench.read(TOPICS.deadLetters())).hasSize(4);
        assertThat(bench.events()).isEmpty();
        assertGoesOn();
    }

    @Test
    void aReportThatSaysNothingUsableIsADeadLetter() {
        bench.send(report("i-1", "t", 1, "TaskAccepted"));
        bench.send(report("i-1", "t", 1, "TaskSublimated"));
        ProviderReport nameless = report("i-1", null, 1, "TaskAccepted");
        nameless.setTaskAccepted(new TaskAccepted(null, null, null));
        bench.send(nameless);
        ProviderReport unsealed = report("i-1", "t", 1, "TaskAccepted");
        unsealed.setTaskAccepted(new TaskAccepted("n-1", new AdminPassword("c-1", null, null), null));
        bench.send(unsealed);
        assertThat(bench.read(TOPICS.deadLetters())).hasSize(4);
        assertGoesOn();
    }

    @Test
    void whatCannotBeCarriedOutIsRejectedByAnEvent() {
        InstanceCommand unknownAccount = TestCommands.create("i-1", "c-1", bench.now);
        unknownAccount.getCreateInstance().setAccount("elsewhere");
        InstanceCommand expired = TestCommands.create("i-2", "c-2", bench.now);
        expired.setExpiresAt(bench.now.minusSeconds(1));
        InstanceCommand two = TestCommands.create("i-3", "c-3", bench.now);
        two.setInstanceAction(TestCommands.act("i", "c", bench.now, Action.STOP).getInstanceAction());
        InstanceCommand none = TestCommands.create("i-4", "c-4", bench.now);
        none.setCreateInstance(null);
        InstanceCommand other = TestCommands.create("i-5", "c-5", bench.now);
        other.setType("RunOnInstance");
        InstanceCommand halfAKey = TestCommands.create("i-7", "c-7", bench.now);
        halfAKey.getCreateInstance().setReplyKey(ByteBuffer.wrap(new byte[16]));
        InstanceCommand nobody = TestCommands.create("i-6", "c-6", bench.now);
        nobody.setActor("");

        assertThat(codeOf(unknownAccount)).isEqualTo(RejectionCode.UNKNOWN_ACCOUNT);
        assertThat(codeOf(halfAKey)).isEqualTo(RejectionCode.INVALID);
        assertThat(codeOf(expired)).isEqualTo(RejectionCode.EXPIRED);
        assertThat(codeOf(two)).isEqualTo(RejectionCode.INVALID);
        assertThat(codeOf(none)).isEqualTo(RejectionCode.INVALID);
        assertThat(codeOf(other)).isEqualTo(RejectionCode.INVALID);
        assertThat(codeOf(nobody)).isEqualTo(RejectionCode.INVALID);
        assertThat(codeOf(TestCommands.act("i-10", "c-10", bench.now, Action.STOP)))
                .isEqualTo(RejectionCode.INSTANCE_NOT_FOUND);
        assertThat(codeOf(TestCommands.act("i-8", "c-8", bench.now, Action.UNKNOWN)))
                .isEqualTo(RejectionCode.INVALID);
        assertThat(codeOf(TestCommands.create("i-9", "c-9", bench.now.minus(Duration.ofHours(25)))))
                .isEqualTo(RejectionCode.TOO_OLD);
        assertThat(bench.read(TOPICS.deadLetters())).isEmpty();
        assertThat(entries(Stores.INSTANCES))
                .as("nothing is kept of what never existed")
                .isZero();
        assertGoesOn();
    }

    private RejectionCode codeOf(InstanceCommand command) {
        bench.send(command);
        List<InstanceEvent> events = bench.events();
        assertThat(events).hasSize(1);
        InstanceEvent event = events.getFirst();
        assertThat(event.getCommandId()).isEqualTo(command.getCommandId());
        assertThat(event.getSequence()).isZero();
        assertThat(event.getCorrelationId()).isEqualTo("corr-1");
        return event.getCommandRejected().getCode();
    }

    @Test
    void aSecretInClearIsRejectedAndCopiedNowhere() {
        bring("i-1", "c-1");
        bench.events();
        byte[] command = bench.bytes(TestCommands.run("i-1", "c-2", bench.now, "hunter2!"));
        bench.send(TOPICS.commands(), "i-1", command, new RecordHeaders());
        List<TestRecord<byte[], byte[]>> events = bench.read(TOPICS.events());
        assertThat(events).hasSize(1);
        assertThat(new String(events.getFirst().value(), StandardCharsets.ISO_8859_1))
                .doesNotContain("hunter2!");
        InstanceEvent event = bench.decode(
                InstanceEvent.class, TOPICS.events(), events.getFirst().value());
        assertThat(event.getCommandRejected().getCode()).isEqualTo(RejectionCode.SECRET_IN_CLEAR);
        assertThat(event.getSequence()).isPositive();

        bench.send(TOPICS.commands(), "i-other", command, new RecordHeaders());
        TestRecord<byte[], byte[]> letter = bench.read(TOPICS.deadLetters()).getFirst();
        assertThat(letter.value()).isNull();
        assertThat(header(letter, DeadLetterHeaders.WITHHELD)).isPresent();
    }

    @Test
    void anIllegalActionIsRejectedWithinTheHistoryAndADuplicateChangesNothing() {
        bring("i-1", "c-1");
        int version = bench.events().size();
        bench.send(TestCommands.act("i-1", "c-2", bench.now, Action.START));
        List<InstanceEvent> rejection = bench.events();
        assertThat(rejection).hasSize(1);
        assertThat(rejection.getFirst().getSequence()).isEqualTo(version + 1);
        assertThat(rejection.getFirst().getCommandRejected().getCode()).isEqualTo(RejectionCode.ILLEGAL_ACTION);
        bench.tasks();
        bench.snapshots();

        bench.send(TestCommands.create("i-1", "c-1", bench.now));
        bench.send(TestCommands.act("i-1", "c-2", bench.now, Action.START));
        InstanceCommand garbled = TestCommands.act("i-1", "c-2", bench.now, Action.UNKNOWN);
        bench.send(garbled);

        assertThat(bench.events()).isEmpty();
        assertThat(bench.tasks()).isEmpty();
        assertThat(bench.snapshots()).isEmpty();
        bench.pass(Duration.ofHours(23));
        bench.events();
        bench.send(TestCommands.create("i-1", "c-1", bench.now));
        assertThat(bench.events()).as("still remembered 23 hours later").isEmpty();
    }

    @Test
    void aCreateThatWasRejectedIsNotDecidedAgainWhenTheReasonHasPassed() {
        InstanceCommand create = TestCommands.create("i-1", "c-1", bench.now);
        Instant right = bench.now;
        bench.now = right.minus(Duration.ofHours(30));
        bench.send(create);
        assertThat(bench.events())
                .singleElement()
                .satisfies(event -> assertThat(event.getCommandRejected()).isNotNull());

        bench.send(create);
        bench.now = right;
        bench.send(create);
        assertThat(bench.events()).isEmpty();
        assertThat(bench.tasks()).isEmpty();

        bench.send(TestCommands.create("i-1", "c-2", bench.now));
        assertThat(bench.tasks()).as("another command for the same instance").hasSize(1);
    }

    @Test
    void aBugRejectsTheCommandKeepsTheRecordAndTheStreamGoesOn() {
        Decider decider = new Decider(TopologyBench.ACCOUNTS);
        bench.close();
        bench = new TopologyBench(directory.resolve("bug"), (before, input, now) -> {
            if (input instanceof Input.CommandReceived received
                            && received.command().commandId().value().equals("bad")
                    || input instanceof Input.ReportReceived) {
                throw new IllegalStateException("a bug near hunter2!");
            }
            return decider.decide(before, input, now);
        });
        bench.send(TestCommands.create("i-1", "c-1", bench.now));
        int version = bench.events().size();
        InstanceCommand stop = TestCommands.act("i-1", "bad", bench.now, Action.STOP);

        bench.send(stop);

        List<InstanceEvent> events = bench.events();
        assertThat(events).hasSize(1);
        assertThat(events.getFirst().getSequence()).isEqualTo(version + 1);
        assertThat(events.getFirst().getCommandRejected().getCode()).isEqualTo(RejectionCode.INTERNAL);
        TestRecord<byte[], byte[]> letter = bench.read(TOPICS.deadLetters()).getFirst();
        assertThat(letter.value()).isEqualTo(bench.bytes(stop));
        assertThat(header(letter, DeadLetterHeaders.MESSAGE)).contains("a bug: IllegalStateException");
        bench.send(TestCommands.act("i-1", "bad", bench.now, Action.STOP));
        bench.events();

        ProviderReport accepted = report("i-1", "t", 1, "TaskAccepted");
        accepted.setTaskAccepted(new TaskAccepted(null, null, null));
        bench.send(accepted);
        assertThat(bench.read(TOPICS.deadLetters())).isNotEmpty();
        assertGoesOn();
    }

    @Test
    void aBugThatSparesNothingStillAnswersOutsideOfTheHistory() {
        bench.close();
        AtomicInteger calls = new AtomicInteger();
        Decider decider = new Decider(TopologyBench.ACCOUNTS);
        bench = new TopologyBench(directory.resolve("worse"), (before, input, now) -> {
            if (calls.incrementAndGet() <= 2) {
                throw new NullPointerException();
            }
            return decider.decide(before, input, now);
        });
        bench.send(TestCommands.create("i-1", "c-1", bench.now));
        List<InstanceEvent> events = bench.events();
        assertThat(events).hasSize(1);
        assertThat(events.getFirst().getSequence()).isZero();
        assertThat(events.getFirst().getCommandRejected().getCode()).isEqualTo(RejectionCode.INTERNAL);
        assertThat(bench.read(TOPICS.deadLetters())).hasSize(1);
        assertGoesOn();
    }

    @Test
    void aBugInTheWorkThatIsDueIsTriedAgainLaterAndNotAtOnce() {
        bench.close();
        AtomicInteger calls = new AtomicInteger();
        Decider decider = new Decider(TopologyBench.ACCOUNTS);
        bench = new TopologyBench(directory.resolve("time"), (before, input, now) -> {
            if (input instanceof Input.TimePassed && calls.incrementAndGet() <= 2) {
                throw new IllegalStateException("a bug");
            }
            return decider.decide(before, input, now);
        });
        bench.send(TestCommands.create("i-1", "c-1", bench.now));
        bench.events();
        for (int seconds = 0; seconds < 100; seconds++) {
            bench.pass(Duration.ofSeconds(1));
        }
        assertThat(calls.get()).isBetween(1, 2);
        for (int seconds = 0; seconds < 600; seconds++) {
            bench.pass(Duration.ofSeconds(1));
        }
        assertThat(calls.get()).isGreaterThan(2);
        assertThat(bench.events()).extracting(InstanceEvent::getCommandId).contains("c-1");
    }

    @Test
    void whatNobodyAnswersIsAnsweredByTimeAlone() {
        for (int i = 0; i < 3; i++) {
            bench.send(TestCommands.create("i-" + i, "c-" + i, bench.now));
        }
        bench.events();
        for (int seconds = 0; seconds < 900; seconds++) {
            bench.pass(Duration.ofSeconds(1));
        }
        List<InstanceEvent> events = bench.events();
        for (int i = 0; i < 3; i++) {
            String commandId = "c-" + i;
            assertThat(events.stream().filter(event -> commandId.equals(event.getCommandId())))
                    .extracting(InstanceEvent::getType)
                    .containsAnyOf("CommandFailed", "CommandOutcomeUnknown");
        }
    }

    @Test
    void aSnapshotSaysThatADestroyIsUnderWayFromWhenItsTaskIsHandedOut() {
        bring("i-1", "c-1");
        assertThat(bench.snapshots().getLast().getDestroying()).isFalse();

        bench.send(TestCommands.act("i-1", "c-2", bench.now, Action.DESTROY));
        assertThat(bench.snapshots().getLast().getDestroying()).isTrue();

        bench.send(accepted(bench.tasks().getLast()));
        look("i-1", SightingState.GONE);
        assertThat(bench.snapshots().getLast().getDestroying()).isFalse();
    }

    @Test
    void aFinishedInstanceLeavesTheStatesWithATombstoneAndOnlyAMarkerIsKept() {
        bring("i-1", "c-1");
        bench.send(TestCommands.act("i-1", "c-2", bench.now, Action.DESTROY));
        bench.send(accepted(bench.tasks().getLast()));
        look("i-1", SightingState.GONE);
        assertThat(bench.snapshots().getLast().getState()).isEqualTo(InstanceState.FINISH);
        for (int hours = 0; hours < 26; hours++) {
            bench.pass(Duration.ofHours(1));
        }
        List<TestRecord<byte[], byte[]>> states = bench.read(TOPICS.state());
        assertThat(states).hasSize(1);
        assertThat(states.getFirst().value()).isNull();
        assertThat(entries(Stores.INSTANCES)).isEqualTo(1);
        bench.events();
        bench.send(TestCommands.create("i-1", "again", bench.now));
        assertThat(bench.events().getFirst().getCommandRejected().getCode()).isEqualTo(RejectionCode.INSTANCE_FINISHED);
    }

    @Test
    void aCommandIsDecidedOnceThoughTheClockIsSetBackOrLeapsAhead() {
        bench.send(TestCommands.create("i-1", "c-1", bench.now));
        bench.events();
        Duration year = Duration.ofDays(365);
        for (Duration leap : List.of(Duration.ofHours(-30), Duration.ofHours(31), year, year.negated())) {
            bench.now = bench.now.plus(leap);
            bench.send(TestCommands.create("other" + leap.toHours(), "c-" + leap.toHours(), bench.now));
            bench.send(TestCommands.create("another" + leap.toHours(), "d-" + leap.toHours(), bench.now));
            assertThat(bench.events()).as("others are decided after " + leap).isNotEmpty();
            // Issued again with the time that it is then, as whoever is not sure does.
            bench.send(TestCommands.create("i-1", "c-1", bench.now));
            assertThat(bench.eventTypes()).as("decided again after " + leap).isEmpty();
        }
        CommandIds afterRestart = new CommandIds(bench.driver.getWindowStore(Stores.COMMAND_IDS));
        assertThat(afterRestart.contains(new InstanceId("i-1"), new CommandId("c-1")))
                .isTrue();
        afterRestart.add(new InstanceId("i-1"), new CommandId("c-2"));
        assertThat(afterRestart.contains(new InstanceId("i-1"), new CommandId("c-2")))
                .isTrue();
    }

    @Test
    void commandIdsAreForgottenWhenTheyAreOlderThanACommandMayBe() {
        bench.send(TestCommands.create("i-1", "c-1", bench.now));
        CommandIds ids = new CommandIds(bench.driver.getWindowStore(Stores.COMMAND_IDS));
        for (int hours = 0; hours < 60; hours++) {
            assertThat(hours < 26 && !ids.contains(new InstanceId("i-1"), new CommandId("c-1")))
                    .as("forgotten after " + hours + " h")
                    .isFalse();
            bench.now = bench.now.plus(Duration.ofHours(1));
            bench.send(TestCommands.create("i-2", "d-" + hours, bench.now));
        }
        assertThat(ids.contains(new InstanceId("i-1"), new CommandId("c-1"))).isFalse();
    }

    @Test
    void aRegistryThatIsAwayIsWaitedForWhileEverythingElseGoesOnAndOrderIsKept() {
        bench.send(TestCommands.create("i-1", "c-1", bench.now));
        bench.events();
        bench.read(TOPICS.state());
        bench.tasks();
        byte[] known = bench.bytes(TestCommands.create("i-2", "c-2", bench.now));
        // The same record under an id that the service has not seen: it must ask, and cannot.
        byte[] unseen = bench.bytes(TestCommands.create("i-2", "c-2", bench.now));
        int reportsId = reportsSchemaId();
        ByteBuffer.wrap(unseen).putInt(1, reportsId);
        bench.registry.away = true;

        bench.send(TOPICS.commands(), "i-2", unseen, new RecordHeaders());
        bench.send(TOPICS.commands(), "i-2", known, new RecordHeaders());
        bench.send(TestCommands.create("i-3", "c-3", bench.now));
        int questions = bench.registry.questions.get();
        for (int i = 0; i < 50; i++) {
            bench.send(TOPICS.commands(), "i-4" + i, unseen, new RecordHeaders());
        }
        assertThat(bench.registry.questions.get() - questions)
                .as("questions in vain")
                .isZero();

        assertThat(bench.events()).extracting(InstanceEvent::getInstanceId).containsOnly("i-3");
        assertThat(bench.read(TOPICS.deadLetters())).isEmpty();
        for (int seconds = 0; seconds < 60; seconds++) {
            bench.pass(Duration.ofSeconds(1));
        }
        assertThat(bench.events()).extracting(InstanceEvent::getInstanceId).containsOnly("i-1", "i-3");
        assertThat(bench.read(TOPICS.deadLetters())).isEmpty();

        bench.registry.away = false;
        for (int seconds = 0; seconds < 20; seconds++) {
            bench.pass(Duration.ofSeconds(1));
        }

        assertThat(bench.read(TOPICS.deadLetters()))
                .as("read at last, and found to be no commands")
                .hasSize(51);
        assertThat(bench.events())
                .filteredOn(event -> event.getInstanceId().equals("i-2"))
                .extracting(InstanceEvent::getType)
                .contains("CommandAccepted");
        assertThat(entries(Stores.WAITING)).isZero();
        assertGoesOn();
    }

    private int reportsSchemaId() {
        return ByteBuffer.wrap(bench.bytes(report("i-1", "t", 1, "TaskStarted")))
                .getInt(1);
    }

    private void assertGoesOn() {
        bench.events();
        bench.send(TestCommands.create("after", "after-1", bench.now));
        assertThat(bench.eventTypes()).as("the stream goes on").contains("CommandAccepted");
    }

    private long entries(String store) {
        long count = 0;
        try (KeyValueIterator<byte[], byte[]> all =
                bench.driver.<byte[], byte[]>getKeyValueStore(store).all()) {
            while (all.hasNext()) {
                all.next();
                count++;
            }
        }
        return count;
    }

    private static Optional<String> header(TestRecord<byte[], byte[]> record, String name) {
        return Optional.ofNullable(record.headers().lastHeader(name))
                .map(header -> new String(header.value(), StandardCharsets.UTF_8));
    }
}
