package io.instancebus.command.topology;

import static io.instancebus.command.topology.TopologyBench.TOPICS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.instancebus.avro.InstanceCommand;
import io.instancebus.avro.InstanceEvent;
import io.instancebus.avro.ProviderReport;
import io.instancebus.command.TestCommands;
import io.instancebus.command.state.Arrival;
import io.instancebus.command.state.Stores;
import io.instancebus.command.state.WaitingRecords;
import io.instancebus.domain.Decider;
import io.instancebus.schemas.consumer.DeadLetter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records that ended the command service, and their like. */
@Tag("slow")
class HostileRecordsTest {
    @TempDir
    Path directory;

    private TopologyBench bench;

    @BeforeEach
    void open() {
        bench = new TopologyBench(directory, new Decider(TopologyBench.ACCOUNTS)::decide, Duration.ofSeconds(3));
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void aStringThatClaimsTwoGigabytesIsADeadLetter() {
        for (String topic : List.of(TOPICS.commands(), TOPICS.reports())) {
            byte[] bomb = {0, 0, 0, 0, 0, (byte) 0xfe, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x0f};
            ByteBuffer.wrap(bomb).putInt(1, idOf(topic));
            bench.send(topic, "x1", bomb, new RecordHeaders());
            assertThat(bench.read(TOPICS.deadLetters())).hasSize(1);
        }
        assertGoesOn("after");
    }

    @Test
    void aSchemaThatContainsItselfIsADeadLetter() {
        int id = bench.registry.put(InstanceCommand.SCHEMA$
                .toString()
                .replace(
                        "\"fields\":[{\"name\":\"commandId\"",
                        "\"fields\":[{\"name\":\"self\",\"type\":\"InstanceCommand\"},{\"name\":\"commandId\""));
        bench.send(TOPICS.commands(), "x1", under(id, command("x1")), new RecordHeaders());
        assertThat(bench.read(TOPICS.deadLetters())).hasSize(1);
        assertGoesOn("after");
    }

    @Test
    void aCommandThatCannotBeReadLeavesNoSecretAmongTheDeadLetters() {
        byte[] value = "{\"credential\":{\"clear\":\"geheim\"}}".getBytes(StandardCharsets.UTF_8);
        bench.send(TOPICS.commands(), "x1", value, new RecordHeaders());
        bench.send(TOPICS.commands(), (String) null, value, new RecordHeaders());
        List<TestRecord<byte[], byte[]>> letters = bench.read(TOPICS.deadLetters());
        assertThat(letters).hasSize(2).allSatisfy(letter -> {
            assertThat(letter.value()).isNull();
            assertThat(Arrays.stream(letter.headers().toArray())
                            .map(each -> new String(each.value(), StandardCharsets.UTF_8)))
                    .noneMatch(text -> text.contains("geheim"))
                    .contains(DeadLetter.sha256(value));
        });
    }

    @Test
    void aRecordWaitsWhateverItsHeadersHold() {
        assertGoesOn("seen");
        List<Headers> hostile = new ArrayList<>();
        hostile.add(new RecordHeaders().add("n".repeat(100_000), new byte[0]));
        hostile.add(new RecordHeaders().add("ü€".repeat(30_000), new byte[1]));
        hostile.add(new RecordHeaders().add("null", null).add("", null));
        Headers many = new RecordHeaders();
        for (int i = 0; i < 5_000; i++) {
            many.add("h", new byte[0]);
        }
        hostile.add(many);
        byte[] unseen = anotherVersion(command("w"));
        bench.registry.away = true;
        for (int i = 0; i < hostile.size(); i++) {
            bench.send(TOPICS.commands(), "w", unseen, hostile.get(i));
        }
        assertGoesOn("meanwhile");
        bench.registry.away = false;
        passUntilAnswered("w");
        assertThat(bench.read(TOPICS.deadLetters())).isEmpty();
    }

    @Test
    void aDeadLetterFitsItsTopicWhateverTheRecordHolds() {
        Headers headers = new RecordHeaders().add("n".repeat(100_000), new byte[200_000]);
        byte[] noMagic = new byte[1 << 20];
        noMagic[0] = 1;
        bench.send(
                TOPICS.reports(),
                new byte[] {(byte) 0xff, (byte) 0xfe},
                noMagic,
                new RecordHeaders().add("null", null));
        bench.send(TOPICS.reports(), "x1", new byte[] {1}, headers);
        bench.send(TOPICS.reports(), new byte[1 << 20], new byte[] {1}, new RecordHeaders());
        bench.send(TOPICS.reports(), "x1", new byte[(1 << 20) + 1], new RecordHeaders());
        assertThat(bench.read(TOPICS.deadLetters()))
                .hasSize(4)
                .allSatisfy(letter -> assertThat(size(letter)).isLessThan((1 << 20) + (64 << 10)));
        assertGoesOn("after");
    }

    @Test
    void aKeyThatIsNoInstanceIdDoesNotWait() {
        bench.send(TOPICS.commands(), "seen", command("seen"), new RecordHeaders());
        byte[] unseen = anotherVersion(command("w"));
        bench.registry.away = true;
        for (byte[] key : List.of(new byte[0], new byte[65], new byte[1 << 19], new byte[] {(byte) 0xc3, 0x28})) {
            bench.send(TOPICS.commands(), key, unseen, new RecordHeaders());
        }
        assertThat(bench.read(TOPICS.deadLetters())).hasSize(4);
    }

    @Test
    void anIdThatIsRefusedHoldsUpOnlyItsOwnKeysAndNotForEver() {
        bench.send(TOPICS.commands(), "seen", command("seen"), new RecordHeaders());
        for (int status : new int[] {401, 403, 404, 429, 500}) {
            String victim = "victim-" + status;
            int id = bench.registry.put(with("extra" + status));
            bench.registry.refused.put(id, status);
            bench.send(TOPICS.commands(), victim, under(id, command(victim)), new RecordHeaders());
            bench.send(TOPICS.commands(), victim, command(victim), new RecordHeaders());
            assertThat(bench.read(TOPICS.deadLetters())).as("waits").isEmpty();
            // A schema that was not seen before is asked for all the same.
            String other = "other-" + status;
            bench.send(TOPICS.commands(), other, anotherVersion(command(other)), new RecordHeaders());
            passUntilAnswered(other);
            passUntilAnswered(victim);
            assertThat(bench.read(TOPICS.deadLetters())).hasSize(1);
        }
    }

    @Test
    void recordsOfOneKeyUnderManyUnservedSchemasWaitTogether() {
        bench.send(TOPICS.commands(), "seen", command("seen"), new RecordHeaders());
        int before = bench.registry.questions.get();
        for (int i = 0; i < 100; i++) {
            bench.send(TOPICS.commands(), "victim", under(Integer.MAX_VALUE - i, command("x")), new RecordHeaders());
        }
        bench.send(TOPICS.commands(), "victim", command("victim"), new RecordHeaders());
        passUntilAnswered("victim");
        assertThat(bench.read(TOPICS.deadLetters())).hasSize(100);
        assertThat(bench.registry.questions.get() - before)
                .as("each id, and whether the registry serves others, twice; that of the first now and then")
                .isLessThan(100 * 2 * 2 + 100);
        assertThat(new WaitingRecords(waiting()).isEmpty()).isTrue();
    }

    @Test
    void howLongARecordWaitedIsKnownAfterARestartAndLeavesOutWhatTheRegistryWasAway() {
        bench.send(TOPICS.commands(), "seen", command("seen"), new RecordHeaders());
        bench.send(TOPICS.commands(), "x1", under(Integer.MAX_VALUE, command("x1")), new RecordHeaders());
        bench.send(TOPICS.commands(), "x1", command("x1"), new RecordHeaders());
        Instant taken = bench.now;
        assertThat(waited(taken.plusSeconds(20))).isEqualTo(Duration.ofSeconds(20));
        bench.registry.away = true;
        bench.pass(Duration.ofSeconds(60));
        passUntil(() -> waited(bench.now).compareTo(Duration.ofSeconds(10)) <= 0);
        bench.registry.away = false;
        assertThat(bench.read(TOPICS.deadLetters())).isEmpty();
        passUntilAnswered("x1");
        assertThat(bench.read(TOPICS.deadLetters())).hasSize(1);
    }

    @Test
    void aRecordIsNotWaitedForLongerBecauseTheClockWasSetBack() {
        bench.send(TOPICS.commands(), "seen", command("seen"), new RecordHeaders());
        bench.send(TOPICS.commands(), "x1", under(Integer.MAX_VALUE, command("x1")), new RecordHeaders());
        Instant back = bench.now.minus(Duration.ofHours(30));
        WaitingRecords waiting = new WaitingRecords(waiting());
        Arrival arrival = waiting.next().arrival();
        assertThat(waiting.waited(arrival, back)).isZero();
        assertThat(waiting.waited(arrival, back.plusSeconds(30))).isEqualTo(Duration.ofSeconds(30));
    }

    /** As a service that starts now knows it. */
    private Duration waited(Instant now) {
        WaitingRecords restored = new WaitingRecords(waiting());
        return restored.waited(restored.next().arrival(), now);
    }

    private KeyValueStore<byte[], byte[]> waiting() {
        return bench.driver.getKeyValueStore(Stores.WAITING);
    }

    @Test
    void aRecordThatWaitsAheadOfOthersKeepsUpNoneOfThem() {
        bench.send(TOPICS.commands(), "seen", command("seen"), new RecordHeaders());
        byte[] unseen = anotherVersion(command("w"));
        bench.registry.away = true;
        int refused = bench.registry.put(with("extra"));
        bench.registry.refused.put(refused, 403);
        bench.send(TOPICS.commands(), "x1", under(refused, command("x1")), new RecordHeaders());
        bench.send(TOPICS.commands(), "w", unseen, new RecordHeaders());
        bench.registry.away = false;
        passUntilAnswered("w");
        passUntil(() -> bench.read(TOPICS.deadLetters()).size() == 1);
    }

    private byte[] command(String instanceId) {
        return bench.bytes(TestCommands.create(instanceId, "c-" + instanceId, bench.now));
    }

    private static byte[] under(int id, byte[] value) {
        return ByteBuffer.wrap(value.clone()).putInt(1, id).array();
    }

    /** The same command under the id of a schema that the service has not seen. */
    private byte[] anotherVersion(byte[] value) {
        return under(bench.registry.put(with("doc" + bench.registry.questions.incrementAndGet())), value);
    }

    /** The contract with words of documentation, which makes another schema of it. */
    private static String with(String words) {
        return InstanceCommand.SCHEMA$.toString().replaceFirst("\"fields\"", "\"note\":\"" + words + "\",\"fields\"");
    }

    private int idOf(String topic) {
        return ByteBuffer.wrap(
                        topic.equals(TOPICS.commands())
                                ? command("x1")
                                : bench.bytes(new ProviderReport(
                                        "i-1",
                                        "box",
                                        "t",
                                        1,
                                        "worker",
                                        bench.now,
                                        "TaskStarted",
                                        null,
                                        null,
                                        null,
                                        null,
                                        null,
                                        null,
                                        null)))
                .getInt(1);
    }

    private void passUntilAnswered(String instanceId) {
        List<InstanceEvent> seen = new ArrayList<>();
        passUntil(() -> {
            seen.addAll(bench.events());
            return seen.stream().anyMatch(event -> event.getInstanceId().equals(instanceId));
        });
    }

    private void passUntil(java.util.concurrent.Callable<Boolean> condition) {
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            bench.pass(Duration.ofSeconds(1));
            return condition.call();
        });
    }

    private void assertGoesOn(String instanceId) {
        bench.send(TestCommands.create(instanceId, "c-" + instanceId, bench.now));
        assertThat(bench.events()).extracting(InstanceEvent::getInstanceId).contains(instanceId);
    }

    private static long size(TestRecord<byte[], byte[]> letter) {
        return DeadLetter.bytes(letter.headers())
                + (letter.key() == null ? 0 : letter.key().length)
                + (letter.value() == null ? 0 : letter.value().length);
    }
}
