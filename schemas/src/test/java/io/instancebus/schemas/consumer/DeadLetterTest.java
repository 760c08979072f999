package io.instancebus.schemas.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.schemas.header.DeadLetterHeaders;
import io.instancebus.schemas.serde.WireFormat;
import io.instancebus.schemas.topic.TopicSpec;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DeadLetterTest {
    private static final DeadLetter.Reader READER = new DeadLetter.Reader("workers", "worker-1");
    private static final int MOST_VALUE = WireFormat.MAX_BYTES;
    private static final int MOST_KEY = 16 << 10;
    private static final int MOST_HEADERS = 16 << 10;

    @Test
    void aRecordIsSentAsItCameUnderKafkasOwnHeaderNames() {
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>(
                "tasks",
                3,
                77,
                0,
                TimestampType.LOG_APPEND_TIME,
                1,
                1,
                bytes("k"),
                bytes("v"),
                headers("from", "publisher"),
                Optional.empty(),
                Optional.of((short) 2));

        ProducerRecord<byte[], byte[]> sent =
                DeadLetter.of(DeadLetter.Source.of(record), READER, "no").to("dead");

        assertThat(sent.topic()).isEqualTo("dead");
        assertThat(sent.key()).isEqualTo(bytes("k"));
        assertThat(sent.value()).isEqualTo(bytes("v"));
        assertThat(texts(sent.headers()))
                .isEqualTo(Map.of(
                        "from", "publisher",
                        "__dlq.errors.topic", "tasks",
                        "__dlq.errors.partition", "3",
                        "__dlq.errors.offset", "77",
                        "__dlq.errors.group", "workers",
                        "__dlq.errors.delivery.count", "2",
                        "__dlq.errors.message", "no",
                        "dead-letter-by", "worker-1"));
    }

    @Test
    void aReaderWithoutShareGroupAndNameSaysNeither() {
        DeadLetter letter = DeadLetter.of(
                source(null, bytes("v"), new RecordHeaders()), new DeadLetter.Reader("projector", null), "no");
        assertThat(texts(letter.headers()))
                .containsOnlyKeys(
                        "__dlq.errors.topic",
                        "__dlq.errors.partition",
                        "__dlq.errors.offset",
                        "__dlq.errors.group",
                        "__dlq.errors.message");
    }

    @Test
    void aReasonIsCutAtACharacterAndNotWithinOne() {
        DeadLetter.Source source = source(null, new byte[1], new RecordHeaders());
        assertThat(said(DeadLetter.of(source, READER, "x" + "😀".repeat(1_000))).reason())
                .isEqualTo("x" + "😀".repeat(499));
        assertThat(said(DeadLetter.of(source, READER, "short")).reason()).isEqualTo("short");
    }

    @Test
    void aValueIsLeftOutWhenItIsTooLong() {
        assertThat(letter(null, new byte[MOST_VALUE], new RecordHeaders()).value())
                .hasSize(MOST_VALUE);

        byte[] value = new byte[MOST_VALUE + 1];
        DeadLetter letter = letter(bytes("k"), value, new RecordHeaders());
        assertThat(letter.key()).isEqualTo(bytes("k"));
        assertThat(letter.value()).isNull();
        assertThat(said(letter).withheld()).isEqualTo("the value has 1048577 bytes");
        assertThat(said(letter).valueBytes()).isEqualTo(1_048_577);
        assertThat(said(letter).valueSha256()).isEqualTo(DeadLetter.sha256(value));
    }

    @Test
    void aValueIsLeftOutWhenItMayHoldASecret() {
        DeadLetter.Source source = source(bytes("k"), bytes("geheim"), new RecordHeaders());
        DeadLetter letter = DeadLetter.withheld(source, READER, "no", "it may hold a secret");
        assertThat(letter.value()).isNull();
        assertThat(said(letter).withheld()).isEqualTo("it may hold a secret");
        assertThat(said(letter).valueBytes()).isEqualTo(6);
        assertThat(said(letter).valueSha256()).isEqualTo(DeadLetter.sha256(bytes("geheim")));
    }

    @Test
    void nothingIsSaidOfAValueThatWasNeverThere() {
        DeadLetter letter = DeadLetter.withheld(source(bytes("k"), null, new RecordHeaders()), READER, "no", "secret");
        assertThat(said(letter).withheld()).isNull();
        assertThat(said(letter).valueBytes()).isNull();
        assertThat(said(letter).valueSha256()).isNull();
    }

    @Test
    void aKeyIsLeftOutWhenItIsTooLong() {
        assertThat(letter(new byte[MOST_KEY], bytes("v"), new RecordHeaders()).key())
                .hasSize(MOST_KEY);

        DeadLetter letter = letter(new byte[MOST_KEY + 1], bytes("v"), new RecordHeaders());
        assertThat(letter.key()).isNull();
        assertThat(letter.value()).isEqualTo(bytes("v"));
        assertThat(said(letter).withheld()).isEqualTo("the key has 16385 bytes");
    }

    @Test
    void headersAreLeftOutWhenTheyAreTooLongTogether() {
        Headers fit = headers("h", "x".repeat(MOST_HEADERS - 11));
        assertThat(DeadLetter.bytes(fit)).isEqualTo(MOST_HEADERS);
        assertThat(letter(null, bytes("v"), fit).headers().lastHeader("h")).isNotNull();

        DeadLetter letter = letter(null, bytes("v"), headers("h", "x".repeat(MOST_HEADERS - 10)));
        assertThat(letter.headers().lastHeader("h")).isNull();
        assertThat(letter.value()).isEqualTo(bytes("v"));
        assertThat(said(letter).withheld()).isEqualTo("the headers are too long");
    }

    @Test
    void aLetterFitsItsTopicWhateverTheRecordAndTheReaderHold() {
        DeadLetter.Reader longNames = new DeadLetter.Reader("ä".repeat(100_000), "ä".repeat(100_000));
        DeadLetter.Source largest =
                source(new byte[MOST_KEY], new byte[MOST_VALUE], headers("h", "x".repeat(MOST_HEADERS - 11)));
        assertThat(size(DeadLetter.of(largest, longNames, "€".repeat(100_000))))
                .isGreaterThan(MOST_VALUE)
                .isLessThan(TopicSpec.MAX_MESSAGE_BYTES - 1_000L);

        DeadLetter.Source tooLarge = source(new byte[1 << 20], new byte[2 << 20], headers("h", "x".repeat(1 << 20)));
        DeadLetter rest = DeadLetter.withheld(tooLarge, longNames, "€".repeat(100_000), "€".repeat(100_000));
        assertThat(size(rest)).isLessThan(16 << 10);
        assertThat(said(rest).withheld()).startsWith("€").hasSize(1_000);
        DeadLetter named = letter(new byte[1 << 20], new byte[2 << 20], headers("h", "x".repeat(1 << 20)));
        assertThat(said(named).withheld())
                .isEqualTo("the value has 2097152 bytes; the headers are too long; the key has 1048576 bytes");
    }

    @Test
    void aRecordsOwnHeadersCannotPretendToBeOfADeadLetter() {
        Headers forged = headers("__dlq.errors.delivery.count", "9")
                .add("__dlq.errors.topic", bytes("elsewhere"))
                .add("dead-letter-topic", bytes("elsewhere"))
                .add("dead-letter-withheld", bytes("nothing"))
                .add("dead-letter-value-sha256", bytes("0"));
        assertThat(texts(letter(null, bytes("v"), forged).headers()))
                .isEqualTo(texts(letter(null, bytes("v"), new RecordHeaders()).headers()));
    }

    @Test
    void noContentIsShownByToString() {
        DeadLetter.Source source = source(bytes("k"), bytes("geheim"), headers("h", "geheim"));
        assertThat(source).hasToString("tasks-3@77");
        assertThat(DeadLetter.of(source, READER, "no")).hasToString("a dead letter");
    }

    private static DeadLetter letter(byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
        return DeadLetter.of(source(key, value, headers), READER, "no");
    }

    private static DeadLetter.Source source(byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
        return new DeadLetter.Source("tasks", 3, 77, null, key, value, headers);
    }

    private static DeadLetterHeaders said(DeadLetter letter) {
        return DeadLetterHeaders.from(letter.headers()).orElseThrow();
    }

    private static long size(DeadLetter letter) {
        return length(letter.key()) + length(letter.value()) + DeadLetter.bytes(letter.headers());
    }

    private static long length(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }

    private static Map<String, String> texts(Headers headers) {
        return Arrays.stream(headers.toArray())
                .collect(Collectors.toMap(Header::key, header -> new String(header.value(), StandardCharsets.UTF_8)));
    }

    private static Headers headers(String name, String value) {
        return new RecordHeaders().add(name, bytes(value));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
