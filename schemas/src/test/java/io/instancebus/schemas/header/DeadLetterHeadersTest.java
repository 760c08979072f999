package io.instancebus.schemas.header;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class DeadLetterHeadersTest {
    private static final DeadLetterHeaders ALL =
            new DeadLetterHeaders("t", 1, 1L << 40, "g", "m", (short) 3, "no", "the value", 5, "ab");
    private static final DeadLetterHeaders LEAST =
            new DeadLetterHeaders("t", 1, 2, "g", null, null, "", null, null, null);

    @Test
    void whatIsWrittenIsRead() {
        assertThat(DeadLetterHeaders.from(written(ALL))).contains(ALL);
        assertThat(DeadLetterHeaders.from(written(LEAST))).contains(LEAST);
    }

    @Test
    void theLongestTextsAreRead() {
        String longest = "€".repeat(2_000);
        DeadLetterHeaders headers =
                new DeadLetterHeaders("t", 1, 2, longest, longest, null, longest, longest, null, null);
        assertThat(headers.reason()).hasSize(1_000);
        assertThat(DeadLetterHeaders.from(written(headers))).contains(headers);
    }

    @Test
    void everyHeaderIsListed() {
        assertThat(written(ALL).toArray())
                .extracting(header -> header.key())
                .containsAll(DeadLetterHeaders.REQUIRED)
                .containsAll(DeadLetterHeaders.OPTIONAL)
                .hasSize(DeadLetterHeaders.REQUIRED.size() + DeadLetterHeaders.OPTIONAL.size());
        assertThat(written(LEAST).toArray())
                .extracting(header -> header.key())
                .containsExactlyInAnyOrderElementsOf(DeadLetterHeaders.REQUIRED);
    }

    @Test
    void aLetterOfAnOlderReleaseIsRead() {
        Headers old = old();
        TextHeaders.put(old, "dead-letter-by", "worker-1");
        TextHeaders.put(old, "dead-letter-withheld", "the value");
        TextHeaders.put(old, "dead-letter-value-bytes", "5");
        TextHeaders.put(old, "dead-letter-value-sha256", "ab");
        assertThat(DeadLetterHeaders.from(old))
                .contains(new DeadLetterHeaders("t", 1, 2, null, "worker-1", null, "no", "the value", 5, "ab"));
    }

    @Test
    void aLetterOfAnOlderReleaseIsReadByTheNamesThatItsWriterKnew() {
        Headers copiedFromTheRecord = old();
        ALL.writeTo(copiedFromTheRecord);
        old().forEach(copiedFromTheRecord::add);
        assertThat(DeadLetterHeaders.from(copiedFromTheRecord))
                .hasValueSatisfying(headers -> assertThat(headers.reason()).isEqualTo("no"))
                .hasValueSatisfying(headers -> assertThat(headers.offset()).isEqualTo(2))
                .hasValueSatisfying(headers -> assertThat(headers.group()).isNull());
    }

    @Test
    void headersOfSomebodyElseAreNone() {
        assertThat(DeadLetterHeaders.from(new RecordHeaders())).isEmpty();
        for (String name : DeadLetterHeaders.REQUIRED) {
            assertThat(DeadLetterHeaders.from(written(ALL).remove(name)))
                    .as(name)
                    .isEmpty();
        }
        assertThat(DeadLetterHeaders.from(with(DeadLetterHeaders.OFFSET, "last")))
                .isEmpty();
        assertThat(DeadLetterHeaders.from(with(DeadLetterHeaders.DELIVERY_COUNT, "100000")))
                .isEmpty();
        assertThat(DeadLetterHeaders.from(with(DeadLetterHeaders.MESSAGE, "x".repeat(4_000))))
                .isEmpty();
        Headers valueless = written(ALL);
        valueless.remove(DeadLetterHeaders.TOPIC).add(DeadLetterHeaders.TOPIC, null);
        assertThat(DeadLetterHeaders.from(valueless)).isEmpty();
    }

    private static Headers with(String name, String value) {
        Headers headers = written(ALL);
        TextHeaders.put(headers, name, value);
        return headers;
    }

    private static Headers written(DeadLetterHeaders said) {
        Headers headers = new RecordHeaders();
        said.writeTo(headers);
        return headers;
    }

    private static Headers old() {
        Headers headers = new RecordHeaders();
        TextHeaders.put(headers, "dead-letter-topic", "t");
        TextHeaders.put(headers, "dead-letter-partition", "1");
        TextHeaders.put(headers, "dead-letter-offset", "2");
        TextHeaders.put(headers, "dead-letter-reason", "no");
        return headers;
    }
}
