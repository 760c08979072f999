package io.instancebus.faults.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.faults.check.Recovery.Sample;
import java.time.Duration;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RecoveryTest {
    private static final Duration EVERY = Duration.ofMillis(250);

    @Test
    void whatWasNotFeltTookNoTime() {
        assertThat(Recovery.of(seconds(1), seconds(3), samples(10, at -> true)))
                .contains(new Recovery(Duration.ZERO, Duration.ZERO));
    }

    @Test
    void itIsBackWithTheFirstUsualSampleOfAWholeUsualSecond() {
        List<Sample> samples = samples(20, at -> at < seconds(2) || at >= seconds(8));
        assertThat(Recovery.of(seconds(1), seconds(4), samples))
                .contains(new Recovery(Duration.ofSeconds(7), Duration.ofSeconds(4)));
    }

    @Test
    void aMomentInBetweenIsNotYetBack() {
        long moment = seconds(5);
        List<Sample> samples = samples(20, at -> at < seconds(2) || at == moment || at >= seconds(8));
        assertThat(Recovery.of(seconds(1), seconds(4), samples))
                .contains(new Recovery(Duration.ofSeconds(7), Duration.ofSeconds(4)));
    }

    @Test
    void whatWasOverBeforeTheFaultEndedCountsFromItsBeginningOnly() {
        List<Sample> samples = samples(20, at -> at < seconds(2) || at >= seconds(3));
        assertThat(Recovery.of(seconds(1), seconds(6), samples))
                .contains(new Recovery(Duration.ofSeconds(2), Duration.ZERO));
    }

    @Test
    void withoutAWholeUsualSecondAfterTheEndItIsNotBack() {
        assertThat(Recovery.of(seconds(1), seconds(4), samples(20, at -> at < seconds(2))))
                .isEmpty();
        assertThat(Recovery.of(seconds(1), seconds(4), samples(4, at -> true))).isEmpty();
        assertThat(Recovery.of(seconds(1), seconds(4), List.of())).isEmpty();
    }

    private static List<Sample> samples(int seconds, LongPredicate usual) {
        return LongStream.iterate(0, at -> at < seconds(seconds), at -> at + EVERY.toNanos())
                .mapToObj(at -> new Sample(at, usual.test(at)))
                .toList();
    }

    private static long seconds(long seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }
}
