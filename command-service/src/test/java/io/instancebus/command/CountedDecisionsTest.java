package io.instancebus.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.command.topology.DecisionRule;
import io.instancebus.domain.CommandId;
import io.instancebus.domain.CommandType;
import io.instancebus.domain.Decision;
import io.instancebus.domain.Event;
import io.instancebus.domain.Input;
import io.instancebus.domain.InstanceId;
import io.instancebus.domain.RejectionCode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CountedDecisionsTest {
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    private static Event event(Event.Body body) {
        return new Event(
                new InstanceId("i"),
                1,
                Instant.EPOCH,
                Instant.EPOCH,
                "main",
                null,
                "somebody",
                new CommandId("c"),
                null,
                null,
                body);
    }

    private double count(String name, String tag, String value) {
        return meters.get(name).tag(tag, value).counter().count();
    }

    @Test
    void decisionsEventsAndRejectionsAreCounted() {
        DecisionRule rule = new CountedDecisions(
                (before, input, now) -> new Decision(
                        List.of(
                                event(new Event.CommandRejected(CommandType.START, RejectionCode.TOO_OLD, "old")),
                                event(new Event.CommandSucceeded(CommandType.STOP)),
                                event(new Event.CommandSucceeded(CommandType.START))),
                        List.of(),
                        null,
                        List.of()),
                meters);

        rule.decide(null, new Input.TimePassed(), Instant.EPOCH);
        rule.decide(null, new Input.TimePassed(), Instant.EPOCH);

        assertThat(count("instancebus.decisions", "input", "time")).isEqualTo(2);
        assertThat(count("instancebus.decisions", "input", "command")).isZero();
        assertThat(count("instancebus.events", "type", "CommandSucceeded")).isEqualTo(4);
        assertThat(count("instancebus.events", "type", "CommandRejected")).isEqualTo(2);
        assertThat(count("instancebus.rejections", "code", "TOO_OLD")).isEqualTo(2);
    }

    /** All series are there from the start, at 0, and there are no others. */
    @Test
    void everyTypeAndCodeHasACounter() {
        DecisionRule unused = new CountedDecisions(
                (before, input, now) -> new Decision(List.of(), List.of(), null, List.of()), meters);

        assertThat(meters.find("instancebus.rejections").counters())
                .extracting(counter -> counter.getId().getTag("code"))
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(RejectionCode.values()).map(Enum::name).toList());
        assertThat(meters.find("instancebus.events").counters()).hasSize(13);
        assertThat(meters.find("instancebus.decisions").counters()).hasSize(3);
    }
}
