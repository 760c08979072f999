package io.instancebus.schemas.header;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instancebus.avro.InstanceCommand;
import io.instancebus.avro.InstanceEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class HeadersTest {
    private static final Instant NOW = Instant.ofEpochMilli(1_700_000_000_123L);
    private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    @Test
    void anEventsHeadersSayWhatItIs() {
        InstanceEvent event = InstanceEvent.newBuilder()
                .setEventId("i-1:7")
                .setInstanceId("i-1")
                .setSequence(7)
                .setOccurredAt(NOW)
                .setRecordedAt(NOW)
                .setActor("ann")
                .setCorrelationId("order-ü")
                .setCausationId("c-1")
                .setType("CommandAccepted")
                .build();
        CloudEvent cloudEvent = CloudEvent.of(event, "/instance-bus/command-service");
        Headers headers = new RecordHeaders();
        cloudEvent.writeTo(headers);
        assertThat(text(headers))
                .containsExactly(
                        "ce_specversion=1.0",
                        "ce_id=i-1:7",
                        "ce_type=io.instancebus.InstanceEvent.CommandAccepted",
                        "ce_source=/instance-bus/command-service",
                        "ce_subject=i-1",
                        "ce_time=2023-11-14T22:13:20.123Z",
                        "content-type=application/avro",
                        "ce_correlationid=order-ü",
                        "ce_causationid=c-1",
                        "ce_sequence=7");
        assertThat(CloudEvent.from(headers)).contains(cloudEvent);
    }

    @Test
    void writingTwiceLeavesOneOfEachAndNothingStale() {
        Headers headers = new RecordHeaders();
        new CloudEvent("1", "t", "/s", "i-1", NOW, "a", "b", 3L).writeTo(headers);
        CloudEvent second = new CloudEvent("2", "t", "/s", "i-1", NOW, null, null, null);
        second.writeTo(headers);
        assertThat(CloudEvent.from(headers)).contains(second);
        assertThat(headers.toArray()).hasSize(CloudEvent.REQUIRED.size());
    }

    @Test
    void aCommandsHeadersHaveNoSequence() {
        InstanceCommand command = InstanceCommand.newBuilder()
                .setCommandId("c-1")
                .setInstanceId("i-1")
                .setActor("ann")
                .setIssuedAt(NOW)
                .setType("RunOnInstance")
                .build();
        assertThat(CloudEvent.of(command, "/shop"))
                .isEqualTo(new CloudEvent(
                        "c-1", "io.instancebus.InstanceCommand.RunOnInstance", "/shop", "i-1", NOW, null, null, null));
    }

    @Test
    void incompleteOrMalformedHeadersAreAsGoodAsNone() {
        assertThat(CloudEvent.from(new RecordHeaders())).isEmpty();
        for (String name : CloudEvent.REQUIRED.subList(0, 6)) {
            Headers headers = complete();
            headers.remove(name);
            assertThat(CloudEvent.from(headers)).as(name).isEmpty();
        }
        assertThat(CloudEvent.from(complete().add("ce_time", utf8("yesterday"))))
                .isEmpty();
        assertThat(CloudEvent.from(complete().add("ce_sequence", utf8("many")))).isEmpty();
        assertThat(CloudEvent.from(complete().add("ce_id", null))).isEmpty();
        assertThat(CloudEvent.from(complete().add("ce_id", new byte[100_000]))).isEmpty();
    }

    @Test
    void aTraceIsPassedOnFromStepToStep() {
        Headers headers = new RecordHeaders();
        headers.add("traceparent", utf8(TRACE));
        TraceParent parent = TraceParent.from(headers).orElseThrow();
        assertThat(parent).hasToString(TRACE);
        TraceParent child = parent.child();
        assertThat(child.traceId()).isEqualTo(parent.traceId());
        assertThat(child.parentId()).isNotEqualTo(parent.parentId());
        assertThat(child.sampled()).isTrue();
        child.writeTo(headers);
        assertThat(TraceParent.from(headers)).contains(child);
        assertThat(headers.headers("traceparent")).hasSize(1);
        assertThat(TraceParent.parse(TraceParent.start(false).toString())).isPresent();
    }

    @Test
    void malformedTracesAreIgnored() {
        List<String> malformed = List.of(
                "",
                "x",
                TRACE.toUpperCase(java.util.Locale.ROOT),
                TRACE.substring(1),
                TRACE + "-more",
                TRACE + " ",
                "ff" + TRACE.substring(2),
                TRACE.replace("4bf92f3577b34da6a3ce929d0e0e4736", "0".repeat(32)),
                TRACE.replace("00f067aa0ba902b7", "0".repeat(16)));
        assertThat(malformed)
                .allSatisfy(text -> assertThat(TraceParent.parse(text)).isEmpty());
        assertThat(TraceParent.parse("01" + TRACE.substring(2) + "-more"))
                .as("a version to come")
                .isPresent();
        assertThatThrownBy(() -> new TraceParent("x", "y", true)).isInstanceOf(IllegalArgumentException.class);
    }

    private static Headers complete() {
        Headers headers = new RecordHeaders();
        new CloudEvent("1", "t", "/s", "i-1", NOW, "a", "b", 3L).writeTo(headers);
        assertThat(CloudEvent.from(headers)).isPresent();
        return headers;
    }

    private static List<String> text(Headers headers) {
        return java.util.Arrays.stream(headers.toArray())
                .map((Header h) -> h.key() + "=" + new String(h.value(), StandardCharsets.UTF_8))
                .toList();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
