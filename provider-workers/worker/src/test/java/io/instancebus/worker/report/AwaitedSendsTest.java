package io.instancebus.worker.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instancebus.time.SteadyTime;
import io.instancebus.worker.HandClock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class AwaitedSendsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final HandClock clock = new HandClock();
    private final AtomicInteger attempts = new AtomicInteger();

    /** A hand that retried for a day would exceed its lock. */
    @Test
    void aWallClockThatIsSetBackMakesNobodyTryForLonger() {
        AwaitedSends sends = new AwaitedSends(
                new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()), clock);
        Supplier<ProducerRecord<byte[], byte[]>> record = () -> {
            clock.setWall(Duration.ofDays(-1));
            clock.advance(PATIENCE);
            if (attempts.incrementAndGet() == 5) {
                throw new RecordTooLargeException("so that the test ends");
            }
            throw new TimeoutException("no broker");
        };
        SteadyTime until = clock.now().plus(PATIENCE);

        assertThatThrownBy(() -> sends.sendAll(List.of(record), until)).isInstanceOf(NotReported.class);

        assertThat(attempts).hasValueLessThan(5);
    }
}
